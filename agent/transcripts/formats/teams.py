"""Microsoft Teams: the transcript as a Word document or its text, new ("Name   0:04") and old (times, name, words)."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import TIME, title_date
from phase_context.agent.transcripts.cues import Cue, blocks
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.agent.transcripts.names import is_proper
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "teams"
DESCRIPTION = (
    'Microsoft Teams transcript, .docx or its text: "Name   0:04", or "0:0:4.120 --> 0:0:9.010", the words below'
)
SUREST = 0.96

_NOTICE = re.compile(
    r".{1,100} (?:started|stopped|paused|resumed) (?:the )?(?:transcription|recording)\.?|[0-9hms ]{2,12}"
)
_HEADED = Headed(
    head=re.compile(rf"(?P<name>\S[^:\t]{{0,63}}?)[ \t\u00a0]{{1,8}}(?P<time>{TIME})"), junk=_NOTICE, recording=True
)
_TIMES = re.compile(rf"\s*({TIME})\s*-->\s*{TIME}\s*$")
_SHORT = re.compile(r"\s*[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3}\s*-->")
_FULL = re.compile(r"\s*[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\s*-->")


def matches(export: Export) -> float:
    times = [line for line in export.sample if _SHORT.match(line)]
    if times and not all(_FULL.match(line) for line in times) and not export.sample[0].startswith("WEBVTT"):
        return 0.96
    noticed = any(_NOTICE.fullmatch(line) and "transcription" in line for line in export.sample)
    return 0.96 if noticed and _HEADED.share(export.sample) else 0.0


def read(export: Export) -> Transcript:
    cues = blocks(export.lines, _TIMES)
    if not cues:
        return _HEADED.read(enumerate(export.lines, 1))
    turns = Turns(between=" ")
    for cue in cues:
        _say(cue, turns)
    return Transcript(turns=turns.build(), header=Header(date=title_date(export.lines)))


def _say(cue: Cue, turns: Turns) -> None:
    """One block of the old form: the first line is the name."""
    lines = cue.lines
    named = len(lines) > 1 and is_proper(lines[0][1].strip())
    turns.say("", speaker=lines[0][1] if named else None, time=cue.time)
    for number, line in lines[named:]:
        turns.add(line.strip(), number)
