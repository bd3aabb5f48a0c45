"""The questions, made from the declarations of topics and sections."""

from __future__ import annotations

from dataclasses import dataclass

from phase_context.agent.errors import InputError
from phase_context.schemas import AREAS, SECTIONS, PhaseContext, Section, Topic, find_topic
from phase_context.schemas.document import BOUNDARY

_CLOSING = "Closing"


@dataclass(frozen=True)
class Question:
    """A question that stands alone.

    Attributes:
        label: the topic or section it is about; what an answer is recorded under.
        options: the choices as shown, the recommended one first; empty where a free value is wanted.
        recommended: the first option, when plain good practice prefers one, with ``because``.
        suggested: what somebody other than the person proposed, to be kept or changed; not recorded until then.
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
            area = {"in_scope": BOUNDARY, "out_of_scope": BOUNDARY, "integrations": section.heading}.get(name, _CLOSING)
            questions.append(_about_section(section, area))
    return {question.label: question for question in questions}


QUESTIONS = _catalogue()
"""Every question by label, in the order of the document."""


def find_label(name: str) -> str:
    """The label of the topic or section that a name means, whatever its case.

    Raises:
        InputError: there is none.
    """
    topic = find_topic(name)
    found = (
        topic.label if topic else next((label for label in QUESTIONS if label.lower() == name.strip().lower()), None)
    )
    if found is None:
        raise InputError(f"unknown topic {name!r}; topics are {', '.join(QUESTIONS)}")
    return found
