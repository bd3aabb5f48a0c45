"""What a meeting leaves out: what is said not to be built, and what a no answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.agent.extractors.builtin.entries import quotation
from phase_context.agent.extractors.builtin.in_scope import OPENING
from phase_context.agent.extractors.builtin.naming import LONGEST_NAME, brought_up_before, noun, raised_by
from phase_context.agent.extractors.builtin.raised import is_thing, thing_of
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.agent.extractors.builtin.wording import pattern, words

_OUT_ASKED = pattern(r"\b<asks_what_is_out>\b")
_VERDICT = pattern(r"(?:^|[.!?,;\s])<turns_down>(?=$|[.!?,;\s])")
_NEVER = pattern(r"^(?P<what>(?:(?:the|a|las|los|die|der|das|le|les)\s+)?[\w-]+(?:\s+[\w-]+)?)[\s,]+<never>$")
_STAYS = pattern(r"^(?P<what>.+?)\s+<stays>$")
_NOT_DONE = pattern(r"^<is_not_done>\s+(?P<what>.+)$")
_HERE = re.compile(r"\s+(?:in this (?:one|phase|round)|either|here|this time|for now)$", re.IGNORECASE)
_NO = words("no_article")
_AT_THE_END = words("out_at_the_end")
_WITH_OBJECT = words("out_with_object")
_EARLY = 20  # remarks that count as the opening of a short meeting
_LONGEST_ITEM = 5  # words of a thing that is turned down
_LONGEST_REASON = 40  # words


@dataclass(frozen=True)
class Outside:
    """A thing that is out: where it is put off to, if anywhere; ``named`` says that the remark names it itself."""

    what: str
    to: str | None
    reason: str | None
    quote: str
    named: bool = True


def thing(text: str | None) -> str | None:
    return text if text and is_thing(text) else None


def turned_down(talk: Sequence[Remark], i: int) -> Iterator[Outside]:
    """Things that are not built, as the opening says."""
    remark = talk[i]
    if i > max(_EARLY, len(talk) * OPENING) or remark.asks or not remark.clauses:
        return
    if i and _OUT_ASKED.search(talk[i - 1].text) and talk[i - 1].asks:
        yield from _listed_out(remark)
    for clause in remark.stated:
        what = thing(said_to_be_out(talk, i, clause))
        if what and len(what.split()) <= _LONGEST_ITEM and not _is_a_tool(what):
            yield Outside(what, None, None, clause.text)
    first = remark.clauses[0]
    says_no = any(m.first == 0 for m in first.of("act", "none", "negate")) and not first.does("unknown", "correct")
    says_no = says_no and not any(clause.does("delegate") for clause in remark.clauses)  # "Not at all, you can pick"
    says_no = says_no or (bool(_VERDICT.search(remark.text)) and remark.words <= _LONGEST_REASON)
    if says_no and i > 0 and not talk[i - 1].own:
        what = thing(raised_by(talk[i - 1])) or thing_of(talk[i - 1]) or (thing_of(talk[i - 2]) if i > 1 else None)
        if what and len(what.split()) <= _LONGEST_ITEM and (talk[i - 1].asks or _VERDICT.search(remark.text)):
            yield Outside(what, None, None, quotation(remark.text, 0, len(remark.text)))
            return
    if not remark.own:
        yield from _refused(remark, alone=remark.words > LONGEST_NAME)
    if not remark.own:
        yield from _never(remark)


def _listed_out(remark: Remark) -> Iterator[Outside]:
    """What is named in answer to what is out: "What's not in it?" — "Membership cards, don't throw anything"."""
    for clause in remark.stated:
        what = noun(clause.text)
        if what and is_thing(what) and len(what.split()) <= _LONGEST_ITEM and not clause.does("accept", "negate"):
            yield Outside(what, None, None, clause.text)


def _never(remark: Remark) -> Iterator[Outside]:
    """A thing and a never behind it: "kayaks jamás", "refunds never"."""
    for clause in remark.stated:
        found = next((f for form in (_NEVER, _STAYS, _NOT_DONE) if (f := form.match(clause.text))), None)
        what = noun(found["what"]) if found else None
        if what and is_thing(what) and len(what.split()) <= _LONGEST_ITEM:
            yield Outside(what, None, None, clause.text)


def _is_a_tool(text: str) -> bool:
    """Whether it is what a topic could have been decided for: "Valkey" is no part of any scope."""
    return any(not m.term.everyday for c in clauses(text) for m in c.of("term"))


def said_to_be_out(talk: Sequence[Remark], i: int, clause: Clause) -> str | None:
    """What a clause says is out: "tips are not in it", "voice, before you ask, isn't on the list", "that's not us"."""
    marks = [m for m in clause.of("scope", "out_of_scope") if m.end - m.first > 1]
    if not marks:
        return None
    if talk[i].text[clause.end : clause.end + 1] == ":":  # "Not in here: the portal"
        behind = next((c for c in talk[i].clauses if c.start > clause.end), None)
        return noun(behind.text) if behind else None
    cue, said = marks[0], clause.words(marks[0]).casefold()
    if said in _AT_THE_END and cue.end < len(clause.tokens):
        return None
    before = clause.text[: clause.tokens[cue.first].start]
    head = next(c for c in talk[i].clauses if c.sentence == clause.sentence)
    what = noun(before) or (noun(head.text) if head is not clause else None)
    if what is None and said in _WITH_OBJECT and cue.end < len(clause.tokens):
        what = noun(clause.text[clause.tokens[cue.end].start :])
    return what or (None if " " in before.strip() else brought_up_before(talk, i))


def _refused(remark: Remark, *, alone: bool) -> Iterator[Outside]:
    """Short refusals: "So no bidding, no auctions."; in a longer remark those that are ``alone`` in a sentence."""
    for clause in remark.clauses:
        same = [other for other in remark.clauses if other.sentence == clause.sentence]
        if alone and not all(_first(other) in _NO for other in same):
            continue
        begins = [_first(clause)]
        what = noun(
            re.sub(r"\s+(?:no|nein|non|không)$", "", _HERE.sub("", _HERE.sub("", clause.text)), flags=re.IGNORECASE)
        )
        if begins[0] in _NO and what and len(what.split()) < _LONGEST_ITEM:
            yield Outside(what, None, None, clause.text)


def _first(clause: Clause) -> str:
    """The clause's first word, but for what only leads on."""
    return next((t.word for t in clause.tokens if t.word not in ("so", "and", "okay", "ok", "but")), "")
