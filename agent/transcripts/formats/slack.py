"""A pasted Slack thread: "Name  2:03 PM" on a line (or the time on the line below), the words under it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phase_context.agent.transcripts.clock import CLOCK
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.headed import Headed
from phase_context.agent.transcripts.names import could_be
from phase_context.schemas import Transcript

NAME = "slack"
DESCRIPTION = 'pasted Slack (or Google Chat, Teams chat) thread: "Name  2:03 PM" on a line, the words below it'
SUREST = 0.95

_HEADED = Headed(
    head=re.compile(rf"(?P<name>[^\s:\[(][^:\t]{{0,63}}?)(?:\s{{1,4}}|, | · | [-–—|] )[\[(]?(?P<time>{CLOCK})[\])]?"),
    junk=re.compile(
        r"[0-9]+ repl(?:y|ies)(?:.{0,60})?|last reply.{0,60}|view (?:thread|newer replies)|also sent to the channel"
        r"|replied to a thread:.{0,200}|new(?: messages)?|\(edited\)|:[a-z0-9_+-]{1,40}:(?: ?[0-9]{1,4})?|[0-9]{1,4}"
        r"|(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:, .{3,24})?)(?: at .{4,10})?"
        r"|was added to .{1,80}"
        r"|joined (?:#|the ).{1,80}|set the channel (?:topic|purpose).{0,300}|pinned a message.{0,80}|added by .{1,80}"
        r"|.{1,64} (?:has )?(?:joined|left) (?:the )?(?:channel|conversation|#\S{1,80})\.?",
        re.IGNORECASE,
    ),
    bot=re.compile(r"\s+(?:APP|BOT|WORKFLOW)$"),
)
_TIME = re.compile(rf"\s*(?:[-–—·]\s*)?[\[(]?(?P<time>{CLOCK})[\])]?\s*$")
_FIRST = re.compile(rf"\s*\[({CLOCK})\]\s+(\S[^:\t]{{0,63}})\s*$")
_STATUS = re.compile(r"\s*:[a-z0-9_+-]{1,40}:")  # beside a name
_EDITED = re.compile(r"\s*\(edited\)\s*$")


def matches(export: Export) -> float:
    if not export.is_timed:
        return 0.0
    lines = [line for _, line in _one_line_heads(list(enumerate(export.sample, 1)))]
    share = _HEADED.share(lines, clock=True)
    return 0.65 + 0.3 * share if share else 0.0


def read(export: Export) -> Transcript:
    return _HEADED.read(
        (number, _EDITED.sub("", line)) for number, line in _one_line_heads(list(enumerate(export.lines, 1)))
    )


def _one_line_heads(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, with a name and the time on the line below it, or "[14:01] Name", as "Name  14:01"."""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        below = next((n for n in (at + 1, at + 2) if n < len(lines) and lines[n][1].strip()), at)
        time = _TIME.match(lines[below][1]) if below > at else None
        if first := _FIRST.match(line):
            yield number, f"{first[2]}  {first[1]}"
        elif time and could_be(name := _STATUS.sub("", line).strip()) and not _TIME.match(line):
            yield number, f"{name}  {time['time']}"
            at = below
        else:
            bare = _STATUS.sub("", line, count=1)
            yield number, bare if bare != line and _HEADED.find(bare) else line
        at += 1
