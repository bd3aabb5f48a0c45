"""The questions, made from the declarations of topics and sections."""

from __future__ import annotations

from dataclasses import dataclass, replace

from phase_context.agent import third_parties
from phase_context.agent.errors import InputError
from phase_context.agent.rules import Rule
from phase_context.schemas import AREAS, SECTIONS, Decision, PhaseContext, Section, Topic, find_topic
from phase_context.schemas.document import BOUNDARY

CLOSING = "Closing"
CHANGES = "Changes"
"""The label under which an update asks what changed."""


@dataclass(frozen=True)
class Question:
    """A question that stands alone.

    Attributes:
        label: the topic or section it is about; what an answer is recorded under.
        options: the choices as shown, the recommended one first; empty where a free value is wanted.
        recommended: the first option, when plain good practice prefers one, with ``because``.
        suggested: what somebody other than the person proposed, to be kept or changed; not recorded until then.
        basis: where ``recommended`` or ``suggested`` comes from: "good practice", "repository", "earlier phase",
            "host agent", or "your words" for what the person said before; "" without either.
        rule: the id of the broken rule that asks; "" otherwise.
    """

    label: str
    area: str
    text: str
    why: str
    options: tuple[str, ...] = ()
    recommended: str | None = None
    because: str = ""
    one_way: bool = False
    suggested: tuple[str, ...] = ()
    basis: str = ""
    rule: str = ""


def _about_topic(topic: Topic) -> Question:
    options = sorted(topic.options, key=lambda option: option != topic.recommended)
    return Question(
        topic.label,
        topic.area,
        topic.question,
        topic.why,
        tuple(options),
        topic.recommended,
        topic.because,
        topic.one_way,
        basis="good practice" if topic.recommended else "",
    )


def _about_section(section: Section, area: str) -> Question:
    return Question(section.heading, area, section.question, section.why)


def _catalogue() -> dict[str, Question]:
    """All questions in the order of the document: the boundary first, loose ends last."""
    questions = []
    for name in PhaseContext.model_fields:
        if name in AREAS:
            questions += [_about_topic(topic) for topic in AREAS[name].topics()]
        elif name in SECTIONS:
            section = SECTIONS[name]
            area = {"in_scope": BOUNDARY, "out_of_scope": BOUNDARY, "integrations": section.heading}.get(name, CLOSING)
            questions.append(_about_section(section, area))
    return {question.label: question for question in questions}


QUESTIONS = _catalogue()
"""Every question of the template by label, in the order of the document."""

_CHANGED = Question(CHANGES, CHANGES, "What has changed since the document was written?", "Only that is asked about.")


def question_of(label: str) -> Question:
    """The question of a label, also of those that are not in the template: a third party's, an update's.

    Raises:
        KeyError: no question has that label.
    """
    if label == CHANGES:
        return _CHANGED
    found = third_parties.find(label)
    if found:
        party, aspect = found
        return Question(label, SECTIONS["integrations"].heading, aspect.question.format(name=party), aspect.why)
    return QUESTIONS[label]


def about_rule(rule: Rule) -> Question:
    """The question that a broken rule asks, under its topic's label."""
    plain = QUESTIONS[rule.asks]
    return replace(
        plain, text=rule.question, why=rule.sentence, options=(), recommended=None, because="", basis="", rule=rule.id
    )


def about_conflict(label: str, row: Decision) -> Question:
    """The question which of the positions of a conflict holds."""
    sides = [f"{side.choice} ({side.speaker})" if side.speaker else side.choice for side in row.positions]
    text = f"{' or '.join(sides)}: which holds?"
    return replace(QUESTIONS[label], text=text, options=(), recommended=None, because="", basis="")


def find_label(name: str) -> str:
    """The label of the topic or section that a name means, whatever its case.

    Raises:
        InputError: there is none.
    """
    topic = find_topic(name)
    if topic:
        return topic.label
    if third_parties.find(name):
        return name
    found = next((label for label in (*QUESTIONS, CHANGES) if label.lower() == name.strip().lower()), None)
    if found is None:
        raise InputError(f"unknown topic {name!r}; topics are {', '.join(QUESTIONS)}")
    return found
