"""Whether words speak of a row of the template."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from phase_context.agent.carried.names import BARE
from phase_context.agent.carried.passage import Passage, Said, clauses_of
from phase_context.agent.evidence import words
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.lexicon import key
from phase_context.agent.language.quantities import numbers
from phase_context.agent.lexicon import data, holds
from phase_context.schemas import TOPICS, Topic

_FAR = 5  # stretches of speech before a quote that may still say what it is about
_SOON = 2  # and after it
_COUNTS = re.compile(r"\W*\d[\d.,]* [^\W\d]{4,}\W*")  # "2,000 readers"
_LARGE = re.compile(r"\W*(?:\d{3,}|\d{1,3}[.,]\d{3})")
_COUNTED = {"users": "Concurrent users", "ms": "Response time"}


def off_topic(topic: Topic, passage: Passage, asked: Collection[str] | None) -> str | None:
    """Why the quote cannot be about the topic; None when it can.

    Args:
        topic: the row.
        passage: the quote and what stands around it.
        asked: the labels that a reply answers; None for a meeting.
    """
    by_name = _named(passage.quote, by_name=True) - {topic.label}
    own = topic.label in _named(passage.quote) or _answers(topic, passage.quote)
    if own or (not by_name and speaks_of(topic, passage.quote)):
        return None
    if asked is not None and topic.label in asked:
        others = (_named(passage.quote, by_name=True) | _counted(passage.quote)) & set(asked) - {topic.label}
        return f"the words are about {_listed(others)}, not about {topic.label}" if others else None
    asked_about = next(filter(None, (_named(said, by_name=True) for said in passage.questions)), set())
    if topic.label in asked_about:
        return None
    others = _named(passage.quote) - {topic.label}
    # Where the quote itself is about something else, only a question for this row outweighs it.
    if not others and (topic.label in _named(passage.turn) or speaks_of(topic, passage.turn)):
        return None
    for said in (passage.sentences, *passage.before[:_FAR]):
        about = _named(said)
        if topic.label in about or (not others and speaks_of(topic, said)):
            return None
        others |= about
        if others:
            return f"the words are about {_listed(others)}, not about {topic.label}"
    if any(speaks_of(topic, said) for said in passage.after[:_SOON]):
        return None
    return f"nobody speaks of {topic.label} there"


def belongs_elsewhere(topic: Topic, choice: str, passage: Passage, asked: Collection[str] | None) -> str | None:
    """Why the choice is none of this row's: what it names, or the units of its numbers, are another row's."""
    said = clauses_of(choice)
    marks = [mark.term for clause in said for mark in clause.of("term") if not mark.term.everyday]
    own = any(term.topic == topic.label for clause in said for term in (m.term for m in clause.of("term")))
    bare = clauses_of(choice)[0].tokens[0].word if said and said[0].tokens else ""
    if bare in ("yes", "required") and len(key(choice)) == len(bare) and not _takes(topic, bare):
        return f"“{choice}” is no answer to {topic.label}"
    counts = not topic.options or topic.id in data("carried")["units"] or topic.id == "rate-limiting"
    if marks and not own and not (counts and any(numbers(clause) for clause in said)):
        alone = asked is not None and topic.label in asked and len(asked) == 1
        if not alone and not any(clause.of("topic", topic.label) for clause in passage.quote):
            return f"“{choice}” answers {marks[0].topic}"
    allowed = data("carried")["units"].get(topic.id)
    units = {number.unit for clause in said for number in numbers(clause)} - {""}
    unitless = (
        allowed
        and not units
        and topic.label not in (asked or ())
        and topic.id in data("carried")["units"]["always"]
        and re.search(r"\d", choice)
    )
    if (unitless and _COUNTS.fullmatch(choice)) or (allowed and units and units.isdisjoint(allowed)):
        return f"the numbers of “{choice}” are none of {topic.label}"
    if topic.id in data("carried")["units"]["none"] and re.match(r"\W*\d", choice) and not own:
        return f"“{choice}” is no answer to {topic.label}"
    if topic.id in data("carried")["units"]["small"] and _LARGE.match(choice) and not own:
        return f"“{choice}” is no answer to {topic.label}"
    told = {mark.term.name for clause in passage.quote for mark in clause.of("unit")}
    told |= {number.unit for clause in passage.quote for number in numbers(clause)}
    counted = bool(re.search(r"\d", choice)) or any(numbers(clause) for clause in said)
    if allowed and not told.isdisjoint(allowed) and not counted:
        return f"the words hold a number, “{choice}” holds none"
    return None


def _takes(topic: Topic, word: str) -> bool:
    """Whether one of the topic's options is that word."""
    return any(option.casefold() == word for option in topic.options)


def _counted(said: Said) -> set[str]:
    """The topics whose numbers are in those words, by their units."""
    units = {number.unit for clause in said for number in numbers(clause)}
    return {label for unit, label in _COUNTED.items() if unit in units}


def _named(said: Said, *, by_name: bool = False) -> set[str]:
    """The topics that words are surely about: named, or answered by what can only be a choice of theirs."""
    found = {mark.term.name for clause in said for mark in clause.of("topic") if not mark.term.everyday}
    if by_name:
        return found
    return found | {mark.term.topic for clause in said for mark in clause.of("term") if _tells(clause, mark)}


def speaks_of(topic: Topic, said: Said) -> bool:
    """Whether the words may be about the topic: by its name, its terms, or what else it is spoken of by."""
    if any(clause.of("topic", topic.label) for clause in said):
        return True
    marks = ((clause, mark) for clause in said for mark in clause.of("term") if mark.term.topic == topic.label)
    if any(_is_more(clause, mark) for clause, mark in marks):
        return True
    return any(holds(clause.text, _cues(topic.id)) for clause in said)


def answers_another(said: Said, topic: Topic) -> str | None:
    """The topic that the words answer by a name of its own; None when they answer this one, or none."""
    found = {mark.term.topic for clause in said for mark in clause.of("term") if _tells(clause, mark)}
    return None if topic.label in found or not found else _listed(found)


def _answers(topic: Topic, said: Said) -> bool:
    """Whether a term of the topic stands there that answers no other topic."""
    for clause in said:
        topics: dict[tuple[int, int], set[str]] = {}
        for mark in clause.of("term"):
            if _is_more(clause, mark):
                topics.setdefault((mark.first, mark.end), set()).add(mark.term.topic)
        if {topic.label} in topics.values():
            return True
    return False


def _tells(clause: Clause, mark: Mark) -> bool:
    """Whether a term can only be an answer to its own topic."""
    return not mark.term.everyday and _is_more(clause, mark)


def _is_more(clause: Clause, mark: Mark) -> bool:
    """Whether a term is more than a mere yes or no, which may answer anything."""
    plain = mark.term.name in BARE or mark.term.option in BARE - {"Yes"}
    return not plain and clause.words(mark).casefold() not in data("wording")["mere_answer"]


@cache
def _cues(topic_id: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(cue)) for cue in data("carried")["cue"].get(topic_id, ()))


def _listed(labels: Collection[str]) -> str:
    return " and ".join(label for label in TOPICS if label in labels)
