"""JSON of speech recognisers (Whisper, WhisperX, AssemblyAI): "segments" or "utterances" with start and text."""

from __future__ import annotations

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.segments import Segments
from phase_context.schemas import Transcript

NAME = "whisper"
DESCRIPTION = 'JSON of a speech recogniser: "segments" (seconds) or "utterances" (milliseconds) with start and text'
SUREST = 0.97

_SECONDS = Segments(text=("text",), speaker=("speaker",), start=("start",), needs=(("start",), ("text",)))
_MILLISECONDS = Segments(
    text=("text",), speaker=("speaker",), start=("start",), needs=_SECONDS.needs, milliseconds=True
)


def matches(export: Export) -> float:
    named = isinstance(export.json, dict) and ("segments" in export.json or "utterances" in export.json)
    return 0.97 if named and _SECONDS.find(export) else 0.0


def read(export: Export) -> Transcript:
    spoken = isinstance(export.json, dict) and "utterances" in export.json
    return (_MILLISECONDS if spoken else _SECONDS).read(export)
