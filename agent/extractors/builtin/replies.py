"""Read a reply: what was asked gives the context."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.builtin.answers.entries import entry, settled_entry
from phase_context.agent.extractors.builtin.answers.quantified import LOADS, load_of
from phase_context.agent.extractors.builtin.answers.stances import put_off
from phase_context.agent.extractors.builtin.answers.topics import settle
from phase_context.agent.extractors.builtin.attribution import decides, elsewhere, head_of, only_names
from phase_context.agent.extractors.builtin.lists import sections
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.cleaning import own_words
from phase_context.agent.language.places import destination
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS, Entry, Topic

_NUMBERED = re.compile(r"(?:^|(?<=[\s,;.]))(?P<number>[1-9])(?P<letter>[a-f])?(?:\s*[.):=-]\s*|\s+|(?=[,;.]|$))")
_OPTION = re.compile(r"\s*(?:option\s+)?(?:[1-9]?(?P<letter>[a-f])|(?P<number>[1-9]))\s*[.)!]?\s*", re.IGNORECASE)


def read_reply(reading: Reading) -> list[Entry]:
    """The entries of a reply."""
    text = own_words(reading.transcript.turns[0].text)
    asked = list(reading.asked or ())
    found: list[Entry] = []
    parts = _numbered(text, asked) if len(asked) > 1 else None
    if parts:
        for label, start, end, letter in parts:
            own_end = _end_of_answer(label, text, start, end)
            found += _answer(label, text, start, own_end, letter)
            found += _beside(text, _clauses(text, own_end, end), None)
    elif len(asked) == 1:
        found += _answer(asked[0], text, 0, len(text), None)
    else:
        found += _round(text, asked)
    return found


def _answer(label: str, text: str, start: int, end: int, letter: str | None) -> list[Entry]:
    """What a stretch of the reply says about the one thing that was asked, and beside it."""
    options = QUESTIONS[label].options
    picked = _OPTION.fullmatch(text[start:end]) if letter is None else None
    if picked:
        letter = picked["letter"] or "abcdef"[int(picked["number"]) - 1 : int(picked["number"])]
    if letter and options and ord(letter.lower()) - 97 < len(options):
        shown = options[ord(letter.lower()) - 97]
        quote = text[start:end].strip() or text
        rest = "" if picked else text[start:end].strip()
        return [entry("decided", quote, topic=label, text=shown, rationale=rest or None)]
    own = _clauses(text, start, end)
    if label not in TOPICS:
        return _quotable(sections.read(label, own_words(text)[start:end], own)) + _beside(text, own, None)
    others = elsewhere(text, own, label)
    mine = [clause for i, clause in enumerate(own) if i not in others]
    settled = settle(TOPICS[label], mine, asked=True)
    entries = [settled_entry(text, label, settled, mine)] if settled else []
    if settled and settled.kind == "decided":
        entries += sections.left_to_the_agent(mine)
        entries += sections.ideas(text, mine)
        entries += _put_off(TOPICS[label], mine)
        entries += _loads_beside(label, mine)
    return entries + _beside(text, own, label)


def _loads_beside(label: str, said: Sequence[Clause]) -> list[Entry]:
    """Another load that a clause names along with the one asked: "250 ms at 900 concurrent shoppers"."""
    found = []
    for other in sorted(LOADS - {label}) if label in LOADS else ():
        for clause in said:
            quantity = load_of(TOPICS[other], clause)
            if quantity:
                found.append(entry("decided", clause.text, topic=other, text=quantity))
                break
    return found


def _put_off(topic: Topic, said: Sequence[Clause]) -> list[Entry]:
    """What of the topic comes in a later phase, beside what is chosen now: "at rest follows in phase 5"."""
    return [
        entry("deferred_idea", clause.text, text=clause.words(mark), to=destination(clause.text))
        for clause in said
        if put_off(clause) and not clause.asks
        for mark in [m for m in clause.of("term") if m.term.topic == topic.label][:1]
    ]


def _clauses(text: str, start: int, end: int) -> list[Clause]:
    return clauses(" " * start + text[start:end])


def _quotable(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without the gaps of what was blanked out: a quote is one unbroken stretch."""
    found = []
    for one in entries:
        fields = {name: " ".join(value.split()) for name in ("text", "rationale") if (value := getattr(one, name))}
        quote = max(re.split(r" {3,}", one.quote), key=len).strip(" ,;:(\"'")
        found.append(one.model_copy(update={**fields, "quote": quote}))
    return found


def _beside(text: str, own: Sequence[Clause], label: str | None) -> list[Entry]:
    """What the reply settles of topics that were not asked: only where it names them."""
    found = []
    by_topic: dict[str, list[Clause]] = {}
    for i, other in elsewhere(text, own, label).items():
        if text[own[i].end : own[i].end + 1] != ":" or not only_names(own[i]):
            by_topic.setdefault(other, []).append(own[i])
    for other, said in by_topic.items():
        if not any(decides(text, clause, other) for clause in said):
            continue
        settled = settle(TOPICS[other], said, asked=True)
        if settled and settled.kind == "decided":
            found.append(settled_entry(text, other, settled, said))
    return found


def _numbered(text: str, asked: Sequence[str]) -> list[tuple[str, int, int, str | None]] | None:
    """The parts of a reply that numbers its answers, "1 redis 2b 3 you decide"; None when it does not."""
    marks: list[tuple[int, re.Match[str]]] = []
    found = list(_NUMBERED.finditer(text))
    # Where lines begin with numbers, a number inside one begins no answer: "1. at most 4".
    begins = [match for match in found if not text[: match.start()].rpartition("\n")[2].strip()]
    for match in begins if len(begins) > 1 else found:
        number = int(match["number"])
        if number <= len(asked) and (not marks or number > marks[-1][0]):
            marks.append((number, match))
    if (
        not marks
        or marks[0][1].start() != len(text) - len(text.lstrip())
        or (len(marks) == 1 and not marks[0][1]["letter"])
    ):
        return None
    ends = [match.start() for _, match in marks[1:]] + [len(text)]
    return [
        (asked[number - 1], match.end(), end, match["letter"]) for (number, match), end in zip(marks, ends, strict=True)
    ]


def _end_of_answer(label: str, text: str, start: int, end: int) -> int:
    """Where a numbered answer ends: with its line, when the next one turns to a topic by its name."""
    line = text.find("\n", start, end)
    while line >= 0:
        following = _clauses(text, line, end)
        if following and head_of(following[0]) not in (None, label):
            return line
        line = text.find("\n", line + 1, end)
    return end


def _round(text: str, asked: Sequence[str]) -> list[Entry]:
    """A reply to several questions that does not number its answers: each clause goes to the topic it speaks of."""
    own = _clauses(text, 0, len(text))
    by_label: dict[str, list[Clause]] = {}
    current: str | None = None
    for clause in own:
        current = head_of(clause) or _spoken_of(clause, asked) or current
        if current:
            by_label.setdefault(current, []).append(clause)
    found: list[Entry] = []
    if not by_label:
        whole = [label for label in asked if label in TOPICS]
        kinds = {label: settle(TOPICS[label], own, asked=True) for label in whole}
        return [
            settled_entry(text, label, settled, own)
            for label, settled in kinds.items()
            if settled and settled.kind in ("agent", "open", "deferred")
        ]
    for label, said in by_label.items():
        if label not in TOPICS:
            first, last = said[0], said[-1]
            found += sections.read(label, text[first.start : last.end], said)
            continue
        named = any(head_of(clause) == label for clause in said)
        settled = settle(TOPICS[label], said, asked=named or label in asked)
        if settled and (label in asked or not named or settled.kind == "decided"):
            found.append(settled_entry(text, label, settled, said))
    return found


def _spoken_of(clause: Clause, asked: Sequence[str]) -> str | None:
    topics = [m.term.name for m in clause.of("topic") if not m.term.everyday or m.term.name in asked]
    terms = [m.term.topic for m in clause.of("term") if m.term.topic in asked or not m.term.everyday]
    asked_of = [*[t for t in topics if t in asked], *[t for t in terms if t in asked]]
    for label in (*asked_of, *_sections_of(clause, asked), *topics, *terms):
        return label
    scope = [m.term.name for m in clause.of("scope", "out_of_scope", "in_scope")]
    if scope and "Out of scope (deferred)" in asked and "out_of_scope" in scope:
        return "Out of scope (deferred)"
    return "In scope" if "In scope" in asked else None


def _sections_of(clause: Clause, asked: Sequence[str]) -> list[str]:
    """The sections, of those asked about, that a clause which speaks of no topic in the round belongs to."""
    acts = {i for mark in clause.of("act") for i in range(mark.first, mark.end)}
    speaks = {
        "Integration Complexity": bool(clause.of("service")),
        "Agent's Discretion": clause.does("delegate") and len(clause.tokens) > len(acts) + 1,
        "Deferred Ideas": destination(clause.text) is not None,
        "Specific Ideas": any(mark.first == 0 for mark in clause.of("scope", "verbs")),
    }
    return [label for label, does in speaks.items() if does and label in asked]
