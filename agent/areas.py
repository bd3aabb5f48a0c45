"""Areas of the template: which ones a phase may not need, and a reply that leaves some out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from phase_context.agent.evidence import words
from phase_context.agent.lexicon import data, matches, phrases
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import PhaseContext

AREAS = tuple(dict.fromkeys(question.area for question in QUESTIONS.values()))
"""All areas that are asked about, in the document's order."""


def labels_of(areas: Collection[str]) -> tuple[str, ...]:
    """The labels of the questions in those areas."""
    return tuple(question.label for question in QUESTIONS.values() if question.area in areas)


def irrelevant(document: PhaseContext, said: str) -> tuple[str, ...]:
    """The areas that the scope does not seem to need: to be offered for skipping, no more."""
    if not document.in_scope:
        return ()
    scope = "\n".join([document.header.name or "", *(item.text for item in document.in_scope)])
    return tuple(
        area
        for area in data("rounds")["relevance"]
        if matches(scope, "relevance", area, "without") and not matches(f"{scope}\n{said}", "relevance", area, "with")
    )


def skipped(text: str, offered: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The areas that a reply leaves out, and the reply without the words that do so.

    "Skip data modeling" names an area; "skip them" means those that were offered.
    """
    found: list[str] = []
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.;!\n])", text):
        areas = _left_out(sentence, offered)
        found += areas
        if not areas:
            kept.append(sentence)
    return tuple(dict.fromkeys(found)), "".join(kept).strip()


def _left_out(sentence: str, offered: Sequence[str]) -> list[str]:
    said = words(sentence)
    if said[:1] == ["please"]:
        said = said[1:]
    verb = next((n for n in range(3, 0, -1) if tuple(said[:n]) in phrases("skip", "verb")), 0)
    rest = said[verb:]
    if not verb or not rest:
        return []
    if tuple(rest) in phrases("skip", "them"):
        return list(offered)
    found, left = [], f" {' '.join(rest)} "
    for area in AREAS:
        others = sorted(data("rounds")["skip"]["areas"].get(area, ()), key=len, reverse=True)
        for name in (area, *others, area.split(" ")[0]):
            shown = f" {' '.join(words(name))} "
            if shown in left:
                found.append(area)
                left = left.replace(shown, " ")
    spare = set(left.split()) - {word for phrase in phrases("skip", "joins") for word in phrase}
    return [] if spare else list(dict.fromkeys(found))
