"""What a topic comes to by the end of a meeting: a decision with its reasons, both sides, or a passage to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin import alarms, time_columns, withdrawn
from phase_context.agent.extractors.builtin.elsewhere import of_others
from phase_context.agent.extractors.builtin.entries import settled_entry
from phase_context.agent.extractors.builtin.judged import Proposal
from phase_context.agent.extractors.builtin.own_ways import RETRY, names_an_option
from phase_context.agent.extractors.builtin.shown import combined
from phase_context.agent.extractors.builtin.talk import Remark, somebody_else
from phase_context.agent.extractors.builtin.wording import words
from phase_context.schemas import TOPICS, Entry

_AROUND = 2  # remarks before and after a decision whose words on its topic are its reasons
_LONGEST_REASON = 60  # words
_RIVALS = 3  # remarks
_THREAD = 12  # remarks of a talk about one topic


_LEFT = ("deferred", "agent", "not_applicable")


def outcome(talk: Sequence[Remark], said: list[Proposal]) -> list[Entry]:
    """What a topic came to: the last thing that stands; else a passage to look at."""
    standing: Proposal | None = None
    for proposal in said:
        if proposal.settled.kind == withdrawn.KIND:
            standing = None if standing and withdrawn.takes_back(proposal, standing) else standing
            continue
        if not proposal.stands:
            continue
        if standing is None or (proposal.firm and not proposal.refers and not _of_a_part(standing, proposal)):
            standing = _after(standing, proposal)
    if standing is not None and standing.settled.kind == "open":
        return _sides(talk, standing, said) or [_entry(talk, standing)]
    if standing is not None and not _contested(talk, standing, said):
        return [_entry(talk, standing)]
    decided = [proposal for proposal in said if proposal.settled.kind == "decided"]
    return [_possibly(talk, decided[-1])] if decided else []


def _contested(talk: Sequence[Remark], standing: Proposal, said: Sequence[Proposal]) -> bool:
    """Whether nobody took it, and somebody put forward something else soon after that came to nothing either."""
    if standing.agreed or standing.settled.kind != "decided":
        return False
    if _rivalled(talk, standing, said):
        return True
    later = [p for p in said if 0 < p.at - standing.at <= _THREAD and p.settled.kind == "decided" and not p.stands]
    later = [proposal for proposal in later if somebody_else(talk[standing.at], talk[proposal.at])]
    return any(
        _after(standing, proposal) is proposal and proposal.settled.text != standing.settled.text for proposal in later
    )


def _rivalled(talk: Sequence[Remark], standing: Proposal, said: Sequence[Proposal]) -> bool:
    """Whether somebody else's choice that nobody took either stood before it, and it does not turn that one down."""
    remark = talk[standing.at]
    if remark.opens_with("none", "negate", "correct", "accept") or any(
        clause.does("choose", "conclude", "reject", "correct") for clause in remark.stated
    ):
        return False
    return any(
        proposal.stands
        and not proposal.agreed
        and proposal.settled.kind == "decided"
        and 0 < standing.at - proposal.at <= _RIVALS
        and somebody_else(talk[proposal.at], remark)
        and _after(proposal, standing).settled.text == standing.settled.text != proposal.settled.text
        for proposal in said
    )


def _sides(talk: Sequence[Remark], left: Proposal, said: Sequence[Proposal]) -> list[Entry]:
    """What different people held just before a topic was left open, one entry each; none when they held the same."""
    held: dict[str | None, Proposal] = {}
    for proposal in said:
        if proposal.settled.kind == "decided" and 0 < left.at - proposal.at <= _THREAD:
            held[talk[proposal.at].speaker] = proposal
    if len({proposal.settled.text for proposal in held.values()}) < 2:  # noqa: PLR2004
        return []
    return [
        settled_entry(talk[p.at].text, p.label, replace(p.settled, kind="conflict"), p.clauses, talk[p.at].number)
        for p in held.values()
    ]


def _of_a_part(standing: Proposal, new: Proposal) -> bool:
    """Whether what is put off or left is only a part of what stands: "and if it's slow" - "that's for phase ten"."""
    return standing.agreed and standing.settled.kind == "decided" and new.settled.kind in _LEFT


def _after(standing: Proposal | None, new: Proposal) -> Proposal:
    """What stands after something new: the new, unless it adds to the old or says it again in fewer words."""
    if standing is not None and standing.settled.to and new.settled.kind == standing.settled.kind == "open":
        return new if new.settled.to else standing
    if standing is None or standing.settled.kind != "decided" or new.settled.kind != "decided":
        return new
    if new.label == alarms.LABEL:
        whole = alarms.with_channel(standing.settled.text or "", new.settled.text or "")
        if whole:
            return replace(standing, settled=replace(standing.settled, text=whole))
    if new.label == time_columns.LABEL and _takes_both(new):
        return replace(standing, agreed=True)
    if new.label == RETRY and names_an_option(RETRY, standing.settled) and not names_an_option(RETRY, new.settled):
        return replace(standing, agreed=True)  # how often, after how they are spaced
    both = combined(TOPICS[new.label], standing.settled, new.settled, new.clauses)
    new = replace(new, settled=replace(new.settled, text=both)) if both else new
    again = standing.at != new.at and standing.settled.text == new.settled.text
    return replace(new, agreed=True) if again else new


def _takes_both(new: Proposal) -> bool:
    """Whether it says no more than "both" or "the usual", which takes what was named before."""
    said = [c.words(m).casefold() for c in new.settled.choice for m in c.of("term") if m.term.topic == new.label]
    return bool(said) and all(words_ in words("both_words") | words("usual_words") for words_ in said)


def _entry(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    entry = settled_entry(remark.text, proposal.label, proposal.settled, proposal.clauses, remark.number)
    if entry.kind != "decided":
        return entry
    reasons = [entry.rationale] if entry.rationale else []
    for near in _nearby(talk, proposal):
        others = of_others(near)
        clauses = [
            c
            for c in near.about(proposal.label)
            if id(c) not in others and not c.does("hedge", "accept", "suppose", "other", "correct")
        ]
        if clauses and not near.guest and sum(len(reason.split()) for reason in reasons) < _LONGEST_REASON:
            text = " ".join(near.text[clauses[0].start : clauses[-1].end].split())
            reasons += [text] if len(text.split()) > 1 else []
    return entry.model_copy(update={"rationale": "; ".join(dict.fromkeys(reasons)) or None})


def _nearby(talk: Sequence[Remark], proposal: Proposal) -> list[Remark]:
    """The remarks around a decision that give its reasons: next to it, or naming its topic too."""
    at = proposal.at
    around = [*range(at + 1, at + 1 + _AROUND), *range(at - 1, at - 1 - _AROUND, -1)]
    inside = [i for i in around if 0 <= i < len(talk)]
    return [talk[i] for i in inside if abs(i - at) == 1 or proposal.label in talk[i].own]


def _possibly(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    first, last = proposal.clauses[0], proposal.clauses[-1]
    quote = " ".join(remark.text[first.start : last.end].split())
    return Entry(kind="possibly", topic=proposal.label, quote=quote, turn=remark.number)
