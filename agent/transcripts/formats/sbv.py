"""SubViewer captions, as YouTube exports them: a line of two times, the words."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.cues import blocks, to_turns
from phase_context.agent.transcripts.export import Export
from phase_context.schemas import Transcript

NAME = "sbv"
DESCRIPTION = 'SubViewer captions (YouTube): "0:00:04.500,0:00:09.000", the words'
SUREST = 0.95

_TIMES = re.compile(rf"\s*({TIME.replace('.,', '.')}),{TIME}\s*$")


def matches(export: Export) -> float:
    return 0.95 if any(_TIMES.match(line) for line in export.sample[:20]) else 0.0


def read(export: Export) -> Transcript:
    return Transcript(turns=to_turns(blocks(export.lines, _TIMES)))
