"""WebVTT captions, as Zoom ("Name: words"), Teams (<v Name> tags, GUID cue ids) and others export them.

Own reader: webvtt-py gives one voice per cue, drops cues whose times have no milliseconds and leaves entities escaped.
"""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.cues import blocks, to_turns
from phase_context.agent.transcripts.export import Export
from phase_context.schemas import Transcript

NAME = "vtt"
DESCRIPTION = 'WebVTT captions (Zoom, Teams): a WEBVTT line, then "00:00:04.500 --> 00:00:09.000" and the words'
SUREST = 1.0

_TIMES = re.compile(rf"\s*({TIME})\s*-->\s*{TIME}")


def matches(export: Export) -> float:
    if export.sample and export.sample[0].startswith("WEBVTT"):
        return 1.0
    times = [line for line in export.sample if _TIMES.match(line)] if export.is_timed else []
    return 0.9 if times and "," not in times[0] and "." in times[0] else 0.0


def read(export: Export) -> Transcript:
    return Transcript(turns=to_turns(blocks(export.lines, _TIMES)))
