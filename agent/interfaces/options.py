"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phase_context.agent.errors import InputError

if TYPE_CHECKING:
    from phase_context.schemas import Header

Phase = Annotated[str | None, typer.Option("--phase", help="Phase number: 03.")]
Name = Annotated[str | None, typer.Option("--name", help="Phase name: Order ingestion.")]
Sprint = Annotated[str | None, typer.Option("--sprint", help="Sprint: SPRINT-014.")]
With = Annotated[list[str] | None, typer.Option("--with", help="Who takes part: 'Priya (PO)'. Repeat for each.")]
Date = Annotated[str | None, typer.Option("--date", help="Date of the discussion: 2026-03-01.")]
Model = Annotated[
    str | None,
    typer.Option("--model", help="provider:model, or built-in. Default: $PHASE_CONTEXT_MODEL, else built-in."),
]
Repo = Annotated[
    Path | None,
    typer.Option("--repo", help="Repository that suggests what it shows. Default: the git root, if there is one."),
]
Update = Annotated[
    str | None, typer.Option("--update", help="A document to bring up to date: only what is open or changed is asked.")
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server.")]


def header(
    phase: str | None, name: str | None, sprint: str | None, people: list[str] | None, date: str | None
) -> Header:
    """The header that the options give.

    Raises:
        InputError: the date is none.
    """
    import datetime

    from phase_context.schemas import Header

    try:
        day = datetime.date.fromisoformat(date) if date else None
    except ValueError:
        raise InputError(f"date {date}: not a date; write it as 2026-03-01") from None
    return Header(phase=phase, name=name, sprint=sprint, discussion_with=tuple(people or ()), date=day)
