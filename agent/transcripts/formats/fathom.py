"""Fathom's copied transcript: "0:04 - Name" on a line of its own, the words below it."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.schemas import Transcript

NAME = "fathom"
DESCRIPTION = 'Fathom: "0:04 - Name" on a line of its own, the words below it'
SUREST = 0.97

_HEADED = Headed(
    recording=True,
    head=re.compile(rf"[\[(]?(?P<time>{TIME})[\])]?\s*(?:[-–—|]\s*|\s)(?P<name>[^\s:\d][^:\t]{{0,63}}):?"),
    junk=re.compile(
        r"(?:ACTION ITEM|SCREEN SHARING|HIGHLIGHT|BOOKMARK|KEY TAKEAWAY|QUESTION|OBJECTION|INSIGHT)\b:?.{0,2000}"
        r"|VIEW RECORDING\b.{0,300}|(?:-\s*)?WATCH(?: HERE)?:? ?https?://\S+|-{3,}"
    ),
)


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    signed = any("VIEW RECORDING" in line or "fathom.video" in line for line in export.sample[:12])
    share = _HEADED.share(export.sample, clock=None if signed else False)
    return (0.97 if signed else 0.6 + 0.3 * share) if share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(enumerate(export.lines, 1))
