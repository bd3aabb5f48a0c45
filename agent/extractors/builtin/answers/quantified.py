"""Quantities as choices: "400 ms at p95", "nightly import of 80k rows"."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.measures import exceeds, is_percentile, limits
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.several import ours
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import Number, milliseconds, numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

NUMERIC = frozenset(("Response time", "Concurrent users", "Batch processing", "Rate limiting", "Retry strategy"))
LOADS = frozenset(("Response time", "Concurrent users", "Batch processing"))
_COUNTS = 10  # from which on a number without a unit can be a load or a time
_LONGEST_TIME = 3000  # milliseconds that are named without their unit
_MANY = 500  # the same for rows of a batch
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
_CLAIMED = pattern(
    r"^(?:(?:and|but|so|well)\s+)?(?:the\s+|our\s+|my\s+)?(?!(?:i|we|you|lets|let's|and|but|so|well)\b)\w+(?:\s(?!(?:i|we|you)\b)\w+){0,2}?\s+<claims>\b"
)
_LEADS_UP = pattern(r"^(?:<leads_up>\b[\s,]*)+(?=\S)")
_NOWADAYS = pattern(r"\b<nowadays>\b")  # how it is, not how it shall be
_SHORT = 8  # words of a clause that only corrects a number
_LONGEST_CHOICE = 14  # words of a choice


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
        and not (topic.label == "Response time" and exceeds(clause))
    ]
    bare = asked and topic.label in LOADS
    totals = [
        clause
        for clause in stated[1:]
        if clause.tokens and clause.tokens[0].word in words("in_all") and len(clause.tokens) <= _SHORT
    ]
    if topic.label == "Response time":
        stated = sorted(stated, key=lambda clause: not is_percentile(clause))
    for clause in (*totals, *stated):
        own = [
            n
            for n in numbers(clause)
            if n.unit in units
            or (bare and not n.unit and _may_count(topic, clause, n))
            or (asked and topic.label == "Response time" and not n.unit and n.value % 1)  # "one and a half"
            or ("rate" in units and (_rated(clause, n) or limits(clause)))
        ]
        if own and any(c.does("unknown") and c.start > clause.start for c in live):
            return None  # "I'd guess three hundred, but ask Sindre"
        if own:
            text = in_digits(clause) if len(clause.tokens) <= _LONGEST_CHOICE else _around(clause, own[0])
            return Settled("decided", text, choice=(clause,), rest=tuple(said))
    return None


def _may_count(topic: Topic, clause: Clause, number: Number) -> bool:
    """Whether a number without a unit can be of the topic; a time of thousands, or of a thing, is none."""
    if topic.label == "Response time":
        behind = next((token.word for token in clause.tokens if token.start >= number.end), "")
        of_a_thing = behind.isalpha() and behind not in words("begins_no_name") and not is_percentile(clause)
        return _COUNTS <= number.value < _LONGEST_TIME and not _is_a_year(number) and not of_a_thing
    return number.value >= (_MANY if topic.label == "Batch processing" else _COUNTS)


def _is_a_year(number: Number) -> bool:
    return 1900 <= number.value <= 2100 and number.value % 100 != 0  # noqa: PLR2004


def load_of(topic: Topic, clause: Clause) -> str | None:
    """The words of a load that a clause gives by number and name, "900 concurrent shoppers"; None when it does not."""
    named = [mark for mark in clause.of("topic", topic.label) if not mark.term.everyday]
    for number in numbers(clause):
        if topic.label == "Batch processing" and number.unit == "rows" and clause.of("topic", topic.label):
            return clause.text  # "nightly import of 80k rows"
        for mark in named:
            first, last = clause.tokens[mark.first], clause.tokens[min(mark.end, len(clause.tokens) - 1)]
            if number.unit in ("", "users", "rows") and 0 <= first.start - number.end <= 1 and not clause.asks:
                return clause.text[number.start : last.end]
            if number.unit in _COUNTED[topic.label] and number.start <= first.start < number.end:
                return clause.text[number.start : number.end]
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
    return f"{time} ms" if time is not None and time < 1000 else f"{number.value:.12g}"  # noqa: PLR2004


def quantity_of(topic: Topic, live: Sequence[Clause]) -> Clause | None:
    """The clause that states the number: the one that settles it, else the first."""
    counted = ours([clause for clause in live if numbers(clause) and not clause.does("suppose")])
    counted = [clause for clause in counted if not clause.does("reject")] or counted
    counted = [clause for clause in counted if not _REPORTED.match(clause.text)] or counted
    counted = [clause for clause in counted if not _NOWADAYS.search(clause.text)] or counted
    counted = [c for c in counted if not any(token.word in words("past") for token in c.tokens)] or counted
    counted = [clause for clause in counted if any(number.value for number in numbers(clause))] or counted
    if topic.label == "Concurrent users":
        named = [c for c in counted if c.of("topic", topic.label)]
        counted = [c for c in counted if c in named or any(_rated(c, n) for n in numbers(c))] or counted
    concluded = [c for c in counted[1:] if c.tokens[0].word in words("conclusion")]
    if concluded:
        return concluded[-1]  # "half a second is what the scanner waits, so 400"
    if topic.label == "Response time":
        counted = [c for c in counted if is_percentile(c)] or counted
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


def in_digits(clause: Clause) -> str:
    """The clause, with a quantity that was said in words also in digits."""
    shown = [_shown(number) for number in numbers(clause) if number.spelled]
    text = _LEADS_UP.sub("", clause.text)
    return f"{text} ({', '.join(shown)})" if shown else text
