"""The boundary a meeting draws: what is in, what is out, and what is put off to which phase and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.entries import entry, quotation
from phase_context.agent.extractors.builtin.in_scope import OPENING, in_scope
from phase_context.agent.extractors.builtin.naming import LONGEST_NAME, brought_up_before, noun, raised_by
from phase_context.agent.extractors.builtin.places import PHASE, destination, number_of
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.agent.extractors.builtin.wording import pattern, words
from phase_context.schemas import Entry

_LONGEST_REASON = 40  # words
_SEASON = pattern(r"<season>|next (?:year|quarter)|q[1-4]")
_POINTS_BACK = pattern(r"\b<points_back>\b")
_BACK_TO_IT = pattern(r"^<moves_it>\b")
_UNTIL = re.compile(r"\s(?:when|once|until|till|if|as soon as|wenn|sobald|cuando|quand|khi)\b", re.IGNORECASE)
_EARLY = 20  # remarks that count as the opening of a short meeting
_LONGEST_ITEM = 5  # words of a thing that is turned down
_FRESH = 8  # remarks for which a thing that was brought up may be what "park it" means
_REACH = 160  # characters before a place in which the same remark may have named its subject
_NO = words("no_article")
_AT_THE_END = words("out_at_the_end")
_WITH_OBJECT = words("out_with_object")


@dataclass(frozen=True)
class _PutOff:
    """A thing that is out: where it is put off to, if anywhere; ``named`` says that the remark names it itself."""

    what: str
    to: str | None
    reason: str | None
    quote: str
    named: bool = True


def boundary(talk: Sequence[Remark]) -> list[Entry]:
    """In scope, out of scope and deferred ideas."""
    return [*in_scope(talk), *_outside(talk)]


def _outside(talk: Sequence[Remark]) -> list[Entry]:
    now = _current_phase(talk)
    found: list[Entry] = []
    seen: set[tuple[str, bool]] = set()
    last: tuple[str | None, int] = (None, -9)
    raised: tuple[str | None, int] = (None, 0)
    started = False
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        started = started or bool(PHASE.search(remark.text))
        recent = raised[0] if i - raised[1] <= _FRESH else None
        some_time = _some_time(talk, i) if i <= max(_EARLY, len(talk) * OPENING) else None
        for one in (
            *_put_off(talk, i, now, recent),
            *([some_time] if some_time else ()),
            *_turned_down(talk, i, started=started),
        ):
            key = re.sub(r"\W+", " ", one.what.casefold()).strip().removesuffix("s")
            again = one.to is not None and last[0] == one.to and i - last[1] <= 3 and not one.named  # noqa: PLR2004
            if (key, one.to is not None) in seen or not key or again:
                continue
            last = (one.to, i) if one.to else last
            if one.to:
                found.append(
                    entry("deferred_idea", one.quote, remark.number, text=one.what, to=one.to, rationale=one.reason)
                )
            if (key, False) not in seen:
                found.append(entry("out_of_scope", one.quote, remark.number, text=one.what))
            seen |= {(key, one.to is not None), (key, False)}
        brought = raised_by(remark)
        raised = (brought, i) if brought else raised
    return found


def _current_phase(talk: Sequence[Remark]) -> int | None:
    for remark in talk[: max(12, int(len(talk) * OPENING))]:
        place = destination(remark.text)
        if place and PHASE.match(place) and "sprint" not in place.casefold():
            return number_of(place)
    return None


def _put_off(talk: Sequence[Remark], i: int, now: int | None, raised: str | None) -> Iterator[_PutOff]:
    """Things that a remark puts off to a later phase: its own subject, or what was brought up just before."""
    remark = talk[i]
    for sentence in dict.fromkeys(clause.sentence for clause in remark.stated):
        own = [clause for clause in remark.stated if clause.sentence == sentence]
        if any(clause.does("suppose") for clause in own):
            continue
        for clause in own:
            to = destination(clause.text)
            if not to or not _later(to, now, remark):
                continue
            here = _subject(remark, clause, to)
            if here and _BACK_TO_IT.search(here):
                here = None
            what = here or _just_out(talk, i, clause) or brought_up_before(talk, i) or raised
            if what:
                quote = quotation(remark.text, own[0].start, own[-1].end)
                yield _PutOff(what, to, _reason(talk, i, clause), quote, named=here is not None)
            break


def _just_out(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """What the same remark has said to be out just before: "Transfers are out, we'll see in phase five"."""
    for other in reversed([c for c in talk[i].stated if c.start < clause.start]):
        what = _said_to_be_out(talk, i, other)
        if what and len(what.split()) <= _LONGEST_ITEM:
            return what
    return None


def _some_time(talk: Sequence[Remark], i: int) -> _PutOff | None:
    """A thing put off to no named time, in answer to a question: "And bundles?" — "Put it on the later list"."""
    remark = talk[i]
    defers = [c for c in remark.stated if any(m.end - m.first > 1 for m in c.of("act", "defer"))]
    if i == 0 or not defers or remark.own or destination(remark.text) or not talk[i - 1].asks or talk[i - 1].own:
        return None
    what = raised_by(talk[i - 1])
    quote = quotation(remark.text, remark.stated[0].start, remark.stated[-1].end)
    return _PutOff(what, "later", None, quote) if what else None


def _later(to: str, now: int | None, remark: Remark) -> bool:
    number = number_of(to)
    if PHASE.match(to) and "sprint" not in to.casefold() and number is not None:
        return now is not None and number > now
    defers = any(clause.does("defer", "none") for clause in remark.stated)
    return defers and bool(PHASE.search(to) or _SEASON.search(to))


def _subject(remark: Remark, clause: Clause, to: str) -> str | None:
    """What is put off, where the remark itself names it: before the place, or at the head of a sentence."""
    here = noun(clause.text[: clause.text.casefold().find(to.casefold())])
    if here and not _POINTS_BACK.search(here):
        return here
    heads = [c for c in remark.clauses if c.start < clause.start and clause.start - c.start <= _REACH]
    for other in reversed(heads):
        begins = all(c.sentence != other.sentence for c in remark.clauses if c.start < other.start)
        if begins and (other.sentence == clause.sentence or other.asks or other.does("negate", "none")):
            named = noun(_UNTIL.split(other.text)[0])
            if named and len(named.split()) <= 4:  # noqa: PLR2004
                return named
    return None


def _reason(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """Why it is put off: the rest of the sentence and what the same remark, or the next one, says after it."""
    remark = talk[i]
    place = destination(clause.text) or ""
    cut = clause.text.casefold().find(place.casefold()) + len(place)
    tail = clause.text[cut:].strip(" ,.")
    rest = remark.text[clause.end :].strip(" ,.;:\n")
    before = [c.text for c in remark.stated if c.end <= clause.start and len(c.tokens) > 3]  # noqa: PLR2004
    said = " ".join(part for part in (tail, rest) if part) or (before[-1] if before else "")
    if not said and i + 1 < len(talk) and not talk[i + 1].asks and not talk[i + 1].own:
        after = talk[i + 1]
        if 4 <= after.words <= _LONGEST_REASON and any(c.does("because", "negate", "unknown") for c in after.clauses):  # noqa: PLR2004
            said = after.text
    return " ".join(said.split()[:_LONGEST_REASON]) or None


def _turned_down(talk: Sequence[Remark], i: int, *, started: bool) -> Iterator[_PutOff]:
    """Things that are not built, as the opening says."""
    remark = talk[i]
    if not started or i > max(_EARLY, len(talk) * OPENING) or remark.asks or not remark.clauses:
        return
    for clause in remark.stated:
        what = _said_to_be_out(talk, i, clause)
        if what and len(what.split()) <= _LONGEST_ITEM:
            yield _PutOff(what, None, None, clause.text)
    first = remark.clauses[0]
    says_no = any(m.first == 0 for m in first.of("act", "none", "negate")) and not first.does("unknown", "correct")
    if says_no and i > 0 and talk[i - 1].asks and not talk[i - 1].own:
        what = raised_by(talk[i - 1])
        if what and len(what.split()) <= _LONGEST_ITEM:
            yield _PutOff(what, None, None, quotation(remark.text, 0, len(remark.text)))
    elif not remark.own:
        yield from _refused(remark, alone=remark.words > LONGEST_NAME)


def _said_to_be_out(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """What a clause says is out: "tips are not in it", "voice, before you ask, isn't on the list", "that's not us"."""
    marks = [m for m in clause.of("scope", "out_of_scope") if m.end - m.first > 1]
    if not marks:
        return None
    cue, said = marks[0], clause.words(marks[0]).casefold()
    if said in _AT_THE_END and cue.end < len(clause.tokens):
        return None
    before = clause.text[: clause.tokens[cue.first].start]
    head = next(c for c in talk[i].clauses if c.sentence == clause.sentence)
    what = noun(before) or (noun(head.text) if head is not clause else None)
    if what is None and said in _WITH_OBJECT and cue.end < len(clause.tokens):
        what = noun(clause.text[clause.tokens[cue.end].start :])
    return what or (None if " " in before.strip() else brought_up_before(talk, i))


def _refused(remark: Remark, *, alone: bool) -> Iterator[_PutOff]:
    """Short refusals: "So no bidding, no auctions."; in a longer remark those that are ``alone`` in a sentence."""
    for clause in remark.clauses:
        if alone and sum(other.sentence == clause.sentence for other in remark.clauses) > 1:
            continue
        begins = [t.word for t in clause.tokens if t.word not in ("so", "and", "okay", "ok")]
        what = noun(re.sub(r"\s+(?:no|nein|non|không)$", "", clause.text, flags=re.IGNORECASE))
        if begins and begins[0] in _NO and what and len(what.split()) < _LONGEST_ITEM:
            yield _PutOff(what, None, None, clause.text)
