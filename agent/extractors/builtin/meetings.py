"""Read a meeting: what was proposed, agreed, corrected and left, over time and speakers."""

from __future__ import annotations

from dataclasses import dataclass

from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.builtin import minutes
from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.replies import settled_entry
from phase_context.agent.extractors.builtin.talk import Remark, confirmed, objected, remarks
from phase_context.agent.extractors.builtin.topics import NUMERIC, Settled, settle
from phase_context.schemas import TOPICS, Entry


@dataclass(frozen=True)
class Proposal:
    """Something said about a topic, and whether it stands."""

    label: str
    remark: Remark
    clauses: tuple[Clause, ...]
    settled: Settled
    stands: bool


def read_meeting(reading: Reading) -> list[Entry]:
    """The entries of a meeting: what stands at its end, one for each topic."""
    talk = remarks(reading.transcript)
    proposals = [proposal for i in range(len(talk)) for proposal in _proposals(talk, i)]
    found: list[Entry] = []
    for label in TOPICS:
        found += _outcome([proposal for proposal in proposals if proposal.label == label])
    return minutes.header(talk) + minutes.scope(talk) + found + minutes.loose_ends(talk)


def _outcome(said: list[Proposal]) -> list[Entry]:
    """What a topic came to: the last thing that stands; else a passage to look at."""
    standing = [proposal for proposal in said if proposal.stands]
    if standing:
        last = standing[-1]
        return [settled_entry(last.remark.turn.text, last.label, last.settled, last.clauses, last.remark.number)]
    decided = [proposal for proposal in said if proposal.settled.kind == "decided"]
    return [_possibly(decided[-1])] if decided else []


def _possibly(proposal: Proposal) -> Entry:
    first, last = proposal.clauses[0], proposal.clauses[-1]
    quote = proposal.remark.turn.text[first.start : last.end]
    return Entry(kind="possibly", topic=proposal.label, quote=quote, turn=proposal.remark.number)


def _proposals(talk: list[Remark], i: int) -> list[Proposal]:
    remark = talk[i]
    if remark.guest:
        return []
    by_label: dict[str, list[Clause]] = {}
    label: str | None = None
    for clause in remark.stated:
        # What has no topic of its own goes on about the one before: its reason, its details.
        label = _topic(clause, remark, talk[i - 1].focus if i else ()) or label
        if label:
            by_label.setdefault(label, []).append(clause)
    found = []
    for label, said in by_label.items():
        asked = remark.answers and label in talk[i - 1].own
        settled = settle(TOPICS[label], said, asked=asked, free=False)
        if settled is not None:
            found.append(Proposal(label, remark, tuple(said), settled, _stands(talk, i, label, said, settled, asked=asked)))
    return found


def _topic(clause: Clause, remark: Remark, before: tuple[str, ...]) -> str | None:
    """The topic a clause speaks of: one it names, one in focus before that its terms belong to, or the one in focus."""
    named = [m.term.name for m in clause.of("topic") if not m.term.everyday]
    terms = [m.term.topic for m in clause.of("term") if not m.term.everyday or m.term.topic in before[:2]]
    # A tool that is named while another topic is talked about is a reason, not a choice, unless it is chosen.
    chosen = terms if clause.does("choose") and not set(named) - set(terms) else []
    for label in (*[t for t in terms if t in named], *[t for t in terms if t in before[:2]], *named, *chosen):
        return label
    if not remark.focus:
        return None
    fresh = remark.answers or remark.follows
    left = clause.does("unknown") and fresh
    acts = clause.does("none", "delegate", "defer", "skip") and remark.answers
    counted = remark.focus[0] in NUMERIC and numbers(clause)
    return remark.focus[0] if left or acts or counted else None


def _contested(talk: list[Remark], i: int, said: list[Clause]) -> bool:
    """Whether somebody else answers with another number."""
    named = {number.value for clause in said for number in numbers(clause)}
    for follower in talk[i + 1 : i + 3]:
        others = {number.value for clause in follower.clauses for number in numbers(clause)}
        if follower.turn.speaker != talk[i].turn.speaker and others - named and not follower.opens_with("accept"):
            return True
    return False


def _stands(talk: list[Remark], i: int, label: str, said: list[Clause], settled: Settled, *, asked: bool) -> bool:
    """Whether it counts: agreed to, or stated as a choice with nobody against it."""
    if objected(talk, i):
        return False
    if label in NUMERIC and _contested(talk, i, said):
        return False
    agreed = confirmed(talk, i)
    hedged = any(clause.does("hedge") for clause in said)
    if settled.kind == "open":
        return True
    if settled.kind != "decided":
        return agreed or asked
    if hedged:
        return agreed
    names = any(m.term.name == label and not m.term.everyday for clause in talk[i].stated for m in clause.of("topic"))
    chooses = names or any(clause.does("choose") for clause in said) or talk[i].opens_with("accept")
    return agreed or (asked and not talk[i].asks) or (chooses and not talk[i].asks)
