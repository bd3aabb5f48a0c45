"""Otter, and others that write the name and the time of the recording on a line of their own."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.schemas import Transcript

NAME = "otter"
DESCRIPTION = 'Otter: "Name  0:04" on a line of its own, the words below it'
SUREST = 0.97

_HEADED = Headed(
    recording=True,
    head=re.compile(rf"(?P<name>\S[^:\t]{{0,63}}?)(?:\s{{2,}}|\t+| [-–—|] | \(| \[| )(?P<time>{TIME})[\])]?:?"),
    junk=re.compile(r"(?:Transcribed by )?(?:https?://)?(?:www\.)?otter\.ai\S*|Transcribed by https?://\S+"),
)
_SIGNS = re.compile(r"SUMMARY KEYWORDS|SPEAKERS|(?:Transcribed by )?(?:https?://)?otter\.ai\S*")


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    signed = any(_SIGNS.fullmatch(line) for line in export.sample[:12])
    share = _HEADED.share(export.sample, clock=None if signed else False)
    return (0.97 if signed else 0.6 + 0.3 * share) if share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(enumerate(export.lines, 1))
