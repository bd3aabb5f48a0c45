"""tl;dv's JSON export: "data" with "speaker", "text" and "startTime"."""

from __future__ import annotations

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.segments import Segments
from phase_context.schemas import Transcript

NAME = "tldv"
DESCRIPTION = 'tl;dv JSON: "data" with "speaker", "text" and "startTime"'
SUREST = 0.95

_SEGMENTS = Segments(
    text=("text",),
    speaker=("speaker",),
    start=("startTime",),
    needs=(("startTime",), ("text",), ("speaker",)),
)


def matches(export: Export) -> float:
    return 0.95 if _SEGMENTS.find(export) else 0.0


def read(export: Export) -> Transcript:
    return _SEGMENTS.read(export)
