"""Lines that begin with a speaker's name: "Name: words", with a time before or after the name, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from phase_context.agent.transcripts.clock import (
    CLOCK,
    NUMERIC_DATE,
    Stamp,
    day_comes_first,
    read_date,
    title_date,
)
from phase_context.agent.transcripts.names import could_be, is_label, speakers
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

_LEAD = re.compile(
    rf"[\[(<]?(?:({NUMERIC_DATE})[,T ]{{0,2}})?({CLOCK})Z?(?:\s*(?:-->|[-–—]|to)\s*{CLOCK})?[\])>]?\s*(?:[-–—|,:•]\s*)?"
)
_TRAIL = rf"(?:\s*[-–—|,]?\s*[\[(]?({CLOCK})(?:\s*[-–—]\s*{CLOCK})?[\])]?)?"
_COLON = re.compile(rf"[\[]?([^:：\[\]\t]{{1,64}}?)[\]]?{_TRAIL}\s*[:：](?=[\s*_]|$|[^\x00-\x7f])\s*")
_TIMED = re.compile(rf"([^:：\[\]()\t]{{1,64}}?)\s*[\[(]({CLOCK})[\])]\s+(?=\S)")
_AFTER = re.compile(rf"[\[(]({CLOCK})[\])]\s*")
_MARK = re.compile(rf"\s*#{{0,6}}\s*[\[(]?({CLOCK})[\])]?\s*$")
_HEADING = re.compile(r"\s*#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}$")
_BULLET = re.compile(r"(?:(?:[-*+•]|>{1,3}|[0-9]{1,4}[.)])\s+){1,4}")
_CONTINUED = re.compile(r"\s*(?:(?:\.{3}|…)\s*){1,4}(?=\S)")
_CONTEXT = re.compile(r"(?:agenda|topic|issue|item|question|subject|section|part)\b[^:：]{0,20}[:：]", re.IGNORECASE)

_LISTED = set("-*+•")
_ENDS, _SHORTEST = set(".?!…"), 4  # what ends a sentence, and words of the shortest
_MOST, _SOME = 0.2, 0.08  # share of lines that begin with a name, where one name is enough, and where two are needed


@dataclass(frozen=True)
class Head:
    """How a line begins: the name, the time as it is written, and the words after them."""

    name: str
    text: str
    time: str = ""
    date: str = ""


@lru_cache(maxsize=2048)  # several formats look at the same lines
def head(line: str) -> Head | None:
    """The head of a line, or None. The name is only a candidate: see ``names.speakers``."""
    rest, time, date = line.strip(), "", ""
    if bullet := _BULLET.match(rest):
        rest = rest[bullet.end() :]
    if lead := _LEAD.match(rest):
        date, time, rest = lead[1] or "", lead[2], rest[lead.end() :]
    found = _COLON.match(rest) or (None if time else _TIMED.match(rest))
    if not found or not could_be(found[1].strip()):
        return None
    time, text = found[2] or time, rest[found.end() :]
    if not time and (after := _AFTER.match(text)):
        time, text = after[1], text[after.end() :]
    return Head(found[1].strip(), text, time, date)


def share(lines: Sequence[str]) -> float:
    """How much of the lines begins with a speaker's name, 0 to 1; 0 where a colon stands in passing only."""
    said = [found for found in spoken_heads(lines) if found]
    of_lines = len(said) / max(1, len(lines))
    return of_lines if of_lines >= _MOST or (of_lines >= _SOME and len({found.name for found in said}) > 1) else 0.0


def spoken_heads(lines: Iterable[str]) -> Sequence[Head | None]:
    """The head of each line that a speaker begins, None for the others.

    Where speakers come with a time, a name without one is no speaker: it stands within somebody's words.
    """
    return _spoken_heads(tuple(lines))


@lru_cache(maxsize=4)  # several formats look at the same sample
def _spoken_heads(lines: tuple[str, ...]) -> Sequence[Head | None]:
    heads = [head(line) for line in lines]
    names = speakers(found.name for found in heads if found)
    names |= {found.name for found in heads if found and found.time and " " not in found.name}
    said = [found if found and found.name in names else None for found in heads]
    timed = sum(bool(found and found.time) for found in said)
    if timed > sum(found is not None for found in said) * 0.8:
        return [found if found and found.time else None for found in said]
    return said


def read_named(lines: Iterable[tuple[int, str]], *, carry: bool = True) -> Transcript:
    """Turns of numbered lines. A line without a name goes on with the turn before it.

    After a blank line it does so only with ``carry``; a scribe's line beginning with "..." always does; where speakers
    begin the items of a list, an item without a name never does. What stands
    before the first speaker (title, attendees) and headings are context, not speech. A line that is a time and
    nothing else is the time of what follows it.
    """
    numbered = list(lines)
    heads = spoken_heads([line for _, line in numbered])
    stamps = _Stamps([found for found in heads if found])
    listed = _are_listed(numbered, heads)
    turns, mark, started, gap, last = Turns(), None, False, False, None
    for (number, line), found in zip(numbered, heads, strict=True):
        if found:
            turns.say(found.text, speaker=found.name, time=stamps.of(found) or mark, line=number)
            started, gap, last = True, False, found.name
        elif not line.strip() or _RULE.match(line):
            gap = True
        elif marked := _MARK.match(line):
            mark = Stamp.read(marked[1])
            turns.end()
        elif heading := _HEADING.match(line):
            turns.say(heading[1], line=number, person=False)
            turns.end()
        elif started and (continued := _CONTINUED.match(line)):
            turns.say(line[continued.end() :], speaker=last, line=number)
        elif started and listed and (item := _BULLET.match(line.lstrip())):
            turns.say(line.lstrip()[item.end() :], line=number)
            turns.end()
        elif _CONTEXT.match(line) or not (started or _is_sentence(line)):
            turns.say(line, line=number, person=False)
            turns.end()
        elif (gap and (not carry or _labelled(line))) or not turns.add(line, number):
            turns.say(line, line=number)
            turns.end()
    before = next((at for at, found in enumerate(heads) if found), 0)
    date = stamps.date or title_date([line for _, line in numbered[:before]])
    return Transcript(turns=turns.build(), header=Header(date=date))


def _are_listed(numbered: Sequence[tuple[int, str]], heads: Sequence[Head | None]) -> bool:
    """Whether speakers begin items of a list, so that an item without one is nobody's words."""
    said = [line.lstrip() for (_, line), found in zip(numbered, heads, strict=True) if found]
    return bool(said) and sum(bool(_BULLET.match(line)) for line in said) > len(said) / 2


def _labelled(line: str) -> bool:
    label, colon, _ = line.partition(":")
    return bool(colon) and is_label(label)


def _is_sentence(line: str) -> bool:
    """Whether somebody says the line, where no speaker was named yet; else it is a title, a date, a list of names."""
    label = _labelled(line) or line.strip()[:1] in _LISTED
    return not label and line.rstrip()[-1:] in _ENDS and len(line.split()) >= _SHORTEST


class _Stamps:
    """The times of heads, with their dates read in the one order that the file keeps."""

    def __init__(self, heads: Sequence[Head]) -> None:
        dates = [found.date for found in heads if found.date]
        noon = any(found.time[-1:].casefold() in {"m", "."} for found in heads)
        self._day_first = day_comes_first(dates, noon=noon)
        days = {read_date(date, day_first=self._day_first) for date in dates}
        self.date = days.pop() if len(days) == 1 else None

    def of(self, found: Head) -> Stamp | None:
        return Stamp.read(found.time, read_date(found.date, day_first=self._day_first)) if found.time else None
