"""A pasted Discord channel: "name — Today at 2:03 PM" or "[13/03/2026 14:03] name", the words below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phase_context.agent.transcripts.clock import CLOCK, NUMERIC_DATE
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.schemas import Transcript

NAME = "discord"
DESCRIPTION = 'pasted Discord messages: "name — Today at 2:03 PM" on a line, the words below it'
SUREST = 0.95

_WHEN = rf"(?:(?:today|yesterday)(?: at|,)? |(?P<date>{NUMERIC_DATE})(?: at|,)? )?(?P<time>{CLOCK})"
_HEADED = Headed(
    head=re.compile(rf"(?P<name>[^\s:\[][^:\t]{{0,63}}?)\s*[—–]\s*{_WHEN}", re.IGNORECASE),
    junk=re.compile(
        r"\(edited\)|NEW|[0-9]{1,4}|:[a-z0-9_+-]{1,40}:|@.{1,60} used /.{1,40}|=+|(?:Guild|Channel|After|Exported): .*"
        r"|\{(?:Reactions|Attachments|Embed)\}|[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}"
    ),
    bot=re.compile(r"\s*(?:\n|\s)(?:APP|BOT)$"),
)
_EXPORTED = re.compile(
    rf"\[(?P<date>{NUMERIC_DATE}),? (?P<time>{CLOCK})\] (?P<name>[^\s:][^:\t]{{0,63}}?)(?: \(pinned\))?"
)
_DASH = re.compile(r"[—–]")


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    lines = [line for _, line in _heads(list(enumerate(export.sample, 1)))]
    share = _HEADED.share(lines)
    dated = any(_DASH.search(line) and _HEADED.find(line) for line in lines)
    return 0.75 + 0.2 * share if dated and share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(_heads(list(enumerate(export.lines, 1))))


def _heads(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, with heads that were copied on three lines (name, dash, time), or exported, as "name — time"."""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        name, dash, when = [text.strip() for _, text in [*lines[at : at + 3], (0, ""), (0, "")][:3]]
        joined = f"{name} — {when}" if _DASH.fullmatch(dash) else ""
        if joined and _HEADED.find(joined):
            yield number, joined
            at += 2
        elif exported := _EXPORTED.fullmatch(line.strip()):
            yield number, f"{exported['name']} — {exported['date']} {exported['time']}"
        else:
            yield number, line
        at += 1
