"""What a meeting leaves out: what is said not to be built, and what a no answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.answers.entries import quotation
from phase_context.agent.extractors.builtin.lists.in_scope import OPENING
from phase_context.agent.extractors.builtin.lists.noted import noted_subject
from phase_context.agent.extractors.builtin.lists.refused_things import refused_things
from phase_context.agent.extractors.builtin.talk.naming import LONGEST_NAME, brought_up_before, noun, raised_by
from phase_context.agent.extractors.builtin.talk.raised import is_thing, thing_of
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.wording import pattern, words

_OUT_ASKED = pattern(r"\b<asks_what_is_out>\b")
_VERDICT = pattern(r"(?:^|[.!?,;\s])<turns_down>(?=$|[.!?,;\s])")
_NEVER = pattern(r"^(?P<what>(?:(?:the|a|las|los|die|der|das|le|les)\s+)?[\w-]+(?:\s+[\w-]+)?)[\s,]+<never>$")
_STAYS = pattern(r"^(?P<what>.+?)\s+<stays>$")
_NOT_DONE = pattern(r"^<is_not_done>\s+(?P<what>.+)$")
_NO_THING = re.compile(
    r"(?:^|=\s*|\b(?:so|means|is|and|then)\s+)(?:no|kein|keine|sin|pas de|không có)\s+(?P<what>[\w'’ -]+)$",
    re.IGNORECASE,
)
_OTHERS_DO = re.compile(  # THING stands for what was asked about
    r"^(?!(?:we|i|you|it|that|this|there)\b)(?:\w+\s+){1,4}?(?:does|do|did|has|have|handles?|owns?|runs?|keeps?|makes?)\s+"
    r"(?:(?:it|them|those|that|this)\b|(?:the\s+)?THING)"
)
_THEIRS = pattern(r"\b<others_have_it>\b")
_OURS_ASKED = re.compile(
    r"^(?:and\s+)?(?:is|are)\s+(?:the\s+)?(?P<what>.+?)\s+(?:ours|on us|part of (?:it|this)|in (?:it|this))$",
    re.IGNORECASE,
)
_HERE = re.compile(r"\s+(?:in this (?:one|phase|round)|either|here|this time|for now)$", re.IGNORECASE)
_NO = words("no_article")
_AT_THE_END = words("out_at_the_end")
_WITH_OBJECT = words("out_with_object")
_STEM = 5  # letters that a thing is known again by
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


def turned_down(talk: Sequence[Remark], i: int, *, plainly: bool) -> Iterator[Outside]:
    """Things that are not built, as the opening says; ``plainly`` before there is talk of how to build."""
    remark = talk[i]
    if i > max(_EARLY, len(talk) * OPENING) or remark.asks or not remark.clauses:
        return
    if i and _OUT_ASKED.search(talk[i - 1].text):
        yield from _listed_out(remark)
    noted = _noted_as_out(remark)
    if noted:
        yield _whole(noted, remark)
        return
    yield from _stated_out(talk, i, plainly=plainly)
    answered = _answered_with_no(talk, i) or _somebody_elses(talk, i)
    if answered:
        yield _whole(answered, remark)
    elif not remark.own:
        yield from _refused(remark, alone=remark.words > LONGEST_NAME)
        yield from _never(remark)


def _whole(what: str, remark: Remark) -> Outside:
    return Outside(what, None, None, quotation(remark.text, 0, len(remark.text)))


def _stated_out(talk: Sequence[Remark], i: int, *, plainly: bool) -> Iterator[Outside]:
    """What the remark's own words turn down, and what it confirms to be out."""
    remark = talk[i]
    for named, clause in refused_things(remark) if plainly else ():
        if _is_small(named):
            yield Outside(named, None, None, clause.text)
    confirmed = _confirmed(talk, i)
    if confirmed:
        yield _whole(confirmed, remark)
    for clause in remark.stated:
        what = thing(said_to_be_out(talk, i, clause))
        if what and _is_small(what):
            yield Outside(what, None, None, clause.text)


def _noted_as_out(remark: Remark) -> str | None:
    """What a line of minutes brings up and turns down: "Certificates: Gwen would love it. Not us"."""
    noted = noted_subject(remark)
    short = noted is not None and len(noted.split()) <= LONGEST_NAME
    return noted if short and not remark.own and _VERDICT.search(remark.text) else None


def _answered_with_no(talk: Sequence[Remark], i: int) -> str | None:
    """What the remarks before brought up, where this one says no to it: "And vouchers?" — "Not ours, no"."""
    remark = talk[i]
    if not i or talk[i - 1].own:
        return None
    verdict = bool(_VERDICT.search(remark.text))
    first = remark.clauses[0]
    says_no = any(m.first == 0 for m in first.of("act", "none", "negate")) and not first.does("unknown", "correct")
    says_no = says_no and not any(clause.does("delegate") for clause in remark.clauses)  # "Not at all, you can pick"
    if not (says_no or (verdict and remark.words <= _LONGEST_REASON)):
        return None
    what = thing(raised_by(talk[i - 1])) or thing_of(talk[i - 1]) or (thing_of(talk[i - 2]) if i > 1 else None)
    return what if what and _is_small(what) and (talk[i - 1].asks or verdict) else None


def _somebody_elses(talk: Sequence[Remark], i: int) -> str | None:
    """What the question before asks for and others have: "School buses?" — "The county does buses", "leave it"."""
    before = talk[i - 1] if i else None
    if before is None or not before.asks or before.own or any(map(_accepts, talk[i].clauses[:1])):
        return None
    ours = next((found for c in before.clauses if (found := _OURS_ASKED.search(c.text))), None)
    asked = noun(ours["what"]) if ours else thing_of(before)
    if not asked or not is_thing(asked) or not _is_small(asked):
        return None
    head = re.escape(asked.split()[-1][:_STEM])
    does = re.compile(_OTHERS_DO.pattern.replace("THING", head), re.IGNORECASE)
    others = any(does.search(c.text) or _THEIRS.search(c.text) for c in talk[i].stated[:3])
    return asked if others or (ours and talk[i].stated) else None


def _accepts(clause: Clause) -> bool:
    return clause.does("accept")


def _is_small(what: str) -> bool:
    """Whether it is short enough for a thing that is built, and none of the means to build it."""
    return len(what.split()) <= _LONGEST_ITEM and not _is_a_tool(what)


def _confirmed(talk: Sequence[Remark], i: int) -> str | None:
    """What the question before takes to be out, where this remark says yes: "So no online payment, right?"."""
    before = talk[i - 1] if i else None
    if before is None or not before.asks or not talk[i].clauses[0].does("accept"):
        return None
    found = next((f for c in before.clauses if c.asks and (f := _NO_THING.search(c.text))), None)
    what = thing(noun(found["what"])) if found else None
    return what if what and _is_small(what) else None


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
    """Whether a topic could have been decided for it, or it is a topic: "Valkey", "alarms" are no part of a scope."""
    brief = len(text.split()) <= 2  # noqa: PLR2004
    return any(
        not m.term.everyday or brief
        for c in clauses(text)
        for m in (*c.of("term"), *(c.of("topic") if brief else ()))
        if m.end == len(c.tokens) or m.term.kind == "term"
    )


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
