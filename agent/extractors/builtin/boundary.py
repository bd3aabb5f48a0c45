"""The boundary a meeting draws: what is in, what is out, and what is put off to which phase and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.clauses import Clause, clauses
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
    r"^(?:(?:and|but|so|okay|ok|well|oh|right|what about|how about|then|also|or|do we do|do we need|will there be|are we doing"
    r"|no|not|nope|yes|yeah|the|for|like|thế còn|thế|còn|rồi|và|y|und|et|e|was ist mit|qué hay de|et pour|later|now)\s+|[,.…-]\s*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\b(?:is|are|was|goes?|comes?|moves?|moved|stays?|belongs?|waits?|can wait|should be|will be|would be|we do|we'll do|then|in|to"
    r"|for|at|not|later|maybe|it's|that's|để|sang|thì|chưa làm|kommt|ist|est|es|va|queda|pour|en|für|until|till|,)\b|[,;:—–-])\s*$",
    re.IGNORECASE,
)
_PRONOUN = frozenset(["that", "it", "this", "they", "we", "those", "these", "there", "i", "you", "he", "she", "so", "which", "everything", "nothing"])
_ASKING = frozenset(["when", "what", "who", "why", "how", "which", "where", "if", "do", "does", "did", "is", "are", "can", "could", "should", "will", "would", "have", "has", "don", "that's"])
_POINTS_BACK = re.compile(r"\b(?:those|that|it|them|this|these)\b", re.IGNORECASE)
_BACK_TO_IT = re.compile(r"^(?:put|leave|move|push|do|park|để)\b", re.IGNORECASE)
_SAID_BY = re.compile(r"\s+(?:in this (?:phase|round|one)|this time|diesmal|cette fois)\b.*$|\s+(?:i|we|you|they)\s+(?:would|will|see|do|want|think|can|could|don't|put|move)\b.*$", re.IGNORECASE)
_FRESH = 8  # remarks for which a thing that was brought up may be what "park it" means
_REACH = 160  # characters before a place in which the same remark may have named its subject
_LEAST_SCORE = 3
_SEPARATOR = re.compile(r",|\n|;|\b(?:and|und|et|và|y)\b")
_LOGISTICS = re.compile(r"\bsprint\b|\b(?:is|are) (?:here|on the phone|on mute)\b|\brecord(?:ing)?\b|\bfor the tape\b|\bminutes\b", re.IGNORECASE)
_PAST = re.compile(r"^\W*(?:was|were|is live)\b|\bphase \w+ was\b", re.IGNORECASE)
_CHATTER = re.compile(r"(?:those (?:two|three|four|five)|it really|that is it|phạm vi|i|let's|can|ok|okay|hi|hello|that's|thats|what i|in english|the story|thank)\b", re.IGNORECASE)
_BRINGS_UP = re.compile(
    r"(?:(?:and|but|so|okay|oh)\s+)*(?:(?:and|but|and then|then|what about|how about|also|thế còn|và|y|und|et|e)\s+)"
    r"(?!now\b|then\b|though\b|anyway\b|well\b|please\b|here\b|there\b)(?P<what>(?:(?:the|a|an|cái)\s+)?[^\W\d_][\w'-]*(?:\s+[\w'-]+){0,3}?)(?=\s+(?:like|when|where|if|that|for|before|thing)\b|$)",
    re.IGNORECASE,
)
_NO = frozenset(["no", "kein", "keine", "pas", "không", "nada", "sin", "nessun"])
_AT_THE_END = frozenset(["is out", "are out", "stays out", "stay out", "not in it"])
_WITH_OBJECT = frozenset(["leave out", "not doing", "we're not doing", "we don't do", "no need for", "forget about", "not part of", "out of scope", "explicitly not", "không làm", "nada de"])


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
    return [*_in_scope(talk), *_outside(talk)]


# What is in


def _in_scope(talk: Sequence[Remark]) -> list[Entry]:
    found: list[Entry] = []
    for i, start in _telling(talk):
        remark = talk[i]
        listed = sections.read("In scope", remark.text[start:], [c for c in remark.stated if c.start >= start])
        for one in listed:
            text = (one.text or "").strip()
            if one.kind == "in_scope" and 1 <= len(text.split()) <= _LONGEST_ITEM and not _chatter(text):
                found.append(entry("in_scope", one.quote, remark.number, text=text))
            elif one.kind == "out_of_scope" and len(text.split()) <= _LONGEST_SUBJECT:
                found.append(entry("out_of_scope", one.quote, remark.number, text=text))
    return found[:_MOST_ITEMS]


def _telling(talk: Sequence[Remark]) -> list[tuple[int, int]]:
    """The remark that tells what is built, with the place in it where the telling begins, and what is added to it."""
    end = max(12, int(len(talk) * _OPENING))
    best: tuple[int, int, int] | None = None
    named: int | None = None
    for i, remark in enumerate(talk[:end]):
        if remark.guest:
            continue
        if named is None and PHASE.search(remark.text) and destination(remark.text):
            named = i
        cues = [c for c in remark.clauses if any(len(c.words(m)) > 3 for m in c.of("scope", "in_scope"))]  # noqa: PLR2004
        invited = i > 0 and any(c.of("scope", "in_scope") for c in talk[i - 1].clauses if len(c.tokens) > 2)  # noqa: PLR2004
        near = named is not None and i - named <= _NEAR
        if not (cues or invited or near):
            continue
        begin = _after_cue(remark, cues[0]) if cues else _after_phase(remark) if i == named else 0
        score = _lists(remark, begin) + 3 * bool(cues) + 3 * bool(invited)
        if score >= _LEAST_SCORE and (best is None or score > best[0]):
            best = (score, i, begin)
    if best is None:
        return []
    _, i, begin = best
    return [(i, begin)] + [(j, 0) for j in range(i + 1, i + 5) if j < len(talk) and _adds(talk[j])]


def _adds(remark: Remark) -> bool:
    """Whether a short remark adds one more thing: "and reminders if they don't sign", "the payout, that's in as well"."""
    first = remark.clauses[0] if remark.clauses else None
    if first is not None and re.search(r"\b(?:that|it)['’]?s in (?:as well|too|also)\b|\bis (?:also )?in too\b", remark.text, re.IGNORECASE):
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
    return 0 if remark.text[: cue.start].count(",") else cue.start


def _after_phase(remark: Remark) -> int:
    """Where the sentence after the one that names the phase begins; the same one where it goes on."""
    for clause in remark.clauses:
        if PHASE.search(clause.text):
            same = [c.start for c in remark.clauses if c.start > clause.start and c.sentence > clause.sentence]
            return same[0] if same else clause.end
    return 0


def _lists(remark: Remark, start: int) -> int:
    """How much the remark reads like a list of what is built: its items, less what speaks against it."""
    rest = remark.text[start:]
    if len(rest.split()) < _LEAST_LIST:
        return 0
    tools = sum(1 for c in remark.stated if c.start >= start for m in c.of("term") if not m.term.everyday)
    against = 2 * bool(_LOGISTICS.search(rest)) + 2 * bool(_PAST.search(rest)) + 2 * remark.asks + 2 * max(0, tools - 1)
    return min(5, len(_SEPARATOR.findall(rest))) - against


def _chatter(text: str) -> bool:
    acts = {i for c in clauses(text) for m in c.of("act") for i in range(m.first, m.end)}
    return not re.search(r"[^\W\d_]{3,}", text) or bool(_CHATTER.match(text)) or len(acts) == len(text.split())


# What is out


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
        some_time = _some_time(talk, i) if i <= max(20, len(talk) * _OPENING) else None
        for one in (*_put_off(talk, i, now, recent), *([some_time] if some_time else ()), *_turned_down(talk, i, started=started)):
            key = re.sub(r"\W+", " ", one.what.casefold()).strip().removesuffix("s")
            again = one.to is not None and last[0] == one.to and i - last[1] <= 3 and not one.named  # noqa: PLR2004
            if (key, one.to is not None) in seen or not key or again:
                continue
            last = (one.to, i) if one.to else last
            if one.to:
                found.append(entry("deferred_idea", one.quote, remark.number, text=one.what, to=one.to, rationale=one.reason))
            if (key, False) not in seen:
                found.append(entry("out_of_scope", one.quote, remark.number, text=one.what))
            seen |= {(key, one.to is not None), (key, False)}
        brought = _raised(remark)
        raised = (brought, i) if brought else raised
    return found


def _current_phase(talk: Sequence[Remark]) -> int | None:
    for remark in talk[: max(12, int(len(talk) * _OPENING))]:
        place = destination(remark.text)
        if place and PHASE.match(place) and "sprint" not in place.casefold():
            return number_of(place)
    return None


def _put_off(talk: Sequence[Remark], i: int, now: int | None, raised: str | None) -> Iterator[_PutOff]:
    """Things that a remark puts off to a later phase: its own subject, or what was brought up just before."""
    remark = talk[i]
    for sentence in dict.fromkeys(clause.sentence for clause in remark.stated):
        own = [clause for clause in remark.stated if clause.sentence == sentence]
        for clause in own:
            to = destination(clause.text)
            if not to or not _later(to, now, remark):
                continue
            here = _subject(remark, clause, to)
            if here and _BACK_TO_IT.search(here):
                here = None
            what = here or _asked_before(talk, i) or raised
            if what:
                quote = quotation(remark.text, own[0].start, own[-1].end)
                yield _PutOff(what, to, _reason(talk, i, clause), quote, named=here is not None)
            break


def _some_time(talk: Sequence[Remark], i: int) -> _PutOff | None:
    """A thing put off to no named time, in answer to a question about it: "And bundles?" — "Put it on the later list"."""
    remark = talk[i]
    defers = [c for c in remark.stated if any(m.end - m.first > 1 for m in c.of("act", "defer"))]
    if i == 0 or not defers or remark.own or destination(remark.text) or not talk[i - 1].asks or talk[i - 1].own:
        return None
    what = _raised(talk[i - 1])
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
    here = _noun(clause.text[: clause.text.casefold().find(to.casefold())])
    if here and not _POINTS_BACK.search(here):
        return here
    heads = [c for c in remark.clauses if c.start < clause.start and clause.start - c.start <= _REACH]
    for other in reversed(heads):
        begins = all(c.sentence != other.sentence for c in remark.clauses if c.start < other.start)
        if begins and (other.sentence == clause.sentence or other.asks or other.does("negate", "none")):
            named = _noun(other.text)
            if named and len(named.split()) <= 4:  # noqa: PLR2004
                return named
    return None


def _asked_before(talk: Sequence[Remark], i: int) -> str | None:
    """What the remarks just before bring up: a short question, or a thing that is turned down or named."""
    for back in range(1, 4):
        if i - back < 0 or talk[i - back].guest:
            return None
        other = talk[i - back]
        named = _raised(other)
        if named:
            return named
        for clause in [c for c in other.clauses if c.asks] or (other.clauses if other.words <= _LONGEST_SUBJECT else []):
            out = [m for m in clause.of("scope", "out_of_scope") if m.end - m.first > 1]
            named = _noun(clause.text[: clause.tokens[out[0].first].start] if out else clause.text)
            if named and not (clause.of("act", "ask") and clause.of("act", "ask")[0].first == 0):
                return named
    return None


def _raised(remark: Remark) -> str | None:
    """A thing that a remark brings up: "And then attribution, …", "Threads?", "A report builder."."""
    for clause in remark.clauses:
        begins = clause.start == 0 or clause.sentence != 0
        found = _BRINGS_UP.match(clause.text) if begins else None
        if found and not clause.does("negate", "none", "accept", "unknown"):
            named = _noun(found["what"])
            if named and not clause.of("term"):
                return named
    if remark.words <= 4 and remark.clauses and not remark.clauses[0].does("accept", "negate", "none", "ask", "agreement_only"):  # noqa: PLR2004
        named = _noun(remark.clauses[0].text)
        if named and (remark.asks or remark.clauses[0].tokens[0].word in ("a", "an", "the")):
            return named
    return None


def _noun(text: str) -> str | None:
    """The text as the name of a thing, without what leads up to it and what follows; None when it names none."""
    text = _SAID_BY.sub("", _OPENER.sub("", text.strip(" .,:;?!…")))
    for _ in range(4):
        text = _TAIL.sub("", text)
    words = text.split()
    if not 0 < len(words) <= _LONGEST_SUBJECT or not re.search(r"[^\W\d_]{3,}", text):
        return None
    first = re.split(r"['’]", words[0].casefold())[0]
    if first in _PRONOUN or first in _ASKING or first.endswith("n") and "'" in words[0] or words[-1].casefold() in ("one", "thing", "though", "please"):
        return None
    named = clauses(text)
    acts = {i for m in (named[0].of("act") if named else []) for i in range(m.first, m.end)}
    if not named or all(i in acts for i in range(len(named[0].tokens))):
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
    if not said and i + 1 < len(talk) and not talk[i + 1].asks and not talk[i + 1].own:
        after = talk[i + 1]
        if 4 <= after.words <= _LONGEST_REASON and any(c.does("because", "negate", "unknown") for c in after.clauses):  # noqa: PLR2004
            said = after.text
    return " ".join(said.split()[:_LONGEST_REASON]) or None


def _turned_down(talk: Sequence[Remark], i: int, *, started: bool) -> Iterator[_PutOff]:
    """Things that are not built: "X is not in it", "X?" — "No", "No X."."""
    remark = talk[i]
    if not started or i > max(20, len(talk) * _OPENING) or remark.asks or not remark.clauses:
        return
    for clause in remark.stated:
        out = [m for m in clause.of("scope", "out_of_scope") if m.end - m.first > 1]
        if not out:
            continue
        if clause.words(out[0]).casefold() in _AT_THE_END and out[0].end < len(clause.tokens):
            continue
        head = next(c for c in remark.clauses if c.sentence == clause.sentence)
        what = _noun(clause.text[: clause.tokens[out[0].first].start])
        what = what or (_noun(head.text) if head is not clause else None)
        if what is None and clause.words(out[0]).casefold() in _WITH_OBJECT:
            what = _noun(_after(clause, out[0].end))
        if what is None and not clause.text[: clause.tokens[out[0].first].start].strip().count(" "):
            what = _asked_before(talk, i)
        if what and len(what.split()) <= 5:  # noqa: PLR2004
            yield _PutOff(what, None, None, clause.text)
    first = remark.clauses[0]
    says_no = any(m.first == 0 for m in first.of("act", "none", "negate")) and not first.does("unknown", "correct")
    if says_no and i > 0 and talk[i - 1].asks and not talk[i - 1].own:
        what = _raised(talk[i - 1])
        if what and len(what.split()) <= 4:  # noqa: PLR2004
            yield _PutOff(what, None, None, quotation(remark.text, 0, len(remark.text)))
    elif not remark.own and remark.words <= _LONGEST_SUBJECT:
        for clause in remark.clauses:
            begins = [t.word for t in clause.tokens if t.word not in ("so", "and", "okay", "ok")]
            what = _noun(re.sub(r"\s+(?:no|nein|non|không)$", "", clause.text, flags=re.IGNORECASE))
            if begins and begins[0] in _NO and what and len(what.split()) <= 3:  # noqa: PLR2004
                yield _PutOff(what, None, None, clause.text)


def _after(clause: Clause, end: int) -> str:
    return clause.text[clause.tokens[end].start :] if end < len(clause.tokens) else ""
