"""What a topic comes to by the end of a meeting: a decision with its reasons, both sides, or a passage to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin.answers import time_columns
from phase_context.agent.extractors.builtin.answers.entries import settled_entry
from phase_context.agent.extractors.builtin.answers.shown import combined
from phase_context.agent.extractors.builtin.outcomes.reasons import reasons
from phase_context.agent.extractors.builtin.outcomes.recounted import is_doubted, recounted
from phase_context.agent.extractors.builtin.talk import alarms, withdrawn
from phase_context.agent.extractors.builtin.talk.judged import Proposal, rests_on_everyday_words
from phase_context.agent.extractors.builtin.talk.own_ways import RETRY, names_an_option
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.extractors.builtin.talk.weight import ENOUGH, may_replace, weight
from phase_context.agent.language.wording import words
from phase_context.schemas import TOPICS, Entry

_RIVALS = 3  # remarks
_AT_ONCE = 2  # remarks
_SHORT = 8  # words of a remark that leaves what was just named
_THREAD = 12  # remarks of a talk about one topic


_LEFT = ("deferred", "agent", "not_applicable")


def outcome(talk: Sequence[Remark], said: list[Proposal]) -> list[Entry]:
    """What a topic came to: the last thing that stands; else a passage to look at."""
    standing: Proposal | None = None
    for proposal in said:
        if proposal.settled.kind == withdrawn.KIND:
            standing = None if standing and withdrawn.takes_back(proposal, standing) else standing
            continue
        if not proposal.stands or (proposal.settled.kind == "decided" and weight(talk, proposal) < ENOUGH):
            continue
        if standing is None:
            standing = proposal
        elif proposal.firm and not proposal.refers and not _of_a_part(standing, proposal):
            after = _after(standing, proposal)
            adds = after.settled.text in (standing.settled.text, None) or after.settled.text != proposal.settled.text
            adds = adds or (proposal.settled.text or "").startswith(f"{standing.settled.text} (")
            if adds or may_replace(talk, standing, proposal):
                standing = after
    standing = (standing and recounted(talk, standing)) or standing
    if standing is not None and standing.settled.kind == "open":
        return _sides(talk, standing, said) or [_entry(talk, standing)]
    if standing is not None and not _contested(talk, standing, said):
        return [_entry(talk, standing)]
    decided = [proposal for proposal in said if proposal.settled.kind == "decided"]
    return [_possibly(talk, decided[-1])] if decided else []


def _contested(talk: Sequence[Remark], standing: Proposal, said: Sequence[Proposal]) -> bool:
    """Whether nobody took it, and somebody put forward something else soon after that came to nothing either."""
    if _left_at_once(talk, standing, said) or (standing.label == alarms.LABEL and is_doubted(talk, standing)):
        return True
    if standing.agreed or standing.settled.kind != "decided":
        return False
    if _rivalled(talk, standing, said):
        return True
    later = [p for p in said if 0 < p.at - standing.at <= _THREAD and p.settled.kind == "decided" and not p.stands]
    later = [proposal for proposal in later if somebody_else(talk[standing.at], talk[proposal.at])]
    return any(
        _after(standing, proposal) is proposal and proposal.settled.text != standing.settled.text for proposal in later
    )


def _left_at_once(talk: Sequence[Remark], standing: Proposal, said: Sequence[Proposal]) -> bool:
    """Whether what rests on everyday words is left to somebody right behind it: "fixtures, names" - "you pick"."""
    if standing.settled.kind != "decided" or not rests_on_everyday_words(standing.settled, standing.label):
        return False
    near = [p for p in said if 0 < p.at - standing.at <= _AT_ONCE and p.settled.kind in ("agent", "open")]
    near = [p for p in near if talk[p.at].words <= _SHORT or _says_again(talk[p.at], standing)]
    return any(somebody_else(talk[standing.at], talk[proposal.at]) for proposal in near)


def _says_again(remark: Remark, standing: Proposal) -> bool:
    """Whether it names what was chosen."""
    chosen = {m.term.name for c in standing.settled.choice for m in c.of("term") if m.term.topic == standing.label}
    return any(mark.term.name in chosen for clause in remark.clauses for mark in clause.of("term"))


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
    return entry.model_copy(update={"rationale": reasons(talk, proposal)}) if entry.kind == "decided" else entry


def _possibly(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    first, last = proposal.clauses[0], proposal.clauses[-1]
    quote = " ".join(remark.text[first.start : last.end].split())
    return Entry(kind="possibly", topic=proposal.label, quote=quote, turn=remark.number)
