"""Read a meeting: who says what, about which topic, what others make of it, and what stands at the end."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.builtin.header import header
from phase_context.agent.extractors.builtin.lists.boundary import boundary
from phase_context.agent.extractors.builtin.lists.delegations import delegations
from phase_context.agent.extractors.builtin.lists.ideas import ideas, quoted_ideas
from phase_context.agent.extractors.builtin.lists.third_parties import third_parties
from phase_context.agent.extractors.builtin.outcomes.proposals import proposals
from phase_context.agent.extractors.builtin.outcomes.standing import outcome
from phase_context.agent.extractors.builtin.talk.judged import Proposal
from phase_context.agent.extractors.builtin.talk.remarks import Remark, headings, remarks
from phase_context.agent.extractors.builtin.talk.subjects import attach
from phase_context.agent.extractors.builtin.talk.withdrawn import withdrawals
from phase_context.schemas import TOPICS, Entry


def read_meeting(reading: Reading) -> list[Entry]:
    """The entries of a meeting: what stands at its end, one for each topic."""
    talk = remarks(reading.transcript)
    attach(talk)
    put: dict[str, list[Proposal]] = {label: [] for label in TOPICS}
    for i in range(len(talk)):
        for proposal in (*withdrawals(talk, i), *proposals(talk, i)):
            put[proposal.label].append(proposal)
    settled = [entry for label in TOPICS for entry in outcome(talk, put[label])]
    named = bool(reading.transcript.speakers)
    facts = header([*headings(reading.transcript), *talk], named=named)
    return (
        facts
        + boundary(talk, _phase(facts))
        + settled
        + third_parties(talk)
        + _freedom_and_ideas(talk)
        + quoted_ideas(reading.transcript)
    )


def _phase(facts: Sequence[Entry]) -> int | None:
    """The number of the meeting's own phase."""
    text = next((entry.text or "" for entry in facts if entry.kind == "phase"), "")
    return int(text[:2]) if text[:2].isdigit() else None


def _freedom_and_ideas(talk: Sequence[Remark]) -> list[Entry]:
    """What is left to the agent, and ideas."""
    own = [i for i, remark in enumerate(talk) if not remark.guest]
    return [entry for i in own for entry in (*delegations(talk, i), *ideas(talk, i))]
