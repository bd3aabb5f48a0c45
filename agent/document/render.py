"""Write a PhaseContext as Markdown, to the template's letter; and the blank template itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phase_context.agent.document.markdown import escape, escape_block, escape_heading
from phase_context.agent.document.rows import to_cells
from phase_context.prompts import template
from phase_context.schemas import (
    AREAS,
    SECTIONS,
    Decision,
    DeferredIdea,
    Header,
    Item,
    PhaseContext,
    Section,
    Status,
    Topic,
)
from phase_context.schemas.document import BOUNDARY, DECISIONS, ROLE, TITLE

BLANK_HEADER = {
    "Sprint": "SPRINT-{NNN}",
    "Phase": "[NN] — [Phase Name]",
    "Role": ROLE,
    "Date": "[YYYY-MM-DD]",
    "Discussion with": "[User/PO/Techlead]",
}
BLANK_NUMBER, BLANK_NAME = "[NN]", "[Phase Name]"
BLANK_TITLE = "[Phase NN — Name]"
_BOUNDARY, _CLOSING = ("in_scope", "out_of_scope"), ("discretion", "specific_ideas", "deferred")


@dataclass(frozen=True)
class _Filled:
    """A section with its rows as escaped Markdown: one text each for a list, a list of cells each for a table."""

    heading: str
    about: str
    columns: Sequence[str]
    rows: Sequence[str] | Sequence[Sequence[str]]


def render(document: PhaseContext) -> str:
    """The document as Markdown. Sections with nothing to say are left out."""
    filled = {name: _Filled(s.heading, s.about, s.columns, _rows(document, name)) for name, s in SECTIONS.items()}
    for name, area in document.areas().items():
        rows = [_cells((topic.label, *to_cells(decision))) for topic, decision in area.decisions()]
        filled[name] = _Filled(area.heading, area.about, area.columns, rows)
    return _render(_title(document.header), _header(document.header), filled, blank=False)


def render_blank() -> str:
    """The blank template, with its placeholders, comments and instructions."""
    filled = {name: _Filled(s.heading, s.about, s.columns, _blank_rows(s)) for name, s in SECTIONS.items()}
    for name, area in AREAS.items():
        rows = [(f"[{topic.label}]", topic.placeholder, f"[{topic.note}]") for topic in area.topics()]
        filled[name] = _Filled(area.heading, area.about, area.columns, rows)
    return _render(f"{TITLE}: {BLANK_TITLE}", BLANK_HEADER, filled, blank=True)


def delegation(topic: Topic) -> str:
    """The bullet that a delegated topic has in Agent's Discretion."""
    return f"{topic.label} — agent decides"


def deferral(topic: Topic, decision: Decision) -> DeferredIdea | None:
    """The row that a deferred topic has in Deferred Ideas, so that the phase it waits for finds all in one place."""
    if decision.status is not Status.DEFERRED:
        return None
    return DeferredIdea(idea=topic.label, defer_to=decision.defer_to, reason=decision.rationale)


def _render(title: str, header: dict[str, str], filled: dict[str, _Filled], *, blank: bool) -> str:
    ordered = [name for name in PhaseContext.model_fields if name in filled]
    said = {name: filled[name] for name in ordered if filled[name].rows}
    return template("document.md.j2").render(
        title=title,
        header=header.items(),
        boundary_heading=BOUNDARY,
        boundary=[said[name] for name in _BOUNDARY if name in said],
        decisions_heading=DECISIONS,
        decisions=[section for name, section in said.items() if name not in (*_BOUNDARY, *_CLOSING)],
        closing=[said[name] for name in _CLOSING if name in said],
        blank=blank,
    )


def _title(header: Header) -> str:
    if not header.phase and not header.name:
        return f"{TITLE}: {BLANK_TITLE}"
    return f"{TITLE}: Phase {_phase(header, heading=True)}"


def _phase(header: Header, *, heading: bool = False) -> str:
    number = escape(header.phase) if header.phase else BLANK_NUMBER
    name = (escape_heading if heading else escape)(header.name) if header.name else BLANK_NAME
    return f"{number} — {name}"


def _header(header: Header) -> dict[str, str]:
    known = {
        "Sprint": escape(header.sprint) if header.sprint else None,
        "Phase": _phase(header),
        "Date": header.date.isoformat() if header.date else None,
        "Discussion with": ", ".join(escape(name).replace(",", "\\,") for name in header.discussion_with),
    }
    return {name: known.get(name) or blank for name, blank in BLANK_HEADER.items()}


def _rows(document: PhaseContext, name: str) -> list[str] | list[list[str]]:
    match name:
        case "integrations":
            return [_cells((i.name, i.type, i.complexity, i.notes)) for i in document.integrations]
        case "deferred":
            derived = [row for topic, decision in document.decisions() if (row := deferral(topic, decision))]
            ideas = [idea for idea in document.deferred if idea not in derived]
            return [_cells((d.idea, d.defer_to, d.reason)) for d in (*derived, *ideas)]
        case "discretion":
            delegated = [delegation(topic) for topic in document.with_status(Status.AGENT)]
            return [escape_block(text) for text in dict.fromkeys([*delegated, *_texts(document.discretion)])]
        case _:
            return [escape_block(text) for text in _texts(getattr(document, name))]


def _texts(items: Iterable[Item]) -> list[str]:
    return [item.text for item in items]


def _cells(texts: Iterable[str]) -> list[str]:
    return [escape(text) for text in texts]


def _blank_rows(section: Section) -> Sequence[str] | Sequence[Sequence[str]]:
    return [section.fill] if section.columns else section.fill
