"""A number that is taken up again later and put right: "The ninety. I've looked, it was a hundred and fifty"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin.answers.quantified import in_digits
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.talk.judged import Proposal
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import Number, numbers
from phase_context.agent.language.wording import pattern

_PUT_RIGHT = pattern(r"\b<puts_a_number_right>\b")
_LEAST = 10  # smaller numbers come again by chance
_COUNTS = ("Concurrent users", "Batch processing")
_OF_THINGS = frozenset(("", "users", "rate", "rows"))
_WITHIN = 5  # remarks in which the right number is said


def is_doubted(talk: Sequence[Remark], standing: Proposal) -> bool:
    """Whether the number of a decision is taken up again in a remark that puts it right."""
    return next(_doubts(talk, standing), None) is not None


def recounted(talk: Sequence[Remark], standing: Proposal) -> Proposal | None:
    """The decision with the number that stands after it was put right; None where it was not, or by no other."""
    if standing.label not in _COUNTS:
        return None
    at = next(_doubts(talk, standing), None)
    if at is None:
        return None
    known = _own(standing)
    found: tuple[int, Clause] | None = None
    for i in range(at, min(len(talk), at + _WITHIN)):
        for clause in talk[i].stated:
            new = [n for n in numbers(clause) if n.value >= _LEAST and _alike(n, known)]
            if new and not {n.value for n in new} & {n.value for n in known} and not clause.does("hedge", "suppose"):
                found = i, clause
    if found is None:
        return None
    i, clause = found
    settled = Settled("decided", in_digits(clause), choice=(clause,), rest=())
    return replace(standing, at=i, clauses=(clause,), settled=settled, agreed=True)


def _own(standing: Proposal) -> list[Number]:
    return [n for clause in standing.settled.choice for n in numbers(clause) if n.value >= _LEAST]


def _doubts(talk: Sequence[Remark], standing: Proposal) -> Iterator[int]:
    """The later remarks that name its number and put it right."""
    known = {number.value for number in _own(standing)}
    for i in range(standing.at + 1, len(talk) if known else 0):
        remark = talk[i]
        again = any(n.value in known for clause in remark.clauses for n in numbers(clause))
        if again and not remark.guest and _PUT_RIGHT.search(remark.text):
            yield i


def _alike(number: Number, known: Sequence[Number]) -> bool:
    """Whether it can be the same quantity: of the same unit, or of people and things as that is."""
    units = {other.unit for other in known}
    year = not number.unit and 1900 <= number.value <= 2100  # noqa: PLR2004
    return not year and (number.unit in units or (number.unit in _OF_THINGS and bool(units & _OF_THINGS)))
