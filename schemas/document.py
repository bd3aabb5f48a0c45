"""PhaseContext: the template as a type, and the catalogue of its topics and sections."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, computed_field

from phase_context.schemas.areas import (
    DataModeling,
    ErrorHandling,
    Infrastructure,
    MigrationStrategy,
    PerformanceRequirements,
    SecurityConsiderations,
)
from phase_context.schemas.decision import Decision, Evidence, Status, Value
from phase_context.schemas.text import Line, SomeLine, SomeText, Text
from phase_context.schemas.topics import Area, Topic

ROLE = "Dev BE"


@dataclass(frozen=True)
class Section:
    """A section of the template that is a list or a table of free rows, not of topics.

    ``fill`` holds the placeholders of the blank template: one line each for a list, one cell each for a table.
    """

    heading: str
    about: str
    fill: tuple[str, ...]
    columns: tuple[str, ...] = ()
    question: str = ""
    why: str = ""


TITLE = "Phase Context"
BOUNDARY = "Phase Boundary"
BOUNDARY_ABOUT = "What IS in scope vs what is NOT for this phase"
DECISIONS = "Implementation Decisions"
IN_SCOPE = Section(
    "In scope",
    BOUNDARY_ABOUT,
    ("[Specific deliverable or feature]",) * 2,
    question="What is delivered in this phase?",
    why="An explicit boundary keeps the work from growing while it is done.",
)
OUT_OF_SCOPE = Section(
    "Out of scope (deferred)",
    BOUNDARY_ABOUT,
    ("[Feature deferred to later phase]",) * 2,
    question="What is explicitly not part of this phase, and where does it go?",
    why="What is not written down as out tends to be built.",
)
INTEGRATIONS = Section(
    "Integration Complexity",
    "Third-party APIs, webhooks, OAuth flows",
    ("[Service name]", "[REST API / Webhook / OAuth / SDK]", "[Low/Med/High]", "[Rate limits, auth method, docs link]"),
    ("Integration", "Type", "Complexity", "Notes"),
    question="Which third parties does this phase talk to: how, how hard, with which limits?",
    why="Availability, rate limits, a sandbox and what happens when it is down are the other side's, not ours.",
)
DISCRETION = Section(
    "Agent's Discretion",
    "Decisions the agent can make without asking",
    (
        "[Naming conventions for internal modules — agent decides]",
        "[Test file organization — agent decides]",
        "[Internal helper function patterns — agent decides]",
    ),
    question="What may the agent decide without asking?",
    why="Everything else it will stop and ask about.",
)
IDEAS = Section(
    "Specific Ideas",
    "Concrete ideas mentioned during discussion",
    ("[Specific implementation idea from user]", "[Specific idea for optimization or pattern]"),
    question="Is there a concrete idea to keep word for word?",
    why="A summary loses the detail that made the idea good.",
)
DEFERRED = Section(
    "Deferred Ideas",
    "Out-of-scope ideas saved for future phases or sprints",
    ("[Deferred feature/optimization]", "[Phase/Sprint]", "[Why not now]"),
    ("Idea", "Defer to", "Reason"),
    question="What came up that belongs to a later phase: what, when, why not now?",
    why="An idea with a destination comes back; one without is lost.",
)
SECTIONS = {
    "in_scope": IN_SCOPE,
    "out_of_scope": OUT_OF_SCOPE,
    "integrations": INTEGRATIONS,
    "discretion": DISCRETION,
    "specific_ideas": IDEAS,
    "deferred": DEFERRED,
}
"""Sections of free rows by field name of PhaseContext."""


def _sprint(text: str) -> str:
    found = re.fullmatch(r"(?:sprint)?[\s#-]*(\d+)", text, re.IGNORECASE)
    return f"SPRINT-{int(found[1]):03d}" if found else text


def _phase_number(text: str) -> str:
    return f"{int(text):02d}" if re.fullmatch(r"[0-9]{1,3}", text) else text


def _complexity(text: object) -> object:
    names = {"l": "Low", "m": "Med", "h": "High"}
    found = isinstance(text, str) and re.fullmatch(r"(low|med(?:ium)?|mid|high)", text.strip(), re.IGNORECASE)
    return names[found[1][0].lower()] if found else text


class Header(Value):
    """The document's first lines. What is None stays the template's placeholder.

    ``phase`` is "03", ``sprint`` is "SPRINT-014": "3" and "sprint 14" are brought to that form.
    """

    phase: Annotated[Line, AfterValidator(_phase_number)] | None = None
    name: Line | None = None
    sprint: Annotated[Line, AfterValidator(_sprint)] | None = None
    date: datetime.date | None = None
    discussion_with: tuple[SomeLine, ...] = ()


class Recorded(Value):
    """Anything the document lists outside its tables of topics."""

    evidence: tuple[Evidence, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """A stable id made of the kind and what it says: the same words get the same id in every session."""
        shown = self.model_dump(exclude={"evidence", "id"})
        digest = hashlib.sha256(repr(sorted(shown.items())).encode()).hexdigest()
        return f"{type(self).__name__.lower()}-{digest[:6]}"


class Item(Recorded):
    """A bullet: a scope item, a delegation, or an idea in the person's exact words."""

    text: SomeText


class Integration(Recorded):
    """A third party. ``complexity`` is Low, Med or High where somebody rated it."""

    name: SomeLine
    type: Line = ""
    complexity: Annotated[Line, BeforeValidator(_complexity)] = ""
    notes: Text = ""


class DeferredIdea(Recorded):
    """An idea saved for a later phase or sprint."""

    idea: SomeText
    defer_to: Line = ""
    reason: Text = ""


class Possibly(Recorded):
    """A passage that may concern a topic but settled nothing: kept for a person to look at, never rendered."""

    topic: Line | None = None
    quote: Text
    reason: Text = ""


class PhaseContext(Value):
    """The document. An area or list that is empty is left out of the Markdown."""

    header: Header = Header()
    in_scope: tuple[Item, ...] = ()
    out_of_scope: tuple[Item, ...] = ()
    infrastructure: Infrastructure = Infrastructure()
    performance: PerformanceRequirements = PerformanceRequirements()
    security: SecurityConsiderations = SecurityConsiderations()
    integrations: tuple[Integration, ...] = ()
    data_modeling: DataModeling = DataModeling()
    migration: MigrationStrategy = MigrationStrategy()
    error_handling: ErrorHandling = ErrorHandling()
    discretion: tuple[Item, ...] = ()
    specific_ideas: tuple[Item, ...] = ()
    deferred: tuple[DeferredIdea, ...] = ()
    possibly: tuple[Possibly, ...] = Field(default=(), description="Heard but not taken.")

    def areas(self) -> dict[str, Area]:
        """The areas by field name, in the template's order."""
        return {name: getattr(self, name) for name in AREAS}

    def decisions(self) -> Iterator[tuple[Topic, Decision]]:
        """The rows that have something to say, in the template's order."""
        for area in self.areas().values():
            yield from area.decisions()

    def decision(self, label: str) -> Decision | None:
        """What is known about a topic, or None when nobody touched it.

        Raises:
            KeyError: no such topic.
        """
        topic = TOPICS[label]
        decision: Decision | None = getattr(getattr(self, _FIELD_OF_AREA[topic.area]), topic.field)
        return decision

    def with_decision(self, label: str, decision: Decision | None) -> PhaseContext:
        """A copy in which the topic's row is this one, or is untouched again for None."""
        topic = TOPICS[label]
        name = _FIELD_OF_AREA[topic.area]
        area: Area = getattr(self, name)
        return self.model_copy(update={name: area.model_copy(update={topic.field: decision})})

    def with_status(self, status: Status) -> list[Topic]:
        """The topics in that status, in the template's order."""
        return [topic for topic, decision in self.decisions() if decision.status is status]


AREAS: dict[str, type[Area]] = {
    name: field.annotation
    for name, field in PhaseContext.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Area)
}
"""Areas by field name, in the template's order."""

TOPICS: dict[str, Topic] = {topic.label: topic for area in AREAS.values() for topic in area.topics()}
"""Topics by label, in the template's order."""

_FIELD_OF_AREA = {area.heading: name for name, area in AREAS.items()}


def find_topic(name: str) -> Topic | None:
    """The topic a label, id or well-known other name means, whatever its case; None when there is none."""
    return _NAMES.get(re.sub(r"[\W_]+", " ", name.lower()).strip())


_NAMES = {
    re.sub(r"[\W_]+", " ", name.lower()).strip(): topic
    for topic in reversed(TOPICS.values())
    for name in (*topic.aliases, topic.field, topic.label)
}
