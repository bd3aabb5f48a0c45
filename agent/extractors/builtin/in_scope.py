"""What a meeting says is built: the remark that lists it, and what is added to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.agent.extractors.builtin.entries import entry
from phase_context.agent.extractors.builtin.naming import LONGEST_NAME
from phase_context.agent.extractors.builtin.places import PHASE, destination
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.agent.extractors.builtin.wording import pattern, words
from phase_context.schemas import Entry

OPENING = 0.35  # share of the meeting in which it says what it is about
_NEAR = 8  # remarks after the phase is named in which its content is told
_LEAST_LIST = 10  # words of a telling that lists what is built
_LEAST_CUED = 4  # words of one that says so
_MOST_ITEMS = 10
_LONGEST_ITEM = 16  # words
_LEAST_SCORE = 3
_SENTENCE = re.compile(r"[.!]\s")
_SEPARATOR = re.compile(r",|\n|;|\b(?:and|und|et|và|y)\b")
_LOGISTICS = pattern(r"\b<logistics>\b")
_PAST = re.compile(r"^\W*(?:was|were|is live)\b|\bphase \w+ was\b", re.IGNORECASE)
_CHATTER = pattern(r"<chatter>\b")


def in_scope(talk: Sequence[Remark]) -> list[Entry]:
    found: list[Entry] = []
    for i, start in _telling(talk):
        remark = talk[i]
        told = [c for c in remark.stated if c.start >= start]
        listed = sections.read("In scope", _as_a_list(remark, told) if told else remark.text[start:], told)
        for one in listed:
            text = (one.text or "").strip()
            if one.kind == "in_scope" and 1 <= len(text.split()) <= _LONGEST_ITEM and not _chatter(text):
                found.append(entry("in_scope", one.quote, remark.number, text=text))
            elif one.kind == "out_of_scope" and len(text.split()) <= LONGEST_NAME:
                found.append(entry("out_of_scope", one.quote, remark.number, text=text))
    return found[:_MOST_ITEMS]


def _as_a_list(remark: Remark, told: Sequence[Clause]) -> str:
    """The words from the first of the clauses on, with a comma between clauses that nothing parts."""
    found, at = "", told[0].start
    for clause in told[1:]:
        before = remark.text[at : clause.start]
        found += before if re.search(r"[^\w\s]\s*$", before) else f"{before.rstrip()}, "
        at = clause.start
    return found + remark.text[at:]


def _telling(talk: Sequence[Remark]) -> list[tuple[int, int]]:
    """The remark that tells what is built, with the place in it where the telling begins, and what is added to it."""
    end = max(12, int(len(talk) * OPENING))
    if not any(PHASE.search(remark.text) for remark in talk[:end]):
        return []  # a meeting that plans no phase draws no boundary
    best: tuple[int, int, int] | None = None
    named: int | None = None
    for i, remark in enumerate(talk[:end]):
        if remark.guest:
            continue
        if named is None and PHASE.search(remark.text) and destination(remark.text):
            named = i
        cues = [clause for clause in remark.clauses if _cued(clause)]
        invited = i > 0 and any(_cued(c) for c in talk[i - 1].clauses if len(c.tokens) > 2)  # noqa: PLR2004
        near = named is not None and i - named <= _NEAR
        if not (cues or invited or near or _asked_for(talk, i)):
            continue
        begin = _after_cue(remark, cues[0]) if cues else _after_phase(remark) if i == named else 0
        closed = any(
            c.of("scope", "in_scope.closes") and len(remark.text[: c.start].split()) >= _LEAST_LIST
            for c in remark.clauses
        )
        least = _LEAST_CUED if cues or invited else _LEAST_LIST
        score = _lists(remark, begin, least) + 3 * bool(cues) + 3 * bool(invited)
        if closed:  # each sentence is an item: "A board. A list. Those two."
            score += 2 + len(_SENTENCE.findall(remark.text))
        if score >= _LEAST_SCORE and (best is None or score > best[0]):
            best = (score, i, begin)
    if best is None:
        return []
    _, i, begin = best
    return [(i, begin)] + [(j, 0) for j in range(i + 1, i + 5) if j < len(talk) and _adds(talk[j])]


def _asked_for(talk: Sequence[Remark], i: int) -> bool:
    """Whether the remark before it asks what is wanted."""
    return i > 0 and any(clause.of("scope", "in_scope.invites") for clause in talk[i - 1].clauses)


def _cued(clause: Clause) -> bool:
    """Whether a phrase tells that what is built comes next; a single word does so only at the beginning."""
    if clause.text.casefold() in words("scope_heading"):
        return True
    marks = [mark for mark in clause.of("scope", "in_scope") if len(clause.words(mark)) > 3]  # noqa: PLR2004
    return any(mark.end - mark.first > 1 or mark.first == 0 for mark in marks)


def _adds(remark: Remark) -> bool:
    """Whether a short remark adds one more thing: "and reminders", "the payout, that's in as well"."""
    first = remark.clauses[0] if remark.clauses else None
    if first is not None and re.search(
        r"\b(?:that|it)['’]?s in (?:as well|too|also)\b|\bis (?:also )?in too\b", remark.text, re.IGNORECASE
    ):
        return True
    return (
        first is not None
        and not remark.asks
        and first.tokens[0].word in ("and", "plus", "also", "und", "y", "et", "và")
        and 2 <= remark.words <= 9  # noqa: PLR2004
        and not first.does("negate")
        and not destination(remark.text)
    )


def _after_cue(remark: Remark, cue: Clause) -> int:
    """Where the telling begins: after "What I build:", else with what stands before the cue."""
    if remark.text[cue.end : cue.end + 1] == ":":
        return cue.end + 1
    # What names the phase is no part of what is built in it.
    sentence = next(clause.start for clause in remark.clauses if clause.sentence == cue.sentence)
    first = sentence if PHASE.search(remark.text[:sentence]) else 0
    before = remark.text[first : cue.start]
    return first if "," in before or len(before.split()) >= _LEAST_LIST else cue.start


def _after_phase(remark: Remark) -> int:
    """Where the sentence after the one that names the phase begins; the same one where it goes on."""
    for clause in remark.clauses:
        if PHASE.search(clause.text):
            same = [c.start for c in remark.clauses if c.start > clause.start and c.sentence > clause.sentence]
            return same[0] if same else clause.end
    return 0


def _lists(remark: Remark, start: int, least: int) -> int:
    """How much the remark reads like a list of what is built: its items, less what speaks against it."""
    rest = remark.text[start:]
    if len(rest.split()) < least:
        return 0
    tools = sum(1 for c in remark.stated if c.start >= start for m in c.of("term") if not m.term.everyday)
    against = 2 * bool(_LOGISTICS.search(rest)) + 2 * bool(_PAST.search(rest)) + 2 * remark.asks + 2 * max(0, tools - 1)
    return min(5, len(_SEPARATOR.findall(rest))) - against


def _chatter(text: str) -> bool:
    acts = {i for c in clauses(text) for m in c.of("act") for i in range(m.first, m.end)}
    return not re.search(r"[^\W\d_]{3,}", text) or bool(_CHATTER.match(text)) or len(acts) == len(text.split())
