"""Whether what is put forward in a meeting counts: by how it is said, and what others make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from phase_context.agent.extractors.builtin.answers.measures import is_percentile, measured
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC, is_reported
from phase_context.agent.extractors.builtin.answers.refusals import turned_down
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.tales import is_tale, is_told_of
from phase_context.agent.extractors.builtin.talk.reactions import (
    Reaction,
    conceded,
    names_and_agrees,
    other_number,
    reaction,
)
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words

_NEXT = 3  # characters between a clause and the next
_AGAINST = frozenset(("No", "None", "Not"))  # how options begin that decide against the topic
_RULING = 5  # words of a clause that rules: "we use MQ"
_SHORT = 4  # words of a remark that takes something: "both, fine"


@dataclass(frozen=True)
class Proposal:
    """Something said about a topic.

    Attributes:
        at: the place of the remark in the talk.
        stands: whether it counts: agreed to, an answer, or a plain choice with nobody against it.
        firm: it may override what stood before it: it was agreed to, asked for, or says that it is the choice.
        refers: it only points to an earlier decision, or to what is there anyway, so it overrides nothing.
        agreed: somebody else took it, or it answers what was asked.
    """

    label: str
    at: int
    clauses: tuple[Clause, ...]
    settled: Settled
    stands: bool
    firm: bool
    refers: bool = False
    agreed: bool = False


def judged(talk: Sequence[Remark], proposal: Proposal, *, asked: bool) -> Proposal:
    """Whether it counts, by how it was said and what others made of it."""
    remark, said, label = talk[proposal.at], proposal.clauses, proposal.label
    made = (
        Reaction.NONE
        if remark.recorded
        else reaction(talk, proposal.at, label, said, against=decides_against(proposal.settled))
    )
    agreed = made is Reaction.AGREED or conceded(talk, proposal.at, label, said)
    if proposal.settled.kind == "open":
        return replace(proposal, stands=True, firm=asked or label in remark.own)
    if made is Reaction.OBJECTED or (label in NUMERIC and other_number(talk, proposal.at, label, said)):
        return proposal
    if proposal.settled.kind != "decided":
        concluded = remark.opens_with("conclude") and proposal.settled.kind == "deferred"
        return replace(proposal, stands=agreed or asked or concluded, firm=True)
    hedged = any(clause.does("hedge") for clause in said) or _after_its_question(remark, label, said)
    hedged = hedged or all(_is_possible(clause) for clause in proposal.settled.choice)
    if hedged:
        return replace(proposal, stands=agreed, firm=agreed, agreed=agreed)
    plain = any(_plain(clause, label) for clause in said) or _opens_so(remark, label, proposal.settled)
    plain = plain or _concludes(remark, proposal.settled) or _taken_up(remark, proposal.settled)
    plain = plain or any(measured(clause) == label for clause in proposal.settled.choice)
    plain = plain or (label == "Response time" and any(is_percentile(clause) for clause in remark.clauses))
    plain = plain or _replaces(remark, label, proposal.settled)
    taken = remark.words <= _SHORT and any(clause.does("accept") for clause in remark.stated)
    taken = taken or names_and_agrees(remark)
    if rests_on_everyday_words(proposal.settled, label) and not (_names(remark, label) or taken):
        plain = _concludes(remark, proposal.settled)
    plain = plain or remark.recorded
    told = all(is_reported(clause) for clause in proposal.settled.choice)
    stands = agreed or plain or (asked and not told)
    return replace(proposal, stands=stands, firm=stands, agreed=agreed or asked or _concludes(remark, proposal.settled))


def decides_against(settled: Settled) -> bool:
    return settled.kind == "decided" and (settled.text or "").split(maxsplit=1)[0].strip(",;") in _AGAINST


def _opens_so(remark: Remark, label: str, settled: Settled) -> bool:
    """Whether the remark begins with a yes or a correction that the choice follows."""
    at = {clause.start for clause in settled.choice if not is_tale(clause, label) and not _tells_of(clause)}
    return remark.opens_with("accept", "correct") and any(clause.start in at for clause in remark.clauses[:_SHORT])


def _tells_of(clause: Clause) -> bool:
    return any(is_told_of(clause, mark) for mark in clause.of("term"))


def _concludes(remark: Remark, settled: Settled) -> bool:
    """Whether it is said as a conclusion: "Attributes, then", "then Rabbit", "Celery it is"."""
    short = [clause for clause in settled.choice if len(clause.tokens) <= _SHORT]
    after = [other for clause in short for other in remark.clauses if 0 <= other.start - clause.end <= _NEXT]
    alone = any(mark.end == len(other.tokens) for other in after for mark in other.of("act", "conclude"))
    return alone or any(clause.does("conclude") for clause in short)


def _taken_up(remark: Remark, settled: Settled) -> bool:
    """Whether the remark goes on to choose what it has just named: "there are roles already, we use those"."""
    ends = {clause.end for clause in settled.choice}
    following = [c for c in remark.stated if any(0 <= c.start - end <= _NEXT for end in ends)]
    return any(
        clause.does("takes_up")
        or (clause.does("choose") and any(token.word in words("for_a_part") for token in clause.tokens))
        for clause in following
    )


def _replaces(remark: Remark, label: str, settled: Settled) -> bool:
    """Whether the remark turns down another name of the topic beside it: "scratch Celery, it's Procrastinate"."""
    chosen = {m.term.name for clause in settled.choice for m in clause.of("term") if m.term.topic == label}
    return any(
        turned_down(clause, mark)
        for clause in remark.stated
        for mark in clause.of("term")
        if mark.term.topic == label and mark.term.name not in chosen
    )


def _names(remark: Remark, label: str) -> bool:
    """Whether the remark names the topic by more than everyday words."""
    return any(not mark.term.everyday for clause in remark.stated for mark in clause.of("topic", label))


def _after_its_question(remark: Remark, label: str, said: Sequence[Clause]) -> bool:
    """Whether the speaker asks first, so that what follows are only possible answers."""
    if label not in remark.questions:
        return False
    return any(clause.asks and clause.start < said[0].start for clause in remark.clauses)


def _plain(clause: Clause, label: str) -> bool:
    """Whether the clause says by its form that something is the choice: it names the topic, chooses, or is no more."""
    if is_reported(clause) or is_tale(clause, label):
        return False
    corrects = any(mark.first == 0 for mark in clause.of("act", "correct"))
    short = len(clause.tokens) <= _RULING and any(m.first == 0 for m in clause.of("act", "choose"))
    return (
        clause.chooses
        or short
        or clause.does("same")
        or corrects
        or bool(clause.of("topic", label))
        or _flat(clause, label)
    )


def _is_possible(clause: Clause) -> bool:
    """Whether it only says what could be done."""
    return any(token.word in words("possible") for token in clause.tokens)


def _flat(clause: Clause, label: str) -> bool:
    """Whether the clause begins with the choice and tells nothing about it: "Sidekiq.", "One key per customer"."""
    for mark in clause.of("term"):
        if mark.term.topic == label and all(
            token.word in words("before_a_choice") for token in clause.tokens[: mark.first]
        ):
            following = clause.tokens[mark.end].word if mark.end < len(clause.tokens) else ""
            return following not in words("verbs_of_state")
    return False


def rests_on_everyday_words(settled: Settled, label: str) -> bool:
    """Whether it rests on everyday words alone, or is no decision."""
    if settled.kind != "decided":
        return settled.kind == "not_applicable"
    terms = [m for clause in settled.choice for m in clause.of("term") if m.term.topic == label]
    return bool(terms) and all(m.term.everyday for m in terms)
