"""The formats: every module in ``formats`` that says its NAME, what it expects, and how to recognise and read it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from phase_context.agent.transcripts import formats
from phase_context.agent.transcripts.export import Export
from phase_context.schemas import Transcript


class Reader(Protocol):
    """What a module in ``formats`` offers.

    Attributes:
        NAME: what ``--format`` calls it.
        DESCRIPTION: in one line, what it expects.
        SUREST: the most that `matches` returns.
    """

    NAME: str
    DESCRIPTION: str
    SUREST: float

    def matches(self, export: Export) -> float:
        """How surely the export is of this format: 0 (it is not) to 1."""
        ...

    def read(self, export: Export) -> Transcript:
        """Its turns, and what the export says of the meeting. Never raises: what cannot be read gives no turn."""
        ...


@cache
def readers() -> dict[str, Reader]:
    """All of them by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    modules = [cast("Reader", importlib.import_module(f"{formats.__name__}.{name}")) for name in names]
    return {module.NAME: module for module in modules}


def recognise(export: Export) -> Reader | None:
    """The reader that is surest of the export; None where none is.

    Readers are asked from the one that can be surest on, and no further than until nobody left can be surer.
    """
    best, sure = None, 0.0
    for reader in _by_sureness():
        if sure >= reader.SUREST:
            break
        if (found := reader.matches(export)) > sure:
            best, sure = reader, found
    return best


@cache
def _by_sureness() -> list[Reader]:
    return sorted(readers().values(), key=lambda reader: -reader.SUREST)
