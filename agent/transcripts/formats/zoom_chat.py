"""The chat of a Zoom meeting: "00:04:41<tab>Name:<tab>words", or "10:04:41 From Name to Everyone:" with words below."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import Stamp
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Transcript

NAME = "zoom-chat"
DESCRIPTION = 'chat of a Zoom meeting: "00:04:41 <tab> Name: <tab> words", or "10:04:41 From Name to Everyone:"'
SUREST = 0.99

_HEAD = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2} )?([0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\t ?(?:From\s{1,3})?|\s{1,3}From\s{1,3})"
    r"(\S[^:\t]{0,63}?)(?:\s{1,3}to\s{1,3}[^:\t]{1,80}?)?\s{0,3}:(?:\s|$)"
)
_REACTION = re.compile(
    r"(?:Reacted to [\"“]|Removed an? .{1,40} (?:reaction )?from [\"“]|.{1,64} reacted to your message)"
)
_REPLY = re.compile(r"Replying to [\"“]")
_QUOTE_ENDS = re.compile(r"[\"”]\s*\n\s*\n|[\"”]\n")


def matches(export: Export) -> float:
    heads = sum(bool(_HEAD.match(line)) for line in export.sample)
    return 0.9 + 0.09 * heads / len(export.sample) if heads and heads * 10 >= len(export.sample) else 0.0


def read(export: Export) -> Transcript:
    messages: list[tuple[int, re.Match[str], list[str]]] = []
    for number, line in enumerate(export.lines, 1):
        if found := _HEAD.match(line):
            messages.append((number, found, [line[found.end() :]]))
        elif messages:
            messages[-1][2].append(line.strip())
    turns = Turns()
    for number, found, lines in messages:
        text = "\n".join(lines).strip()
        if not _REACTION.match(text):
            turns.say(_without_quote(text), speaker=found[2], time=Stamp.read(found[1]), line=number)
    return Transcript(turns=turns.build())


def _without_quote(text: str) -> str:
    """A reply without the words of another that it repeats."""
    if not _REPLY.match(text):
        return text
    end = _QUOTE_ENDS.search(text)
    return text[end.end() :] if end else ""
