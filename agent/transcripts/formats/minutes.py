"""Minutes as a scribe writes them (W3C, HackMD): "Name: words", and "... words" where the same person goes on."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, share
from phase_context.schemas import Transcript

NAME = "minutes"
DESCRIPTION = 'scribe\'s minutes (W3C, HackMD): "Name: words", continued on lines that begin with "..."'

_CONTINUED = re.compile(r"(?:\.{3}|…)\s*\S")


def matches(export: Export) -> float:
    continued = sum(bool(_CONTINUED.match(line)) for line in export.sample)
    said = [line for line in export.sample if not _CONTINUED.match(line)]
    named = share(said)
    return 0.82 + 0.1 * named if named and continued > 1 and continued * 20 >= len(export.sample) else 0.0


def read(export: Export) -> Transcript:
    return read_named(enumerate(export.lines, 1), carry=False)
