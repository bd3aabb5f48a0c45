"""What to ask next, and when to stop."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from phase_context.agent import rules, third_parties
from phase_context.agent.areas import AREAS
from phase_context.agent.questions import QUESTIONS, Question, about_conflict, about_rule, question_of
from phase_context.schemas import SECTIONS, TOPICS, PhaseContext, Status, Topic
from phase_context.schemas.document import BOUNDARY

ROUND_SIZE, LARGEST_ROUND = 4, 5
TRIES = 2  # a question that was answered past twice is left alone, and named at the end
MOST_SUGGESTIONS = 9  # what one reply can still take together, by a digit each
_FIELDS = {section.heading: name for name, section in SECTIONS.items()}


@dataclass(frozen=True)
class Round:
    """Questions that do not depend on each other, asked together.

    Attributes:
        title: the areas they are of.
        questions: in the order they are put.
        together: whether these are suggestions to be taken by one yes, or all but some.
        skippable: areas that this phase does not seem to need; the person may leave them out in the same reply.
    """

    title: str
    questions: tuple[Question, ...]
    together: bool = False
    skippable: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(question.label for question in self.questions)


@dataclass(frozen=True)
class Progress:
    """How far the interview is: areas with nothing left to ask, of all; and questions left."""

    areas_done: int
    areas: int
    questions_left: int


@dataclass(frozen=True)
class Course:
    """How the interview went so far.

    Attributes:
        asked: how often each label was asked.
        skipped: labels that the person left out.
        closed: labels that an update does not ask about.
        suggested: labels with a suggestion that nobody confirmed.
        ruled: ids of the rules whose question was asked.
        budget: the most questions in the whole interview; the ones costly to reverse come first.
    """

    asked: Mapping[str, int] = field(default_factory=dict)
    skipped: Collection[str] = ()
    closed: Collection[str] = ()
    suggested: Collection[str] = ()
    ruled: Collection[str] = ()
    budget: int | None = None


def next_round(document: PhaseContext, course: Course, *, size: int = ROUND_SIZE) -> Round | None:
    """The next questions, or None when nothing is left to ask.

    First the boundary; then what cannot stay as it is (broken rules, conflicts), a third party's own questions, and
    the suggestions that one reply may take together; then area by area, the questions that reshape others first. A
    topic waits while one that it comes ``after`` is still to be asked.

    Args:
        document: what is known.
        course: how the interview went so far.
        size: the most questions in a round, from 1 to 5; suggestions to be taken together are up to 9.
    """
    size = min(size, LARGEST_ROUND)
    left = _left(document, course)
    boundary = [question for question in left if question.area == BOUNDARY]
    if any(question.label == SECTIONS["in_scope"].heading for question in boundary):
        return _round(boundary[:size])
    pressing = [question for question in left if _pressing(document, question)]
    parties = [question for question in left if third_parties.find(question.label)]
    if parties and not pressing:
        first = parties[0].label.rpartition(": ")[0]
        return _round([question for question in parties if question.label.rpartition(": ")[0] == first][:size])
    together = _together(left, course)
    if len(together) > 1 and not pressing:
        return Round(_title(together), tuple(together), together=True)
    ready = [question for question in left if question not in pressing and question not in parties]
    ready = [question for question in ready if not _waits(question, left)]
    return _round([*pressing, *_ordered(ready, left, course)][:size])


def progress(document: PhaseContext, course: Course) -> Progress:
    """How far the interview is."""
    left = _left(document, course)
    return Progress(len(set(AREAS) - {question.area for question in left}), len(AREAS), len(left))


def gaps(document: PhaseContext) -> tuple[Question, ...]:
    """Everything that the document leaves to be asked, whoever was asked before."""
    return tuple(_left(document, Course()))


def _round(questions: list[Question]) -> Round | None:
    return Round(_title(questions), tuple(questions)) if questions else None


def _title(questions: list[Question]) -> str:
    return ", ".join(dict.fromkeys(question.area for question in questions))


def _left(document: PhaseContext, course: Course) -> list[Question]:
    """All that is still to be asked, in the order of the document; within the budget."""
    asking = [rule for rule in rules.broken(document) if rule.id not in course.ruled]
    asking = [rule for rule in asking if rule.asks not in course.skipped]
    by_label = {rule.asks: about_rule(rule) for rule in reversed(asking)}
    left = list(by_label.values())
    left += [
        question_of(label)
        for party in document.integrations
        for aspect in third_parties.unanswered(party)
        if not course.asked.get(label := third_parties.label(party.name, aspect))
        and label not in course.closed
        and SECTIONS["integrations"].heading not in course.skipped
    ]
    for label, question in QUESTIONS.items():
        if label in by_label or label in course.skipped or label in course.closed:
            continue
        if _to_ask(document, question, course.asked.get(label, 0)):
            row = document.decision(label) if label in TOPICS else None
            conflict = row is not None and row.status is Status.CONFLICT
            left.append(about_conflict(label, row) if conflict and row else question)
    if course.budget is None:
        return left
    most = max(0, course.budget - sum(course.asked.values()))
    dear = sorted(left, key=lambda question: not question.one_way)[:most]
    return [question for question in left if question in dear]


def _to_ask(document: PhaseContext, question: Question, tries: int) -> bool:
    if question.label in _FIELDS:
        return tries == 0 and not getattr(document, _FIELDS[question.label])
    decision = document.decision(question.label)
    # "I don't know" is an answer; a topic that a correction opened again counts as not asked.
    if decision is not None and (decision.settled or decision.owner or (tries and decision.status is Status.OPEN)):
        return False
    return tries < TRIES and not _moot(document, TOPICS[question.label])


def _moot(document: PhaseContext, topic: Topic) -> bool:
    """Whether an answer made the topic pointless, and no other needs it all the same."""
    needed = [document.decision(label) for label in topic.moot_without]
    if not any(row is not None and (row.against or row.status is Status.NOT_APPLICABLE) for row in needed):
        return False
    for label, pattern in topic.unless:
        row = document.decision(label)
        if row and not row.against and re.search(pattern, f"{row.choice} {row.rationale}", re.IGNORECASE):
            return False
    return True


def _pressing(document: PhaseContext, question: Question) -> bool:
    row = document.decision(question.label) if question.label in TOPICS else None
    return bool(question.rule) or (row is not None and row.status is Status.CONFLICT)


def _waits(question: Question, left: list[Question]) -> bool:
    topic = TOPICS.get(question.label)
    return topic is not None and bool(set(topic.after) & {other.label for other in left})


def _together(left: list[Question], course: Course) -> list[Question]:
    """The suggestions that are easy to reverse and were not shown yet; their answers may hang on each other's."""
    found = [
        question
        for question in left
        if question.label in TOPICS and question.label in course.suggested and not course.asked.get(question.label)
        and not question.one_way and not question.rule
    ]  # fmt: skip
    labels = {question.label for question in found}
    others = [question for question in left if question.label not in labels]
    return [question for question in found if not _waits(question, others)][:MOST_SUGGESTIONS]


def _ordered(ready: list[Question], left: list[Question], course: Course) -> list[Question]:
    """Area by area, in each the questions that most others wait for first; within a budget the dearest first."""
    labels = {question.label for question in left}

    def dependents(label: str) -> int:
        return sum(label in topic.after for topic in TOPICS.values() if topic.label in labels)

    def key(question: Question) -> tuple[bool, int, int]:
        dear = course.budget is not None and not question.one_way
        return dear, AREAS.index(question.area), -dependents(question.label)

    return sorted(ready, key=key)
