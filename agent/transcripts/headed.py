"""A line with a name and a time, then the words on the lines below it: Otter, Teams, Fathom, Slack, Discord."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phase_context.agent.transcripts.clock import CLOCK, Stamp, are_clock, day_comes_first, read_date, title_date
from phase_context.agent.transcripts.names import is_handle, is_proper
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

_ENOUGH = 0.1  # share of lines that are heads
_TIMED = re.compile(r"[0-9]:[0-9]")  # any time: most lines have none, and need no closer look
_TIME_ALONE = re.compile(rf"\s*[\[(]?({CLOCK})[\])]?\s*$")


@dataclass(frozen=True)
class Headed:
    """How a format writes its heads.

    Attributes:
        head: a whole line; groups ``name`` and ``time``, and ``date`` where there is one.
        junk: whole lines of the program's own, no speech.
        bot: names, or ends of names, that are programs.
        between: what joins the lines of one turn.
        recording: the times are those of a recording; else they may be a clock's.
    """

    head: re.Pattern[str]
    junk: re.Pattern[str] = re.compile(r"(?!)")
    bot: re.Pattern[str] = re.compile(r"(?!)")
    between: str = "\n"
    recording: bool = False

    def find(self, line: str) -> re.Match[str] | None:
        """The head that the line is, or None."""
        found = self.head.fullmatch(line.strip()) if _TIMED.search(line) else None
        return found if found and _is_name(self.bot.sub("", found["name"]).strip()) else None

    def stamps(self, lines: Sequence[str]) -> list[Stamp]:
        """The times of the heads."""
        heads = [head for line in lines if (head := self.find(line))]
        found = [Stamp.read(head["time"], _date(head, day_first=True)) for head in heads]
        return [stamp for stamp in found if stamp]

    def share(self, lines: Sequence[str], *, clock: bool | None = None) -> float:
        """How much of the lines is heads, 0 to 1; 0 where that is little, or their times are not as ``clock`` says."""
        stamps = self.stamps(lines)
        share = len(stamps) / len(lines) if lines else 0.0
        return share if share >= _ENOUGH and clock in (None, are_clock(stamps)) else 0.0

    def read(self, lines: Iterable[tuple[int, str]]) -> Transcript:
        """Turns of numbered lines. What stands before the first head is no speech, but may hold the date."""
        numbered = list(lines)
        heads = [self.find(line) for _, line in numbered]
        dates = [head.groupdict().get("date") or "" for head in heads if head]
        noon = any(head["time"].strip().casefold().endswith(("m", "m.")) for head in heads if head)
        day_first = day_comes_first(dates, noon=noon)
        days = {date for head in heads if head and (date := _date(head, day_first=day_first))}
        turns, speaker, person, started = Turns(between=self.between), "", True, False
        for (number, line), head in zip(numbered, heads, strict=True):
            if head:
                stamp = Stamp.read(head["time"], _date(head, day_first=day_first))
                speaker, person = self.bot.sub("", head["name"]).strip(), not self.bot.search(head["name"])
                turns.say("", speaker=speaker, time=self._time(stamp), line=number, person=person)
                started = True
            elif not line.strip() or not started or self.junk.fullmatch(line.strip()):
                continue
            elif again := _TIME_ALONE.match(line):  # a further message of the same person
                turns.say("", speaker=speaker, time=self._time(Stamp.read(again[1])), line=number, person=person)
            else:
                turns.add(line.strip(), number)
        before = next((at for at, head in enumerate(heads) if head), 0)
        date_said = days.pop() if len(days) == 1 else title_date([line for _, line in numbered[:before]])
        return Transcript(turns=turns.build(), header=Header(date=date_said))

    def _time(self, stamp: Stamp | None) -> float | Stamp | None:
        return stamp.elapsed if stamp and self.recording else stamp


def _date(head: re.Match[str], *, day_first: bool) -> dt.date | None:
    text = head.groupdict().get("date")
    return read_date(text, day_first=day_first) if text else None


def _is_name(name: str) -> bool:
    return is_proper(name) or is_handle(name)
