"""Read a reply: what was asked gives the context."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.agent.extractors.builtin.cleaning import own_words
from phase_context.agent.extractors.builtin.entries import entry, settled_entry
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.topics import settle
from phase_context.agent.extractors.builtin.wording import words
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS, Entry

_NUMBERED = re.compile(r"(?:^|(?<=[\s,;.]))(?P<number>[1-9])(?P<letter>[a-f])?(?:\s*[.):=-]\s*|\s+|(?=[,;.]|$))")
_OPTION = re.compile(r"\s*(?:option\s+)?(?:[1-9]?(?P<letter>[a-f])|(?P<number>[1-9]))\s*[.)!]?\s*", re.IGNORECASE)
_HEADS = words("heading")
_ADDS = words("adds")


def read_reply(reading: Reading) -> list[Entry]:
    """The entries of a reply."""
    text = own_words(reading.transcript.turns[0].text)
    asked = list(reading.asked or ())
    found: list[Entry] = []
    parts = _numbered(text, asked) if len(asked) > 1 else None
    if parts:
        for label, start, end, letter in parts:
            found += _answer(label, text, start, end, letter)
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
    elsewhere = _elsewhere(text, own, label)
    mine = [clause for i, clause in enumerate(own) if i not in elsewhere]
    settled = settle(TOPICS[label], mine, asked=True)
    entries = [settled_entry(text, label, settled, mine)] if settled else []
    if settled and settled.kind == "decided":
        entries += sections.left_to_the_agent(mine)
        entries += sections.ideas(text, mine)
    return entries + _beside(text, own, label)


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


def _elsewhere(text: str, own: Sequence[Clause], label: str | None) -> dict[int, str]:
    """The clauses that speak of another topic than the one asked, by number; a heading speaks for its sentence."""
    found: dict[int, str] = {}
    heading: tuple[int, str] | None = None
    for i, clause in enumerate(own):
        about = _about_another(clause, label)
        named = _only_names(clause)
        if named and text[clause.end : clause.end + 2].strip() == ":":
            heading = (clause.sentence, named)
        if heading and heading[0] == clause.sentence:
            about = heading[1] if heading[1] != label else None
        if not about and i and own[i - 1].sentence == clause.sentence and not _terms_of(label, clause):
            # "forget what I said about rate limiting, make that per endpoint"
            before = [m.term.name for m in own[i - 1].of("topic") if not m.term.everyday and m.term.name != label]
            about = next((other for other in before if _terms_of(other, clause)), None)
        if about:
            found[i] = about
    return found


def _terms_of(label: str | None, clause: Clause) -> bool:
    return any(mark.term.topic == label for mark in clause.of("term"))


def _only_names(clause: Clause) -> str | None:
    """The topic that the clause names and says nothing about, as a heading does: "authorization: …"."""
    for mark in clause.of("topic"):
        if (
            not mark.term.everyday
            and mark.end == len(clause.tokens)
            and all(t.word in _HEADS for t in clause.tokens[: mark.first])
        ):
            return mark.term.name
    return None


def _about_another(clause: Clause, label: str | None) -> str | None:
    """Another topic that the clause names and says something about; None when it keeps to what was asked."""
    if label and any(mark.term.topic == label and not mark.term.everyday for mark in clause.of("term")):
        return None
    for mark in clause.of("topic"):
        other = mark.term.name
        if other == label or mark.term.everyday:
            continue
        terms = [m for m in clause.of("term") if m.term.topic == other]
        # "plus a soft delete": naming it is choosing it only where it is added to something.
        added = clause.tokens[0].word in _ADDS
        terms = [m for m in terms if added or (m.first, m.end) != (mark.first, mark.end)]
        counted = other == "Retry strategy" and numbers(clause)
        if terms or counted:
            return other
    return None


def _decides(text: str, clause: Clause, label: str) -> bool:
    """Whether a clause decides a topic that was not asked, and does not only give it as a reason: "dlq yes"."""
    if clause.does("reject", "suppose", "other") or any(mark.first == 0 for mark in clause.of("act", "because")):
        return False
    if clause.chooses or clause.tokens[0].word in _ADDS or text[: clause.start].rstrip().endswith(":"):
        return True
    terms = [mark for mark in clause.of("term") if mark.term.topic == label]
    names = [mark for mark in clause.of("topic") if mark.term.name == label]
    return any(max(t.first - n.end, n.first - t.end) <= 1 for t in terms for n in names)


def _beside(text: str, own: Sequence[Clause], label: str | None) -> list[Entry]:
    """What the reply settles of topics that were not asked: only where it names them."""
    found = []
    by_topic: dict[str, list[Clause]] = {}
    for i, other in _elsewhere(text, own, label).items():
        if text[own[i].end : own[i].end + 1] != ":" or not _only_names(own[i]):
            by_topic.setdefault(other, []).append(own[i])
    for other, said in by_topic.items():
        if not any(_decides(text, clause, other) for clause in said):
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


def _round(text: str, asked: Sequence[str]) -> list[Entry]:
    """A reply to several questions that does not number its answers: each clause goes to the topic it speaks of."""
    own = _clauses(text, 0, len(text))
    by_label: dict[str, list[Clause]] = {}
    current: str | None = None
    for clause in own:
        current = _spoken_of(clause, asked) or current
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
        settled = settle(TOPICS[label], said, asked=label in asked)
        if settled:
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
