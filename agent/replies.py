"""How a reply is read: what the program takes from it by itself, and what is left for the extractor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent import acceptance, areas, grounding, rule_answers, rules, third_parties
from phase_context.agent.corrections import SPEAKER
from phase_context.agent.extractors.base import Reading
from phase_context.agent.journal import Record
from phase_context.agent.lexicon import is_assent
from phase_context.agent.questions import QUESTIONS
from phase_context.agent.state import YOUR_WORDS, State, transcript
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
    own, beside = third_parties.parted(text)
    party = third_parties.read(own, asked) if text else None
    if party:
        more = transcript(number, {**record, "text": beside})
        rest = Reading(more, (), state.document) if beside else None
        return Plan((party.model_copy(update={"quote": own}),), rest, (), skipped, record)
    asked = tuple(label for label in asked if label in QUESTIONS)
    taken = acceptance.accept(text, asked, state.suggested, _unclear(record, state.document))
    reading: Reading | None = None
    if taken.text.strip():
        reading = Reading(
            transcript(number, {**record, "text": taken.text}),
            taken.asked,
            state.document,
            tuple(record.get("rules", ())),
            {label: [grounding.line(entry) for entry in entries] for label, entries in state.suggested.items()},
        )
    agreed = tuple(_in_their_words(entry, state) for entry in taken.entries)
    return Plan(agreed, reading, taken.withheld, skipped, record)


def settle(plan: Plan, read: Sequence[Entry], state: State) -> list[Entry]:
    """The entries of a reply: what it agreed to, and what was read from the rest of it."""
    agreed = {entry.topic for entry in plan.agreed if entry.topic}
    entries = [
        _in_their_words(grounding.instead(entry, state.suggested), state) if is_assent(entry.quote) else entry
        for entry in read
        if entry.topic not in agreed or not entry.topic
    ]
    return [*plan.agreed, *answered_rules(entries, plan.record, state)]


def answered_rules(entries: Sequence[Entry], record: Record, state: State) -> list[Entry]:
    """The entries, with what the reply says to the rules that its round asked about, and to those that asked before."""
    text, asking = _words(record), [rules.find_rule(rule_id) for rule_id in record.get("rules", ())]
    earlier = [rule for rule in rules.broken(state.document) if rule.id in state.ruled and rule not in asking]
    found = rule_answers.answered(entries, asking, asked=record["asked"], text=text, document=state.document)
    return rule_answers.meant_after_all(found, earlier, text=text, document=state.document)


def _in_their_words(entry: Entry, state: State) -> Entry:
    """What a yes took; where the person had said it before, with those words."""
    shown = state.suggested.get(entry.topic or "", ())
    return shown[0] if shown and state.basis[entry.topic or ""] == YOUR_WORDS else entry


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
