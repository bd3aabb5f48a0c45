"""The index page of a folder: which topics each meeting settled, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from phase_context.agent.review.html import page
from phase_context.agent.review.page import title
from phase_context.agent.review.rows import STATES, UNTOUCHED
from phase_context.schemas import AREAS, TOPICS, Decision, PhaseContext, Status, Topic
from phase_context.schemas.text import clean_line

# A shape for each status, so that the picture needs no colour.
_MARKS = {
    Status.DECIDED.value: "■",
    Status.AGENT.value: "◆",
    Status.DEFERRED.value: "▸",
    Status.NOT_APPLICABLE.value: "–",
    Status.OPEN.value: "○",
    Status.CONFLICT.value: "✕",
    UNTOUCHED: "",
}


@dataclass(frozen=True)
class IndexEntry:
    """One meeting.

    Attributes:
        name: what to call it, often the transcript's name.
        link: its review page, as a path relative to the index, with forward slashes; not yet percent-encoded.
        document: what was settled; None when the meeting could not be read.
    """

    name: str
    link: str
    document: PhaseContext | None


@dataclass(frozen=True)
class _Cell:
    topic: Topic
    state: str
    summary: str
    first: bool
    """Whether its column is the first of an area."""


@dataclass(frozen=True)
class _Meeting:
    name: str
    href: str
    title: str
    cells: list[_Cell]
    settled: int
    waiting: int


def index_page(entries: Sequence[IndexEntry]) -> str:
    """The page as self-contained HTML: a row for each meeting in the order given, a column for each topic."""
    meetings = [_meeting(entry) for entry in entries]
    documents = [entry.document for entry in entries if entry.document is not None]
    settled = {
        label: sum(bool((row := document.decision(label)) and row.settled) for document in documents)
        for label in TOPICS
    }
    return page(
        "index",
        title="Phase Context: meetings",
        meetings=meetings,
        areas=[(area.heading, area.topics()) for area in AREAS.values()],
        settled=settled,
        total=len(TOPICS),
        legend={state: (mark, STATES[state]) for state, mark in _MARKS.items()},
    )


def _meeting(entry: IndexEntry) -> _Meeting:
    name = clean_line(entry.name)
    # "./" and the encoded colon keep a path from being read as an address of its own.
    href = "./" + quote(entry.link.encode(errors="surrogateescape"))
    if entry.document is None:
        return _Meeting(name, href, "", [], 0, 0)
    cells = [
        _cell(topic, entry.document.decision(topic.label), first=number == 0)
        for area in AREAS.values()
        for number, topic in enumerate(area.topics())
    ]
    decisions = [decision for _, decision in entry.document.decisions()]
    settled = sum(decision.settled for decision in decisions)
    return _Meeting(name, href, title(entry.document.header), cells, settled, len(decisions) - settled)


def _cell(topic: Topic, decision: Decision | None, *, first: bool) -> _Cell:
    if decision is None:
        return _Cell(topic, UNTOUCHED, "", first)
    return _Cell(topic, decision.status.value, decision.summary, first)
