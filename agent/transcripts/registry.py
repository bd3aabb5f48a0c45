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
    """

    NAME: str
    DESCRIPTION: str

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
