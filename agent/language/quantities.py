"""Numbers with units in a clause, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from phase_context.agent.language.clauses import Clause, without_addresses
from phase_context.agent.language.lexicon import lookup

_DIGITS = re.compile(
    r"(?<!\w)\d{1,3}(?: \d{3})+\b"
    r"|(?<!\d:)(?!\d{1,2}:\d\d)\d[\d.,'’]*\s?(?:k|m|ms|s|h|d|%|x|rpm|rps|min|gb|mb|tb|€|\$)?\b|\d[\d.,]*\s?%",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_PERCENTILE = re.compile(r"\bp\s?$", re.IGNORECASE)
_RANK = re.compile(r"[\s-]*(?:(?:th|fifth|ninth)\b|(?:th )?percentile\b)", re.IGNORECASE)
_OF_A_HUNDRED = re.compile(
    r"\b(?:ninety[- ]?(?:five|nine|eight)|9[589])\s+(?:times\s+)?(?:out\s+)?(?:of|in)\s+(?:a\s+)?hundred\b",
    re.IGNORECASE,
)
_POINT = frozenset(("point", "comma", "komma", "coma", "virgule", "phẩy"))
_FRACTIONS = {
    "half": 0.5,
    "quarter": 0.25,
    "twentieth": 0.05,
    "tenth": 0.1,
    "fifth": 0.2,
    "third": 1 / 3,
    "nửa": 0.5,
    "medio": 0.5,
    "halbe": 0.5,
    "demi": 0.5,
}
_COUNTING = ("number", "scale", "unit")
_HINTS = frozenset(("sub", "second", "minute", "hour", "day", "sekunde", "segundo", "seconde", "giây", "phút"))
_ORDINALS = frozenset(("fifth", "third", "tenth", "twentieth", "quarter"))
# Number words that are everyday words of another language.
_CHANCE = frozenset(
    ("once", "mal", "one", "a", "một", "un", "una", "eine", "einer", "einem", "einen", "cent", "sept", "cents")
)
# "Under a second", "a second and a half": only a few words make the article a number.
_ONE = re.compile(
    r"(?:\b(?:promise|under|below|within|less than|at most|max|about|around|over|unter|moins d['’]|menos de|dưới)\s*"
    r"|<\s*|^)"
    r"(?P<one>\b(?:a|one|eine[rm]?|un[ae]?|một))\s+(?P<unit>second|minute|sekunde|segundo|seconde|giây|phút)\b"
    r"(?=(?P<half>\s+and a half|\s+y medio|\s+et demie|\s+rưỡi)?)",
    re.IGNORECASE,
)
_BELOW_ONE = re.compile(
    r"\b(?:sub[- ]?(?P<unit>second|minute)\b|(?:in|after|wait|then)\s+an?\s+(?P<wait>minute|hour|day)\b)", re.IGNORECASE
)
_MILLISECONDS = {"ms": 1.0, "s": 1000.0, "min": 60_000.0}


@dataclass(frozen=True)
class Number:
    """A quantity: its value, its unit by the lexicon's name or "", and its place in the clause's text."""

    value: float
    unit: str
    start: int
    end: int
    spelled: bool


@lru_cache(maxsize=16384)  # the clauses of a long meeting
def numbers(clause: Clause) -> tuple[Number, ...]:
    """The quantities of a clause, in order."""
    marked = any(map(clause.of, _COUNTING)) or _DIGIT.search(clause.text)
    if not (marked or any(_counts(token.word) for token in clause.tokens)):
        return ()
    found = [_digits(match) for match in _DIGITS.finditer(without_addresses(clause.text))]
    found += _spelled(clause)
    found += [
        Number(1.5 if match["half"] else 1.0, _unit(match["unit"]), match.start("one"), match.end("unit"), spelled=True)
        for match in _ONE.finditer(clause.text)
    ]
    found += [
        Number(1.0, _unit(match["unit"] or match["wait"]), match.start(), match.end(), spelled=True)
        for match in _BELOW_ONE.finditer(clause.text)
    ]
    found = [
        number
        for number in found
        if not _PERCENTILE.search(clause.text[: number.start])
        and not _RANK.match(clause.text, number.end)
        and not any(share.start() <= number.start < share.end() for share in _OF_A_HUNDRED.finditer(clause.text))
    ]
    found.sort(key=lambda number: number.start)
    found = _scaled(clause, found)
    return tuple(_with_unit(clause, number) for number in found)


def _counts(word: str) -> bool:
    """Whether a word that the lexicon does not count with can be part of a number."""
    return word in _FRACTIONS or word in _HINTS or compound(word) > 0


def _scaled(clause: Clause, found: Sequence[Number]) -> list[Number]:
    """The numbers, where digits with a word of scale behind them are one: "20 mil", "5 million"."""
    scales = {clause.tokens[m.first].start: m.term.number for m in clause.of("scale") if m.end - m.first == 1}
    merged: list[Number] = []
    for number in found:
        last = merged[-1] if merged else None
        scale = scales.get(number.start) if number.spelled else None
        if last and scale and not last.spelled and not last.unit and not clause.text[last.end : number.start].strip():
            merged[-1] = Number(last.value * scale, "", last.start, number.end, spelled=False)
        else:
            merged.append(number)
    return merged


def _digits(match: re.Match[str]) -> Number:
    text = re.sub(r"[^\d.,kKmM]", "", match[0])
    plain = re.sub(r"[.,](?=\d{3}\b)", "", text.rstrip("kKmM.,")).replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = 0.0
    unit = re.sub(r"[\d.,'’\s]", "", match[0]).lower()
    scale = {"k": 1e3, "m": 1e6}.get(unit, 1.0)
    return Number(value * scale, "" if unit in ("k", "m") else unit, match.start(), match.end(), spelled=False)


def _spelled(clause: Clause) -> list[Number]:
    found: list[Number] = []
    run: list[tuple[int, float, bool]] = []
    values = {
        m.first: (m.term.number, m.term.kind == "scale")
        for m in clause.marks
        if m.end - m.first == 1 and m.term.kind in ("number", "scale")
    }
    words = [token.word for token in clause.tokens]
    values |= {i: (value, False) for i, word in enumerate(words) if i not in values and (value := compound(word))}
    if not values and _FRACTIONS.keys().isdisjoint(words):
        return found
    values = _with_decimals(words, values)
    for i, word in enumerate([*words, ""]):
        if i in values:
            run.append((i, *values[i]))
        elif word in _FRACTIONS and i + 1 < len(words) and (word not in _ORDINALS or words[i + 1] == "of"):
            run.append((i, _FRACTIONS[word], False))
        elif (
            word in ("and", "y", "und", "et", "a", "of", "linh", "lẻ")
            and run
            and any(at in values or (at < len(words) and words[at] in _FRACTIONS) for at in (i + 1, i + 2))
        ):
            continue
        elif run:
            first, last = clause.tokens[run[0][0]], clause.tokens[run[-1][0]]
            timed = word and any(term.kind == "unit" and term.name in _MILLISECONDS for term in lookup((word,)))
            if timed or not (len(run) == 1 and words[run[0][0]] in _CHANCE):
                found.append(Number(_value(run), "", first.start, last.end, spelled=True))
            run = []
    return found


def _with_decimals(words: Sequence[str], values: dict[int, tuple[float, bool]]) -> dict[int, tuple[float, bool]]:
    """The numbers by their words, where "one point eight" stands for one at its last word."""
    found = dict(values)
    for i, word in enumerate(words):
        if word in _POINT and i - 1 in found and i + 1 in values and not values[i + 1][1]:
            whole, tenths = found.pop(i - 1)[0], values[i + 1][0]
            found[i + 1] = (whole + tenths / 10 ** len(f"{tenths:g}"), False)
    return found


@lru_cache(maxsize=16384)
def compound(word: str) -> float:
    """The value of a German number written as one word, "dreißigtausendfünfhundert"; 0 when it is none."""
    if word == "anderthalb":
        return 1.5
    whole, half, _ = word.partition("einhalb")
    if half and word.endswith("einhalb"):
        return _plain(whole) + 0.5 if _plain(whole) else 0
    for scale, size in (("tausend", 1000), ("hundert", 100), ("und", 0)):
        before, found, after = word.partition(scale)
        if not found:
            continue
        if not size:
            return _plain(before) + _plain(after) if _plain(before) and _plain(after) else 0
        head = compound(before) if before else 1
        tail = compound(after) if after else 0
        return head * size + tail if head and (tail or not after) else 0
    return _plain(word)


def _plain(word: str) -> float:
    word = {"ein": "eins"}.get(word, word)
    return next((term.number for term in lookup((word,)) if term.kind == "number"), 0)


def _value(run: list[tuple[int, float, bool]]) -> float:
    total = current = 0.0
    for _, value, is_scale in run:
        if is_scale:
            current = (current or 1) * value
            if value >= 1000:  # noqa: PLR2004
                total, current = total + current, 0.0
        elif 0 < current < 10 and value >= 10 and value < 100:  # noqa: PLR2004 - "four fifty" is 450
            current = current * 100 + value
        else:
            current += value
    return total + current


def _with_unit(clause: Clause, number: Number) -> Number:
    if number.unit:
        return number
    following = [mark for mark in clause.of("unit") if _next_to(clause, number, clause.tokens[mark.first].start)]
    if not following:
        return number
    # "Half a second" is a time, "five a second" a rate.
    mark = following[0]
    last = [term.name for term in lookup((clause.tokens[mark.end - 1].word,)) if term.kind == "unit"]
    unit = last[0] if last and number.value < 1 and mark.term.name == "rate" else mark.term.name
    return Number(number.value, unit, number.start, clause.tokens[mark.end - 1].end, number.spelled)


def _unit(word: str) -> str:
    return next((term.name for term in lookup((word.casefold(),)) if term.kind == "unit"), "")


def _next_to(clause: Clause, number: Number, start: int) -> bool:
    """Whether nothing but "a" or "of a" stands between a number and the word that begins there."""
    between = clause.text[number.end : start].strip(" -") if start >= number.end else "?"
    return between.casefold() in ("", "a", "of", "of a", "de", "d'")


def milliseconds(number: Number) -> int | None:
    """The quantity in milliseconds when it is a time of at most minutes."""
    factor = _MILLISECONDS.get(number.unit)
    return round(number.value * factor) if factor else None
