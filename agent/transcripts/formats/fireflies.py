"""Fireflies's JSON export: "sentences" with "speaker_name" and "text" or "sentence"."""

from __future__ import annotations

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.segments import Segments
from phase_context.schemas import Transcript

NAME = "fireflies"
DESCRIPTION = 'Fireflies JSON: "sentences" with "speaker_name" and "text" or "sentence"'
SUREST = 0.95

_SEGMENTS = Segments(
    text=("sentence", "text", "raw_text"),
    speaker=("speaker_name", "speaker", "speaker_id"),
    start=("start_time", "startTime", "time"),
    needs=(("speaker_name", "speaker_id"), ("sentence", "text", "raw_text")),
)


def matches(export: Export) -> float:
    return 0.95 if _SEGMENTS.find(export) else 0.0


def read(export: Export) -> Transcript:
    return _SEGMENTS.read(export)
