"""What a remark says of a topic, and in answer to what: without cases, others' tales and what would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.answers.measures import measured
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC
from phase_context.agent.extractors.builtin.answers.tales import is_told_of
from phase_context.agent.extractors.builtin.talk.elsewhere import of_a_third_party, of_others
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import words

_TIMES = ("ms", "s", "min")
_LATELY = 4  # remarks
# Topics that are decided for a case: "if it fails, the old image".
_OF_A_CASE = frozenset(
    ("Alerting", "Rollback plan", "Retry strategy", "Dead letter queue", "Soft deletes", "Versioning")
)
# Topics that a third party has of its own.
_THEIRS = frozenset(("Authentication", "Rate limiting", "Concurrent users", "Batch processing", "Response time"))


@dataclass(frozen=True)
class Heard:
    """What a remark states about a topic, and in answer to what.

    Attributes:
        before: the remark before it when that is somebody else's and leaves a question; else None.
        asked: that question names the topic.
        named: the topic is named here or was talked about last.
        counts: it holds a number that can only be of the topic.
        further: it answers a question that goes on about the topic without naming it.
        lately: the topic came up here or just before.
        by_name: it did so by its name.
        timed: a time was named just before.
    """

    label: str
    said: list[Clause]
    before: Remark | None
    asked: bool
    named: bool
    counts: bool
    further: bool
    lately: bool
    by_name: bool
    timed: bool = False

    def does(self, *acts: str) -> bool:
        return any(clause.does(*acts) for clause in self.said)

    @property
    def names_it(self) -> bool:
        return any(clause.of("topic", self.label) for clause in self.said)


def hear(talk: Sequence[Remark], i: int, label: str) -> Heard | None:
    """What remark ``i`` states about a topic of ours; None when nothing."""
    remark = talk[i]
    said = remark.about(label)
    if label != "Alerting" or all(_conditional(clause, label) for clause in said):
        said = [clause for clause in said if not _conditional(clause, label)]
    answers = i > 0 and talk[i - 1].asks and somebody_else(talk[i - 1], remark)
    elsewhere = of_others(remark, answers=answers)
    said = [clause for clause in said if id(clause) not in elsewhere]
    if label not in _OF_A_CASE:
        unreal = _unreal(remark)
        said = [clause for clause in said if clause.sentence not in unreal]
    said = [clause for clause in said if not clause.does("interim")]  # what holds until it is decided
    said = _noted(said, label) if remark.recorded else said
    if label in _THEIRS:
        said = [clause for clause in said if not _of_a_service(clause)]
    if not said or (label in _THEIRS and of_a_third_party(talk, i)):
        return None
    before = talk[i - 1] if answers else None
    recent = any(label in near.own for near in talk[max(0, i - 3) : i])
    further = answers and label in remark.follows[:1] and recent
    counts = label in NUMERIC and any(numbers(clause) for clause in said)
    counts = counts and (
        further or _haggled(talk, i, label) or any(c.of("topic", label) or measured(c) == label for c in said)
    )
    asked = before is not None and label in before.questions
    headed = remark.recorded and label in remark.own and not any(c.of("topic", label) for c in remark.clauses)
    asked = asked or headed  # a line of minutes answers its heading
    lately = label in remark.own
    lately = lately or any(label in near.own for near in talk[max(0, i - _LATELY) : i])
    recently = talk[max(0, i - _LATELY) : i + 1]
    by_name = any(clause.of("topic", label) for near in recently for clause in near.clauses)
    named = label in remark.own or label in remark.follows[:1]
    timed = any(n.unit in _TIMES for near in recently for clause in near.clauses for n in numbers(clause))
    return Heard(label, said, before, asked, named, counts, further, lately, by_name, timed)


def _noted(said: list[Clause], label: str) -> list[Clause]:
    """What a scribe puts down as the outcome, behind the last arrow: "Redis? costs 30 a month -> Agenda"."""
    places = [i for i, clause in enumerate(said) if clause.arrow]
    after = said[places[-1] :] if places else []
    holds = any(mark.term.topic == label for clause in after for mark in clause.of("term"))
    return after if holds or (label in NUMERIC and any(numbers(clause) for clause in after)) else said


def _unreal(remark: Remark) -> set[int]:
    """The numbers of sentences that begin with an if and say what would be."""
    begun: dict[int, Clause] = {}
    would: set[int] = set()
    for clause in remark.clauses:
        begun.setdefault(clause.sentence, clause)
        would |= {clause.sentence} if any(token.word in words("unreal") for token in clause.tokens) else set()
    return {n for n, clause in begun.items() if n in would and clause.tokens and clause.tokens[0].word in words("case")}


def _of_a_service(clause: Clause) -> bool:
    """Whether a third party is its subject: "Stripe throttles us at a hundred calls"."""
    return any(m.first <= 1 and not m.term.everyday and is_told_of(clause, m) for m in clause.of("service"))


def _haggled(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether it goes on about a number: the remark before put one to the topic too, or it can only be of the topic."""
    if i == 0 or label not in talk[i].follows[:1]:
        return False
    if label == "Response time":
        return _haggles_a_time(talk, i)
    before = [clause for near in talk[max(0, i - 3) : i] for clause in near.clauses if label in near.labels]
    return any(numbers(clause) for clause in before)


def _conditional(clause: Clause, label: str) -> bool:
    """Whether it is a case and not a choice, as in "and if it's slow"."""
    said = [token.word for token in clause.tokens if token.word not in words("before_a_choice")]
    return (
        bool(said)
        and said[0] in words("case")
        and (label not in _OF_A_CASE or all(m.term.everyday for m in clause.of("term") if m.term.topic == label))
    )


def _haggles_a_time(talk: Sequence[Remark], i: int) -> bool:
    """Whether its number is a time, was named as one, or is put against one in a few words: "no way, 150"."""
    here = [number for clause in talk[i].about("Response time") for number in numbers(clause)]
    near = [n for one in talk[max(0, i - 4) : i] for clause in one.clauses for n in numbers(clause)]
    last = [n for clause in talk[i - 1].clauses for n in numbers(clause) if n.unit in _TIMES]
    times = {number.value for number in near if number.unit in _TIMES}
    against = bool(last) and any(clause.does("negate", "none") for clause in talk[i].stated)
    return against or any(number.unit == "ms" or number.value in times for number in here)
