"""A document as rows to check: each with its status, its words, and where they stand in the transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from phase_context.agent.document.render import deferral, delegation
from phase_context.agent.review.passages import Sources, Span
from phase_context.schemas import (
    AREAS,
    SECTIONS,
    Decision,
    DeferredIdea,
    Evidence,
    Integration,
    Item,
    PhaseContext,
    Status,
    Topic,
)
from phase_context.schemas.document import BOUNDARY, BOUNDARY_ABOUT

POSSIBLY, UNTOUCHED, UNPROVED = "possibly", "untouched", "unproved"
STATES = {
    Status.CONFLICT.value: "Conflict",
    Status.OPEN.value: "Open",
    Status.AGENT.value: "Agent decides",
    Status.DEFERRED.value: "Deferred",
    Status.NOT_APPLICABLE.value: "Not applicable",
    Status.DECIDED.value: "Decided",
    POSSIBLY: "Possibly",
    UNTOUCHED: "Not touched",
    UNPROVED: "No words found",
}
"""What a row can be, as a reader sees it; those that need the reader first come first."""


@dataclass(frozen=True)
class Cited:
    """A piece of evidence. ``number`` names it on the page; ``spans`` are empty when the transcripts do not hold it."""

    number: int
    evidence: Evidence
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Row:
    """One thing to check.

    Attributes:
        id: stable, and unique on the page.
        label: the topic, or the name of a free row; empty for a bullet.
        text: what was settled.
        details: further lines, each a label (may be empty) and a text.
        state: a key of STATES, or empty for what has no status: a scope item, an integration, an idea.
        derived: whether it repeats another row, as a delegation in Agent's Discretion does.
        verbatim: whether the text is somebody's exact words.
        evidence: as recorded; ``cited`` is the same, looked up in the transcripts.
        unproved: whether there are no words for it, or the transcripts do not hold them.
    """

    id: str
    text: str
    label: str = ""
    details: tuple[tuple[str, str], ...] = ()
    state: str = ""
    evidence: tuple[Evidence, ...] = ()
    cited: tuple[Cited, ...] = ()
    derived: bool = False
    verbatim: bool = False
    unproved: bool = False


@dataclass(frozen=True)
class Part:
    """A section of the document, or what was heard and not taken. ``group`` is the heading above its own."""

    heading: str
    about: str = ""
    rows: list[Row] = field(default_factory=list)
    group: str = ""


def parts(document: PhaseContext, sources: Sources) -> list[Part]:
    """The document's sections that have rows, in the template's order, then what was heard and not taken."""
    found = [part for part in _parts(document) if part.rows]
    numbers, taken = iter(range(1, 1_000_000)), set[str]()
    return [replace(part, rows=[_checked(row, sources, numbers, taken) for row in part.rows]) for part in found]


def untouched(document: PhaseContext) -> dict[str, list[Topic]]:
    """The topics that nobody touched, by the heading of their area."""
    missing = {
        area.heading: [topic for topic in area.topics() if document.decision(topic.label) is None]
        for area in AREAS.values()
    }
    return {heading: topics for heading, topics in missing.items() if topics}


def _checked(row: Row, sources: Sources, numbers: Iterator[int], taken: set[str]) -> Row:
    """The row with its evidence looked up, and an id no other row has."""
    cited = tuple(Cited(next(numbers), evidence, sources.spans(evidence)) for evidence in row.evidence)
    found = [one for one in cited if one.spans] if sources.transcripts else cited
    name, count = row.id, 1
    while name in taken:
        count += 1
        name = f"{row.id}-{count}"
    taken.add(name)
    return replace(row, id=name, cited=cited, unproved=not found)


def _parts(document: PhaseContext) -> Iterator[Part]:
    for name in PhaseContext.model_fields:
        if name in AREAS:
            area = getattr(document, name)
            yield Part(area.heading, area.about, [_topic(*row) for row in area.decisions()])
        elif name in SECTIONS:
            section, bounds = SECTIONS[name], name in ("in_scope", "out_of_scope")
            rows = [*_derived(document, name), *_free(name, getattr(document, name))]
            about = BOUNDARY_ABOUT if bounds else section.about
            yield Part(section.heading, about, rows, BOUNDARY if bounds else "")
    yield Part("Heard, not taken", "Passages that may concern a topic and settled nothing", _possibly(document))


def _topic(topic: Topic, decision: Decision) -> Row:
    text, details = _said(decision)
    return Row(
        id=topic.id,
        label=topic.label,
        text=text,
        details=(*details, ("", decision.rationale)) if decision.rationale else details,
        state=decision.status.value,
        evidence=decision.evidence,
    )


def _said(decision: Decision) -> tuple[str, tuple[tuple[str, str], ...]]:
    match decision.status:
        case Status.DECIDED:
            return decision.choice, ()
        case Status.AGENT:
            return "At the agent's discretion", ()
        case Status.OPEN:
            return (
                f"Nobody has settled this: {decision.owner} to answer" if decision.owner else "Nobody has settled this"
            ), ()
        case Status.DEFERRED:
            return f"Later: {decision.defer_to}" if decision.defer_to else "Later", ()
        case Status.NOT_APPLICABLE:
            return "Does not apply", ()
        case Status.CONFLICT:
            sides = tuple((position.speaker or "Somebody", position.choice) for position in decision.positions)
            return "They disagree, and nobody settled it", sides


def _derived(document: PhaseContext, name: str) -> Iterator[Row]:
    """The rows that the Markdown repeats in its closing sections."""
    for topic, decision in document.decisions():
        if name == "discretion" and decision.status is Status.AGENT:
            text: str | None = delegation(topic)
        elif name == "deferred" and (row := deferral(topic, decision)) and row not in document.deferred:
            text = f"{row.idea}, to {row.defer_to}" if row.defer_to else row.idea
        else:
            continue
        yield Row(id=f"{topic.id}-{name}", text=text or "", evidence=decision.evidence, derived=True)


def _free(name: str, rows: Iterable[Item | Integration | DeferredIdea]) -> Iterator[Row]:
    states = {"discretion": Status.AGENT.value, "deferred": Status.DEFERRED.value}
    for row in rows:
        match row:
            case Item():
                yield Row(
                    row.id,
                    row.text,
                    state=states.get(name, ""),
                    evidence=row.evidence,
                    verbatim=name == "specific_ideas",
                )
            case Integration():
                text = ", ".join(filter(None, (row.type, row.complexity and f"{row.complexity} complexity")))
                yield Row(row.id, text, row.name, (("", row.notes),) if row.notes else (), evidence=row.evidence)
            case DeferredIdea():
                details = tuple((label, said) for label, said in (("To", row.defer_to), ("", row.reason)) if said)
                yield Row(row.id, row.idea, details=details, state=states[name], evidence=row.evidence)


def _possibly(document: PhaseContext) -> list[Row]:
    return [
        Row(
            id=row.id,
            label=row.topic or "",
            text=row.quote,
            details=(("", row.reason),) if row.reason else (),
            state=POSSIBLY,
            evidence=row.evidence,
            verbatim=True,
        )
        for row in document.possibly
    ]
