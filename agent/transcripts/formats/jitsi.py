"""The chat of a Jitsi meeting, copied: a name, its messages, and the time AFTER them."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import CLOCK, Stamp
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.names import could_be
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Transcript

NAME = "jitsi"
DESCRIPTION = "copied Jitsi chat: a name, the words, then the time, each on lines of their own"
SUREST = 0.9

_TIME = re.compile(rf"\s*({CLOCK})\s*$")
_LEAST, _MOST = 3, 9  # lines of a group: name, words, time
_SENTENCE = re.compile(r"[.!?…,;:]$|https?://|^[+-][0-9]")


def matches(export: Export) -> float:
    lines = export.sample
    at = [number for number, line in enumerate(lines) if _TIME.match(line)]
    if not at or len(at) * _MOST < len(lines) or len(lines) - at[-1] > _MOST:
        return 0.0
    groups = [second - first for first, second in zip([-1, *at], at, strict=False)]
    heads = [lines[number] for number in [0, *(end + 1 for end in at[:-1])]]
    named = sum(_is_name(line) and size >= _LEAST for line, size in zip(heads, groups, strict=True))
    return 0.9 if groups[0] >= _LEAST and named > 0.6 * len(groups) and all(size > 1 for size in groups) else 0.0


def read(export: Export) -> Transcript:
    turns, speaker = Turns(), None
    group: list[tuple[int, str]] = []
    for number, line in [*enumerate(export.lines, 1), (0, "")]:
        found = _TIME.match(line)
        if line.strip() and not found:
            group.append((number, line.strip()))
        elif group and (found or not number):
            if len(group) > 1 and _is_name(group[0][1]):
                speaker = group.pop(0)[1]
            for at, text in group:
                turns.say(text, speaker=speaker, time=Stamp.read(found[1]) if found else None, line=at)
            group = []
    return Transcript(turns=turns.build())


def _is_name(line: str) -> bool:
    return could_be(line) and not _SENTENCE.search(line)
