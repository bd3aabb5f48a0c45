"""What earlier phases decided and put off: their documents, ours or written by hand to the template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from phase_context.agent.document import parse
from phase_context.agent.errors import InputError
from phase_context.agent.known.suggestion import Suggestion
from phase_context.agent.known.walk import Walk, read
from phase_context.agent.rules import unmarked
from phase_context.schemas import TOPICS, DeferredIdea, Entry, Header, PhaseContext, Status, find_topic
from phase_context.schemas.document import TITLE

_NAME = re.compile(r"context", re.IGNORECASE)
_MOST = 500  # Markdown files whose first lines are looked at
_HEAD = 400  # characters


@dataclass(frozen=True)
class Earlier:
    """A document of an earlier phase, and where it is."""

    path: str
    document: PhaseContext

    @property
    def phase(self) -> str:
        """The phase as people call it: its number, or the file's name where the document does not say."""
        number = self.document.header.phase
        return f"Phase {number}" if number else self.path.rpartition("/")[2]


def find(root: Path, walked: Walk, header: Header) -> list[Earlier]:
    """The documents of earlier phases below the root, the earliest first.

    A document counts as earlier when its phase has a lower number; without numbers to compare, when it is another
    phase's with an earlier date. What is no Phase Context document is passed over.
    """
    markdown = [path for path in walked.files if path.endswith(".md")]
    markdown.sort(key=lambda path: not _NAME.search(path.rpartition("/")[2]))
    return earlier([(path, text) for path in markdown[:_MOST] if TITLE in (text := read(root, path))[:_HEAD]], header)


def earlier(texts: list[tuple[str, str]], header: Header) -> list[Earlier]:
    """Of those files, given as path and text, the documents of earlier phases, the earliest first."""
    found = []
    for path, text in texts:
        try:
            document = unmarked(parse(text))
        except InputError:
            continue
        if _is_earlier(document.header, header):
            found.append(Earlier(path, document))
    return sorted(found, key=lambda one: (_number(one.document.header) or 0, str(one.document.header.date or "")))


def suggestions(found: list[Earlier], header: Header) -> tuple[list[Suggestion], list[str]]:
    """The standing decisions and the ideas that come back, and notes on topics that were put off to now."""
    standing: dict[str, Suggestion] = {}
    returning: list[Suggestion] = []
    notes: list[str] = []
    for one in found:
        for topic, row in one.document.decisions():
            if row.status is Status.DECIDED and topic.standing:
                rationale = "; ".join(filter(None, (f"{one.phase} chose it", _line(row.rationale))))
                entry = Entry(kind="decided", topic=topic.label, text=row.choice, rationale=rationale, quote="")
                standing[topic.label] = Suggestion(entry, "earlier phase")
            elif row.status is Status.DEFERRED and _meant(row.defer_to, one, header):
                notes.append(f"{one.phase} put off {topic.label} to now")
        for idea in one.document.deferred:
            if _meant(idea.defer_to, one, header):
                topic_deferred = find_topic(idea.idea)
                if topic_deferred and topic_deferred.label == idea.idea:
                    notes.append(f"{one.phase} put off {idea.idea} to now")
                else:
                    returning.append(_returning(idea, one))
    ordered = [standing[label] for label in TOPICS if label in standing]
    return [*ordered, *returning], list(dict.fromkeys(notes))


def _returning(idea: DeferredIdea, one: Earlier) -> Suggestion:
    rationale = "; ".join(filter(None, (f"{one.phase} put it off to now", _line(idea.reason))))
    return Suggestion(Entry(kind="in_scope", text=idea.idea, rationale=rationale, quote=""), "earlier phase")


def _meant(place: str, one: Earlier, header: Header) -> bool:
    """Whether a destination is this phase, or this sprint."""
    text = place.casefold()
    if re.search(r"\bnext\b", text) and "phase" in text:
        before, now = _number(one.document.header), _number(header)
        return before is not None and now is not None and now == before + 1
    if "sprint" in text:
        wanted = re.search(r"\d+", header.sprint or "")
        return any(wanted and int(number) == int(wanted[0]) for number in re.findall(r"\d+", text))
    now = _number(header)
    numbers = re.findall(r"(?:phase|p|^)[\s#-]*0*(\d+)\b", text)
    if now is not None and any(int(number) == now for number in numbers):
        return True
    return bool(header.name) and (header.name or "").casefold() in text


def _is_earlier(document: Header, header: Header) -> bool:
    theirs, ours = _number(document), _number(header)
    if theirs is not None and ours is not None:
        return theirs < ours
    if (document.phase, document.name) == (header.phase, header.name):
        return False
    return document.date is not None and (header.date is None or document.date < header.date)


def _number(header: Header) -> int | None:
    found = re.match(r"\d+", header.phase or "")
    return int(found[0]) if found else None


def _line(text: str) -> str:
    return " ".join(text.split())
