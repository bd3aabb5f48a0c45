"""The boundary a meeting draws: what is in, what is out, and what is put off to which phase and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phase_context.agent.extractors.builtin.answers.entries import entry, quotation
from phase_context.agent.extractors.builtin.lists.in_scope import OPENING, in_scope
from phase_context.agent.extractors.builtin.lists.left_out import Outside, said_to_be_out, thing, turned_down
from phase_context.agent.extractors.builtin.lists.noted import noted_subject
from phase_context.agent.extractors.builtin.lists.recaps import stems
from phase_context.agent.extractors.builtin.talk.naming import brought_up_before, noun
from phase_context.agent.extractors.builtin.talk.raised import is_thing, on_the_table, thing_of
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.places import PHASE, destination, number_of
from phase_context.agent.language.wording import pattern
from phase_context.schemas import Entry

_LONGEST_REASON = 40  # words
_SEASON = pattern(r"<season>|<occasion>|half of|next (?:year|quarter)|q[1-4]")
_POINTS_BACK = pattern(r"\b<points_back>\b")
_BACK_TO_IT = pattern(r"^(?:<moves_it>|<moves_on>)\b")
_UNTIL = re.compile(r"\s(?:when|once|until|till|if|as soon as|wenn|sobald|cuando|quand|khi)\b", re.IGNORECASE)
_SUBJECT_OF = pattern(
    r"^(?:<before_a_name>[\s,]+)*(?P<what>[\w'’-]+(?:\s+[\w'’-]+){0,2}?)\s+"
    r"(?:is|are|isn['’]t|aren['’]t|will|won['’]t|would|needs?|has to|have to|must|can|could)\b"
)
_BEFORE_A_PLACE = pattern(  # "so fines aren't before phase five"
    r"(?:^|\b(?:so|and|but|then|also)\s+)(?P<what>[\w'’-]+(?:\s+[\w'’-]+){0,3}?)\s+"
    r"(?:is|are|isn['’]t|aren['’]t|comes?|goes?|waits?|moves?|won['’]t (?:be|come|happen))"
    r"(?:\s+not)?(?:\s+(?:before|until|till|in|for|to|with|at|on|by))?(?:\s+the)?\s*$"
)
_FOR_WHAT = pattern(
    r"^\s*(?:is\s+)?(?:for|→|->|:|=)\s+(?P<what>[\w'’-]+(?:\s+[\w'’-]+){0,3}?)(?:\s+(?:noted|then|ok|okay|it is))?$"
)
_LISTS = re.compile(r"[^,]+,[^,]+,|[^/]+/[^/]+/")
_STILL_MEANT = 12  # remarks for which what was said to be out is still meant
_NAMED_WITHIN = 6  # remarks
_CURT = 12  # words of a remark that may do no more than name a thing
_EARLY = 20  # remarks that count as the opening of a short meeting
_LONGEST_ITEM = 5  # words of a thing that is turned down
_REACH = 160  # characters before a place in which the same remark may have named its subject
_LEADS_ON = re.compile(r"(?:\s+|^)(?:(?:after|in|for|to|until|till|by|with)(?:\s+the)?|the)\s*$", re.IGNORECASE)
_OUT_BEFORE = 3  # remarks before one that says where to a thing was put that may have said that it is out
_BRIEF = 5  # words of a clause that may do no more than say when
_LONGEST_TIME = 8  # words
_LONGEST_DELAY = 18  # words of a remark that puts something off to no phase
_WAITS = pattern(
    r"^(?:(?:but|and|so|then|only|not)[\s,]+)*(?:after|once|when|as soon as|not before|not until|nach|sobald|cuando"
    r"|sau khi)\s+(?!that\b|this\b|it\b)\w+\s+\w+"
)
_AFTER_WHAT = pattern(
    r"\b(?P<when>(?:after|once|when|as soon as|nach|sobald|cuando|después de|quand|sau khi)\s+[\w' -]+)"
)


def boundary(talk: Sequence[Remark], phase: int | None = None) -> list[Entry]:
    """In scope, out of scope and deferred ideas. ``phase`` is the number of the meeting's own phase, where known."""
    now = phase if phase is not None else _current_phase(talk)
    return [*in_scope(talk, phase), *_outside(talk, now)]


def _outside(talk: Sequence[Remark], now: int | None) -> list[Entry]:
    found: list[Entry] = []
    seen: set[tuple[str, bool]] = set()
    last: tuple[str | None, int] = (None, -9)
    out: tuple[str | None, int] = (None, -99)  # the thing that was said to be out last, and where
    technical = next((i for i, remark in enumerate(talk) if _is_technical(remark)), len(talk))
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        some_time = _some_time(talk, i)
        for one in (
            *_put_off(talk, i, now, out[0] if i - out[1] <= _STILL_MEANT else None),
            *([some_time] if some_time else ()),
            *(turned_down(talk, i, plainly=i < technical) if now is not None else ()),
        ):
            key = re.sub(r"\W+", " ", one.what.casefold()).strip().removesuffix("s")
            again = one.to is not None and last[0] == one.to and i - last[1] <= 3 and not one.named  # noqa: PLR2004
            if (key, one.to is not None) in seen or not key or again:
                continue
            last = (one.to, i) if one.to else last
            out = (one.what, i)
            if one.to:
                found.append(
                    entry("deferred_idea", one.quote, remark.number, text=one.what, to=one.to, rationale=one.reason)
                )
            if (key, False) not in seen:
                found.append(entry("out_of_scope", one.quote, remark.number, text=one.what))
            seen |= {(key, one.to is not None), (key, False)}
    return found


def _is_technical(remark: Remark) -> bool:
    """Whether it names a tool for a topic: from there on a no is about how, not about what."""
    return bool(remark.own) and any(not m.term.everyday for c in remark.clauses for m in c.of("term"))


def _current_phase(talk: Sequence[Remark]) -> int | None:
    for remark in talk[: max(12, int(len(talk) * OPENING))]:
        place = destination(remark.text)
        if place and PHASE.match(place) and "sprint" not in place.casefold():
            return number_of(place)
    return None


def _put_off(talk: Sequence[Remark], i: int, now: int | None, out: str | None) -> Iterator[Outside]:
    """Things that a remark puts off to a later phase: its own subject, or what was brought up just before.

    ``out`` is what was said to be out a while ago.
    """
    remark = talk[i]
    said = [c for c in remark.clauses if not c.asks or "?" not in remark.text]
    places = [(c, to) for c in said if (to := destination(c.text)) and _later(talk, i, c, to, now)]
    if any(PHASE.search(to) for _, to in places):  # "the phones come in autumn, so that goes to phase six"
        places = [(c, to) for c, to in places if PHASE.search(to)]
    done: set[int] = set()
    for clause, to in places:
        own = [c for c in said if c.sentence == clause.sentence]
        if clause.sentence in done or any(c.does("suppose") for c in own) or _said_again(talk, i, clause, to):
            continue
        done.add(clause.sentence)
        here = _behind_a_colon(remark, clause) or _subject(remark, clause, to)
        if here and (_BACK_TO_IT.search(here) or not is_thing(here)):
            here = None
        what = noted_subject(remark, clause.end) or here or _just_out(talk, i, clause) or _heading(remark, clause)
        what = (
            what
            or _head(talk, i, clause)
            or _taken_up(talk, i, clause)
            or _spoken_of(talk, i)
            or thing(brought_up_before(talk, i))
            or out
        )
        if what and not PHASE.search(what):
            quote = quotation(remark.text, own[0].start, own[-1].end)
            yield Outside(what, to, _reason(talk, i, clause), quote, named=here is not None)


def _said_again(talk: Sequence[Remark], i: int, clause: Clause, to: str) -> bool:
    """Whether the remark says only where to, and the next one what: "Phase three." — "Waiting list, phase three"."""
    following = talk[i + 1] if i + 1 < len(talk) else None
    if following is None or _subject(talk[i], clause, to):
        return False
    places = ((c, place) for c in following.clauses if (place := destination(c.text)))
    return any(
        place.casefold() == to.casefold() and is_thing(_LEADS_ON.sub("", _subject(following, c, place) or ""))
        for c, place in places
    )


def _head(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """The subject of the sentence, where nothing was asked: "Direct debits are theirs, and that's phase nine"."""
    if i and talk[i - 1].asks:
        return None
    first = next(c for c in talk[i].clauses if c.sentence == clause.sentence)
    found = _SUBJECT_OF.match(first.text) if first is not clause else None
    named = noun(found["what"]) if found else None
    return named if named and is_thing(named) and not _POINTS_BACK.search(named) else None


def _taken_up(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """What the remark's first words take up of what somebody named just before: "Roaming is a world of its own. …"."""
    for other in talk[i].clauses:
        if other.start > clause.start:
            return None
        subject = _SUBJECT_OF.match(other.text)
        named = noun(subject["what"]) if subject else None
        if (
            named
            and is_thing(named)
            and any(stems(named) & stems(r.text) for r in talk[max(0, i - _NAMED_WITHIN) : i] if r.words <= _CURT)
        ):
            return named
    return None


def _spoken_of(talk: Sequence[Remark], i: int) -> str | None:
    """What was brought up, or said to be out, last before the remark."""
    for back in range(1, min(i, _OUT_BEFORE) + 1):
        for clause in talk[i - back].stated:
            what = thing(said_to_be_out(talk, i - back, clause))
            if what and len(what.split()) <= _LONGEST_ITEM:
                return what
        named = on_the_table(talk, i - back + 1, 1)
        if named:
            return named
    return on_the_table(talk, i)


def _behind_a_colon(remark: Remark, clause: Clause) -> str | None:
    """What is put off, where it comes last: "Push it to phase four: the weighing"."""
    if remark.text[clause.end : clause.end + 1] != ":":
        return None
    behind = next((c for c in remark.clauses if c.start > clause.end), None)
    return noun(behind.text) if behind else None


def _heading(remark: Remark, clause: Clause) -> str | None:
    """What the same remark brings up before that clause: "The intercom. Sales has promised it. Phase nine."."""
    named = thing_of(remark, clause.start)
    if named or not remark.clauses or remark.clauses[0].start >= clause.start:
        return named
    first = remark.clauses[0]
    alone = len(remark.clauses) > 1 and remark.clauses[1].sentence != first.sentence
    return thing(noun(first.text)) if alone and not first.does("accept", "negate", "none", "defer") else None


def _just_out(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """What the same remark has said to be out just before: "Transfers are out, we'll see in phase five"."""
    for other in reversed([c for c in talk[i].stated if c.start < clause.start]):
        what = said_to_be_out(talk, i, other)
        if what and len(what.split()) <= _LONGEST_ITEM:
            return what
    return None


def _some_time(talk: Sequence[Remark], i: int) -> Outside | None:
    """A thing put off to no phase: "And bundles?" — "Put it on the later list", "We look at it after the pilot"."""
    remark = talk[i]
    defers = any(m.end - m.first > 1 or m.end == len(c.tokens) for c in remark.stated for m in c.of("act", "defer"))
    waits = any(_WAITS.match(clause.text) for clause in remark.stated) and _answers(talk, i)
    if (
        i == 0
        or not (defers or waits)
        or remark.own
        or remark.words > _LONGEST_DELAY
        or any(map(_has_place, remark.stated))
    ):
        return None
    what = on_the_table(talk, i)
    when = _AFTER_WHAT.search(remark.text)
    opening = i <= max(_EARLY, len(talk) * OPENING)
    asked = opening and talk[i - 1].asks and not talk[i - 1].own
    if not what or not (when or asked):
        return None
    quote = quotation(remark.text, remark.stated[0].start, remark.stated[-1].end)
    return Outside(what, " ".join(when["when"].split()[:_LONGEST_TIME]) if when else "later", None, quote)


def _has_place(clause: Clause) -> bool:
    return destination(clause.text) is not None


def _later(talk: Sequence[Remark], i: int, clause: Clause, to: str, now: int | None) -> bool:
    """Whether that place is after this phase; a season, a quarter is one only where something is put off to it."""
    number = number_of(to)
    if PHASE.search(to) and "sprint" not in to.casefold() and number is not None:
        return now is not None and number > now
    remark = talk[i]
    sprint = "sprint" in to.casefold()
    defers = any(c.does("defer") or (c.does("none") and not sprint) for c in remark.stated)
    if not (PHASE.search(to) or _SEASON.search(to)):
        return False
    brief = (
        bool(_SEASON.search(to))
        and len(clause.tokens) <= _BRIEF
        and not remark.own
        and i <= max(_EARLY, len(talk) * OPENING)
    )
    if _answers(talk, i):
        return True
    return defers or (brief and (on_the_table(talk, i) is not None or _subject(remark, clause, to) is not None))


def _answers(talk: Sequence[Remark], i: int) -> bool:
    """Whether the remark answers, with no yes, a question of the opening for a thing: "And trend charts?"."""
    before = talk[i - 1] if i else None
    if before is None or not before.asks or before.own or i > max(_EARLY, len(talk) * OPENING) or not talk[i].clauses:
        return False
    return thing_of(before) is not None and not talk[i].clauses[0].does("accept")


def _subject(remark: Remark, clause: Clause, to: str) -> str | None:
    """What is put off, where the remark itself names it: before the place, or at the head of a sentence."""
    at = clause.text.casefold().find(to.casefold())
    for form, text in ((_BEFORE_A_PLACE.search, clause.text[:at]), (_FOR_WHAT.match, clause.text[at + len(to) :])):
        found = form(text)
        named = noun(found["what"]) if found else None
        if named and is_thing(named) and not _POINTS_BACK.search(named):
            return named
    here = noun(_LEADS_ON.sub("", clause.text[:at]))
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
