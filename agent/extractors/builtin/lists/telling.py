"""Where a meeting tells what is built: the remark that lists it, and the place in it where the telling begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.lists.recaps import recap
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.places import PHASE, destination, number_of
from phase_context.agent.language.wording import pattern, words

OPENING = 0.35  # share of the meeting in which it says what it is about
_NEAR = 8  # remarks after the phase is named in which its content is told
_NEXT = 3  # the same where it follows at once
_LEAST_LIST = 10  # words of a telling that lists what is built
_LEAST_CUED = 4  # words of one that says so
_LEAST_SCORE = 3
_ANSWERED_WITHIN = 3  # remarks
_COUNTED = 6  # what a count of the parts adds
_RECAPPED = 5  # what it adds at most that somebody says it back
_MOST_LINES = 6  # of captions that one telling goes on for
_SENTENCE = re.compile(r"[.!]\s")
_SEPARATOR = re.compile(r",|\n|;|\b(?:and|und|et|và|y)\b")
_LOGISTICS = pattern(r"\b<logistics>\b")
_INTRODUCES = pattern(r"(?:^|\b)<introduces>")
_PAST = re.compile(r"^\W*(?:was|were|is live)\b|\bphase \w+ was\b", re.IGNORECASE)
_TELLS = pattern(r"^(?:(?:so|and|okay|well|but|now|oh|right)[\s,]+)*<tells_what_is_built>")
_TELLS_IN_FULL = pattern(r"^(?:(?:so|and|okay|well|but|now|oh|right)[\s,]+)*<tells_what_is_built>[\s,:]+(?=\w)")
_COUNTS = pattern(r"\b<counts_the_parts>\s+(?:the\s+)?(?:two|three|four|five|six|seven|2|3|4|5|6)\s+<parts>\b")
_OURS = re.compile(r"\b(?:my|your|yesterday|last (?:week|night|year))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Telling:
    """The remarks from ``first`` to ``last`` tell what is built, from place ``start`` of the first on.

    ``named`` are the things that somebody says back after them, in remark ``recap``.
    """

    first: int
    start: int
    last: int
    recap: int | None
    named: tuple[str, ...]


def telling(talk: Sequence[Remark], phase: int | None) -> Telling | None:
    """The remarks that tell what is built; ``phase`` is the number of the meeting's own phase, where known."""
    end = max(12, int(len(talk) * OPENING))
    if phase is None and not any(PHASE.search(remark.text) for remark in talk[:end]):
        return None  # a meeting that plans no phase draws no boundary
    best: tuple[int, int, int] | None = None
    named: int | None = -1 if phase is not None and not any(_names(r, phase) for r in talk[:end]) else None
    for i, remark in enumerate(talk[:end]):
        if remark.guest:
            continue
        if named is None and _names(remark, phase):
            named = i
        score, begin = _weighed(talk, i, named)
        if score >= _LEAST_SCORE and (best is None or score > best[0]):
            best = (score, i, begin)
    if best is None:
        return None
    _, i, begin = best
    back = recap(talk, i)
    last = _goes_on(talk, i, back[0] if back else None)
    return Telling(i, begin, last, back[0] if back else None, tuple(back[1]) if back else ())


def _names(remark: Remark, phase: int | None) -> bool:
    """Whether it names that phase, or any where none is known."""
    place = destination(remark.text) if PHASE.search(remark.text) else None
    return place is not None and (phase is None or number_of(place) == phase)


def _goes_on(talk: Sequence[Remark], i: int, back: int | None) -> int:
    """The last remark of the telling: the same person's before it is said back, or of captions that break it off."""
    last = i
    if back is None and talk[i].speaker is None:  # a line of captions goes on in the next
        while last + 1 < len(talk) and last - i < _MOST_LINES and _is_broken_off(talk[last], talk[last + 1]):
            last += 1
        return last
    for j in range(i + 1, back if back is not None else i + 1):
        other = talk[j]
        if other.asks or other.speaker != talk[i].speaker:
            continue
        last = j
    return last


def _is_broken_off(line: Remark, following: Remark) -> bool:
    """Whether the next line of captions goes on with what this one says."""
    last, first = line.text.casefold().split()[-1:], following.text.casefold().split()[:1]
    goes_on = bool(first) and first[0] in words("goes_on")
    return not following.asks and (goes_on or (bool(last) and last[0] in words("holds_on") | words("needs_another")))


def _weighed(talk: Sequence[Remark], i: int, named: int | None) -> tuple[int, int]:
    """How much the remark is the one that tells what is built, and where in it the telling begins.

    ``named`` is the place of the remark that names the phase.
    """
    remark = talk[i]
    cues = [clause for clause in remark.clauses if _cued(clause)]
    invited = i > 0 and any(_cued(c) for c in talk[i - 1].clauses if len(c.tokens) > 2)  # noqa: PLR2004
    asked = any(_asked_for(talk, j) for j in range(max(0, i - _ANSWERED_WITHIN + 1), i + 1))
    counted = _COUNTS.search(remark.text)
    near = named is not None and i - named <= _NEAR
    told = bool(cues) or invited or asked
    if not (told or near or counted):
        return 0, 0
    begin = _after_cue(remark, cues[0]) if cues else _after_phase(remark) if PHASE.search(remark.text) else 0
    score = _lists(remark, begin, _LEAST_CUED if told else _LEAST_LIST)
    score += 3 * bool(cues) + 3 * invited + 2 * asked
    score += 2 * (named is not None and 0 <= i - named <= _NEXT and bool(score))
    score += 2 * any(remark.text[c.end : c.end + 1] == ":" for c in cues)
    back = recap(talk, i) if score > 0 and not _is_no_telling(remark) else None
    score += min(_RECAPPED, len(back[1])) if back else 0
    score -= max(0, i - named) // _NEAR if named is not None else 0
    if counted and len(remark.text[counted.end() :].split()) >= _LEAST_CUED:  # "I hear four things. A, b, c, d."
        begin = counted.end()
        score += _COUNTED
    elif not told and (_is_about_a_topic(remark, first=i == named) or _OURS.search(remark.text)):
        score -= _COUNTED // 2
    if _is_closed(remark):  # each sentence is an item: "A board. A list. Those two."
        score += 2 + len(_SENTENCE.findall(remark.text))
    return score, begin


def _is_no_telling(remark: Remark) -> bool:
    """Whether it asks, or says what is not built."""
    first = remark.clauses[0] if remark.clauses else None
    out = first is not None and any(m.first == 0 for m in first.of("act", "negate", "none", "accept"))
    return first is None or remark.asks or out


def _is_about_a_topic(remark: Remark, *, first: bool) -> bool:
    """Whether it names a tool for a topic; the ``first`` remark of a phase may do so beside."""
    return not first and bool(remark.own) and any(c.of("term") for c in remark.stated)


def _is_closed(remark: Remark) -> bool:
    """Whether it ends a list of what is built: "those three, nothing else"."""
    closing = (c for c in remark.clauses if c.of("scope", "in_scope.closes"))
    return any(len(remark.text[: c.start].split()) >= _LEAST_LIST for c in closing)


def _asked_for(talk: Sequence[Remark], i: int) -> bool:
    """Whether the remark before it asks what is wanted."""
    asked = clauses(talk[i].under) if talk[i].under else talk[i - 1].clauses if i else []
    return any(clause.of("scope", "in_scope.invites") for clause in asked)


def _cued(clause: Clause) -> bool:
    """Whether a phrase tells that what is built comes next; a single word does so only at the beginning."""
    if _TELLS.match(clause.text):
        return True
    if clause.text.casefold() in words("scope_heading"):
        return True
    marks = [mark for mark in clause.of("scope", "in_scope") if len(clause.words(mark)) > 3]  # noqa: PLR2004
    return any(mark.end - mark.first > 1 or mark.first == 0 for mark in marks)


def _after_cue(remark: Remark, cue: Clause) -> int:
    """Where the telling begins: after "What I build:", else with what stands before the cue."""
    if remark.text[cue.end : cue.end + 1] == ":":
        return cue.end + 1
    if _TELLS.match(cue.text):
        full = _TELLS_IN_FULL.match(cue.text)
        return cue.start + full.end() if full else cue.end
    # What names the phase is no part of what is built in it.
    sentence = next(clause.start for clause in remark.clauses if clause.sentence == cue.sentence)
    first = sentence if PHASE.search(remark.text[:sentence]) else 0
    before = remark.text[first : cue.start]
    if len(before.split()) < _LEAST_CUED and remark.text[cue.end : cue.end + 1] == ".":  # "So the deliverable. …"
        return cue.end + 1
    return first if "," in before or len(before.split()) >= _LEAST_LIST else cue.start


def _after_phase(remark: Remark) -> int:
    """Where the sentence after the one that names the phase, and the sprint, begins; the same one where it goes on."""
    named = [clause for clause in remark.clauses if PHASE.search(clause.text)]
    if not named:
        return 0
    following = [c.start for c in remark.clauses if c.start > named[0].start and c.sentence > named[-1].sentence]
    return following[0] if following else named[0].end


def _lists(remark: Remark, start: int, least: int) -> int:
    """How much the remark reads like a list of what is built: its items, less what speaks against it."""
    rest = remark.text[start:]
    if len(rest.split()) < least:
        return 0
    tools = sum(1 for c in remark.stated if c.start >= start for m in c.of("term") if not m.term.everyday)
    against = (
        2 * bool(_LOGISTICS.search(rest))
        + 4 * bool(_INTRODUCES.search(rest))
        + 2 * bool(_PAST.search(rest))
        + 2 * remark.asks
        + 2 * max(0, tools - 1)
    )
    return min(5, len(_SEPARATOR.findall(rest))) - against
