"""Apply entries to what is known so far: evidence is checked here, once more and for every way in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from phase_context.agent.corrections import agree
from phase_context.agent.evidence import Spoken, words
from phase_context.agent.extractors.base import Refusal
from phase_context.agent.lexicon import names
from phase_context.schemas import (
    TOPICS,
    Decision,
    DeferredIdea,
    Entry,
    Evidence,
    Header,
    Integration,
    Item,
    PhaseContext,
    Position,
    Possibly,
    Status,
    find_topic,
)
from phase_context.schemas.update import TOPIC_KINDS

_LISTS = {"in_scope": "in_scope", "out_of_scope": "out_of_scope", "discretion": "discretion", "idea": "specific_ideas"}
_PHASE = re.compile(r"(?:phase\s+)?(?P<number>\d+\w*)?\s*(?:[—–:-]+\s*)?(?P<name>.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Applied:
    """What applying did.

    Attributes:
        document: the draft afterwards.
        learnt: one line for each thing recorded, for a person to object to.
        refused: entries that were not recorded, with the reason.
        reopened: labels of topics that a correction opened again.
    """

    document: PhaseContext
    learnt: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    reopened: tuple[str, ...] = ()


def apply(document: PhaseContext, entries: Iterable[Entry], spoken: Spoken) -> Applied:
    """The document with the entries in it, in their order: a later one overrides an earlier one.

    An entry whose quote is not in what people said is refused. When a decision changes, the topics that were
    decided on the ground of the old one are opened again, unless these entries settle them too.
    """
    return _Application(document).run(entries, spoken)


@dataclass
class _Application:
    document: PhaseContext
    learnt: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def run(self, entries: Iterable[Entry], spoken: Spoken) -> Applied:
        before = self.document
        for entry in entries:
            evidence = spoken.evidence(entry)
            if evidence is None:
                self._refuse(entry, f"nobody said “{entry.quote}”")
            elif entry.kind in TOPIC_KINDS:
                self._topic(entry, evidence)
            elif entry.kind in _LISTS:
                self._item(entry, evidence)
            else:
                getattr(self, f"_{entry.kind}")(entry, evidence)
        reopened = self._reopen(before)
        self._clear_up(before)
        return Applied(self.document, tuple(self.learnt), tuple(self.refused), tuple(reopened))

    def _refuse(self, entry: Entry, reason: str) -> None:
        self.refused.append(Refusal(_describe(entry), reason))

    def _set(self, **fields: Any) -> None:
        self.document = self.document.model_copy(update=fields)

    # Topics

    def _topic(self, entry: Entry, evidence: Evidence) -> None:
        label = entry.topic or ""
        known = self.document.decision(label)
        try:
            decision = _decision(entry, evidence, known)
        except ValueError as error:
            self._refuse(entry, _reason(error))
            return
        self.touched.add(label)
        self.document = self.document.with_decision(label, decision)
        if decision != known:
            self.learnt.append(f"{label}: {decision.summary}")

    def _reopen(self, before: PhaseContext) -> list[str]:
        changed = {
            label
            for label in self.touched
            if (old := before.decision(label)) is not None
            and old.status is Status.DECIDED
            and not _holds_still(old, self.document.decision(label))
        }
        reopened = []
        for label, topic in TOPICS.items():
            causes = [cause for cause in topic.after if cause in changed]
            decision = self.document.decision(label)
            if not causes or label in self.touched or decision is None or decision.status is not Status.DECIDED:
                continue
            reason = f"open again because {causes[0]} changed; before: {decision.choice}"
            reason += f" ({decision.rationale})" if decision.rationale else ""
            opened = Decision(status=Status.OPEN, rationale=reason, evidence=decision.evidence)
            self.document = self.document.with_decision(label, opened)
            reopened.append(label)
        return reopened

    def _clear_up(self, before: PhaseContext) -> None:
        """A passage left to be looked at has done its work once its topic is settled by what was said later."""
        settled = {label for label in self.touched if (row := self.document.decision(label)) and row.settled}
        kept = tuple(row for row in self.document.possibly if row not in before.possibly or row.topic not in settled)
        if kept != self.document.possibly:
            self._set(possibly=kept)

    # Everything else

    def _item(self, entry: Entry, evidence: Evidence) -> None:
        name = _LISTS[entry.kind]
        # An idea is kept as it was said; the rest may be worded.
        text = evidence.quote if entry.kind == "idea" else (entry.text or "")
        named = entry.kind == "discretion" and tuple(words(text)) in names()
        topic = find_topic(text) if named else None
        if (topic and (known := self.document.decision(topic.label)) is None) or (
            topic and known and not known.settled
        ):
            self._topic(entry.model_copy(update={"kind": "agent", "topic": topic.label, "text": None}), evidence)
            return
        items: Sequence[Item] = getattr(self.document, name)
        if any(words(item.text) == words(text) for item in items):
            return
        self._set(**{name: (*items, Item(text=text, evidence=(evidence,)))})
        opposite = {"in_scope": "out_of_scope", "out_of_scope": "in_scope"}.get(name)
        if opposite:
            kept = tuple(item for item in getattr(self.document, opposite) if words(item.text) != words(text))
            self._set(**{opposite: kept})
        self.learnt.append(f"{name.replace('_', ' ').capitalize()}: {text}")

    def _integration(self, entry: Entry, evidence: Evidence) -> None:
        new = Integration(
            name=entry.text or "",
            type=entry.type or "",
            complexity=entry.complexity or "",
            notes=entry.rationale or "",
            evidence=(evidence,),
        )
        rows = list(self.document.integrations)
        same = next((i for i, row in enumerate(rows) if words(row.name) == words(new.name)), None)
        if same is None:
            rows.append(new)
        else:
            old = rows[same]
            rows[same] = Integration(
                name=old.name,
                type=new.type or old.type,
                complexity=new.complexity or old.complexity,
                notes=_joined(old.notes, new.notes),
                evidence=(*old.evidence, evidence),
            )
        self._set(integrations=tuple(rows))
        self.learnt.append(f"Integration: {new.name}")

    def _deferred_idea(self, entry: Entry, evidence: Evidence) -> None:
        new = DeferredIdea(
            idea=entry.text or "", defer_to=entry.to or "", reason=entry.rationale or "", evidence=(evidence,)
        )
        kept = tuple(old for old in self.document.deferred if words(old.idea) != words(new.idea))
        self._set(deferred=(*kept, new))
        self.learnt.append(f"Deferred: {new.idea}" + (f" to {new.defer_to}" if new.defer_to else ""))

    def _possibly(self, entry: Entry, evidence: Evidence) -> None:
        new = Possibly(
            topic=entry.topic, quote=evidence.quote, reason=entry.rationale or entry.text or "", evidence=(evidence,)
        )
        if new not in self.document.possibly:
            self._set(possibly=(*self.document.possibly, new))

    # Header facts fill gaps; what was given beforehand stays.

    def _header(self, **facts: Any) -> None:
        header = self.document.header.model_dump()
        new = Header.model_validate(header | {k: v for k, v in facts.items() if v and not header[k]})
        if new != self.document.header:
            self._set(header=new)

    def _phase(self, entry: Entry, _: Evidence) -> None:
        found = _PHASE.fullmatch(entry.text or "")
        if found:
            self._header(phase=found["number"], name=found["name"])

    def _sprint(self, entry: Entry, _: Evidence) -> None:
        self._header(sprint=entry.text)

    def _date(self, entry: Entry, _: Evidence) -> None:
        try:
            self._header(date=datetime.date.fromisoformat(entry.text or ""))
        except ValueError:
            self._refuse(entry, f"{entry.text!r} is not a date of the form YYYY-MM-DD")

    def _person(self, entry: Entry, _: Evidence) -> None:
        people = self.document.header.discussion_with
        if entry.text and not any(words(entry.text) == words(person) for person in people):
            header = self.document.header.model_copy(update={"discussion_with": (*people, entry.text)})
            self._set(header=header)


def _decision(entry: Entry, evidence: Evidence, known: Decision | None) -> Decision:
    status = Status(entry.kind)
    rationale = entry.rationale or ""
    proof: tuple[Evidence, ...] = (evidence,)
    if status is Status.CONFLICT:
        return _conflict(entry, evidence, known)
    if status is Status.DECIDED:
        if known is not None and known.status is status and words(known.choice) == words(entry.text or ""):
            rationale, proof = _joined(known.rationale, rationale), (*known.evidence, evidence)
        elif known is not None and known.evidence and known.evidence[-1].source != evidence.source:
            proof = (*known.evidence, evidence)  # an earlier meeting's words stay beside those that override them
        return Decision(status=status, choice=entry.text or "", rationale=rationale, evidence=proof)
    owner = (entry.to or "") if status is Status.OPEN else ""
    defer_to = (entry.to or "") if status is Status.DEFERRED else ""
    return Decision(status=status, rationale=rationale, owner=owner, defer_to=defer_to, evidence=proof)


def _conflict(entry: Entry, evidence: Evidence, known: Decision | None) -> Decision:
    position = Position(choice=entry.text or "", speaker=evidence.speaker)
    positions: tuple[Position, ...] = ()
    proof: tuple[Evidence, ...] = ()
    rationale = entry.rationale or ""
    if known is not None and known.status is Status.CONFLICT:
        positions, proof, rationale = known.positions, known.evidence, _joined(known.rationale, rationale)
    elif known is not None and known.status is Status.DECIDED and words(known.choice) != words(position.choice):
        speaker = known.evidence[-1].speaker if known.evidence else None
        positions, proof = (Position(choice=known.choice, speaker=speaker),), known.evidence
    if position not in positions:
        positions = (*positions, position)
    return Decision(status=Status.CONFLICT, positions=positions, rationale=rationale, evidence=(*proof, evidence))


def _holds_still(old: Decision, new: Decision | None) -> bool:
    """Whether the decision is the same, or only says more: what was built on it stands."""
    return new is not None and new.status is Status.DECIDED and agree(old.choice, new.choice)


def _joined(old: str, new: str) -> str:
    """Both reasons, unless one holds the other."""
    if " ".join(words(new)) in " ".join(words(old)):
        return old
    if " ".join(words(old)) in " ".join(words(new)):
        return new
    return f"{old}; {new}"


def _describe(entry: Entry) -> str:
    return " ".join(filter(None, (entry.kind, entry.topic, entry.text)))


def _reason(error: ValueError) -> str:
    """The sentence of a validation error, without pydantic's frame."""
    found = re.search(r"Value error, (.*?)(?: \[type=|$)", str(error))
    return found[1] if found else str(error)
