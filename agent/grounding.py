"""What a host agent offers, sorted: what rests on the person's words, and what is only its own suggestion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phase_context.agent.evidence import Spoken, words
from phase_context.agent.extractors.answers import read_entry, shown
from phase_context.agent.extractors.base import Refusal
from phase_context.agent.lexicon import act, is_assent
from phase_context.agent.questions import CHANGES
from phase_context.schemas import SECTIONS, TOPICS, Entry, PhaseContext, Status
from phase_context.schemas.update import TOPIC_KINDS

SECTION_OF_KIND = {
    "in_scope": SECTIONS["in_scope"].heading,
    "out_of_scope": SECTIONS["out_of_scope"].heading,
    "integration": SECTIONS["integrations"].heading,
    "discretion": SECTIONS["discretion"].heading,
    "deferred_idea": SECTIONS["deferred"].heading,
}
_SHORT = 3  # words; a longer quote says what it is about
_STATUS = {"agent": "the agent decides", "open": "open", "deferred": "deferred", "not_applicable": "not applicable"}


@dataclass
class Offered:
    """The entries of one call.

    Attributes:
        entries: they rest on the person's words.
        suggested: nobody said them; to be asked about.
        refused: malformed, or not to be suggested, with the reason.
    """

    entries: list[Entry] = field(default_factory=list)
    suggested: list[Entry] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def sort(
    offered: Iterable[Any],
    spoken: Spoken,
    newest: Spoken,
    *,
    known: PhaseContext,
    asked: Collection[str],
    suggested: Mapping[str, Sequence[Entry]],
) -> Offered:
    """Tell apart what the person said, what was only suggested, and what cannot be used.

    Args:
        offered: entries as a model wrote them.
        spoken: every message of the person.
        newest: the last of them alone.
        known: the document so far; what is settled in it is not open to suggestions.
        asked: labels of the questions that the newest message answers.
        suggested: what was suggested before, by question.
    """
    result = Offered()
    for item in offered:
        try:
            entry = read_entry(_unplaced(item))
        except ValueError as error:
            result.refused.append(Refusal(shown(item), str(error)))
            continue
        doubt = _doubt(entry, spoken, newest, asked, suggested)
        if not doubt and _carries(entry, newest, known, asked, suggested):
            result.entries.append(_as_suggested(entry, suggested))
            continue
        reason = _not_suggestible(entry, known, doubt)
        if reason:
            result.refused.append(Refusal(line(entry), reason))
        else:
            result.suggested.append(entry)
    return result


def instead(entry: Entry, suggested: Mapping[str, Sequence[Entry]]) -> Entry:
    """What a yes means where a suggestion was shown: that, and not what the question recommends by itself."""
    shown_then = suggested.get(entry.topic or "")
    if not shown_then or not is_assent(entry.quote):
        return entry
    return shown_then[0].model_copy(update={"quote": entry.quote})


def question_of(entry: Entry) -> str | None:
    """The label of the question that asks about what an entry says; None for what has no question of its own."""
    return entry.topic if entry.kind in TOPIC_KINDS else SECTION_OF_KIND.get(entry.kind)


def line(entry: Entry) -> str:
    """An entry in one line for a person: "Cache strategy: Redis (ioredis, package.json:14)"."""
    said = _STATUS.get(entry.kind, entry.text or entry.quote)
    said += f" to {entry.to}" if entry.to and entry.kind in ("deferred", "deferred_idea") else ""
    said += f" ({entry.rationale})" if entry.rationale else ""
    label = question_of(entry) or entry.kind
    return " ".join(f"{label}: {said}".split())


def _unplaced(item: Any) -> Any:
    """What a model wrote, with an empty quote for none; the turn numbers of transcripts mean nothing here."""
    return {**item, "quote": item.get("quote") or "", "turn": None} if isinstance(item, dict) else item


def _doubt(
    entry: Entry,
    spoken: Spoken,
    newest: Spoken,
    asked: Collection[str],
    suggested: Mapping[str, Sequence[Entry]],
) -> str | None:
    """Why the person's words do not carry the entry; None when they do."""
    # The lexicon is needed only where something is recorded.
    from phase_context.agent.carried.verdict import Carried

    evidence = spoken.evidence(entry)
    if evidence is None:
        return f"the person did not say “{entry.quote}”" if entry.quote else "it has no quote of the person's words"
    if is_assent(entry.quote):
        return None  # what a yes takes depends on what was put
    answers = newest.evidence(entry) is not None
    said = (newest if answers else spoken).holding(entry)
    lines = {label: [line(other) for other in entries] for label, entries in suggested.items()}
    # What an earlier message answered is not known any more: it may have been anything.
    _, doubt = Carried(Spoken(said), asked if answers else TOPICS, lines).placed(entry)
    return doubt.reason if doubt else None


def _carries(
    entry: Entry,
    newest: Spoken,
    known: PhaseContext,
    asked: Collection[str],
    suggested: Mapping[str, Sequence[Entry]],
) -> bool:
    """Whether the quote can settle this entry. A yes settles only what was put to the person, as it was put.

    A yes to a whole round does not settle what is costly to reverse, and none settles which side of a conflict
    holds. A few words that do not name the topic say nothing either, but to the question they answer.
    """
    label = question_of(entry)
    answers = (label in asked or CHANGES in asked) and newest.evidence(entry) is not None
    if is_assent(entry.quote):
        row = known.decision(entry.topic) if entry.topic else None
        singly = len(asked) == 1 or not (entry.topic and TOPICS[entry.topic].one_way)
        general = is_assent("\n".join(turn.text for turn in newest.transcript.turns))
        if (general and not singly) or (row is not None and row.status is Status.CONFLICT):
            return False
        return answers and _was_put(entry, suggested.get(label or "", ()))
    if answers or entry.topic is None or len(words(entry.quote)) > _SHORT:
        return True
    topic = TOPICS[entry.topic]
    names = words(" ".join((topic.label, *topic.aliases, entry.text or "")))
    bare = {word for phrase in act("accept") | act("none") if len(phrase) == 1 for word in phrase}
    return bool((set(words(entry.quote)) & set(names)) - bare)


def _was_put(entry: Entry, suggested: Sequence[Entry]) -> bool:
    if any(entry.kind == other.kind and words(entry.text or "") == words(other.text or "") for other in suggested):
        return True
    if entry.kind != "decided" or entry.topic is None or suggested:
        return False
    # To a question of yes or no, yes is the choice itself.
    recommended = TOPICS[entry.topic].recommended or ""
    return words(entry.text or "") == words(recommended) or is_assent(entry.text or "")


def _as_suggested(entry: Entry, suggested: Mapping[str, Sequence[Entry]]) -> Entry:
    """A yes takes what was shown, reason included, and nothing beyond it."""
    if not is_assent(entry.quote):
        return entry
    for other in suggested.get(question_of(entry) or "", ()):
        if entry.kind == other.kind and words(entry.text or "") == words(other.text or ""):
            return other.model_copy(update={"quote": entry.quote})
    return entry.model_copy(update={"rationale": None})


def _not_suggestible(entry: Entry, known: PhaseContext, doubt: str | None) -> str | None:
    why = doubt or f"“{entry.quote}” does not settle it"
    if question_of(entry) is None or entry.kind == "conflict":
        return f"{why}; copy their exact words"
    row = known.decision(entry.topic) if entry.topic else None
    if row is not None and row.settled:
        return f"{why}, and the person settled it: {row.summary}; to change it, ask them and quote the answer"
    return None
