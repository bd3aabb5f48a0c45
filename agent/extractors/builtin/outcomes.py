"""What a topic comes to by the end of a meeting: a decision with its reasons, both sides, or a passage to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin.choices import combined
from phase_context.agent.extractors.builtin.entries import settled_entry
from phase_context.agent.extractors.builtin.judged import Proposal
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.schemas import TOPICS, Entry

_AROUND = 2  # remarks before and after a decision whose words on its topic are its reasons
_LONGEST_REASON = 60  # words
_THREAD = 12  # remarks of a talk about one topic


def outcome(talk: Sequence[Remark], said: list[Proposal]) -> list[Entry]:
    """What a topic came to: the last thing that stands; else a passage to look at."""
    standing: Proposal | None = None
    for proposal in said:
        if not proposal.stands:
            continue
        if standing is None or (proposal.firm and not proposal.refers and not _of_a_part(standing, proposal)):
            standing = _after(standing, proposal)
    if standing is not None and standing.settled.kind == "open":
        return _sides(talk, standing, said) or [_entry(talk, standing)]
    if standing is not None:
        return [_entry(talk, standing)]
    decided = [proposal for proposal in said if proposal.settled.kind == "decided"]
    return [_possibly(talk, decided[-1])] if decided else []


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
    return standing.settled.kind == "decided" and new.settled.kind in ("deferred", "agent", "not_applicable")


def _after(standing: Proposal | None, new: Proposal) -> Proposal:
    """What stands after something new: the new, unless it adds to the old or says it again in fewer words."""
    if standing is None or standing.settled.kind != "decided" or new.settled.kind != "decided":
        return new
    both = combined(TOPICS[new.label], standing.settled, new.settled, new.clauses)
    return replace(new, settled=replace(new.settled, text=both)) if both else new


def _entry(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    entry = settled_entry(remark.text, proposal.label, proposal.settled, proposal.clauses, remark.number)
    if entry.kind != "decided":
        return entry
    reasons = [entry.rationale] if entry.rationale else []
    for near in _nearby(talk, proposal):
        clauses = [
            c for c in near.about(proposal.label) if not c.does("hedge", "accept", "suppose", "other", "correct")
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
