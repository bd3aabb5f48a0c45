"""What a session asks next, given all that its records lead to: the agenda, with suggestions, offers and updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent import agenda, areas, grounding, third_parties
from phase_context.agent.agenda import Course, Round
from phase_context.agent.questions import CHANGES, question_of
from phase_context.agent.state import YOUR_WORDS, State
from phase_context.schemas import TOPICS, Status


def next_round(state: State, *, size: int, budget: int | None) -> Round | None:
    """The questions to ask now, or None when nothing is left to ask; sizes as in `agenda.next_round`."""
    current: Round | None
    if state.again:
        current = _round(state.again)
    elif state.update and not state.asked[CHANGES]:
        current = _round((CHANGES,))
    else:
        current = agenda.next_round(state.document, course(state, budget), size=size)
        if current:
            current = replace(current, skippable=_skippable(state))
        else:
            current = _round(_unconfirmed(state, budget)[:size])
    return _with_suggestions(state, current) if current else None


def course(state: State, budget: int | None) -> Course:
    """How the interview went so far, as the agenda wants it."""
    return Course(
        asked=state.asked,
        skipped=state.skipped,
        closed=_closed(state) if state.update else (),
        suggested=state.suggested.keys(),
        ruled=state.ruled,
        budget=budget,
    )


def _closed(state: State) -> set[str]:
    """What an update does not ask about: all that the document neither leaves open nor is said to have changed."""
    rows = {label: state.base.decision(label) for label in TOPICS}
    unsettled = {label for label, row in rows.items() if row is not None and not row.settled}
    changed = {label for label, row in rows.items() if row is not None and state.document.decision(label) != row}
    parties = {
        third_parties.label(party.name, aspect) for party in state.base.integrations for aspect in third_parties.ASPECTS
    }
    return ({*areas.labels_of(areas.AREAS)} - unsettled - changed) | parties


def _skippable(state: State) -> tuple[str, ...]:
    """Areas to offer for skipping: nothing of them is known or was asked, and none were offered before."""
    if state.update or state.offered:
        return ()
    said = "\n".join(turn.text for message in state.messages for turn in message.transcript.turns)
    return tuple(
        area
        for area in areas.irrelevant(state.document, said)
        if not any(
            state.asked[label] or label in state.skipped or (label in TOPICS and state.document.decision(label))
            for label in areas.labels_of([area])
        )
    )


def _unconfirmed(state: State, budget: int | None) -> tuple[str, ...]:
    """Labels of suggestions that no round of the agenda will bring up."""
    if budget is not None and sum(state.asked.values()) >= budget:
        return ()
    # What an update saw in the repository is worth one question.
    tries = {label: agenda.TRIES if label in TOPICS and not state.update else 1 for label in state.suggested}
    return tuple(label for label, most in tries.items() if state.asked[label] < most and label not in state.skipped)


def _with_suggestions(state: State, current: Round) -> Round:
    """The questions with what was suggested in the place of what is recommended: a yes must mean one thing."""
    questions = []
    for question in current.questions:
        row = state.document.decision(question.label) if question.label in TOPICS else None
        unclear = question.rule or (row is not None and row.status is Status.CONFLICT)
        entries = state.suggested.get(question.label, ())
        if state.basis.get(question.label) == YOUR_WORDS:
            lines = tuple(f"{grounding.line(entry)}: you said “{entry.quote}”" for entry in entries)
        else:
            lines = tuple(map(grounding.line, entries))
        if lines and not unclear:
            basis = state.basis[question.label]
            question = replace(question, recommended=None, because="", suggested=lines, basis=basis)  # noqa: PLW2901
        questions.append(question)
    return replace(current, questions=tuple(questions))


def _round(labels: Sequence[str]) -> Round | None:
    questions = tuple(map(question_of, labels))
    return Round(", ".join(dict.fromkeys(q.area for q in questions)), questions) if questions else None
