"""What a reply says of a topic beside, where nothing was read of it: it comes back with that topic's question.

Nothing of it is recorded until the person says yes. Nobody is asked from nothing what they have spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.evidence import words
from phase_context.agent.extractors.base import Reading
from phase_context.agent.lexicon import act, first_named
from phase_context.schemas import TOPICS, Entry, PhaseContext, Topic, Transcript, Turn

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_NUMBER = re.compile(r"^\s*\d[.):]\s+")
_LONGEST = 40  # words; a longer sentence is no answer to show
_KINDS = ("decided", "agent", "deferred", "not_applicable")


def heard(text: str, entries: Sequence[Entry], document: PhaseContext) -> list[Entry]:
    """What sentences of a reply may say of topics that are still to be settled, as entries to be confirmed.

    Args:
        text: the reply.
        entries: what was read of it.
        document: what was known before it.
    """
    read = {entry.topic for entry in entries if entry.topic and entry.kind != "possibly"}
    wanted = {
        label for label in TOPICS if label not in read and not ((row := document.decision(label)) and row.settled)
    }
    doubted = [entry for entry in entries if entry.kind == "possibly" and entry.topic in wanted]
    passages = [(entry.topic, entry.quote, True) for entry in doubted if entry.topic and not entry.text]
    for sentence in filter(None, (_NUMBER.sub("", part).strip() for part in _SENTENCE.split(text))):
        label, place = first_named(sentence)
        sure = place == 0
        if label and not sentence.endswith("?") and not _used(sentence, entries, by_choice=not sure):
            passages.append((label, sentence.rstrip(" .!;,"), sure))
    # What may be the choice as it was read, and was not plain enough to be recorded.
    found = {one.topic: one.model_copy(update={"kind": "decided"}) for one in doubted if one.topic and one.text}
    for label, passage, sure in passages:
        if label in wanted and len(words(passage)) <= _LONGEST:
            entry = _read(TOPICS[label], passage)
            if entry and (sure or _known(entry, passage)):
                found.setdefault(label, entry)
    return list(found.values())


def _used(sentence: str, entries: Sequence[Entry], *, by_choice: bool) -> bool:
    """Whether something was read of this very sentence, or ``by_choice`` it names what was chosen for another topic."""
    said = f" {' '.join(words(sentence))} "
    plain = act("none") | act("accept")  # choices that say nothing about which topic they are of
    read = [words(entry.quote) for entry in entries]
    read += [chosen for entry in entries if by_choice and tuple(chosen := words(entry.text or "")) not in plain]
    return any(f" {' '.join(text)} " in said for text in read if text)


def _read(topic: Topic, passage: str) -> Entry | None:
    """The passage as an answer to the topic's question."""
    from phase_context.agent.extractors import BUILT_IN, choose

    transcript = Transcript(turns=(Turn(text=passage),))
    read = choose(BUILT_IN).extract(Reading(transcript, (topic.label,)))
    entry = next((e for e in read.entries if e.topic == topic.label and e.kind in _KINDS), None)
    return entry.model_copy(update={"quote": passage, "turn": None}) if entry else None


def _known(entry: Entry, passage: str) -> bool:
    """Whether the choice is one that the template or the lexicon knows, or has a number; not just those words again."""
    text = entry.text or ""
    options = {tuple(words(option)) for option in TOPICS[entry.topic or ""].options}
    return entry.kind == "decided" and (
        tuple(words(text)) in options
        or any(char.isdigit() for char in text)
        or f" {' '.join(words(text))} " not in f" {' '.join(words(passage))} "
    )
