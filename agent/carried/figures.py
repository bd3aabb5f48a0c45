"""Numbers: those that a choice holds, and those that were said, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from phase_context.agent.carried.passage import Said, clauses_of
from phase_context.agent.language.lexicon import lookup
from phase_context.agent.language.quantities import numbers
from phase_context.agent.lexicon import data

# A number that is no part of a name, as in p95, v2, S3 or AES-256.
_CLAIM = re.compile(r"(?<![^\W\d])(?<![\d.@_/#-])(?:(?<=\d-))?\d+(?:[.,:'’]\d+)*(?![^\W\d]*[A-Z]{2})")
_DIGITS = re.compile(r"\d+(?:[.,:'’]\d+)*")
_THOUSANDS = re.compile(r"[.,'’](?=\d{3}(?!\d))")
_SCALES = {"k": 1e3, "m": 1e6, "mio": 1e6, "tr": 1e6}
_SUFFIX = re.compile(r"\s?(k|m|mio|tr)\b", re.IGNORECASE)
_LITTLE = frozenset((0.0, 1.0))  # "one" and "none" are said in too many ways
_TIMES = {
    "ms": (0.001,),
    "s": (1000.0,),
    "min": (60.0, 60_000.0, 1 / 60),
    "h": (60.0, 3600.0, 1 / 24),
    "d": (24.0, 1 / 7),
    "w": (7.0,),
    "month": (30.0,),
    "y": (12.0, 365.0),
}
_HALF_DAY = 12
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def unsaid(text: str, said: Said) -> str | None:
    """The first number of a choice that was not said; None when all were."""
    heard: set[float] | None = None
    for shown, values in _claims(text):
        if values <= _LITTLE:
            continue
        heard = _heard(said) if heard is None else heard
        if not any(_among(value, heard) for value in values):
            return shown
    return _other_time(text, said)


def _other_time(text: str, said: Said) -> str | None:
    """The first length of time whose number was said of other units of time alone: "5 ms" for "five seconds"."""
    times = {(number.value, number.unit) for clause in dict.fromkeys(said) for number in numbers(clause)}
    lengths = {value * _SECONDS[unit] for value, unit in times if unit in _SECONDS}
    for clause in clauses_of(text):
        for number in numbers(clause):
            units = {unit for value, unit in times if value == number.value}
            known = number.unit in _SECONDS and units and units <= _SECONDS.keys()
            if known and not _among(number.value * _SECONDS[number.unit], lengths):
                return clause.text[number.start : number.end]
    return None


def holds_any(text: str) -> bool:
    """Whether the text holds a number that can be looked for."""
    return any(not values <= _LITTLE for _, values in _claims(text))


def _among(value: float, heard: Iterable[float]) -> bool:
    return any(abs(value - other) <= 1e-6 * max(1.0, abs(value)) for other in heard)


def _claims(text: str) -> Iterator[tuple[str, set[float]]]:
    """Each number of a choice as it is written, with the values that may mean."""
    for match in _CLAIM.finditer(text):
        values = _values(match[0], text[match.end() :])
        if re.fullmatch(r"\d+:(?!00)\d\d", match[0]):
            # "ten to six" and "half past five" are both in the hour after five.
            values |= {value + 1 for value in values}
            values |= {value - _HALF_DAY for value in values if value > _HALF_DAY}
        yield match[0], values
    for clause in clauses_of(text):
        for number in numbers(clause):
            if number.spelled:
                yield clause.text[number.start : number.end], {number.value}


def _values(digits: str, after: str) -> set[float]:
    """What digits may mean: "1.200" is 1200 or 1.2, "18:00" is 18, "5k" is 5000."""
    head, colon, _ = digits.partition(":")
    if colon:
        return {float(re.sub(r"\D", "", head))}
    plain = {_number(_THOUSANDS.sub("", digits)), _number(digits.replace(",", "."))}
    values = {value for value in plain if value is not None}
    suffix = _SUFFIX.match(after)
    if suffix:
        values |= {value * _SCALES[suffix[1].lower()] for value in values}
    return values or {0.0}


def _number(text: str) -> float | None:
    try:
        return float(re.sub(r"[,'’]", "", text))
    except ValueError:
        return None


def _heard(said: Said) -> set[float]:
    """The values of all numbers in those words, also in the units next to the one that was said."""
    found: set[float] = set()
    for clause in dict.fromkeys(said):
        for match in _DIGITS.finditer(clause.text):
            values = _values(match[0], clause.text[match.end() :])
            minutes = match[0].partition(":")[2]
            found |= values | ({float(minutes)} if minutes.isdigit() else set())
            if ":" in match[0] or re.match(r"\s?(?:h|uhr|giờ|o'clock|pm)\b", clause.text[match.end() :], re.IGNORECASE):
                found |= {value + _HALF_DAY for value in values if value <= _HALF_DAY}
        for number in numbers(clause):
            found |= {number.value, *(number.value * factor for factor in _TIMES.get(number.unit, ()))}
            if number.unit == "h" and number.value <= _HALF_DAY:
                found.add(number.value + _HALF_DAY)
            if number.value < 1:
                found |= {number.value * 1000, number.value * 60}
        tokens = [token.word for token in clause.tokens]
        found |= {*_in_words(tokens), *(value for word in tokens for value in _spans().get(word, ()))}
        found |= {part * size for word in tokens for part in _parts(word) for size in (1, 60, 1000)}
    return found


def _in_words(words: list[str]) -> Iterator[float]:
    """Numbers that are words of their own, and "one point two million"."""
    for i, word in enumerate(words):
        value = _value(word)
        if value is None:
            continue
        yield value
        follows = _value(words[i + 1]) if i + 1 < len(words) else None
        if follows is not None and 0 < value < 10 and 0 <= follows < 10:  # noqa: PLR2004 - "two five"
            yield value * 10 + follows
        if i + 2 < len(words) and words[i + 1] in _points():
            tenths = _value(words[i + 2])
            if tenths is not None:
                decimal = float(f"{value:g}.{tenths:g}") if tenths < 100 else value  # noqa: PLR2004
                yield decimal
                scale = _value(words[i + 3]) if i + 3 < len(words) else None
                if scale and scale >= 100:  # noqa: PLR2004
                    yield decimal * scale


@cache
def _value(word: str) -> float | None:
    own = data("carried")["figures"].get(word)
    if isinstance(own, int):
        return float(own)
    if word.isdigit():
        return float(word)
    return next((term.number for term in lookup((word,)) if term.kind in ("number", "scale")), None)


@cache
def _spans() -> dict[str, tuple[float, ...]]:
    """Words for a length of time that may be told in smaller units: a week is seven days."""
    return {word: tuple(values) for word, values in data("carried")["spans"].items()}


@cache
def _parts(word: str) -> tuple[float, ...]:
    """The value of a word for a part of one, "half"."""
    part = data("carried")["parts"].get(word)
    return (float(part),) if part else ()


@cache
def _points() -> frozenset[str]:
    return frozenset(data("carried")["figures"]["point"])
