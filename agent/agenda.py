"""What to ask next, and when to stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from phase_context.agent.questions import QUESTIONS, Question
from phase_context.schemas import SECTIONS, TOPICS, PhaseContext, Status

ROUND_SIZE, LARGEST_ROUND = 4, 5
TRIES = 2  # a question that was answered past twice is left alone, and named at the end


@dataclass(frozen=True)
class Round:
    """Questions that do not depend on each other, asked together."""

    title: str
    questions: tuple[Question, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(question.label for question in self.questions)


@dataclass(frozen=True)
class Progress:
    """How far the interview is: areas with nothing left to ask, of all; and questions left."""

    areas_done: int
    areas: int
    questions_left: int


_FIELDS = {section.heading: name for name, section in SECTIONS.items()}


def next_round(
    document: PhaseContext,
    asked: Mapping[str, int],
    skipped: Collection[str] = (),
    *,
    size: int = ROUND_SIZE,
    budget: int | None = None,
) -> Round | None:
    """The next questions, or None when nothing is left to ask.

    A topic waits while one that it comes ``after`` is still to be asked. A round keeps to one area; when it only
    finishes an area begun earlier, it goes on with the next one.

    Args:
        asked: how often each label was asked.
        skipped: labels not to be asked.
        size: the most questions in a round, from 1 to 5.
        budget: the most questions in the whole interview; the ones costly to reverse come first.
    """
    left = _left(document, asked, skipped, budget)
    ready = [
        q for q in left if not (q.label in TOPICS and set(TOPICS[q.label].after) & {other.label for other in left})
    ]
    if not ready:
        return None
    area = ready[0].area
    areas = [area]
    begun = any(asked.get(q.label) or _known(document, q.label) for q in QUESTIONS.values() if q.area == area)
    if begun:
        areas += [q.area for q in ready if q.area != area][:1]
    chosen = [q for q in ready if q.area in areas][: min(size, LARGEST_ROUND)]
    return Round(", ".join(dict.fromkeys(q.area for q in chosen)), tuple(chosen))


def progress(
    document: PhaseContext, asked: Mapping[str, int], skipped: Collection[str] = (), *, budget: int | None = None
) -> Progress:
    """How far the interview is."""
    left = _left(document, asked, skipped, budget)
    areas = {question.area for question in QUESTIONS.values()}
    return Progress(len(areas - {question.area for question in left}), len(areas), len(left))


def _left(
    document: PhaseContext, asked: Mapping[str, int], skipped: Collection[str], budget: int | None
) -> list[Question]:
    left = [q for q in QUESTIONS.values() if q.label not in skipped and _to_ask(document, q, asked.get(q.label, 0))]
    if budget is None:
        return left
    most = max(0, budget - sum(asked.values()))
    dear = sorted(left, key=lambda question: not question.one_way)[:most]
    return [question for question in left if question in dear]


def _to_ask(document: PhaseContext, question: Question, tries: int) -> bool:
    if question.label in _FIELDS:
        return tries == 0 and not getattr(document, _FIELDS[question.label])
    decision = document.decision(question.label)
    # "I don't know" is an answer; a topic that a correction opened again counts as not asked.
    if decision is not None and (decision.settled or decision.owner or (tries and decision.status is Status.OPEN)):
        return False
    if tries >= TRIES:
        return False
    needed = (document.decision(label) for label in TOPICS[question.label].moot_without)
    return not any(other is not None and other.against for other in needed)


def _known(document: PhaseContext, label: str) -> bool:
    return bool(getattr(document, _FIELDS[label])) if label in _FIELDS else document.decision(label) is not None
