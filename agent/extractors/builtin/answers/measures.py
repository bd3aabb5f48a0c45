"""Which topic a number speaks of by its form alone: "ten a minute per account" can only be a limit."""

from __future__ import annotations

import re

from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import milliseconds, numbers
from phase_context.agent.language.wording import pattern

_MANY = 500  # from which on a number can be of a run
_MS = 10  # from which on a number without a unit can be milliseconds
_IN_A_TIME = r"(?:per|an?|each|every|/|pro|por|par|mỗi)\s*"
_LIMIT = pattern(
    rf"\b(?:{_IN_A_TIME}(?:sec(?:ond)?|min(?:ute)?|hour|day|minuto|stunde|giây|phút)\b|r[pq]s\b|rpm\b|req(?:uests?)?\s*/)"
    r".{0,20}?\b<for_each_one>\s+(?!<time_span>\b)\w+"
    r"|\b(?:rps|rpm|a second|per second|a minute|per minute|an hour)\s+(?:<in_total>)\b"
    r"|\b(?:per|for each|for every|pro|por|par)\s+(?:<limited>)\b.{0,12}?\b(?:per|an?|each|every|/)\s*"
    r"(?:sec(?:ond)?|min(?:ute)?|hour)\b"
)
_LOCK = pattern(
    r"\b(?:wrong|failed|bad|incorrect|tries|attempts|guesses|codes|logins|strikes)\b.{0,40}?"
    r"\b<locked>\b"
)
_RUN = pattern(r"\b<runs>\b")
_CAPS = pattern(r"\b<caps>\b")
_PERCENTILE = pattern(
    r"\bp\s?\d\d|\b\d\d(?:th)? ?percentile|\bpercentile|\bninety[- ]?(?:fifth|ninth)\b"
    r"|\b(?:ninety[- ]?(?:five|nine|eight)|9[589])\s+(?:times\s+)?(?:out\s+)?(?:of|in)\s+(?:a\s+)?hundred\b"
    r"|\bp\s?ninety"
)
_PAUSE = pattern(r"\b<no_response_time>\b|>")
_EXCEEDS = re.compile(
    r">|\b(?:above|exceeds|over (?=\d|an?\b|one|two|five|ten))", re.IGNORECASE
)  # an alarm's, not a goal
_AT_ONCE = pattern(r"\b<at_once>\b")
_IN_A_RUN = pattern(r"\b(?:an?|per|each|every|in one)\s+(?:night|run|nightly|batch|morning|import|file|month end|go)\b")


def measured(clause: Clause) -> str | None:
    """The topic that a number of the clause can only be of; None where it may be of several."""
    found = numbers(clause)
    if not found:
        return None
    if limits(clause):
        return "Rate limiting"
    if (
        _PERCENTILE.search(clause.text)
        and not _EXCEEDS.search(clause.text)
        and any(milliseconds(n) or (not n.unit and n.value >= _MS) for n in found)
    ):
        return "Response time"
    units = {number.unit for number in found}
    if "ms" in units and not _PAUSE.search(clause.text) and not clause.does("negate"):
        return "Response time"
    if _AT_ONCE.search(clause.text) and units & {"users", ""}:
        return "Concurrent users"
    many = any(number.unit in ("", "rows") and number.value >= _MANY for number in found)
    run = _IN_A_RUN.search(clause.text) or (many and _RUN.search(clause.text))
    return "Batch processing" if run and (many or "rows" in units) else None


def is_percentile(clause: Clause) -> bool:
    """Whether it says for how many of a hundred a time holds: "300 ms at p95"."""
    return bool(_PERCENTILE.search(clause.text))


def exceeds(clause: Clause) -> bool:
    """Whether its number is what an alarm waits for, and no goal: "p95 over 1 s for two minutes"."""
    return bool(_EXCEEDS.search(clause.text))


def limits(clause: Clause) -> bool:
    """Whether its number is of a limit: so many in a time for each of somebody, or so many until one is locked out."""
    times = {(mark.first, mark.end) for mark in clause.of("unit") if mark.term.name != "rate"}
    rated = any((mark.first, mark.end) not in times for mark in clause.of("unit", "rate"))
    counted = any(milliseconds(number) is None for number in numbers(clause))
    capped = rated and counted and _CAPS.search(clause.text)
    return bool(capped or _LIMIT.search(clause.text) or _LOCK.search(clause.text))
