"""Messages copied from Telegram: "Name, [13.03.2026 14:03]" on a line, the words below it."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import CLOCK, NUMERIC_DATE
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.schemas import Transcript

NAME = "telegram"
DESCRIPTION = 'copied Telegram messages: "Name, [13.03.2026 14:03]" on a line, the words below it'
SUREST = 0.95

_HEADED = Headed(
    head=re.compile(
        rf"(?P<name>[^\s:\[][^:\t\[]{{0,63}}?),? "
        rf"\[(?P<date>{NUMERIC_DATE}|[^\]:]{{6,20}}?)(?: at|,)? (?P<time>{CLOCK})\]:?"
    ),
    junk=re.compile(r"\[(?:photo|video|voice message|sticker|file|gif|animation|location|poll)\]", re.IGNORECASE),
)


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    share = _HEADED.share(export.sample, clock=True)
    dated = any((head := _HEADED.find(line)) and head["date"] for line in export.sample)
    return 0.8 + 0.15 * share if dated and share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(enumerate(export.lines, 1))
