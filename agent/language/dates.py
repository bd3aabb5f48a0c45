"""Days as people say them: "April fourteenth twenty twenty-six", "ngày 20 tháng 5 năm 2026", "3. März 2026"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from phase_context.agent.language.lexicon import load, lookup

_WORD = re.compile(r"[^\W_]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|e|º|ª)?", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(?P<iso>20\d\d-\d\d-\d\d)\b|\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>20\d\d)\b")
_LINKS = frozenset(["of", "de", "del", "the", "den", "der", "le", "el", "ngày", "năm", "year", "and"])
_MONTH_FIRST = frozenset(("tháng",))  # the word before a month's number
_CENTURY = (20, 21)
_WIDEST = 5  # words of a year


@dataclass(frozen=True)
class Day:
    """A date, and the words it was said in."""

    date: datetime.date
    words: str


def find_day(text: str) -> Day | None:
    """The first full date in the text; None when there is none, or none that the calendar has."""
    for found in _NUMERIC.finditer(text):
        day = _date(*_numeric(found))
        if day:
            return Day(day, found[0])
    spots = [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    words = [word for word, _, _ in spots]
    for at in range(len(words)):
        month, first, last = _month(words, at)
        if month is None:
            continue
        day_of = _before(words, first) or _after(words, last)
        if day_of is None:
            continue
        number, begin, end = day_of
        year, end = _year(words, max(end, last))
        day = _date(year, month, number) if year else None
        if day:
            begin = min(begin, first)
            return Day(day, text[spots[begin][1] : spots[end - 1][2]])
    return None


def _numeric(found: re.Match[str]) -> tuple[int, int, int]:
    if found["iso"]:
        year, month, day = found["iso"].split("-")
        return int(year), int(month), int(day)
    day, month = int(found["day"]), int(found["month"])
    return int(found["year"]), *((month, day) if month <= 12 else (day, month))  # noqa: PLR2004


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


@cache
def _named(group: str) -> dict[str, int]:
    return dict(load("numbers")[group]["all"])


def value(word: str) -> int | None:
    """The number that a word is, in digits or spelled; None when it is none."""
    if word.isdigit():
        return int(word)
    return next((int(t.number) for t in lookup((word,)) if t.kind in ("number", "scale")), None)


def _month(words: Sequence[str], at: int) -> tuple[int | None, int, int]:
    """The month named at a word, and its first and past-the-last words."""
    if words[at] in _MONTH_FIRST and at + 1 < len(words):
        first = value(words[at + 1])
        if first == 10 and at + 2 < len(words) and value(words[at + 2]) in (1, 2):  # noqa: PLR2004
            return 10 + (value(words[at + 2]) or 0), at, at + 3
        return first, at, at + 2
    return _named("month").get(words[at]), at, at + 1


def _before(words: Sequence[str], month: int) -> tuple[int, int, int] | None:
    """The day before a month, links aside: "14th of", "hai mươi"."""
    at = month - 1
    while at >= 0 and words[at] in _LINKS - {"năm"}:
        at -= 1
    for length in (3, 2, 1):
        first = at - length + 1
        number = _number(words[first : at + 1]) if first >= 0 else None
        if number is not None and 1 <= number <= 31:  # noqa: PLR2004
            return number, first, month
    return None


def _after(words: Sequence[str], month: int) -> tuple[int, int, int] | None:
    """The day after a month: "April the fourteenth"."""
    first = month
    while first < len(words) and words[first] in _LINKS:
        first += 1
    for length in (2, 1):
        number = _number(words[first : first + length])
        if number is not None and 1 <= number <= 31 and len(words[first : first + length]) == length:  # noqa: PLR2004
            return number, month, first + length
    return None


def _number(words: Sequence[str]) -> int | None:
    """A number up to a month's days: "14th", "twenty first", "hai mươi lăm"."""
    total = 0
    for i, word in enumerate(words):
        found = _ORDINAL.fullmatch(word)
        one = int(found[1]) if found else _named("ordinal").get(word, value(word))
        if one is None or (i and not total):
            return None
        total = total * 10 if word == "mươi" else total + one
    return total if words and (len(words) == 1 or total > 10) else None  # noqa: PLR2004


def _year(words: Sequence[str], at: int) -> tuple[int | None, int]:
    """The year that follows, and its past-the-last word."""
    while at < len(words) and words[at] in _LINKS:
        at += 1
    if at < len(words) and re.fullmatch(r"20\d\d", words[at]):
        return int(words[at]), at + 1
    spelled: list[int] = []
    end = at
    while end < len(words) and end - at < _WIDEST + 2:
        number = 0 if words[end] in ("không", "linh", "lẻ", "and") else value(words[end])
        if number is None:
            break
        spelled.append(number)
        end += 1
    return _spelled_year(spelled), end


def _spelled_year(spelled: Sequence[int]) -> int | None:
    """A year of this century in words: [20, 20, 6] and [2, 1000, 20, 6] are both 2026."""
    if spelled[:2] == [2, 1000] or spelled[:1] == [2000]:
        rest = [n for n in spelled[2 if spelled[0] == 2 else 1 :] if n not in (0, 100)]  # noqa: PLR2004
        tail = _tail(rest)
    elif spelled and spelled[0] in _CENTURY:
        tail = _tail([n for n in spelled[1:] if n])
        return spelled[0] * 100 + tail if tail else None
    else:
        return None
    return 2000 + tail if tail is not None else None


def _tail(rest: Sequence[int]) -> int | None:
    """The last two digits: [20, 6], [26], or digit by digit [2, 6]."""
    if len(rest) == 2 and all(n < 10 for n in rest):  # noqa: PLR2004
        return rest[0] * 10 + rest[1]
    total = sum(rest)
    return total if rest and total < 100 else None  # noqa: PLR2004
