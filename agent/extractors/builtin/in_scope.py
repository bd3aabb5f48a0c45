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
_LONGEST_ITEM = 22  # words
_LEAST_SCORE = 3
_ANSWERED_WITHIN = 3  # remarks
_COUNTED = 6  # what a count of the parts adds
_MOST_ADDED = 18  # words of a remark that adds one more thing
_SENTENCE = re.compile(r"[.!]\s")
_SEPARATOR = re.compile(r",|\n|;|\b(?:and|und|et|và|y)\b")
_LOGISTICS = pattern(r"\b<logistics>\b")
_PAST = re.compile(r"^\W*(?:was|were|is live)\b|\bphase \w+ was\b", re.IGNORECASE)
_CHATTER = pattern(r"<chatter>\b")
_TELLS = pattern(r"^(?:(?:so|and|okay|well|but|now|oh|right)[\s,]+)*<tells_what_is_built>")
_TELLS_IN_FULL = pattern(r"^(?:(?:so|and|okay|well|but|now|oh|right)[\s,]+)*<tells_what_is_built>[\s,:]+(?=\w)")
_LEADS = pattern(r"^(?:<leads_to_what_is_built>[\s,:]+)+(?=\w)")
_BEGINS_ANEW = re.compile(
    r"(?<=\w)\s+(?=(?:(?:it|he|she)\s+(?:can\s+|then\s+|also\s+)?[a-z]+s|(?:they|we)\s+[a-z]+)\b)"
)
_COUNTS = pattern(r"\b<counts_the_parts>\s+(?:the\s+)?(?:two|three|four|five|six|seven|2|3|4|5|6)\s+<parts>\b")
_NO_ITEM = pattern(r"^(?:(?:so|and|okay|well|but|now|oh)\s+)*<no_scope_item>\b")
_HANDED_ON = re.compile(
    r"\s(?:too|as well|also)\W*(?:yes|stimmt|right)?\W*$|^(?:\w+\s){1,4}(?:auch|también|aussi)\b", re.IGNORECASE
)
_IN_TOO = re.compile(r"\b(?:that|it)['’]?s in (?:as well|too|also)\b|\bis (?:also )?in too\b", re.IGNORECASE)
_AND = ("and", "plus", "also", "und", "y", "et", "và")
_OURS = re.compile(r"\b(?:my|your|yesterday|last (?:week|night|year))\b", re.IGNORECASE)


def in_scope(talk: Sequence[Remark], *, plans: bool = False) -> list[Entry]:
    """What is built, one entry an item. ``plans`` says that the meeting is known to plan a phase."""
    found: list[Entry] = []
    for i, start in _telling(talk, plans=plans):
        remark = talk[i]
        said = remark.stated if "?" in remark.text else remark.clauses  # "What I want: …" only looks like a question
        told = [c for c in said if c.end > start]
        listed = sections.read("In scope", _as_a_list(remark, told, start) if told else remark.text[start:], told)
        for one in listed:
            text = _LEADS.sub("", (one.text or "").strip())
            if one.kind == "in_scope" and 1 <= len(text.split()) <= _LONGEST_ITEM and not _chatter(text):
                found.append(entry("in_scope", one.quote, remark.number, text=text))
            elif one.kind == "out_of_scope" and len(text.split()) <= LONGEST_NAME:
                found.append(entry("out_of_scope", one.quote, remark.number, text=text))
    return found[:_MOST_ITEMS]


def _as_a_list(remark: Remark, told: Sequence[Clause], start: int) -> str:
    """The words from a place on, with a comma between clauses that nothing parts, and where speech begins anew."""
    if not re.search(r"[.,;:!?\n]", remark.text):
        return _BEGINS_ANEW.sub(", ", remark.text[start:])
    found, at = "", max(start, told[0].start)
    for clause in told[1:]:
        before = remark.text[at : clause.start]
        found += before if re.search(r"[^\w\s]\s*$", before) else f"{before.rstrip()}, "
        at = clause.start
    return found + remark.text[at:]


def _telling(talk: Sequence[Remark], *, plans: bool) -> list[tuple[int, int]]:
    """The remark that tells what is built, with the place in it where the telling begins, and what is added to it."""
    end = max(12, int(len(talk) * OPENING))
    if not plans and not any(PHASE.search(remark.text) for remark in talk[:end]):
        return []  # a meeting that plans no phase draws no boundary
    best: tuple[int, int, int] | None = None
    named: int | None = -1 if plans and not any(PHASE.search(r.text) for r in talk[:end]) else None
    for i, remark in enumerate(talk[:end]):
        if remark.guest:
            continue
        if named is None and PHASE.search(remark.text) and destination(remark.text):
            named = i
        score, begin = _weighed(talk, i, named)
        if score >= _LEAST_SCORE and (best is None or score > best[0]):
            best = (score, i, begin)
    if best is None:
        return []
    _, i, begin = best
    return [(i, begin)] + [(j, 0) for j in range(i + 1, i + 6) if j < len(talk) and _adds(talk, j)]


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
    begin = _after_cue(remark, cues[0]) if cues else _after_phase(remark) if i == named else 0
    score = _lists(remark, begin, _LEAST_CUED if told else _LEAST_LIST)
    score += 3 * bool(cues) + 3 * invited + 2 * asked
    score += 2 * any(remark.text[c.end : c.end + 1] == ":" for c in cues)
    if counted and len(remark.text[counted.end() :].split()) >= _LEAST_CUED:  # "I hear four things. A, b, c, d."
        begin = counted.end()
        score += _COUNTED
    elif not told and (_is_about_a_topic(remark, first=i == named) or _OURS.search(remark.text)):
        return 0, 0
    if _is_closed(remark):  # each sentence is an item: "A board. A list. Those two."
        score += 2 + len(_SENTENCE.findall(remark.text))
    return score, begin


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


def _adds(talk: Sequence[Remark], i: int) -> bool:
    """Whether a remark adds one more thing: "and reminders", "the payout, that's in as well", "Returns too, yes"."""
    remark = talk[i]
    if _IN_TOO.search(remark.text):
        return True
    said = [c for c in remark.clauses if len(c.tokens) > 1 or not c.of("act", "accept", "noise")]
    said = said or remark.clauses
    if not said or remark.asks or not 2 <= remark.words <= _MOST_ADDED or destination(remark.text):  # noqa: PLR2004
        return False
    first = said[0]
    adds = any(token.word in _AND for token in first.tokens[:2])
    return (adds or bool(_HANDED_ON.search(first.text))) and not first.does("negate", "unknown")


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
    against = 2 * bool(_LOGISTICS.search(rest)) + 2 * bool(_PAST.search(rest)) + 2 * remark.asks + 2 * max(0, tools - 1)
    return min(5, len(_SEPARATOR.findall(rest))) - against


def _chatter(text: str) -> bool:
    if _NO_ITEM.match(text):
        return True
    acts = {i for c in clauses(text) for m in c.of("act") for i in range(m.first, m.end)}
    return not re.search(r"[^\W\d_]{3,}", text) or bool(_CHATTER.match(text)) or len(acts) == len(text.split())
