"""Grain's JSON export: a list with "speaker", "text" and "start" in milliseconds."""

from __future__ import annotations

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.segments import Segments
from phase_context.schemas import Transcript

NAME = "grain"
DESCRIPTION = 'Grain JSON: a list with "speaker", "text" and "start" in milliseconds'
SUREST = 0.95

_SEGMENTS = Segments(
    text=("text",),
    speaker=("speaker", "participant", "participant_id"),
    start=("start",),
    needs=(("start",), ("end",), ("text",), ("speaker", "participant_id")),
    milliseconds=True,
)


def matches(export: Export) -> float:
    return 0.95 if _SEGMENTS.find(export) else 0.0


def read(export: Export) -> Transcript:
    return _SEGMENTS.read(export)
