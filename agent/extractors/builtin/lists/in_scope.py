"""What a meeting says is built: the remark that lists it, what is said back of it, and what is added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phase_context.agent.extractors.builtin.answers.entries import entry
from phase_context.agent.extractors.builtin.lists import sections
from phase_context.agent.extractors.builtin.lists.recaps import stems
from phase_context.agent.extractors.builtin.lists.telling import OPENING, telling
from phase_context.agent.extractors.builtin.talk.naming import LONGEST_NAME
from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.places import destination
from phase_context.agent.language.wording import pattern
from phase_context.schemas import Entry

__all__ = ["OPENING", "in_scope"]

_MOST_ITEMS = 12
_LONGEST_ITEM = 22  # words
_MOST_ADDED = 18  # words of a remark that adds one more thing
_ADDED_WITHIN = 6  # remarks
_CHATTER = pattern(r"<chatter>\b")
_LEADS = pattern(r"^(?:<leads_to_what_is_built>[\s,:]+)+(?=\w)")
_TODAY = pattern(r"^(?:(?:so|and|okay|well|but)[\s,]+)*<tells_of_today>\b")
_BEGINS_ANEW = re.compile(
    r"(?<=\w)\s+(?=(?:(?:it|he|she)\s+(?:can\s+|then\s+|also\s+)?[a-z]+s|(?:they|we)\s+[a-z]+)\b)"
)
_NO_ITEM = pattern(r"^(?:(?:so|and|okay|well|but|now|oh)\s+)*<no_scope_item>\b")
_HANDED_ON = re.compile(
    r"\s(?:too|as well|also)\W*(?:yes|stimmt|right)?\W*$|^(?:\w+\s){1,4}(?:auch|también|aussi)\b", re.IGNORECASE
)
_IN_TOO = re.compile(r"\b(?:that|it)['’]?s in (?:as well|too|also)\b|\bis (?:also )?in too\b", re.IGNORECASE)
_AND = ("and", "plus", "also", "und", "y", "et", "và")


def in_scope(talk: Sequence[Remark], phase: int | None = None) -> list[Entry]:
    """What is built, one entry an item. ``phase`` is the number of the meeting's own phase, where known."""
    told = telling(talk, phase)
    if told is None:
        return []
    found: list[Entry] = []
    for i in range(told.first, told.last + 1):
        if i == told.first or talk[i].speaker == talk[told.first].speaker:
            found += _listed(talk[i], told.start if i == told.first else 0)
    if told.recap is not None:
        heard = stems(" ".join(one.text or "" for one in found))
        quote = talk[told.recap].text.strip()
        number = talk[told.recap].number
        new = [item for item in told.named if 2 * len(stems(item) & heard) <= len(stems(item))]
        found += [entry("in_scope", quote, number, text=item[:1].upper() + item[1:]) for item in new]
    begin = told.last + 1
    for j in range(begin, min(begin + _ADDED_WITHIN, len(talk))):
        if j != told.recap and not talk[j].guest and _adds(talk, j):
            found += _listed(talk[j], 0)
    return found[:_MOST_ITEMS]


def _listed(remark: Remark, start: int) -> Iterator[Entry]:
    """The items that the remark lists from a place on."""
    said = remark.stated if "?" in remark.text else remark.clauses  # "What I want: …" only looks like a question
    today = {c.sentence for c in remark.clauses if _TODAY.match(c.text)}
    told = [c for c in said if c.end > start and c.sentence not in today]
    text = _as_a_list(remark, told, start) if told else "" if today else remark.text[start:]
    for one in sections.read("In scope", text, told):
        item = _LEADS.sub("", (one.text or "").strip())
        if one.kind == "in_scope" and 1 <= len(item.split()) <= _LONGEST_ITEM and not _chatter(item):
            yield entry("in_scope", _quotable(one.quote, remark), remark.number, text=item)
        elif one.kind == "out_of_scope" and len(item.split()) <= LONGEST_NAME and is_thing(item):
            yield entry("out_of_scope", _quotable(one.quote, remark), remark.number, text=item)


def _quotable(quote: str, remark: Remark) -> str:
    """The words if they stand so in the remark."""
    return quote if quote in remark.text else remark.text.strip()


def _as_a_list(remark: Remark, told: Sequence[Clause], start: int) -> str:
    """The words from a place on, with a comma between clauses that nothing parts, and where speech begins anew."""
    if not re.search(r"[.,;:!?\n]", remark.text):
        return _BEGINS_ANEW.sub(", ", remark.text[start:])
    found, at, end = "", max(start, told[0].start), told[0].end
    for clause in told[1:]:
        before = (
            remark.text[at : clause.start]
            if remark.text[end : clause.start].strip(" \n,.;:!()–—-|&") == ""
            else (remark.text[at:end] + ". ")
        )
        found += before if re.search(r"[^\w\s]\s*$", before) else f"{before.rstrip()}, "
        at, end = clause.start, clause.end
    return found + remark.text[at : end if told[-1] is not remark.clauses[-1] else len(remark.text)]


def _adds(talk: Sequence[Remark], i: int) -> bool:
    """Whether a remark adds one more thing: "and reminders", "the payout, that's in as well", "Returns too, yes"."""
    remark = talk[i]
    if _IN_TOO.search(remark.text):
        return True
    said = [c for c in remark.clauses if len(c.tokens) > 1 or not c.of("act", "accept", "noise")]
    said = said or remark.clauses
    if not said or remark.asks or not 2 <= remark.words <= _MOST_ADDED or destination(remark.text):  # noqa: PLR2004
        return False
    following = talk[i + 1] if i + 1 < len(talk) else None
    if following is not None and _says_no(following):
        return False
    first = said[0]
    adds = any(token.word in _AND for token in first.tokens[:2])
    return (adds or bool(_HANDED_ON.search(first.text))) and not first.does("negate", "unknown")


def _says_no(remark: Remark) -> bool:
    """Whether it turns down, or puts off, what was named before it."""
    first = remark.clauses[0] if remark.clauses else None
    no = first is not None and any(m.first <= 1 for m in first.of("act", "negate", "none", "reject"))
    return no or any(clause.does("defer") or clause.of("scope", "out_of_scope") for clause in remark.clauses)


def _chatter(text: str) -> bool:
    if _NO_ITEM.match(text):
        return True
    acts = {i for c in clauses(text) for m in c.of("act") for i in range(m.first, m.end)}
    return not re.search(r"[^\W\d_]{3,}", text) or bool(_CHATTER.match(text)) or len(acts) == len(text.split())
