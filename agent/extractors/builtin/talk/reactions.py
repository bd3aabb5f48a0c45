"""What others make of a remark: they agree, turn it down, or say something else."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from phase_context.agent.extractors.builtin.answers.tales import is_told_of
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import Number, milliseconds, numbers

_WAITS = 3  # remarks of others in which an answer is looked for
_OPENS = 2  # words before a term that a remark begins with
_NAMED = 4  # words that are said again
_PERCENTILES = frozenset((50, 90, 95, 99, 99.9))
_SHORT = 6  # words of a remark that can be no more than a nod


class Reaction(Enum):
    AGREED = "agreed"
    OBJECTED = "objected"
    NONE = "none"


def reaction(
    talk: Sequence[Remark], i: int, label: str | None, said: Sequence[Clause], *, against: bool = False
) -> Reaction:
    """What the next remarks of others make of those clauses of remark ``i``.

    ``against`` says that those decide against something, so that a short no takes them.
    """
    waited = 1 if _asks_else(talk[i], label, said) else 0
    for follower in talk[i + 1 : i + 1 + 2 * _WAITS]:
        if not somebody_else(talk[i], follower):
            continue
        waited += 1
        if waited > _WAITS:
            break
        if agrees(follower) or (against and _says_no_too(follower)):
            return Reaction.AGREED
        if waited == 1 and _objects(follower):
            return Reaction.OBJECTED
        if label is not None and echoes(follower, label, said) and not _objects(follower):
            return Reaction.AGREED
        if label is not None and follower.own and label not in follower.own:
            break
        if follower.words > _SHORT and not follower.asks:
            break  # what others nod to from here on is this
    return Reaction.NONE


def _asks_else(remark: Remark, label: str | None, said: Sequence[Clause]) -> bool:
    """Whether it goes on to ask about something else, so that the first answer is to that."""
    last = remark.clauses[-1] if remark.clauses else None
    if last is None or not said or not last.asks or last.start < said[-1].start or label in remark.questions:
        return False
    tag = {i for m in last.of("act", "accept", "none") for i in range(m.first, m.end)}
    return len(tag) < len(last.tokens)


def agrees(remark: Remark) -> bool:
    """Whether it takes what was said before: it opens with yes, or is short and ends with "is fine"."""
    first = remark.clauses[0] if remark.clauses else None
    if first is None or (first.asks and len(first.tokens) > 2):  # noqa: PLR2004
        return False
    opens = [mark for mark in first.of("act", "accept", "agreement_only") if mark.first == 0]
    longer = [m for m in first.of("act", "negate", "none", "correct", "unknown", "defer") if m.first == 0]
    if opens and not any(m.end >= opens[0].end for m in longer):
        turn = remark.clauses[1] if len(remark.clauses) > 1 else first
        return turn.asks or not turn.tokens or turn.tokens[0].word not in ("but", "aber", "pero", "mais", "nhưng")
    if any(mark.first == 0 for mark in first.of("act", "same")):
        return True
    if names_and_agrees(remark):
        return True
    if any(_only_agrees(clause) for clause in remark.clauses[1:3]) and not _objects(remark):
        return True
    last = remark.clauses[-1]
    ends = last.does("same") or any(
        mark.end >= len(last.tokens) - 1 for mark in last.of("act", "accept", "agreement_only")
    )
    return (
        remark.words <= _SHORT
        and ends
        and not _objects(remark)
        and not any(clause.does("negate", "reject") for clause in remark.clauses)
    )


def _says_no_too(remark: Remark) -> bool:
    """Whether it is short and begins with a no: "none, then"."""
    return remark.words <= _SHORT and remark.opens_with("none", "negate") and not remark.asks


def names_and_agrees(remark: Remark) -> bool:
    """Whether it says a few words again and a yes: "Rabbit, yes"."""
    if len(remark.clauses) < 2 or remark.clauses[0].asks or len(remark.clauses[0].tokens) > _NAMED:  # noqa: PLR2004
        return False
    second = remark.clauses[1]
    plain = any(m.first == 0 and m.end == len(second.tokens) for m in second.of("act", "accept", "agreement_only"))
    return plain and not second.asks and not remark.clauses[0].does("negate", "none", "reject", "correct")


def _only_agrees(clause: Clause) -> bool:
    """Whether the clause is no more than an agreement of several words: "we stay", "you win"."""
    return any(
        mark.first == 0 and mark.end == len(clause.tokens) and mark.end > 1
        for mark in clause.of("act", "accept", "agreement_only")
    )


def _objects(remark: Remark) -> bool:
    first = remark.clauses[0] if remark.clauses else None
    if first is None:
        return False
    opens = [mark for mark in first.of("act", "none", "correct") if mark.first == 0]
    if any(mark.term.name == "correct" or mark.end == len(first.tokens) for mark in opens):
        return True
    if any(clause.tokens and _says_no(clause) for clause in remark.clauses[:3]):
        return True
    return any(clause.does("reject") and not clause.asks for clause in remark.clauses[:2])


def _says_no(clause: Clause) -> bool:
    """Whether the clause is no more than a no."""
    return not clause.asks and any(
        m.first == 0 and m.end == len(clause.tokens) for m in clause.of("act", "none", "negate")
    )


def echoes(remark: Remark, label: str, said: Sequence[Clause]) -> bool:
    """Whether the remark says the same again: a term of the topic, or the number."""
    terms = {m.term.name for clause in said for m in clause.of("term") if m.term.topic == label}
    again = {
        m.term.name
        for clause in remark.stated
        for m in clause.of("term")
        if m.term.topic == label
        and (m.first <= _OPENS or len(clause.tokens) <= _SHORT or clause.chooses)
        and not is_told_of(clause, m)
    }
    if terms & again:
        return not any(clause.does("negate", "reject") and _names(clause, label) for clause in remark.stated)
    values = {number.value for clause in said for number in numbers(clause)}
    taken = [clause for clause in remark.clauses if not clause.does("negate", "reject")]
    return bool(values & {number.value for clause in taken for number in numbers(clause)})


def _names(clause: Clause, label: str) -> bool:
    return any(mark.term.topic == label for mark in clause.of("term")) or bool(clause.of("topic", label))


def conceded(talk: Sequence[Remark], i: int, label: str, said: Sequence[Clause]) -> bool:
    """Whether the number is one that somebody else put forward just before, as in "Six then"."""
    values = {_size(number) for clause in said for number in numbers(clause)}
    near = [remark for remark in talk[max(0, i - 2) : i] if somebody_else(remark, talk[i]) and not remark.guest]
    before = [remark for remark in near if label in remark.labels]
    put = {_size(number) for remark in before for clause in remark.about(label) for number in numbers(clause)}
    return bool(values & put)


def _size(number: Number) -> float:
    """What numbers are compared by: a time in milliseconds, anything else as it is."""
    return float(milliseconds(number) or number.value)


def _refuses_number(clause: Clause, named: set[tuple[str, float]]) -> bool:
    """Whether it says no to one of those numbers: "I can't promise a second"."""
    said = {(number.unit, number.value) for number in numbers(clause)}
    return clause.does("negate") and not clause.asks and bool(said & named)


def other_number(talk: Sequence[Remark], i: int, label: str, said: Sequence[Clause]) -> bool:
    """Whether somebody else answers with another number of the same unit, and none of the numbers said."""
    named = {(number.unit, number.value) for clause in (*said, *talk[i].clauses) for number in numbers(clause)}
    units = {unit for unit, _ in named if unit}
    answered = int(talk[i].ends_asking and bool(said) and said[-1] is not talk[i].clauses[-1])
    for follower in talk[i + 1 + answered : i + 3]:
        if not somebody_else(talk[i], follower) or agrees(follower) or label not in (*follower.labels,):
            continue
        if any(_refuses_number(clause, named) for clause in follower.clauses):
            return True
        others = {(number.unit, number.value) for clause in follower.about(label) for number in numbers(clause)}
        others = {(unit, value) for unit, value in others if value not in _PERCENTILES or unit not in ("", "%")}
        values = {value for _, value in named}
        if any((unit in units or not unit) and value not in values for unit, value in others) and not any(
            value in values for _, value in others
        ):
            return True
    return False
