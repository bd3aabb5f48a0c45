"""Quantities and free words as choices: "400 ms at p95", "a small GenStage pipeline"."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.quantities import Number, milliseconds, numbers
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.wording import pattern, words
from phase_context.schemas import Topic

NUMERIC = frozenset(("Response time", "Concurrent users", "Batch processing", "Rate limiting", "Retry strategy"))
LOADS = frozenset(("Response time", "Concurrent users", "Batch processing"))
_COUNTS = 10  # from which on a number without a unit can be a load or a time
_COUNTED = {
    "Rate limiting": frozenset(("rate",)),
    "Retry strategy": frozenset(("times",)),
    "Response time": frozenset(("ms", "s")),
    "Concurrent users": frozenset(("users", "rate")),
    "Batch processing": frozenset(("rows",)),
}
_CONTRAST = words("contrast")
IF = words("if")
_REPORTED = pattern(r"^(?!(?:i|we)\b)\w[^,]*?\b<reports>\b")
_CLAIMED = pattern(r"^(?:the\s+)?\w+(?:\s\w+)?\s+<claims>\b")
_LEADS_UP = pattern(r"^(?:<leads_up>\b[\s,]*)+(?=\S)")
_NOWADAYS = pattern(r"\b<nowadays>\b")  # how it is, not how it shall be
_SHORT = 8  # words of a clause that only corrects a number
_LONGEST_CHOICE = 14  # words of a free choice
_TELLS = words("tells")


def in_own_words(topic: Topic, live: Sequence[Clause], said: Sequence[Clause]) -> Settled | None:
    """The person's own words as the choice, where the topic was asked and the lexicon knows none of them."""
    live = [clause for clause in live if not _noise(clause)]
    if not live:
        return None
    if topic.label in NUMERIC:
        quantity = quantity_of(topic, live)
        if quantity is None and topic.label != "Batch processing":
            return None
        clause = quantity or live[0]
    else:
        clause = (
            next((c for c in live if not c.does("hedge", "negate", "reject", "accept", "correct") and c.tokens), None)
            or live[0]
        )
        if clause.does("hedge", "negate", "reject"):
            return None
    if topic.label not in NUMERIC and clause.tokens and clause.tokens[0].word in _TELLS and not clause.does("choose"):
        return None
    if (
        len(clause.tokens) > _LONGEST_CHOICE
        or len(clause.text) <= 1
        or (clause.does("ask") and clause.of("act", "ask")[0].first == 0 and clause.asks)
    ):
        return None
    text = _in_digits(clause)
    return Settled("decided", text, choice=(clause,), rest=tuple(c for c in said if c is not clause))


def as_quantity(topic: Topic, live: Sequence[Clause], said: Sequence[Clause], *, asked: bool) -> Settled | None:
    """A clause with a quantity of the topic's own units; in an answer, one without a unit."""
    units = _COUNTED.get(topic.label, frozenset())
    if not units:
        return None
    unless = {clause.sentence for clause in live if clause.tokens and clause.tokens[0].word in IF}
    stated = [
        clause
        for clause in live
        if not clause.does("hedge", "negate", "reject")
        and clause.sentence not in unless
        and not _CLAIMED.match(clause.text)
        and not _NOWADAYS.search(clause.text)
    ]
    bare = asked and topic.label in ("Response time", "Concurrent users")
    for clause in stated:
        own = [
            n
            for n in numbers(clause)
            if n.unit in units
            or (bare and not n.unit and n.value >= _COUNTS)
            or ("rate" in units and _rated(clause, n))
        ]
        if own:
            text = _in_digits(clause) if len(clause.tokens) <= _LONGEST_CHOICE else _around(clause, own[0])
            return Settled("decided", text, choice=(clause,), rest=tuple(said))
    return None


def _rated(clause: Clause, number: Number) -> bool:
    """Whether the number is of something in a time: "six purchases an hour"."""
    after = [mark for mark in clause.of("unit", "rate") if clause.tokens[mark.first].start >= number.end]
    counted = [i for i, token in enumerate(clause.tokens) if token.start >= number.end]
    return bool(after) and after[0].first - counted[0] <= 2  # noqa: PLR2004


def _around(clause: Clause, number: Number) -> str:
    """The quantity with the few words beside it, out of a long clause."""
    inside = [i for i, token in enumerate(clause.tokens) if token.end > number.start and token.start < number.end]
    first, last = max(0, inside[0] - 2), min(len(clause.tokens), inside[-1] + 6) - 1
    text = clause.text[clause.tokens[first].start : clause.tokens[last].end]
    return f"{text} ({_shown(number)})" if number.spelled else text


def _shown(number: Number) -> str:
    """A quantity in digits."""
    time = milliseconds(number)
    return f"{time} ms" if time is not None and time < 1000 else f"{number.value:g}"  # noqa: PLR2004


def _noise(clause: Clause) -> bool:
    """Whether the clause says nothing: "hm", "good question"."""
    covered = {i for m in clause.of("act", "noise", "accept") for i in range(m.first, m.end)}
    return len(covered) == len(clause.tokens) or not any(char.isalnum() for char in clause.text)


def quantity_of(topic: Topic, live: Sequence[Clause]) -> Clause | None:
    """The clause that states the number: the one that settles it, else the first."""
    counted = [clause for clause in live if numbers(clause) and not clause.does("suppose")]
    counted = [clause for clause in counted if not clause.does("reject")] or counted
    counted = [clause for clause in counted if not _REPORTED.match(clause.text)] or counted
    if topic.label == "Response time":
        counted = [c for c in counted if any(milliseconds(n) is not None for n in numbers(c))] or counted
    if topic.label == "Retry strategy":
        counted = [
            c for c in counted if any(milliseconds(n) is not None or n.unit in ("h", "d") for n in numbers(c))
        ] or counted
    settling = ("settle",) if topic.label == "Batch processing" else ("settle", "choose")
    settled = [
        clause
        for clause in counted[1:]
        if (clause.does(*settling) or clause.tokens[0].word in _CONTRAST) and len(clause.tokens) <= _SHORT
    ]
    return next(iter(settled or counted), None)


def is_reported(clause: Clause) -> bool:
    """Whether it tells what somebody else says, asks or wants."""
    return bool(_REPORTED.match(clause.text))


def _in_digits(clause: Clause) -> str:
    """The clause, with a quantity that was said in words also in digits."""
    shown = [_shown(number) for number in numbers(clause) if number.spelled]
    text = _LEADS_UP.sub("", clause.text)
    return f"{text} ({', '.join(shown)})" if shown else text
