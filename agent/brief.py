"""What a document means for the agent that plans from it: what is locked, what is theirs, what waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phase_context.agent import rules
from phase_context.agent.agenda import gaps
from phase_context.agent.document.rows import to_cells
from phase_context.agent.evidence import words
from phase_context.prompts import template
from phase_context.schemas import SECTIONS, TOPICS, Decision, PhaseContext, Status, Topic

_AGAINST = frozenset(("no", "none", "not", "without", "never"))
_PLAIN = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "only", "or", "per", "the", "to", "with"))


@dataclass(frozen=True)
class Point:
    """One thing of the document, under an id that a plan can cite.

    Attributes:
        id: stable: a topic's own, or made of what an item says.
        text: in one line.
        names: how a plan may call it instead of citing the id; empty where only its words will do.
        choice: what was chosen; a plan that calls a topic by another name than its label must say this, too.
    """

    id: str
    text: str
    names: tuple[str, ...] = ()
    choice: str = ""


@dataclass(frozen=True)
class Brief:
    """The document for a planner. ``str`` of it is the compact form for a prompt.

    Attributes:
        title: the phase.
        locked: decided by people; not to be changed without them.
        excluded: what is not built, and what does not concern the phase.
        theirs: left to the agent.
        waiting: open, in conflict, or deferred: not to be decided, but asked.
        untouched: topics nobody talked about: not decided either.
    """

    title: str
    locked: tuple[Point, ...]
    excluded: tuple[Point, ...]
    theirs: tuple[Point, ...]
    waiting: tuple[Point, ...]
    untouched: tuple[Point, ...]

    def __str__(self) -> str:
        return template("brief.j2").render(brief=self)

    def uncovered(self, plan: str) -> tuple[Point, ...]:
        """The locked points that a plan does not mention: neither by id, nor by name."""
        lines = [words(line) for line in plan.splitlines()]
        cited = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", plan.lower()))
        return tuple(point for point in self.locked if point.id not in cited and not _mentioned(point, lines))


def brief_of(document: PhaseContext) -> Brief:
    """What a document means for the agent that plans from it. A row that breaks a rule says so."""
    document = rules.marked(rules.unmarked(document))
    rows = dict(document.decisions())
    header = document.header
    return Brief(
        title=" — ".join(filter(None, (header.phase, header.name))) or "unnamed phase",
        locked=(
            *_items(document, "in_scope"),
            *(_point(topic, row) for topic, row in rows.items() if row.status is Status.DECIDED),
            *_integrations(document),
            *_items(document, "specific_ideas"),
        ),
        excluded=(
            *_items(document, "out_of_scope"),
            *(_point(topic, row) for topic, row in rows.items() if row.status is Status.NOT_APPLICABLE),
        ),
        theirs=(
            *(_point(topic, row) for topic, row in rows.items() if row.status is Status.AGENT),
            *_items(document, "discretion"),
        ),
        waiting=(
            *(
                _point(topic, row)
                for topic, row in rows.items()
                if row.status in (Status.OPEN, Status.CONFLICT, Status.DEFERRED)
            ),
            *_deferred(document),
        ),
        untouched=tuple(
            Point(topic.id, topic.label)
            for question in gaps(document)
            if (topic := TOPICS.get(question.label)) and topic not in rows
        ),
    )


def _point(topic: Topic, row: Decision) -> Point:
    second, third = to_cells(row)
    shown = " ".join(f"{topic.label}: {second}{f' ({third})' if third else ''}".split())
    return Point(topic.id, shown, (topic.label, topic.field.replace("_", " "), *topic.aliases), row.choice)


def _items(document: PhaseContext, name: str) -> Iterator[Point]:
    heading = {"in_scope": "Build", "out_of_scope": "Do not build", "specific_ideas": "Idea"}.get(name)
    for item in getattr(document, name):
        one_line = " ".join(item.text.split())
        yield Point(item.id, f"{heading}: {one_line}" if heading else one_line, (item.text,))


def _integrations(document: PhaseContext) -> Iterator[Point]:
    for row in document.integrations:
        rated = f"complexity {row.complexity}" if row.complexity else ""
        details = "; ".join(filter(None, (row.type, rated, row.notes)))
        shown = f"Integration: {row.name}{f' ({details})' if details else ''}"
        yield Point(row.id, " ".join(shown.split()), (row.name,))


def _deferred(document: PhaseContext) -> Iterator[Point]:
    for row in document.deferred:
        shown = f"{SECTIONS['deferred'].heading}: {row.idea}{f' to {row.defer_to}' if row.defer_to else ''}"
        yield Point(row.id, " ".join(f"{shown}{f' ({row.reason})' if row.reason else ''}".split()))


def _mentioned(point: Point, lines: list[list[str]]) -> bool:
    """By its full name anywhere; by another name, on a line that also says what was chosen."""
    label, *others = (words(name) for name in point.names)
    chosen = {word for word in words(point.choice) if word not in _PLAIN}
    against = bool(chosen & _AGAINST)
    for line in lines:
        if _holds(line, label):
            return True
        named = any(_holds(line, name) for name in others)
        if named and (set(line) & (_AGAINST if against else chosen)):
            return True
    return False


def _holds(line: list[str], name: list[str]) -> bool:
    return bool(name) and any(line[i : i + len(name)] == name for i in range(len(line) - len(name) + 1))
