"""Phase Context as a library: everything that ``from phase_context.agent import …`` gives.

What a name needs is imported when the name is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phase_context.agent.agenda import Progress as Progress
    from phase_context.agent.agenda import Round as Round
    from phase_context.agent.brief import Brief as Brief
    from phase_context.agent.brief import Point as Point
    from phase_context.agent.brief import brief_of as brief_of
    from phase_context.agent.document.data import from_json as from_json
    from phase_context.agent.document.data import to_json as to_json
    from phase_context.agent.document.files import load as load
    from phase_context.agent.document.files import save as save
    from phase_context.agent.document.parse import check as check
    from phase_context.agent.document.parse import parse as parse
    from phase_context.agent.document.render import render as render
    from phase_context.agent.errors import ExtractionError as ExtractionError
    from phase_context.agent.errors import InputError as InputError
    from phase_context.agent.errors import JournalError as JournalError
    from phase_context.agent.errors import PhaseContextError as PhaseContextError
    from phase_context.agent.errors import TranscriptError as TranscriptError
    from phase_context.agent.extractors import Extraction as Extraction
    from phase_context.agent.extractors import Extractor as Extractor
    from phase_context.agent.extractors import Reading as Reading
    from phase_context.agent.extractors import Usage as Usage
    from phase_context.agent.extractors import choose as choose
    from phase_context.agent.extractors.builtin import BuiltinExtractor as BuiltinExtractor
    from phase_context.agent.extractors.model import ModelExtractor as ModelExtractor
    from phase_context.agent.interfaces.functions import Functions as Functions
    from phase_context.agent.interfaces.functions import definitions as definitions
    from phase_context.agent.interfaces.graph import InterviewState as InterviewState
    from phase_context.agent.interfaces.graph import interview_graph as interview_graph
    from phase_context.agent.interfaces.tool import phase_context_tools as phase_context_tools
    from phase_context.agent.interfaces.workflow import Reply as Reply
    from phase_context.agent.interfaces.workflow import asettle as asettle
    from phase_context.agent.interfaces.workflow import settle as settle
    from phase_context.agent.interview import Answer as Answer
    from phase_context.agent.interview import Interview as Interview
    from phase_context.agent.journal import Journal as Journal
    from phase_context.agent.journal import Records as Records
    from phase_context.agent.meeting import Meeting as Meeting
    from phase_context.agent.meeting import aread_meeting as aread_meeting
    from phase_context.agent.meeting import read_meeting as read_meeting
    from phase_context.agent.questions import Question as Question
    from phase_context.agent.result import Conflict as Conflict
    from phase_context.agent.result import OpenQuestion as OpenQuestion
    from phase_context.agent.result import Outcome as Outcome
    from phase_context.agent.result import Proof as Proof
    from phase_context.agent.result import Result as Result
    from phase_context.agent.transcripts import read_transcript as read_transcript
    from phase_context.schemas import Decision as Decision
    from phase_context.schemas import Entry as Entry
    from phase_context.schemas import Evidence as Evidence
    from phase_context.schemas import Header as Header
    from phase_context.schemas import PhaseContext as PhaseContext
    from phase_context.schemas import Status as Status
    from phase_context.schemas import Transcript as Transcript
    from phase_context.schemas import Turn as Turn

_HOMES = {
    "phase_context.agent.agenda": "Progress Round",
    "phase_context.agent.brief": "Brief Point brief_of",
    "phase_context.agent.document.data": "from_json to_json",
    "phase_context.agent.document.files": "load save",
    "phase_context.agent.document.parse": "check parse",
    "phase_context.agent.document.render": "render",
    "phase_context.agent.errors": "ExtractionError InputError JournalError PhaseContextError TranscriptError",
    "phase_context.agent.extractors": "Extraction Extractor Reading Usage choose",
    "phase_context.agent.extractors.builtin": "BuiltinExtractor",
    "phase_context.agent.extractors.model": "ModelExtractor",
    "phase_context.agent.interfaces.functions": "Functions definitions",
    "phase_context.agent.interfaces.graph": "InterviewState interview_graph",
    "phase_context.agent.interfaces.tool": "phase_context_tools",
    "phase_context.agent.interfaces.workflow": "Reply asettle settle",
    "phase_context.agent.interview": "Answer Interview",
    "phase_context.agent.journal": "Journal Records",
    "phase_context.agent.meeting": "Meeting aread_meeting read_meeting",
    "phase_context.agent.questions": "Question",
    "phase_context.agent.result": "Conflict OpenQuestion Outcome Proof Result",
    "phase_context.agent.transcripts": "read_transcript",
    "phase_context.schemas": "Decision Entry Evidence Header PhaseContext Status Transcript Turn",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [*_HOME]  # noqa: PLE0604 - as many as there are above


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
