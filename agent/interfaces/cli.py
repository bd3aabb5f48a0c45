"""The command line. Commands only translate, and import what they need when they run, so that help is instant."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from phase_context.agent.errors import PhaseContextError
from phase_context.agent.interfaces import batch, planning, shell
from phase_context.agent.interfaces.options import BaseUrl, Date, Model, Name, Phase, Repo, Sprint, Update, With
from phase_context.agent.interfaces.options import header as header_of
from phase_context.schemas.text import clean

app = typer.Typer(
    name="phase-context",
    help="Interview a backend developer, or read a meeting, and write the Phase Context document.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The program. Errors a user can mend are one line and exit code 2."""
    gc.set_threshold(50_000)  # what is imported stays: looking through it again and again is most of a short command
    try:
        app()
    except PhaseContextError as error:
        print(f"phase-context: {clean(str(error))}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


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
    repo: Repo = None,
    update: Update = None,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Interview a developer in the terminal, and write the document."""
    from phase_context.agent.interfaces import chat

    header = header_of(phase, name, sprint, people, date)
    chat.run(
        header,
        output,
        resume=resume,
        size=size,
        budget=questions,
        repo=repo,
        update=update,
        model=model,
        base_url=base_url,
    )


@app.command()
def check(
    document: Annotated[Path, typer.Argument(help="A Phase Context document.")],
    covered_by: Annotated[
        Path | None, typer.Option("--covered-by", help="A plan: say also which decisions it does not mention.")
    ] = None,
) -> None:
    """Say what is missing, malformed or left as a placeholder, one line each."""
    from phase_context.agent.document.files import read_text
    from phase_context.agent.document.parse import check as problems_of

    problems = [f"{document}: {problem}" for problem in problems_of(read_text(document))]
    problems += planning.uncovered(document, covered_by) if covered_by else []
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)


@app.command()
def template() -> None:
    """Print the blank template."""
    from phase_context.agent.document.render import render_blank

    print(render_blank(), end="")


batch.register(app)
shell.register(app)
planning.register(app)

if __name__ == "__main__":
    main()
