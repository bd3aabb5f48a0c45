"""What a topic came to, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from phase_context.agent.language.clauses import Clause


@dataclass(frozen=True)
class Settled:
    """What a topic came to: the kind of the entry with its text, and the clauses the rest of the words are in."""

    kind: str
    text: str | None = None
    to: str | None = None
    choice: tuple[Clause, ...] = ()
    rest: tuple[Clause, ...] = ()
