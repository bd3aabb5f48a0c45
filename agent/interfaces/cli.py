"""The command line. Commands only translate, and import what they need when they run, so that help is instant."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phase_context.agent.errors import InputError, PhaseContextError

if TYPE_CHECKING:
    from phase_context.schemas import Header

app = typer.Typer(
    name="phase-context",
    help="Interview a backend developer, or read a meeting, and write the Phase Context document.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Phase = Annotated[str | None, typer.Option("--phase", help="Phase number: 03.")]
Name = Annotated[str | None, typer.Option("--name", help="Phase name: Order ingestion.")]
Sprint = Annotated[str | None, typer.Option("--sprint", help="Sprint: SPRINT-014.")]
With = Annotated[list[str] | None, typer.Option("--with", help="Who takes part: 'Priya (PO)'. Repeat for each.")]
Date = Annotated[str | None, typer.Option("--date", help="Date of the discussion: 2026-03-01.")]
Model = Annotated[
    str | None,
    typer.Option("--model", help="provider:model, or built-in. Default: $PHASE_CONTEXT_MODEL, else built-in."),
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server.")]


def main() -> None:
    """The program. Errors a user can mend are one line and exit code 2."""
    try:
        app()
    except PhaseContextError as error:
        print(f"phase-context: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _header(
    phase: str | None, name: str | None, sprint: str | None, people: list[str] | None, date: str | None
) -> Header:
    import datetime

    from phase_context.schemas import Header

    try:
        day = datetime.date.fromisoformat(date) if date else None
    except ValueError:
        raise InputError(f"--date {date}: not a date; write it as 2026-03-01") from None
    return Header(phase=phase, name=name, sprint=sprint, discussion_with=tuple(people or ()), date=day)


@app.command()
def interview(
    phase: Phase = None,
    name: Name = None,
    sprint: Sprint = None,
    people: With = None,
    date: Date = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The document. Default: PHASE-CONTEXT-<phase>.md.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the session of this phase.")] = False,
    size: Annotated[int, typer.Option("--round", help="Questions in a round, 1 to 5.")] = 4,
    questions: Annotated[
        int | None, typer.Option("--questions", help="At most so many questions, the dearest to reverse first.")
    ] = None,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Interview a developer in the terminal, and write the document."""
    from phase_context.agent.interfaces import chat

    header = _header(phase, name, sprint, people, date)
    chat.run(header, output, resume=resume, size=size, budget=questions, model=model, base_url=base_url)


@app.command()
def fill(
    files: Annotated[list[Path], typer.Argument(help="Transcripts: WebVTT, SRT, 'Name: text', Markdown …")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the documents.")] = Path(),
    phase: Phase = None,
    name: Name = None,
    sprint: Sprint = None,
    people: With = None,
    date: Date = None,
    format_: Annotated[str | None, typer.Option("--format", help="Format, when it is not recognised.")] = None,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Fill a document from each meeting's transcript."""
    from phase_context.agent.extractors import choose
    from phase_context.agent.fill import fill as fill_all

    header = _header(phase, name, sprint, people, date)
    failed = False
    for filled in fill_all(files, output, choose(model, base_url=base_url), header=header, format=format_):
        if filled.meeting is None:
            failed = True
            print(f"phase-context: {filled.error}", file=sys.stderr)
            continue
        document = filled.meeting.document
        print(
            f"{filled.target}: {len(list(document.decisions()))} topics, {len(document.possibly)} passages to look at"
        )
        for label in filled.meeting.waiting:
            print(f"  waits for an answer: {label}")
        for refusal in filled.meeting.refused:
            print(f"  not recorded: {refusal.what} ({refusal.reason})", file=sys.stderr)
    if failed:
        raise typer.Exit(2)


@app.command()
def reply(
    text: Annotated[str, typer.Argument(help="The developer's words.")],
    about: Annotated[
        list[str], typer.Option("--about", help="The topic or section that was asked. Repeat for a round.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Read one reply, and show what it adds."""
    import json

    from phase_context.agent.extractors import choose
    from phase_context.agent.interview import Interview, added
    from phase_context.agent.questions import find_label

    labels = [find_label(name) for name in about]
    session = Interview(choose(model, base_url=base_url))
    answer = session.answer(text, labels)
    if as_json:
        print(json.dumps(added(session.document), ensure_ascii=False))
        return
    for line in answer.learnt or ["nothing was settled"]:
        print(line)
    if answer.say:
        print(answer.say)
    for refusal in answer.refused:
        print(f"not recorded: {refusal.what} ({refusal.reason})", file=sys.stderr)


@app.command()
def check(
    document: Annotated[Path, typer.Argument(help="A Phase Context document.")],
) -> None:
    """Say what is missing, malformed or left as a placeholder, one line each."""
    from phase_context.agent.document.files import read_text
    from phase_context.agent.document.parse import check as problems_of

    problems = problems_of(read_text(document))
    for problem in problems:
        print(f"{document}: {problem}")
    if problems:
        raise typer.Exit(1)


@app.command()
def template() -> None:
    """Print the blank template."""
    from phase_context.agent.document.render import render_blank

    print(render_blank(), end="")


if __name__ == "__main__":
    main()
