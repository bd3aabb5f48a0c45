"""The four questions that each third party brings, and what their answers add to its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent import numbered
from phase_context.agent.evidence import words
from phase_context.agent.lexicon import first_named, is_unknown, matches
from phase_context.schemas import Entry, Integration, PhaseContext

_CHUNK = re.compile(r"[\n;]+|(?<=[.!?])\s+|,\s+")
RISK = "Risk: "


@dataclass(frozen=True)
class Aspect:
    """One of the questions.

    Attributes:
        name: as the lexicon's cues and the labels have it.
        noted: how the notes begin what is known of it.
        question: with {name} for the third party.
        why: why it matters, in one line.
    """

    name: str
    noted: str
    question: str
    why: str


ASPECTS = (
    Aspect("availability", "Availability", "What availability does {name} promise?", "Ours cannot be better."),
    Aspect("rate limits", "Rate limits", "Which rate limits does {name} set?", "Bulk work runs into them first."),
    Aspect("sandbox", "Sandbox", "Has {name} a sandbox to test with?", "Without one, tests call the real thing."),
    Aspect("when it is down", "When it is down", "What happens here when {name} is down?", "One day it will be."),
)


def label(party: str, aspect: Aspect) -> str:
    """What the answer to a question about a third party is asked under: "Stripe: sandbox"."""
    return f"{party}: {aspect.name}"


def find(asked: str) -> tuple[str, Aspect] | None:
    """The third party and the aspect that a label means; None for other labels."""
    party, _, name = asked.rpartition(": ")
    aspect = next((aspect for aspect in ASPECTS if aspect.name == name), None)
    return (party, aspect) if party and aspect else None


def unanswered(row: Integration) -> list[Aspect]:
    """What the notes do not speak of yet."""
    return [aspect for aspect in ASPECTS if not _speaks(row.notes, aspect)]


def read(text: str, asked: Sequence[str]) -> Entry | None:
    """What a reply to those questions, of one third party, adds to its row; None when it answers none of them.

    What the reply says it does not know, or passes over while it answers others, is noted as a risk.
    """
    found = [place for one in asked if (place := find(one))]
    if not found:
        return None
    party, aspects = found[0][0], [aspect for _, aspect in found]
    said = _by_aspect(text, aspects)
    if not said:
        return None
    known = [f"{aspect.noted}: {said[aspect.name]}" for aspect in aspects if said.get(aspect.name)]
    unknown = [aspect.noted.lower() for aspect in aspects if not said.get(aspect.name)]
    if unknown:
        known.append(f"{RISK}not known: {', '.join(unknown)}")
    return Entry(kind="integration", text=party, rationale="; ".join(known), quote=text)


def parted(text: str) -> tuple[str, str]:
    """Numbered answers, and what the lines after them say of one of our own topics; "" when they do not."""
    lines = text.split("\n")
    numbered_lines = [n for n, line in enumerate(lines) if re.match(r"\s*\d[.):]?\s", line)]
    for n in range(numbered_lines[-1] + 1 if len(numbered_lines) > 1 else len(lines), len(lines)):
        label, place = first_named(lines[n])
        if label and place <= 1:
            return "\n".join(lines[:n]), "\n".join(lines[n:])
    return text, ""


def answers(entry: Entry, asked: str) -> bool:
    """Whether an entry is about the third party that a label asks about."""
    found = find(asked)
    return found is not None and entry.kind == "integration" and words(entry.text or "") == words(found[0])


def with_risks(entry: Entry, asked: Sequence[str], document: PhaseContext) -> Entry:
    """An entry that a host agent made of the answers, with what they leave unknown noted as a risk."""
    aspects = [place[1] for one in asked if (place := find(one)) and answers(entry, one)]
    if not aspects:
        return entry
    row = next((row for row in document.integrations if words(row.name) == words(entry.text or "")), None)
    notes = "; ".join(filter(None, (row.notes if row else "", entry.rationale)))
    unknown = [aspect.noted.lower() for aspect in aspects if not _speaks(notes, aspect)]
    if not unknown:
        return entry
    rationale = "; ".join(filter(None, (entry.rationale, f"{RISK}not known: {', '.join(unknown)}")))
    return entry.model_copy(update={"rationale": rationale})


def _by_aspect(text: str, aspects: Sequence[Aspect]) -> dict[str, str]:
    """What was said by aspect, in the reply's words; "" for what is not known; empty when nothing fits."""
    own = numbered.parts(text, len(aspects)) if len(aspects) > 1 else {0: text.strip()}
    if own:
        return {aspects[i].name: "" if is_unknown(said) else said.strip(" .") for i, said in own.items()}
    if is_unknown(text) and not any(_speaks(text, aspect) for aspect in aspects):
        return dict.fromkeys((aspect.name for aspect in aspects), "")
    found: dict[str, list[str]] = {}
    current: str | None = None
    for chunk in filter(None, (chunk.strip(" .,") for chunk in _CHUNK.split(text))):
        current = next((aspect.name for aspect in aspects if _speaks(chunk, aspect)), current)
        if current:
            found.setdefault(current, []).append("" if is_unknown(chunk) else chunk)
    return {name: ", ".join(filter(None, chunks)) for name, chunks in found.items()}


def _speaks(text: str, aspect: Aspect) -> bool:
    return (
        f"{aspect.noted}:" in text
        or (RISK in text and aspect.noted.lower() in text)
        or matches(text, "aspect", aspect.name, "cues")
    )
