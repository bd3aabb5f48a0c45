"""A suggestion: something that need not be asked from nothing, with where it was seen. The person has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from phase_context.schemas import Entry

Basis = Literal["repository", "earlier phase"]


@dataclass(frozen=True)
class Suggestion:
    """What somebody could say yes to.

    Attributes:
        entry: what a yes records; its rationale names the source, its quote is empty until somebody says it.
        basis: where it comes from.
    """

    entry: Entry
    basis: Basis


@dataclass(frozen=True)
class Known:
    """What is known before anything is asked.

    Attributes:
        suggestions: at most one for a topic; any number of third parties and returning ideas.
        notes: what the person should know beside: files that were left out, topics that were deferred to here.
    """

    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[str, ...] = ()
