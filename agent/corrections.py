"""A reply that says something else than was settled: a correction, an answer, or a contradiction to ask about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from phase_context.agent.evidence import words
from phase_context.agent.lexicon import corrects
from phase_context.schemas import Decision, Entry, PhaseContext, Status

SPEAKER = "Developer"
"""Who speaks when a reply does not say."""


def weighed(
    entries: Sequence[Entry], document: PhaseContext, *, said: str, speaker: str, asked: Collection[str]
) -> list[Entry]:
    """The entries, in which a choice that contradicts a settled one without a word of it is a position of a conflict.

    A choice replaces the earlier one when its topic was asked about, or when the reply shows that a change is meant.
    Another person's choice replaces nothing: the two positions stand side by side until somebody gives way.
    """
    return [_weighed(entry, document, said=said, speaker=speaker, asked=asked) for entry in entries]


def _weighed(entry: Entry, document: PhaseContext, *, said: str, speaker: str, asked: Collection[str]) -> Entry:
    known = document.decision(entry.topic) if entry.kind == "decided" and entry.topic else None
    if known is None:
        return entry
    contradicts = entry.model_copy(update={"kind": "conflict"})
    if known.status is Status.CONFLICT:
        return contradicts if _insists(entry, known, speaker) else entry
    if known.status is not Status.DECIDED or agree(known.choice, entry.text or "") or not known.evidence:
        return entry
    other = known.evidence[-1].speaker
    if other != speaker and SPEAKER not in (other, speaker) and other is not None:
        return contradicts
    return entry if entry.topic in asked or corrects(said) else contradicts


def agree(one: str, other: str) -> bool:
    """Whether one choice only says more than the other: "OAuth" and "OAuth (Keycloak)"."""
    first, second = words(one), words(other)
    return set(first) <= set(second) or set(second) <= set(first)


def _insists(entry: Entry, known: Decision, speaker: str) -> bool:
    """Whether one of two people only says again what they said before."""
    speakers = {position.speaker for position in known.positions}
    if len(speakers) < 2:  # noqa: PLR2004
        return False
    return any(position.speaker == speaker and agree(position.choice, entry.text or "") for position in known.positions)
