"""Captions that Zoom saves on a computer: "[Name] 10:02:11" on a line of its own, the words below it."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import CLOCK
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.schemas import Transcript

NAME = "zoom-captions"
DESCRIPTION = 'captions saved by Zoom: "[Name] 10:02:11" on a line of its own, the words below it'
SUREST = 0.95

_HEADED = Headed(head=re.compile(rf"\[(?P<name>[^\s\[\]:][^\[\]:]{{0,63}})\]\s{{1,4}}(?P<time>{CLOCK})"), between=" ")


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    share = _HEADED.share(export.sample)
    return 0.7 + 0.25 * share if share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(enumerate(export.lines, 1))
