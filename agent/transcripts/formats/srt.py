"""SubRip captions: a number, a line of times with commas, the words."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.cues import blocks, to_turns
from phase_context.agent.transcripts.export import Export
from phase_context.schemas import Transcript

NAME = "srt"
DESCRIPTION = 'SubRip captions: a number, "00:00:04,500 --> 00:00:09,000", the words'
SUREST = 0.95

_TIMES = re.compile(rf"\s*({TIME})\s*-->\s*{TIME}")


def matches(export: Export) -> float:
    if export.sample and export.sample[0].startswith("WEBVTT"):
        return 0.0
    times = [line for line in export.sample if _TIMES.match(line)]
    return 0.95 if times and ("," in times[0] or "." not in times[0]) else 0.0


def read(export: Export) -> Transcript:
    return Transcript(turns=to_turns(blocks(export.lines, _TIMES)))
