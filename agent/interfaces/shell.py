"""The commands for an agent that has a shell: JSON in and out, each one call of `Host`; and the two other doors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from phase_context.agent.errors import InputError
from phase_context.agent.interfaces.options import (
    BaseUrl,
    Date,
    Model,
    Name,
    Phase,
    Repo,
    Sprint,
    Update,
    With,
    header,
)

if TYPE_CHECKING:
    from phase_context.agent.host import Host
    from phase_context.agent.report import Report
    from phase_context.schemas import PhaseContext

Session = Annotated[str | None, typer.Option("--session", help="Session or phase. Default: the latest one.")]
Root = Annotated[Path, typer.Option("--root", help="The project; nothing is written outside it.")]
Questions = Annotated[int | None, typer.Option("--questions", help="At most so many questions in all.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (start, record, reply, status, undo, write, guide, mcp):
        app.command(rich_help_panel="For agents")(command)


def start(
    phase: Phase = None,
    name: Name = None,
    sprint: Sprint = None,
    people: With = None,
    date: Date = None,
    questions: Questions = None,
    repo: Repo = None,
    update: Update = None,
    root: Root = Path(),
) -> None:
    """Begin or resume a session; prints what is known or suggested, and the first questions, as JSON."""
    head = header(phase, name, sprint, people, date)
    _print(_host(root).start(head, budget=questions, repo=repo, update=update))


def record(
    call: Annotated[
        str | None, typer.Argument(help='{"said": "…", "entries": […]}. Default: standard input.', show_default=False)
    ] = None,
    session: Session = None,
    root: Root = Path(),
) -> None:
    """Record what a person said, as JSON from the agent: see `phase-context guide`."""
    given = _call(sys.stdin.read() if call is None else call)
    named = given.get("session") or session
    _print(_host(root).record(given["entries"], given.get("said") or "", given.get("asked"), named))


def reply(
    text: Annotated[str | None, typer.Argument(help="The developer's words. Default: standard input.")] = None,
    about: Annotated[
        list[str] | None, typer.Option("--about", help="The topic or section that was asked. Repeat for a round.")
    ] = None,
    session: Session = None,
    as_json: Annotated[bool, typer.Option("--json", help="Without a session: as one JSON object.")] = False,
    root: Root = Path(),
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Read a reply into a session; with --about alone, just show what one reply adds."""
    words = sys.stdin.read() if text is None else text
    if session is None and about:
        _read_alone(words, about, as_json=as_json, model=model, base_url=base_url)
        return
    _print(_host(root, model, base_url).reply(words, about, session))


def status(
    session: Session = None,
    document: Annotated[bool, typer.Option("--document", help="With the document's text so far.")] = False,
    root: Root = Path(),
) -> None:
    """What a session knows and asks next, as JSON."""
    _print(_host(root).show(session, document=document))


def undo(session: Session = None, root: Root = Path()) -> None:
    """Take a session's last record or reply back."""
    _print(_host(root).undo(session))


def write(
    session: Session = None,
    path: Annotated[
        str | None, typer.Option("--path", help="Below the root, ending in .md. Default: PHASE-CONTEXT-<phase>.md.")
    ] = None,
    root: Root = Path(),
) -> None:
    """Write a session's document, and its JSON beside it."""
    _print(_host(root).write(session, path))


def guide() -> None:
    """Print how an agent interviews a developer with these commands."""
    print(guide_text(), end="")


def mcp(root: Root = Path(), model: Model = None, base_url: BaseUrl = None) -> None:
    """Serve the same over MCP, on standard input and output."""
    import gc

    # Some clients give a server a second to answer. Starting makes many classes and no garbage: a quarter of the
    # time would go into looking for it.
    gc.disable()
    try:
        from phase_context.agent.interfaces.mcp import server

        served = server(root, model=model, base_url=base_url)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise InputError("the MCP server needs a package; pip install 'phase-context[mcp]'") from None
    finally:
        gc.enable()
    served.run("stdio")


def guide_text() -> str:
    """The guide, which is also the body of the plugin's skill."""
    from phase_context.prompts import plain, template
    from phase_context.schemas import TOPICS

    return template("guide.md.j2").render(
        interviewing=plain("interviewing.md"), entries=plain("entries.md"), topics=list(TOPICS)
    )


def _host(root: Path, model: str | None = None, base_url: str | None = None) -> Host:
    from phase_context.agent.host import Host

    return Host(root, model=model, base_url=base_url)


def _call(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"record: not JSON ({str(error).splitlines()[0]})") from None
    if not isinstance(given, dict) or not isinstance(given.setdefault("entries", []), list):
        raise InputError('record: wants {"said": "…", "entries": […]}; see `phase-context guide`')
    wrong = [key for key in ("said", "session") if not isinstance(given.get(key) or "", str)]
    labels = given.get("asked")
    if labels is not None and not (isinstance(labels, list) and all(isinstance(label, str) for label in labels)):
        wrong.append("asked")
    if wrong:
        raise InputError(f"record: {wrong[0]!r} is of the wrong type; see `phase-context guide`")
    return given


def _print(report: Report) -> None:
    print(json.dumps(report.sent(), ensure_ascii=False))


def _read_alone(words: str, about: list[str], *, as_json: bool, model: str | None, base_url: str | None) -> None:
    from phase_context.agent.extractors import choose
    from phase_context.agent.interview import Interview
    from phase_context.agent.questions import find_label

    labels = [find_label(name) for name in about]
    session = Interview(choose(model, base_url=base_url))
    answer = session.answer(words, labels)
    if as_json:
        print(json.dumps(added(session.document), ensure_ascii=False))
        return
    for line in answer.learnt or ["nothing was settled"]:
        print(line)
    if answer.say:
        print(answer.say)
    for refusal in answer.refused:
        print(f"not recorded: {refusal.what} ({refusal.reason})", file=sys.stderr)


def added(document: PhaseContext) -> dict[str, Any]:
    """What a document holds, in the small JSON form that ``phase-context reply`` prints; absent is empty."""
    rows = {}
    for topic, decision in document.decisions():
        row = decision.model_dump(mode="json", exclude_defaults=True, exclude={"evidence"})
        rows[topic.label] = row | {"quote": decision.evidence[0].quote if decision.evidence else ""}
    found = {
        "decisions": rows,
        "integrations": [i.model_dump(include={"name", "type", "complexity", "notes"}) for i in document.integrations],
        "in_scope": [item.text for item in document.in_scope],
        "out_of_scope": [item.text for item in document.out_of_scope],
        "discretion": [item.text for item in document.discretion],
        "specific_ideas": [item.text for item in document.specific_ideas],
        "deferred": [{"idea": d.idea, "to": d.defer_to, "reason": d.reason} for d in document.deferred],
    }
    return {key: value for key, value in found.items() if value}
