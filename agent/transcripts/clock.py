"""Times and dates as exports write them, and the one rule that makes seconds of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

TIME = r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{1,2}(?:[.,][0-9]{1,3})?(?![0-9:])"
"""A time as in 0:04, 14:01, 01:02:03.500: a pattern without groups."""

CLOCK = rf"{TIME}(?:[ \u00a0\u202f]?[AaPp]\.?[ ]?[Mm]\b\.?)?"
"""The same, with AM or PM where it is written."""

_PARTS = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?")
_NOON = re.compile(r"([AaPp])\.? ?[Mm]\b")
_DAY = 86_400
_MINUTES = 1440  # of a day
_HOURS, _SIXTY, _CENTURY = 24, 60, 100
_MORNING = 6  # o'clock
_SLOW = 5  # minutes between two messages
LATEST = 100.0 * _DAY
"""Seconds; a time beyond is no time."""


@dataclass(frozen=True)
class Stamp:
    """A time as it stands in a file, not yet seconds: "14:01" may be a clock or 14 minutes into a recording.

    ``parts`` are the numbers between the colons, two or three of them.
    """

    parts: tuple[int, ...]
    fraction: float = 0.0
    noon: str = ""
    date: dt.date | None = None

    @classmethod
    def read(cls, text: str, date: dt.date | None = None) -> Stamp | None:
        """The first time in the text, or None."""
        found = _PARTS.search(text)
        if not found:
            return None
        hours, minutes, secs, fraction = found.groups()
        noon = _NOON.search(text, found.end())
        return cls(
            parts=tuple(int(part) for part in (hours, minutes, secs) if part is not None),
            fraction=float(f"0.{fraction}") if fraction else 0.0,
            noon=noon[1].lower() if noon else "",
            date=date,
        )

    @property
    def is_short(self) -> bool:
        """Whether it has two numbers, so that it may be a clock's or a recording's."""
        return not self.parts[2:]

    @property
    def elapsed(self) -> float:
        """Seconds, where the time is one into a recording: the last part is seconds."""
        total = 0
        for part in self.parts:
            total = total * 60 + part
        return total + self.fraction

    @property
    def of_day(self) -> float:
        """Seconds from midnight, where the time is a clock's: the first part is hours."""
        hours, minutes, *rest = self.parts
        if self.noon:
            hours = hours % 12 + (12 if self.noon == "p" else 0)
        return hours * 3600 + minutes * 60 + (rest[0] if rest else 0) + self.fraction


def elapsed(text: str) -> float | None:
    """Seconds of a time into a recording ("0:04", "01:02:03,500"), or None."""
    stamp = Stamp.read(text)
    return stamp.elapsed if stamp and stamp.elapsed < LATEST else None


def are_clock(stamps: Sequence[Stamp]) -> bool:
    """Whether the times are a clock's and not those of a recording.

    A date or AM/PM says so. Else two numbers are a clock's when they begin in the day (from 6:00) and move
    slowly: between two messages a clock moves by a minute or two, but a recording by some ten of its seconds.
    """
    if any(stamp.date or stamp.noon for stamp in stamps):
        return True
    short = [stamp.parts for stamp in stamps if stamp.is_short]
    if (
        not short
        or len(short) < len(stamps)
        or short[0][0] < _MORNING
        or any(h >= _HOURS or m >= _SIXTY for h, m in short)
    ):
        return False
    values = [h * 60 + m for h, m in short]
    steps = [(after - before) % _MINUTES for before, after in pairwise(values)]
    return sum(step for step in steps if step < _MINUTES / 2) < _SLOW * len(values)


def to_seconds(stamps: Sequence[Stamp]) -> list[float | None]:
    """Seconds of each time, in the order of the file.

    Times of a recording are seconds from its start. A clock's are seconds from midnight of the first day, so
    that "14:01" reads 14:01:00 wherever it is shown and can be found in the file; the next day goes on at 24:00.
    """
    if not are_clock(stamps):
        found = [stamp.elapsed for stamp in stamps]
    else:
        found, first, days, last = [], next((s.date for s in stamps if s.date), None), 0, 0.0
        for stamp in stamps:
            if stamp.date and first:
                days = (stamp.date - first).days
            elif stamp.of_day < last - _DAY / 2:
                days += 1  # past midnight
            last = stamp.of_day
            found.append(days * _DAY + stamp.of_day)
    return [value if 0 <= value < LATEST else None for value in found]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_YEAR = r"((?:19|20)[0-9]{2})"
_BETWEEN = r"[ \u00a0,.]{0,3}"
_ISO = re.compile(rf"(?<![0-9]){_YEAR}([-/.])(1[0-2]|0?[1-9])\2(3[01]|[12][0-9]|0?[1-9])(?![0-9])")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}{_BETWEEN}([0-9]{{1,2}})(?:st|nd|rd|th)?{_BETWEEN}{_YEAR}\b", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ \u00a0.-]{{1,2}}{_MONTH}[ \u00a0,.-]{{0,3}}{_YEAR}\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20)?[0-9]{2})(?![0-9])")


def find_date(text: str) -> dt.date | None:
    """The first date in a line that can be read in one way only: "Tue, Jan 27, 2026", "18 Feb 2026", "2026-03-13"."""
    if found := _ISO.search(text):
        return make_date(int(found[1]), int(found[3]), int(found[4]))
    if found := _MONTH_FIRST.search(text):
        return make_date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    if found := _DAY_FIRST.search(text):
        return make_date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    if found := _NUMBERS.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first > len(_MONTHS) or second > len(_MONTHS) or first == second:
            return numbers_date(first, second, year, day_first=first > len(_MONTHS))
    return None


def numbers_date(first: int, second: int, year: int, *, day_first: bool) -> dt.date | None:
    """A date of three numbers, the year last and perhaps of two digits."""
    day, month = (first, second) if day_first else (second, first)
    return make_date(year + 2000 if year < _CENTURY else year, month, day)


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where there is none such."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def title_date(lines: Sequence[str]) -> dt.date | None:
    """The date that the first lines of an export give."""
    return next((date for line in lines[:15] if (date := find_date(line[:300]))), None)


def day_comes_first(dates: Sequence[str], *, noon: bool) -> bool:
    """Whether the numeric dates of one file put the day before the month.

    A number above 12 says so. Else the month comes first only in the American way: AM/PM and no leading zeros.
    """
    pairs = [(int(found[1]), int(found[3])) for text in dates if (found := _NUMBERS.search(text))]
    if any(first > len(_MONTHS) for first, _ in pairs):
        return True
    if any(second > len(_MONTHS) for _, second in pairs):
        return False
    return not noon or any(re.match(r"0", text) for text in dates)


def read_date(text: str, *, day_first: bool) -> dt.date | None:
    """A date whose order is known."""
    if date := find_date(text):
        return date
    found = _NUMBERS.search(text)
    return numbers_date(int(found[1]), int(found[3]), int(found[4]), day_first=day_first) if found else None


NUMERIC_DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}"
"""A date of three numbers: a pattern without groups."""
