"""Minutes as a scribe writes them (W3C, HackMD): "Name: words", and "... words" where the same person goes on."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, spoken_heads
from phase_context.schemas import Transcript

NAME = "minutes"
DESCRIPTION = 'scribe\'s minutes (W3C, HackMD): "Name: words", continued on lines that begin with "..."'
SUREST = 0.92

_ENOUGH = 0.2  # share of lines
_CONTINUED = re.compile(r"(?:\.{3}|…)\s*\S")


def matches(export: Export) -> float:
    continued = sum(bool(_CONTINUED.match(line)) for line in export.sample)
    named = sum(head is not None for head in spoken_heads(export.sample))
    written = (named + continued) / max(1, len(export.sample))
    return 0.82 + 0.1 * written if named > 1 < continued and written > _ENOUGH else 0.0


def read(export: Export) -> Transcript:
    return read_named(enumerate(export.lines, 1), carry=False)
