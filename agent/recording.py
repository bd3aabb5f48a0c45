"""What becomes of the entries that a host agent made of a person's words: the record that they are kept as."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from phase_context.agent import areas, grounding, replies, rule_answers, third_parties
from phase_context.agent.agenda import Round
from phase_context.agent.corrections import SPEAKER
from phase_context.agent.evidence import Spoken
from phase_context.agent.extractors.base import Refusal
from phase_context.agent.questions import CHANGES
from phase_context.agent.state import Messages, State, transcript
from phase_context.schemas import Entry


def recorded(
    entries: Iterable[Any], said: str, asked: Sequence[str] | None, *, state: State, current: Round | None, speaker: str
) -> tuple[dict[str, Any] | None, tuple[Refusal, ...]]:
    """The fields of the reply's record, with what is taken of the entries; None when there is nothing to keep.

    Args:
        entries: as a model wrote them, checked here one by one.
        said: the person's newest message; empty when the entries only suggest.
        asked: the labels it answers; the current round's when left out.
        state: what is known.
        current: the round that was asked.
        speaker: who said it.

    Returns:
        The fields, and the entries that were refused.
    """
    labels = list(asked if asked is not None else current.labels if current and said.strip() else ())
    newest = Spoken(transcript(state.records, {"text": said, "speaker": speaker}))
    offered = grounding.sort(
        entries,
        Messages([*state.messages, newest]),
        newest,
        known=state.document,
        asked=labels,
        suggested=state.suggested,
    )
    refused = tuple(offered.refused)
    if not (said.strip() or offered.entries or offered.suggested):
        return None, refused
    round_ = shown(current if said.strip() else None, labels, speaker)
    taken = [third_parties.with_risks(entry, labels, state.document) for entry in offered.entries]
    if rule_answers.is_meant(said):
        taken = replies.answered_rules(taken, {"text": said, "asked": labels, **round_}, state)
    left_out, _ = areas.skipped(said, current.skippable if current else ())
    update = {
        "entries": dumped(taken),
        "suggested": dumped(offered.suggested),
        "refused": [[refusal.what, refusal.reason] for refusal in refused],
        "say": None,
        "asked": labels if asked is not None else _answered(labels, taken, offered),
        "skipped": list(left_out),
    }
    return {"text": said, "asked": labels, "update": update, **round_}, refused


def shown(current: Round | None, labels: Sequence[str], speaker: str) -> dict[str, Any]:
    """What else of the round a reply answers: the rules that asked, the areas that could be skipped; and who."""
    questions = current.questions if current else ()
    fields: dict[str, Any] = {
        "rules": [question.rule for question in questions if question.rule and question.label in labels],
        "offered": list(current.skippable) if current else [],
        "speaker": speaker if speaker != SPEAKER else "",
    }
    return {name: value for name, value in fields.items() if value}


def dumped(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as a record holds them."""
    return [entry.model_dump(mode="json", exclude_none=True) for entry in entries]


def _answered(labels: list[str], taken: Sequence[Entry], offered: grounding.Offered) -> list[str]:
    """The questions of a round that were not asked in vain, for a host that may have put only some of them."""
    if not (offered.entries or offered.suggested or offered.refused):
        return labels
    settled = {label for entry in taken if (label := grounding.question_of(entry))}
    settled |= {label for entry in taken for label in labels if third_parties.answers(entry, label)}
    settled |= {CHANGES} & set(labels)  # whatever they say to it is the answer
    return [label for label in labels if label in settled]
