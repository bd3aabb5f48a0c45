"""The boundary a meeting draws: what is in, what is out, and what is put off to which phase and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.entries import entry, quotation
from phase_context.agent.extractors.builtin.places import PHASE, destination, number_of
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.schemas import Entry

_OPENING = 0.35  # share of the meeting in which it says what it is about
_NEAR = 8  # remarks after the phase is named in which its content is told
_LEAST_LIST = 10  # words of a telling that lists what is built
_MOST_ITEMS = 10
_LONGEST_ITEM = 16  # words
_LONGEST_SUBJECT = 8  # words
_LONGEST_REASON = 40  # words
_SEASON = re.compile(r"spring|summer|autumn|fall|winter|next (?:year|quarter)|q[1-4]", re.IGNORECASE)
_OPENER = re.compile(
    r"^(?:(?:and|but|so|okay|ok|well|oh|right|what about|how about|then|also|or|do we do|do we|will there be|is there|are we doing"
    r"|no|not|nope|yes|yeah|the|for|like|thế còn|thế|còn|rồi|và|y|und|et|e|was ist mit|qué hay de|et pour|later|now)\s+|[,.…-]\s*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\b(?:is|are|was|goes?|comes?|moves?|moved|stays?|belongs?|waits?|can wait|should be|will be|would be|we do|we'll do|then|in|to"
    r"|for|at|not|later|maybe|it's|that's|để|sang|thì|chưa làm|kommt|ist|est|es|va|queda|pour|en|für|until|till|,)\b|[,;:—–-])\s*$",
    re.IGNORECASE,
)
_PRONOUN = frozenset(["that", "it", "this", "they", "we", "those", "these", "there", "i", "you", "he", "she", "so", "which", "everything", "nothing"])
_NEXT = re.compile(r"(?:then|next|also|tips)", re.IGNORECASE)


@dataclass(frozen=True)
class _PutOff:
    what: str
    to: str | None
    reason: str | None
    at: int
    quote: str


def boundary(talk: Sequence[Remark]) -> list[Entry]:
    """In scope, out of scope and deferred ideas."""
    return [*_in_scope(talk), *_outside(talk)]


# What is in


def _in_scope(talk: Sequence[Remark]) -> list[Entry]:
    told = _telling(talk)
    found: list[Entry] = []
    for i, start in told:
        remark = talk[i]
        listed = sections.read("In scope", remark.text[start:], [c for c in remark.stated if c.start >= start])
        for one in listed:
            text = (one.text or "").strip()
            if one.kind == "in_scope" and 1 <= len(text.split()) <= _LONGEST_ITEM and not _small_talk(text):
                found.append(entry("in_scope", one.quote, remark.number, text=text))
            elif one.kind == "out_of_scope" and len(text.split()) <= _LONGEST_SUBJECT:
                found.append(entry("out_of_scope", one.quote, remark.number, text=text))
    return found[:_MOST_ITEMS]


def _telling(talk: Sequence[Remark]) -> list[tuple[int, int]]:
    """The remarks that tell what is built, with the place in them where the telling begins."""
    end = max(12, int(len(talk) * _OPENING))
    named: int | None = None
    for i, remark in enumerate(talk[:end]):
        if remark.guest:
            continue
        cues = [c for c in remark.stated if any(len(c.words(m)) > 3 for m in c.of("scope", "in_scope"))]  # noqa: PLR2004
        lists = [c for c in cues if _lists(remark, c.start)]
        if lists:
            return [(i, lists[0].start)]
        if named is None and PHASE.search(remark.text) and destination(remark.text):
            named = i
        if named is not None and i - named <= _NEAR and not remark.asks:
            start = _after_phase(remark) if i == named else 0
            if _lists(remark, start):
                return [(i, start)]
    return []


def _after_phase(remark: Remark) -> int:
    """Where the sentence after the one that names the phase begins; the same one where it goes on."""
    for clause in remark.clauses:
        if PHASE.search(clause.text):
            later = [c.start for c in remark.clauses if c.start > clause.start]
            return later[0] if later else clause.end
    return 0


def _lists(remark: Remark, start: int) -> bool:
    rest = remark.text[start:]
    words = len(rest.split())
    tools = sum(1 for c in remark.stated if c.start >= start for m in c.of("term") if not m.term.everyday)
    return words >= _LEAST_LIST and len(re.findall(r",|\n|;|\band\b|\bund\b|\bet\b|\bvà\b", rest)) >= 2 and tools <= 1  # noqa: PLR2004


def _small_talk(text: str) -> bool:
    return not re.search(r"[^\W\d_]{3,}", text) or text.casefold().split()[0] in ("i", "let's", "can", "ok", "hi")


# What is out


def _outside(talk: Sequence[Remark]) -> list[Entry]:
    now = _current_phase(talk)
    found: list[Entry] = []
    seen: set[str] = set()
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        for one in (*_put_off(talk, i, now), *_turned_down(talk, i)):
            key = re.sub(r"\W+", " ", one.what.casefold()).strip()
            if key in seen or not key:
                continue
            seen.add(key)
            where = talk[one.at].number
            if one.to:
                found.append(entry("deferred_idea", one.quote, where, text=one.what, to=one.to, rationale=one.reason))
            found.append(entry("out_of_scope", one.quote, where, text=one.what))
    return found


def _current_phase(talk: Sequence[Remark]) -> int | None:
    for remark in talk[: max(12, int(len(talk) * _OPENING))]:
        place = destination(remark.text)
        if place and PHASE.match(place) and "sprint" not in place.casefold():
            return number_of(place)
    return None


def _put_off(talk: Sequence[Remark], i: int, now: int | None) -> Iterator[_PutOff]:
    """Things that a remark puts off to a later phase: its own subject, or what was asked just before."""
    remark = talk[i]
    for sentence in dict.fromkeys(clause.sentence for clause in remark.stated):
        own = [clause for clause in remark.stated if clause.sentence == sentence]
        for clause in own:
            to = destination(clause.text)
            if not to or not _later(to, now, own):
                continue
            what = _subject(talk, i, clause, to)
            if not what:
                continue
            quote = quotation(remark.text, own[0].start, own[-1].end)
            yield _PutOff(what, to, _reason(talk, i, clause), i, quote)
            break


def _later(to: str, now: int | None, own: Sequence[Clause]) -> bool:
    number = number_of(to)
    if PHASE.match(to) and "sprint" not in to.casefold() and number is not None:
        return now is not None and number > now
    defers = any(clause.does("defer", "negate", "none") for clause in own)
    return defers and bool(PHASE.search(to) or _SEASON.search(to))


def _subject(talk: Sequence[Remark], i: int, clause: Clause, to: str) -> str | None:
    """What is put off: named before the place in the same clause or sentence, else asked about just before."""
    remark = talk[i]
    before = clause.text[: clause.text.casefold().find(to.casefold())]
    here = _noun(before)
    if here:
        return here
    earlier = [c for c in remark.clauses if c.start < clause.start and c.start >= clause.start - 160]
    for other in reversed(earlier):
        if other.does("negate", "none") or other.sentence == clause.sentence or other.asks:
            named = _noun(other.text)
            if named and len(named.split()) <= 4:  # noqa: PLR2004
                return named
    return _asked_before(talk, i)


def _asked_before(talk: Sequence[Remark], i: int) -> str | None:
    """What the remarks just before bring up: a short question, or a thing that is named in passing."""
    for back in range(1, 4):
        if i - back < 0:
            return None
        other = talk[i - back]
        if other.guest:
            return None
        asking = [c for c in other.clauses if c.asks] or (other.clauses if other.words <= _LONGEST_SUBJECT else [])
        for clause in asking:
            named = _noun(clause.text)
            if named and not (clause.of("act", "ask") and clause.of("act", "ask")[0].first == 0 and len(clause.tokens) <= 3):  # noqa: PLR2004
                return named
    return None


def _noun(text: str) -> str | None:
    """The text as the name of a thing, without what leads up to it and what follows; None when it names none."""
    text = _OPENER.sub("", text.strip(" .,:;?!…"))
    for _ in range(4):
        text = _TAIL.sub("", text)
    words = text.split()
    if not 0 < len(words) <= _LONGEST_SUBJECT or words[0].casefold().strip("'’s") in _PRONOUN:
        return None
    if words[0].casefold() in ("when", "what", "who", "why", "how", "which", "where") or not re.search(r"[^\W\d_]{3,}", text):
        return None
    return text[:1].upper() + text[1:]


def _reason(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """Why it is put off: the rest of the sentence and what the same remark, or the next one, says after it."""
    remark = talk[i]
    place = destination(clause.text) or ""
    cut = clause.text.casefold().find(place.casefold()) + len(place)
    tail = clause.text[cut:].strip(" ,.")
    rest = remark.text[clause.end :].strip(" ,.;:\n")
    before = [c.text for c in remark.stated if c.end <= clause.start and len(c.tokens) > 3]  # noqa: PLR2004
    said = " ".join(part for part in (tail, rest) if part) or (before[-1] if before else "")
    if not said and i + 1 < len(talk) and 4 <= talk[i + 1].words <= _LONGEST_REASON and not talk[i + 1].asks:  # noqa: PLR2004
        said = talk[i + 1].text
    said = " ".join(said.split()[:_LONGEST_REASON])
    return said or None


def _turned_down(talk: Sequence[Remark], i: int) -> Iterator[_PutOff]:
    """Things that are not built: "X?" — "No X", "X is not in it"."""
    remark = talk[i]
    opening = i <= max(20, len(talk) * _OPENING)
    for clause in remark.stated:
        out = [m for m in clause.of("scope", "out_of_scope") if len(clause.words(m).split()) >= 2]  # noqa: PLR2004
        if out and any(c.of("topic") for c in (clause,) if not opening):
            continue
        if out and opening:
            what = _noun(clause.text[: clause.tokens[out[0].first].start]) or _noun(_after(clause, out[0].end))
            if what and len(what.split()) <= 5:  # noqa: PLR2004
                yield _PutOff(what, None, None, i, clause.text)
    if not opening or i == 0 or remark.asks:
        return
    first = remark.clauses[0] if remark.clauses else None
    said_no = first is not None and any(m.first == 0 for m in first.of("act", "none", "negate")) and not first.does("unknown")
    if said_no and talk[i - 1].asks and not talk[i - 1].own:
        asked = talk[i - 1].clauses[-1]
        what = _noun(asked.text)
        if what and len(what.split()) <= 5 and not (asked.of("act", "ask") and asked.of("act", "ask")[0].first == 0):  # noqa: PLR2004
            yield _PutOff(what, None, None, i, quotation(remark.text, 0, len(remark.text)))
    elif said_no and first is not None and not remark.own and not remark.follows:
        what = _noun(first.text)
        if what and len(what.split()) <= 3:  # noqa: PLR2004
            yield _PutOff(what, None, None, i, first.text)


def _after(clause: Clause, end: int) -> str:
    return clause.text[clause.tokens[end].start :] if end < len(clause.tokens) else ""
