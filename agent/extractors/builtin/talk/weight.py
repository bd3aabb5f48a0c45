"""How much speaks for something said being a choice of its topic: where that is named, what is named, who took it."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.measures import is_percentile, measured
from phase_context.agent.extractors.builtin.answers.quantified import LOADS, NUMERIC
from phase_context.agent.extractors.builtin.answers.refusals import turned_down
from phase_context.agent.extractors.builtin.talk.judged import Proposal, decides_against
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import milliseconds, numbers
from phase_context.agent.language.wording import words

ENOUGH = 3
_NEAR = 4  # remarks before it
_BRIEF = 4  # words of a conclusion: "so a hybrid"
_SHORT = 6  # words of a clause in which a no is said of whatever is named
_THREAD = 6  # remarks in which one thing is haggled over
_NAMED, _NEARLY, _HINTED = 3, 2, 1


def weight(talk: Sequence[Remark], proposal: Proposal) -> int:
    """How much speaks for it, from 0; below `ENOUGH` it may well be of something else, or no choice."""
    taken = proposal.agreed or _chosen(talk[proposal.at], proposal) or _repeats(talk, proposal)
    near = topical(talk, proposal) or (_HINTED if _is_among_others(talk, proposal) else 0)
    brief = any(c.does("conclude") and len(c.tokens) <= _BRIEF for c in proposal.settled.choice)
    return near + _told(talk[proposal.at], proposal) + taken + (proposal.agreed and brief)


def may_replace(talk: Sequence[Remark], standing: Proposal, new: Proposal) -> bool:
    """Whether it is said plainly enough of the topic to take the place of what was agreed."""
    if new.settled.kind == "open" and standing.settled.kind == "decided" and standing.agreed:
        return topical(talk, new) == _NAMED
    if new.settled.kind != "decided" or standing.settled.kind != "decided" or not standing.agreed:
        return True
    if decides_against(new.settled) and not decides_against(standing.settled):
        acts = [mark for clause in new.clauses for mark in clause.of("act", "correct", "conclude", "reject")]
        return any(mark.first == 0 for mark in acts) or _is_named_none(new)
    if new.at == standing.at + 1 and talk[standing.at].ends_asking and new.label in NUMERIC:
        return any(clause.does("correct", "negate") for clause in new.clauses)  # "plan for 400. And on a normal day?"
    if new.at - standing.at > _THREAD:
        return topical(talk, new) == _NAMED and (new.agreed or new.label not in NUMERIC)
    plain = _told(talk[new.at], new) >= _told(talk[standing.at], standing) or new.label in NUMERIC
    if new.label in NUMERIC and new.agreed:
        return True
    return topical(talk, new) > 0 and (plain or talk[new.at].opens_with("none", "correct"))


def rules_out(clause: Clause, label: str) -> bool:
    """Whether a no is said of the topic's name, or of what answers it, and of no one case: "no throttling here"."""
    named = [*clause.of("topic", label), *(mark for mark in clause.of("term") if mark.term.topic == label)]
    noes = clause.of("act", "none", "negate", "leave_out")
    alone = len(clause.tokens) <= _SHORT
    return any(
        _leads(clause, min(no.first, mark.first))
        and (
            0 <= mark.first - no.end <= 1
            or (alone and no.term.name != "negate" and not no.first <= mark.first < no.end)
        )
        for mark in named
        for no in noes
    )


def _leads(clause: Clause, end: int) -> bool:
    """Whether only small words stand before that one."""
    small = words("filler") | words("little") | words("before_a_choice") | words("speakers")
    return all(token.word in small for token in clause.tokens[:end])


def topical(talk: Sequence[Remark], proposal: Proposal) -> int:
    """How near its topic is named: with it or in the question before it, a little before, by everyday words, never."""
    at, label = proposal.at, proposal.label
    remark, before = talk[at], talk[at - 1] if at else None
    if _names(remark, label) or (before is not None and before.asks and _names(before, label)):
        return _NAMED
    if (remark.recorded and label in remark.own) or (before is not None and _asks_for_one(before, label)):
        return _NAMED
    if before is not None and before.asks and label in before.questions:
        return _NEARLY
    near = talk[max(0, at - _NEAR) : at]
    if any(_names(one, label) for one in near) or _names(remark, label, everyday=True):
        return _NEARLY
    return _HINTED if any(_names(one, label, everyday=True) for one in near) else 0


def _is_among_others(talk: Sequence[Remark], proposal: Proposal) -> bool:
    """Whether other names of the topic are named with it, or just before it."""
    at, label = proposal.at, proposal.label
    if _tools(talk[at].clauses, label) - _tools(proposal.settled.choice, label):
        return True
    return any(_tools(one.clauses, label) for one in talk[max(0, at - _NEAR) : at] if not one.guest)


def _asks_for_one(before: Remark, label: str) -> bool:
    """Whether it asks for the topic and nothing else, be it by an everyday word: "do we need a limit?"."""
    for clause in before.about(label, asking=True):
        named = {i for mark in clause.of("topic", label) for i in range(mark.first, mark.end)}
        rest = [token.word for i, token in enumerate(clause.tokens) if i not in named]
        if named and all(word in words("asks_for_one") for word in rest):
            return True
    return False


def _told(remark: Remark, proposal: Proposal) -> int:
    """How plainly it is known for a choice: by a name or a quantity that is of nothing else, by several, or by less."""
    if decides_against(proposal.settled) and not remark.recorded and not _is_named_none(proposal):
        return -1 if _answers_at_once(remark, proposal) else -2
    timed = proposal.label == "Response time"
    counted = [clause for clause in proposal.settled.choice if not (timed and _is_fact(clause))]
    if any(measured(clause) == proposal.label for clause in counted):
        return 2 if proposal.label in LOADS - {"Response time"} else 3
    if timed and counted and any(is_percentile(clause) for clause in remark.clauses):
        return 3
    if timed and not counted:
        return 0
    return 1 + min(2, len(_tools(proposal.settled.choice, proposal.label)))


def _answers_at_once(remark: Remark, proposal: Proposal) -> bool:
    """Whether a no begins or ends the remark, and does not stand in its middle: "oh, the parcel. No, the post"."""
    noes = [c for c in proposal.clauses if c.does("none", "negate")]
    return any(clause in (*remark.clauses[:2], remark.clauses[-1]) for clause in noes)


def _is_named_none(proposal: Proposal) -> bool:
    """Whether the no is said of the topic itself, or in words that answer it: "no cache", "not needed"."""
    terms = [m for c in proposal.settled.choice for m in c.of("term") if m.term.topic == proposal.label]
    return any(mark.end - mark.first > 1 for mark in terms) or any(
        rules_out(clause, proposal.label) for clause in proposal.clauses
    )


def _tools(said: Sequence[Clause], label: str) -> set[str]:
    """The names of the topic in those clauses that are no everyday words."""
    return {m.term.name for clause in said for m in clause.of("term") if m.term.topic == label and not m.term.everyday}


def _is_fact(clause: Clause) -> bool:
    """Whether it tells how something is, and not how it shall be: "the server delivers that in two milliseconds"."""
    timed = [number.start for number in numbers(clause) if milliseconds(number) is not None]
    first = min(timed or [number.start for number in numbers(clause)], default=0)
    before = {token.word for token in clause.tokens if token.end <= first}
    return bool(before & words("is_so")) and not before & words("shall_be")


def _chosen(remark: Remark, proposal: Proposal) -> bool:
    """Whether it is put as a choice: by a word of choosing, or right behind a yes to what was said before."""
    choice = proposal.settled.choice
    first = {clause.sentence for clause in remark.clauses[:2]}
    takes = remark.opens_with("accept") and any(clause.sentence in first for clause in choice)
    return takes or any(
        clause.chooses
        or clause.does("conclude", "same")
        or _turns_down(clause, proposal.label)
        or any(token.word in words("still") for token in clause.tokens)
        for clause in choice
    )


def _turns_down(clause: Clause, label: str) -> bool:
    """Whether it turns down another name of the topic: "an attribute, not a role"."""
    return any(mark.term.topic == label and turned_down(clause, mark) for mark in clause.of("term"))


def _repeats(talk: Sequence[Remark], proposal: Proposal) -> bool:
    """Whether somebody else has just named the same."""
    at = proposal.at
    others = [one for one in talk[max(0, at - _NEAR) : at] if somebody_else(one, talk[at]) and not one.guest]
    named = set().union(*(_tools(one.clauses, proposal.label) for one in others))
    return bool(named & _tools(proposal.settled.choice, proposal.label))


def _names(remark: Remark, label: str, *, everyday: bool = False) -> bool:
    """Whether it names the topic, by more than everyday words unless those are enough."""
    return any(everyday or not mark.term.everyday for clause in remark.clauses for mark in clause.of("topic", label))
