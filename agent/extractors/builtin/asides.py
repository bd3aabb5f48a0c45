"""What a meeting leaves to the agent, and the ideas worth keeping word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.agent.extractors.builtin.entries import entry, quotation
from phase_context.agent.extractors.builtin.talk import Remark, somebody_else
from phase_context.agent.extractors.builtin.wording import pattern
from phase_context.schemas import Entry

_LONGEST_ITEM = 8  # words
_MOST_ITEMS = 6
_BRIEF = 40  # words of a remark that may leave something to the agent without naming it
_LEAST_IDEA = 7  # words
_LONGEST_IDEA = 60  # words
_PRAISED_WITHIN = 4  # remarks
_ANNOUNCED = 3  # words before which the announcement of an idea stands in its remark
_AGENT = pattern(r"\b<agent>\b")
_LEAD = pattern(r"^(?:<before_a_list>\b[\s,:]*)+")
_FREE = pattern(r"\b<agent>\b.*\b<decides>\b")
_ASKS_WHAT_IS_FREE = pattern(
    r"\b(?:what|anything|something|which)\b.{0,30}\b(?:i|we|it|<agent>)\b.{0,20}"
    r"\b(?:choose|decide|pick|check with you|ask you|run by you|free)\b"
)
_OR_NOT = pattern(r":\w+:|\s+thì\s.*$|\s+<behind_a_list>\.?$")
_TALKS = pattern(r"\b<speakers>\b")
_CONDITION = pattern(r"^<condition>\b")
_META = re.compile(
    r"\b(?:write|put|get) (?:\w+ ){0,3}down\b|\bin (?:her|his|their) words\b|^let me\b|\bverbatim\b|nguyên văn|\bghi\b",
    re.IGNORECASE,
)
_NO_ITEM = pattern(r"<no_item>\b")
_SUBJECT = pattern(r"^<subject>\b")


# What is left to the agent


def delegations(talk: Sequence[Remark], i: int) -> list[Entry]:
    """Things that are not topics and that a remark leaves to the agent: its own, or what was asked just before."""
    remark = talk[i]
    marked = [clause for clause in remark.stated if clause.does("delegate") and not clause.does("negate")]
    if remark.guest:
        return []
    if _asked_what_is_free(talk, i):
        listed = [c for c in remark.stated if not any(m.first == 0 for m in c.of("act", "negate", "none"))]
        kept = list(dict.fromkeys(_items(iter(listed))))[:_MOST_ITEMS]
        return [
            entry("discretion", quotation(remark.text, 0, len(remark.text)), remark.number, text=item) for item in kept
        ]
    if not marked:
        return []
    # "I don't care about errors" in talk of alerts leaves nothing to anybody.
    own = list(_items(_own_words(remark, marked))) if _AGENT.search(remark.text) or not remark.own else []
    asked = [] if _only_topic(talk, i) else list(_items(_asked_words(talk, i)))
    if not _AGENT.search(remark.text) and not (_plain(marked) and remark.words <= _BRIEF):
        return []
    quote = quotation(remark.text, remark.stated[0].start, remark.stated[-1].end)
    return [entry("discretion", quote, remark.number, text=item) for item in dict.fromkeys([*asked, *own])][
        :_MOST_ITEMS
    ]


def _asked_what_is_free(talk: Sequence[Remark], i: int) -> bool:
    """Whether the question before is what the agent may choose."""
    before = talk[i - 1] if i else None
    return before is not None and before.asks and _asks_freedom(before) and bool(talk[i].stated)


def _asks_freedom(remark: Remark) -> bool:
    return bool(_FREE.search(remark.text) or _ASKS_WHAT_IS_FREE.search(remark.text))


def _plain(marked: Sequence[Clause]) -> bool:
    """Whether it is said to somebody who will do it: "folders and names, you choose"."""
    return any(
        not mark.term.everyday and mark.end - mark.first > 1
        for clause in marked
        for mark in clause.of("act", "delegate")
    )


def _own_words(remark: Remark, marked: Sequence[Clause]) -> Iterator[Clause]:
    """What the remark itself names: beside the words that delegate, and in the clauses of the same sentence."""
    sentences = {clause.sentence for clause in marked}
    for clause in remark.clauses:
        near = clause.sentence in sentences or (clause.sentence + 1 in sentences and not clause.does("negate"))
        if near and not clause.of("scope", "ask_first"):
            yield clause


def _asked_words(talk: Sequence[Remark], i: int) -> Iterator[Clause]:
    before = talk[i - 1] if i else None
    if before is None or not somebody_else(before, talk[i]) or before.guest:
        return
    asking = [clause for clause in before.clauses if clause.asks]
    if not asking and before.words <= _LONGEST_ITEM and not _TALKS.search(before.text):
        asking = before.clauses
    yield from asking


def _only_topic(talk: Sequence[Remark], i: int) -> bool:
    """Whether the question before is about one topic alone, which then is delegated as a row."""
    before = talk[i - 1] if i else None
    return before is not None and bool(before.own) and before.words <= 2 * _LONGEST_ITEM


def _items(said: Iterator[Clause]) -> Iterator[str]:
    for clause in said:
        words = clause.text
        marks = clause.of("act", "delegate", "accept", "negate", "none", "unknown")
        if any(mark.term.name == "delegate" for mark in marks):
            words = _beside(clause)
        elif marks and marks[0].first == 0 and marks[-1].end == len(clause.tokens):
            continue
        words = _OR_NOT.sub("", _LEAD.sub("", words.strip(" .,:;?!-–—")))
        for listed in sections.read("Agent's Discretion", words, clauses(words)):
            text = _OR_NOT.sub("", _LEAD.sub("", listed.text or "")).strip(" .,:;?!")
            if _names(text):
                yield text


def _beside(clause: Clause) -> str:
    """The words of a clause beside its delegation: "name its contexts", of "let the agent name its contexts"."""
    marks = clause.of("act", "delegate")
    before = clause.text[: clause.tokens[min(m.first for m in marks)].start]
    end = max(m.end for m in marks)
    after = clause.text[clause.tokens[end].start :] if end < len(clause.tokens) else ""
    return before if len(re.findall(r"\w{3,}", before)) >= 1 and not _SUBJECT.match(before) else after


def _names(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) <= _LONGEST_ITEM or not re.search(r"[^\W\d_]{3,}", text):
        return False
    if _NO_ITEM.match(text):
        return False
    if (_AGENT.search(text) and len(words) <= 3) or re.search(r"\b(?:those|it|them|that)\b", text, re.IGNORECASE):  # noqa: PLR2004
        return False
    own = clauses(text)
    acts = {i for c in own for m in c.of("act") for i in range(m.first, m.end)}
    return bool(own) and len(acts) < len(own[0].tokens)


# Ideas


def idea(talk: Sequence[Remark], i: int) -> list[Entry]:
    """A way to do something, said as an idea or welcomed by somebody else, in the person's words."""
    remark = talk[i]
    cued = [(c, m) for c in remark.clauses for m in c.of("scope", "idea") if not m.term.everyday]
    strong = [c for c, m in cued if m.end == len(c.tokens) or m.first <= _ANNOUNCED]
    praised = _praised(talk, i)
    if not (praised or strong):
        return []
    for begin in _beginnings(remark, [c for c, _ in cued]):
        text = _stretch(remark, begin, next((m.end for c, m in cued if c is begin), 0))
        if _LEAST_IDEA <= len(text.split()) <= _LONGEST_IDEA:
            return [entry("idea", text, remark.number)]
    return []


def _praised(talk: Sequence[Remark], i: int) -> bool:
    """Whether the remark begins with praise of its own, or somebody else praises it before the subject changes."""
    if _praises(talk[i], opening=True) and not talk[i].own:
        return True
    for other in talk[i + 1 : i + 1 + _PRAISED_WITHIN]:
        if somebody_else(talk[i], other) and _praises(other):
            return True
        if other.words > 3 * _LONGEST_ITEM or (other.own and not other.asks):
            return False
    return False


def _praises(remark: Remark, *, opening: bool = False) -> bool:
    for clause in remark.clauses[: 1 if opening else 4]:
        for mark in clause.of("scope", "idea.praise"):
            words = clause.words(mark).split()
            alone = len(clause.tokens) <= 3 and words[0].casefold() != "yes"  # noqa: PLR2004
            if len(words) > 1 or alone or clause.words(mark).isupper():
                return True
    return False


def _beginnings(remark: Remark, cued: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses in which the idea may begin: after its announcement, else one that tells somebody to do something."""
    announced = any(c.of("scope", "idea") for c in remark.clauses)
    after = [c for c in remark.stated if cued and c.start > cued[-1].start]
    for clause in (*after, *remark.stated):
        verb = any(mark.first == 0 for mark in clause.of("scope", "verbs"))
        same = [c for c in remark.clauses if c.sentence == clause.sentence]
        conditional = _CONDITION.match(clause.text) and not any(c.of("topic") for c in same)
        subject = announced and _SUBJECT.match(clause.text) and len(clause.tokens) > _LEAST_IDEA
        if (clause in after or verb or conditional or subject) and not _META.search(
            remark.text[clause.start : same[-1].end]
        ):
            yield clause
    for clause in cued:
        if len(clause.tokens) > _LEAST_IDEA:
            yield clause


def _stretch(remark: Remark, begin: Clause, first: int) -> str:
    """The sentence from that clause's word on."""
    same = [c for c in remark.clauses if c.sentence == begin.sentence and c.start >= begin.start]
    for clause in remark.clauses:  # what nothing parts from it belongs to it, where nothing is punctuated
        if clause.start > same[-1].start and remark.text[same[-1].end : clause.start] == " ":
            same.append(clause)
    start = begin.start + (begin.tokens[first].start if first < len(begin.tokens) else 0)
    return quotation(remark.text, start, same[-1].end)
