"""Several quantities in one answer: which are others' or past, and which hold side by side."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import Number, numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

_PAST = pattern(r"\b(?:in (?:19|20)\d\d|<long_ago>|<nowadays>)\b")
_LONGEST = 30  # words of quantities side by side
_TIMES = frozenset(("ms", "s", "min"))
_UNITS = {
    "Response time": _TIMES,
    "Concurrent users": frozenset(("users", "rate", "")),
    "Batch processing": frozenset(("rows", "")),
    "Rate limiting": frozenset(("rate", "")),
    "Retry strategy": frozenset(("times", "")),
}
_ACTS = ("negate", "none", "reject", "hedge", "suppose", "correct", "delegate", "defer", "unknown", "skip")


def ours(counted: Sequence[Clause]) -> list[Clause]:
    """The clauses whose quantity is not somebody else's, past, or told of such a one; all where no other is left."""
    told = [clause for clause in counted if is_told(clause)]
    values = {number.value for clause in told for number in numbers(clause)}
    kept = [c for c in counted if c not in told and not values & {number.value for number in numbers(c)}]
    return kept or list(counted)


def is_told(clause: Clause) -> bool:
    """Whether the clause tells what somebody dreams of, or what was: "marketing dreams of 50k", "it took 9 s"."""
    spoken = [token.word for token in clause.tokens]
    if spoken[:1] and spoken[0] in words("we_say"):
        return False
    told = words("told_by_others") | words("past")
    meant = [word for i, word in enumerate(spoken) if not _is_no_report(spoken, i)]
    return any(word in told for word in meant if word != "say" or spoken[0] != word) or bool(_PAST.search(clause.text))


def _is_no_report(spoken: Sequence[str], i: int) -> bool:
    """Whether a word tells of nobody's claim: "when they all report at once", "two seconds will do"."""
    if spoken[i] == "will":  # German where a number follows: "der Vertrieb will 50k"
        return i + 1 < len(spoken) and not spoken[i + 1][0].isdigit()
    return i > 0 and spoken[i - 1] in words("on_occasion") | words("if")


def side_by_side(topic: Topic, first: Clause, live: Sequence[Clause]) -> list[Clause]:
    """The clause, and the others that give a quantity of the topic for something else: "exports may take 10 s"."""
    found = [first]
    replaces = first.does("settle", "correct") or first.chooses
    seen = {number.value for number in numbers(first)}
    for clause in ours([clause for clause in live if numbers(clause)]):
        own = {number.value for number in numbers(clause) if _counts(topic, clause, number)}
        if (
            clause is first
            or not own
            or own & seen
            or (replaces and clause.start < first.start)
            or clause.asks
            or clause.does(*_ACTS)
        ):
            continue
        if clause.of("act", "because") and clause.of("act", "because")[0].first == 0:
            continue
        if _named_otherwise(topic, clause) or sum(len(c.tokens) for c in (*found, clause)) > _LONGEST:
            continue
        found.append(clause)
        seen |= own
    return sorted(found, key=lambda clause: clause.start)


def _counts(topic: Topic, clause: Clause, number: Number) -> bool:
    """Whether the number can be of the topic and stands beside what it is of."""
    return number.unit in _UNITS.get(topic.label, ()) and len(clause.tokens) > 1 and number.value > 0


def _named_otherwise(topic: Topic, clause: Clause) -> bool:
    """Whether it is of another topic, by its name."""
    named = {mark.term.name for mark in clause.of("topic") if not mark.term.everyday}
    if topic.label == "Response time" and any(token.word in words("no_target") for token in clause.tokens):
        return True
    return bool(named) and topic.label not in named
