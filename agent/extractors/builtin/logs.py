"""Read a discussion log: questions with options, written down by a tool with what the person picked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from phase_context.agent.extractors.builtin.answers.entries import entry, settled_entry
from phase_context.agent.extractors.builtin.answers.topics import settle
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.cleaning import own_words
from phase_context.agent.language.places import destination
from phase_context.schemas import TOPICS, Entry, Transcript

FORMAT = "discussion"
_TITLE = re.compile(r"^phase\s+(?P<number>\w+)\s*[:—–-]+\s*(?P<name>.+?)\s*[-—–]+\s*discussion log", re.IGNORECASE)
_AREAS = re.compile(r"^areas? (?:discussed|analyzed|analysed)\s*:", re.IGNORECASE)
_DISCRETION = re.compile(r"^(?:agent|claude|ai|model)['’]?s?\s+discretion$", re.IGNORECASE)
_DEFERRED = re.compile(r"^deferred(?: ideas)?$", re.IGNORECASE)
_NOTE = re.compile(r"^\(?recommended\)?$", re.IGNORECASE)
_LONGEST_HEADING = 14  # words
_LONGEST_ITEM = 30


@dataclass
class Question:
    """A question of the log: its headings, the nearest last, and what the person picked or wrote, as turn numbers."""

    headings: tuple[str, ...]
    picks: list[int] = field(default_factory=list)


def read_log(transcript: Transcript) -> list[Entry]:
    """The entries of a log. What was offered and not picked settles nothing."""
    found = list(_title(transcript))
    settled: set[str] = set()
    areas = _areas(transcript)
    begun: set[str] = set()
    for question in questions(transcript):
        kind = question.headings[-1] if question.headings else ""
        if _DISCRETION.match(kind):
            found += [_item("discretion", transcript, turn) for turn in question.picks]
        elif _DEFERRED.match(kind):
            found += [_deferred(transcript, turn) for turn in question.picks if _says_something(transcript, turn)]
        else:
            found += _answered(transcript, question, settled)
            area = next((heading for heading in question.headings if heading in areas), None)
            if area and area not in begun:
                begun.add(area)
                turn = question.picks[0]
                found.append(entry("in_scope", transcript.turns[turn].text, turn, text=area))
    return found


def questions(transcript: Transcript) -> Iterator[Question]:
    """The log's questions that the person answered, in order."""
    headings: list[str] = []
    fresh = True
    question: Question | None = None
    for number, turn in enumerate(transcript.turns):
        text = turn.text.strip()
        if turn.person:
            if question is None:
                question = Question(tuple(headings))
            question.picks.append(number)
            fresh = True
        elif not _NOTE.match(text) and _is_heading(text):
            if question is not None:
                yield question
                question = None
            headings = [*([] if fresh else headings), text][-3:]
            fresh = False
    if question is not None:
        yield question


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and (":" not in text or text.endswith("?"))


def _title(transcript: Transcript) -> Iterator[Entry]:
    for number, turn in enumerate(transcript.turns):
        found = None if turn.person else _TITLE.match(turn.text)
        if found:
            yield entry("phase", found[0], number, text=f"{found['number']} — {found['name']}")
            return


def _areas(transcript: Transcript) -> set[str]:
    line = next((t.text for t in transcript.turns if not t.person and _AREAS.match(t.text)), "")
    return {area.strip() for area in line.partition(":")[2].split(",")}


def _answered(transcript: Transcript, question: Question, settled: set[str]) -> list[Entry]:
    """What the person's pick settles: about the topic that the question names, for the first question that names it."""
    turn = question.picks[0]
    text = own_words(transcript.turns[turn].text)
    said = clauses(text)
    if said and any(
        clause.does("delegate") for pick in question.picks for clause in clauses(transcript.turns[pick].text)
    ):
        return (
            [entry("discretion", transcript.turns[turn].text, turn, text=question.headings[-1])]
            if question.headings
            else []
        )
    label = _label(question.headings, said)
    if not said or label is None or label in settled:
        return []
    head = said[:1] if len(said) > 1 and ":" in text else said
    found = settle(TOPICS[label], head, asked=True, free=True)
    if found is None:
        return []
    settled.add(label)
    made = settled_entry(text, label, found, said, turn)
    reasons = [transcript.turns[pick].text for pick in question.picks[1:]]
    rest = " ".join(text[said[1].start :].split()) if head is not said else made.rationale
    return [made.model_copy(update={"rationale": "; ".join(filter(None, (rest, *reasons))) or None})]


def _label(headings: Sequence[str], said: Sequence[Clause]) -> str | None:
    """The topic that the question is about: named by its headings, the nearest first, or by the pick alone."""
    terms = [m.term.topic for clause in said for m in clause.of("term") if not m.term.everyday]
    for heading in reversed(headings):
        named = [m.term.name for clause in clauses(heading) for m in clause.of("topic")]
        sure = [m.term.name for clause in clauses(heading) for m in clause.of("topic") if not m.term.everyday]
        for label in (*[label for label in named if label in terms], *(sure if heading == headings[-1] else [])):
            return label
    own = [m.term.name for clause in said[:1] for m in clause.of("topic") if not m.term.everyday]
    return own[0] if own else None


def _says_something(transcript: Transcript, turn: int) -> bool:
    return transcript.turns[turn].text.strip(" .").casefold() not in ("none", "n/a", "-")


def _item(kind: str, transcript: Transcript, turn: int) -> Entry:
    text = transcript.turns[turn].text
    return entry(kind, text, turn, text=text.strip(" ."))


def _deferred(transcript: Transcript, turn: int) -> Entry:
    text = transcript.turns[turn].text.strip()
    idea, _, reason = text.partition(" — ")
    return entry(
        "deferred_idea", text, turn, text=idea.strip(" ."), to=destination(text), rationale=reason.strip(" .") or None
    )
