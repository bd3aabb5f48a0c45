"""How a reply is read: what the program takes from it by itself, and what is left for the extractor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent import acceptance, areas, grounding, numbered, rules, third_parties
from phase_context.agent.corrections import SPEAKER
from phase_context.agent.evidence import words
from phase_context.agent.extractors.base import Reading
from phase_context.agent.journal import Record
from phase_context.agent.lexicon import is_assent, is_unknown
from phase_context.agent.questions import QUESTIONS
from phase_context.agent.state import State, transcript
from phase_context.schemas import TOPICS, Entry, PhaseContext, Status


@dataclass(frozen=True)
class Plan:
    """What becomes of a reply.

    Attributes:
        agreed: entries that need no reading: what was taken as it was put, and a third party's answers.
        reading: what the extractor reads; None when nothing is left.
        withheld: labels that a yes to the whole round did not settle.
        skipped: areas that it leaves out.
        record: the reply, as the journal has it.
    """

    agreed: tuple[Entry, ...]
    reading: Reading | None
    withheld: tuple[str, ...]
    skipped: tuple[str, ...]
    record: Record


def plan(number: int, record: Record, state: State) -> Plan:
    """How to read a reply of the journal."""
    asked = tuple(record["asked"])
    skipped, text = areas.skipped(_words(record), record.get("offered", ()))
    party = third_parties.read(text, asked) if text else None
    if party:
        return Plan((party.model_copy(update={"quote": text}),), None, (), skipped, record)
    asked = tuple(label for label in asked if label in QUESTIONS)
    taken = acceptance.accept(text, asked, state.suggested, _unclear(record, state.document))
    reading = None
    if taken.text.strip():
        reading = Reading(transcript(number, {**record, "text": taken.text}), taken.asked, state.document)
    return Plan(taken.entries, reading, taken.withheld, skipped, record)


def settle(plan: Plan, read: Sequence[Entry], state: State) -> list[Entry]:
    """The entries of a reply: what it agreed to, and what was read from the rest of it."""
    agreed = {entry.topic for entry in plan.agreed if entry.topic}
    entries = [
        grounding.instead(entry, state.suggested) for entry in read if entry.topic not in agreed or not entry.topic
    ]
    for rule_id in plan.record.get("rules", ()):
        rule = rules.find_rule(rule_id)
        if rule.detail:
            entries = _detailed(rule.asks, entries, plan.record, state.document)
    return [*plan.agreed, *entries]


def _words(record: Record) -> str:
    """What was said, without the name of who said it."""
    text: str = record["text"]
    named = record.get("speaker") or SPEAKER
    head, colon, rest = text.partition(":")
    return rest.strip() if colon and named != SPEAKER and head.strip().casefold() in named.casefold() else text


def _unclear(record: Record, document: PhaseContext) -> set[str]:
    """The questions that put one thing against another, which a yes does not answer."""
    found = {rules.find_rule(rule).asks for rule in record.get("rules", ())}
    rows = {label: document.decision(label) for label in record["asked"] if label in TOPICS}
    return found | {label for label, row in rows.items() if row is not None and row.status is Status.CONFLICT}


def _detailed(label: str, entries: list[Entry], record: Record, document: PhaseContext) -> list[Entry]:
    """The entries, in which the answer to a rule that misses a detail adds to its row and does not replace it."""
    row = document.decision(label)
    if row is None or row.status is not Status.DECIDED:
        return entries
    options = {tuple(words(option)) for option in TOPICS[label].options}
    for entry in entries:
        if entry.topic == label and entry.kind == "decided" and tuple(words(entry.text or "")) in options:
            return entries
    others = [entry for entry in entries if entry.topic != label]
    asked = list(record["asked"])
    text = _words(record)
    part = text if len(asked) == 1 else numbered.parts(text, len(asked)).get(asked.index(label), "")
    mine = next((entry for entry in entries if entry.topic == label), None)
    part = part or (mine.quote if mine else "")
    if not part.strip() or is_assent(part) or is_unknown(part):
        return others
    return [*others, Entry(kind="decided", topic=label, text=row.choice, rationale=part.strip(" ."), quote=part)]
