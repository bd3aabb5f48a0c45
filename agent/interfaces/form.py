"""A round of questions as a form that a client shows, and what came back as entries and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from phase_context.agent.questions import Question
from phase_context.schemas import SECTIONS, TOPICS

_OTHERWISE = {
    "You decide": "agent",
    "Later": "deferred",
    "Not in this phase": "not_applicable",
    "I don't know": "open",
}
"""What can be picked instead of a choice, and the kind of entry it makes."""
_SECTION_FIELDS = {section.heading: name for name, section in SECTIONS.items()}
_WORDS, _NOTHING = "in_your_own_words", ""


def form(questions: Sequence[Question]) -> type[BaseModel]:
    """The form for a round: a list to pick from where a question has options, else a line to write in."""
    fields: dict[str, Any] = {}
    for question in questions:
        text = f"{question.text} {question.why}"
        if question.suggested:
            text += f" Suggested: {'; '.join(question.suggested)}."
        picks = (_NOTHING, *question.options, *_OTHERWISE)
        kind = Literal[picks] if question.options else str
        if question.recommended:
            text += f" Recommended: {question.recommended}, because {question.because}."
        fields[_name(question.label)] = (kind, Field(default=_NOTHING, title=question.label, description=text))
    words = Field(default=_NOTHING, title="In your own words", description="Reasons, corrections, anything else.")
    fields[_WORDS] = (str, words)
    filled: type[BaseModel] = create_model("Round", **fields)
    return filled


def chosen(questions: Sequence[Question], filled: BaseModel) -> dict[str, dict[str, str]]:
    """The entries that picked options make, by label. The quote is what the form shows as the answer."""
    entries = {}
    for question in questions:
        pick = getattr(filled, _name(question.label), _NOTHING)
        if question.options and pick:
            kind = _OTHERWISE.get(pick, "decided")
            text = {"text": pick} if kind == "decided" else {}
            quote = f"{question.label}: {pick}"
            entries[question.label] = {"kind": kind, "topic": question.label, "quote": quote, **text}
    return entries


def written(questions: Sequence[Question], filled: BaseModel) -> dict[str, str]:
    """What was written, by label; what was written about anything stands under ""."""
    asked = {question.label: _name(question.label) for question in questions if not question.options}
    texts = {label: getattr(filled, name, "") for label, name in {**asked, "": _WORDS}.items()}
    return {label: text for label, text in texts.items() if text.strip()}


def _name(label: str) -> str:
    """The name of the field that asks: the one that the document has the topic or section under, else the label."""
    if label in TOPICS:
        return TOPICS[label].field
    return _SECTION_FIELDS.get(label) or re.sub(r"\W+", "_", label).strip("_").lower()
