"""Phase Context as a library: everything that ``from phase_context.agent import …`` gives.

What a name needs is imported when the name is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phase_context.agent.agenda import Progress, Round
    from phase_context.agent.brief import Brief, Point, brief_of
    from phase_context.agent.document import from_json, load, parse, render, save, to_json
    from phase_context.agent.errors import (
        ExtractionError,
        InputError,
        JournalError,
        PhaseContextError,
        TranscriptError,
    )
    from phase_context.agent.extractors import Extraction, Extractor, Reading, Usage, choose
    from phase_context.agent.extractors.builtin import BuiltinExtractor
    from phase_context.agent.extractors.model import ModelExtractor
    from phase_context.agent.interfaces.functions import Functions, definitions
    from phase_context.agent.interfaces.graph import InterviewState, interview_graph
    from phase_context.agent.interfaces.tool import phase_context_tools
    from phase_context.agent.interfaces.workflow import Reply, asettle, settle
    from phase_context.agent.interview import Answer, Interview
    from phase_context.agent.journal import Journal, Records
    from phase_context.agent.meeting import Meeting, aread_meeting, read_meeting
    from phase_context.agent.questions import Question
    from phase_context.agent.result import Conflict, OpenQuestion, Outcome, Proof, Result
    from phase_context.agent.transcripts import read_transcript
    from phase_context.schemas import (
        Decision,
        Entry,
        Evidence,
        Header,
        PhaseContext,
        Status,
        Transcript,
        Turn,
    )

_HOMES = {
    "phase_context.agent.agenda": ("Progress", "Round"),
    "phase_context.agent.brief": ("Brief", "Point", "brief_of"),
    "phase_context.agent.document": ("from_json", "load", "parse", "render", "save", "to_json"),
    "phase_context.agent.errors": (
        "ExtractionError",
        "InputError",
        "JournalError",
        "PhaseContextError",
        "TranscriptError",
    ),
    "phase_context.agent.extractors": ("Extraction", "Extractor", "Reading", "Usage", "choose"),
    "phase_context.agent.extractors.builtin": ("BuiltinExtractor",),
    "phase_context.agent.extractors.model": ("ModelExtractor",),
    "phase_context.agent.interfaces.functions": ("Functions", "definitions"),
    "phase_context.agent.interfaces.graph": ("InterviewState", "interview_graph"),
    "phase_context.agent.interfaces.tool": ("phase_context_tools",),
    "phase_context.agent.interfaces.workflow": ("Reply", "asettle", "settle"),
    "phase_context.agent.interview": ("Answer", "Interview"),
    "phase_context.agent.journal": ("Journal", "Records"),
    "phase_context.agent.meeting": ("Meeting", "aread_meeting", "read_meeting"),
    "phase_context.agent.questions": ("Question",),
    "phase_context.agent.result": ("Conflict", "OpenQuestion", "Outcome", "Proof", "Result"),
    "phase_context.agent.transcripts": ("read_transcript",),
    "phase_context.schemas": (
        "Decision",
        "Entry",
        "Evidence",
        "Header",
        "PhaseContext",
        "Status",
        "Transcript",
        "Turn",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604 - as many as there are above
    *_HOME
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
