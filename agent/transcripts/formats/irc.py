"""IRC logs: "[time] <nick> words". A scribe or transcriber bot writes for others: "<Transcriber> Name: words"."""

from __future__ import annotations

import datetime as dt
import re

from phase_context.agent.transcripts.clock import CLOCK, NUMERIC_DATE, Stamp, find_date
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.names import could_be
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "irc"
DESCRIPTION = 'IRC log: "[time] <nick> words", also of a transcriber bot that writes "Name: words"'
SUREST = 0.95

_LINE = re.compile(
    rf"\s*(?:[\[(]?(?:({NUMERIC_DATE})[T ])?({CLOCK})Z?[\])]?\s+)?"
    r"(?:<[@+~&% ]?([^<>\s][^<>]{0,80})>|\* (\S{1,40}))\s+(.*)"
)
_SCRIBE = re.compile(r"transcri|caption|^scribe", re.IGNORECASE)
_BOT = re.compile(r"bot[0-9]*$|^(?:zakim|rrsagent|trackbot|github|chanserv|nickserv)$", re.IGNORECASE)
_IS_SCRIBE = re.compile(r"scribe(?:\+|nick ?[:=]|:)\s*(\S*)$", re.IGNORECASE)
_COMMAND = re.compile(
    r"(?:present|regrets|scribe|scribenick|chair|chairs|agenda|q|queue)\s?[+=?-].{0,200}|(?:ack|nack)\s.{1,80}"
    r"|(?:scribe|scribenick|chair|chairs|present|regrets|meeting|date)\s?:.{0,200}|(?:zakim|rrsagent|trackbot)\s?[,:].{0,200}"
    r"|s/[^/]{1,200}/[^/]{0,200}(?:/g?)?|rrsagent|/.{1,80}|vqueue|draft minutes",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"(?:sub)?(?:topic|agenda)\s?:", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*(?:\.{3}|…)\s*")
_UNDERSCORED = re.compile(r"[A-Z][^_\s]*(?:_+[A-Z(/][^_\s]*)+_?")


def matches(export: Export) -> float:
    lines = sum(bool((found := _LINE.match(line)) and found[3]) for line in export.sample)
    return 0.85 + 0.1 * lines / len(export.sample) if lines and lines * 4 >= len(export.sample) else 0.0


def read(export: Export) -> Transcript:
    turns = Turns()
    days: set[dt.date] = set()
    scribes: dict[str, str | None] = {}  # nick of a scribe: whom it last wrote for
    for number, line in enumerate(export.lines, 1):
        found = _LINE.match(line)
        if not found:
            if line.strip() and line[:1].isspace():
                turns.add(line.strip(), number)
            continue
        nick, text = found[3] or found[4], found[5].strip()
        date = find_date(found[1]) if found[1] else None
        days.update({date} if date else ())
        if _SCRIBE.search(nick):
            scribes.setdefault(nick, None)
        if named := _IS_SCRIBE.fullmatch(text):
            scribes.setdefault(named[1] or nick, None)
        turns.end()
        if _BOT.search(nick) or _COMMAND.fullmatch(text) or (found[4] and not found[2]):
            continue
        speaker = nick
        if nick in scribes:
            speaker, text = _scribed(text, scribes.get(nick), nick)
            scribes[nick] = speaker
        stamp = Stamp.read(found[2], date) if found[2] else None
        turns.say(text, speaker=_spaced(speaker), time=stamp, line=number, person=not _CONTEXT.match(text))
    return Transcript(turns=turns.build(), header=Header(date=days.pop() if len(days) == 1 else None))


def _scribed(text: str, last: str | None, nick: str) -> tuple[str, str]:
    """For whom the scribe writes, and the words."""
    name, colon, rest = text.partition(":")
    if colon and could_be(name.replace("_", " ").strip()) and rest[:1] in {" ", "\t", ""}:
        return name.strip(), rest.strip()
    if continued := _CONTINUED.match(text):
        return last or nick, text[continued.end() :]
    return nick, text


def _spaced(nick: str) -> str:
    """A name whose spaces IRC does not allow: "Ana_Lopes"."""
    return nick.replace("_", " ") if _UNDERSCORED.fullmatch(nick) else nick
