"""What a meeting leaves to the agent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phase_context.agent.extractors.builtin.answers.entries import entry, quotation
from phase_context.agent.extractors.builtin.lists import sections
from phase_context.agent.extractors.builtin.lists.craft import (
    given_to_the_agent,
    hands_over,
    is_craft,
    is_given,
    need_not_be_asked,
    small_matters,
)
from phase_context.agent.extractors.builtin.lists.recaps import stems
from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Entry

_LONGEST_ITEM = 8  # words
_MOST_ITEMS = 6
_SHORTEST = 5  # letters of a single word that names something
_CURT = 2  # words of one that does nothing else: "idc"
_BRIEF = 40  # words of a remark that may leave something to the agent without naming it
_AGENT = pattern(r"\b<agent>\b")
_LEAD = pattern(r"^(?:<before_a_list>\b[\s,:]*)+")
_FREE = pattern(r"\b<agent>\b.*\b<decides>\b")
_ASKS_WHAT_IS_FREE = pattern(
    r"\b(?:what|anything|something|which)\b.{0,30}\b(?:i|we|it|<agent>)\b.{0,20}"
    r"\b(?:choose|decide|pick|check with you|ask you|run by you|free)\b"
)
_ASKS_WHAT_IS_LEFT = pattern(r"\b(?:what|anything|something|which|where)\b.{0,40}\b<asks_what_is_free>\b")
_TO_AN_ITEM = pattern(r"^(?:<leads_to_an_item>\b[\s,:]*)+")
_WHO_AT_THE_END = re.compile(
    r"\s+(?:i|we|you|it|he|she|they)(?:['’]\w+)?(?:\s+(?:really|honestly|just|also|personally|would|do))*$",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"(?:whether it|how|what|where|which|wie|wo|welche|cómo|dónde|qué|comment|où|tên)\b", re.IGNORECASE
)
_MAY_I = pattern(
    r"\b(?:can|may|could|do|am)\s+(?:i|we)\s+(?:get to |free to )?<may_choose>\s+"
    r"(?P<what>(?:the|our|any|which|what|where)\s.+)$"
)
_LETS = pattern(r"^<lets_do_so>\b")
_THAT_TOO = pattern(r"^<that_one_too>\b")
_TOO = pattern(r"\b(?:too|as well|also|same|<that_one_too>)\b")
_NAMING = re.compile(
    r"\b(?:what|how|where) (?:do|should|shall|can) (?:i|we) (?:call|name|put|keep|order|sort)\b", re.IGNORECASE
)
_NO_FREEDOM = pattern(r"\b<no_freedom>\b")
_OR_NOT = pattern(r"\s+(?:too|as well|también|auch|aussi)\b.*$|:\w+:|\s+thì\s.*$|\s+<behind_a_list>\.?$")
_TALKS = pattern(r"\b<speakers>\b")
_NO_ITEM = pattern(r"<no_item>\b")
_SEEDING = "Data seeding"  # the one topic that is also a small matter
_IS = re.compile(r"\b(?:is|are|ist|sind|bleib\w*|es|son|est|sont|là)\b|\w['’]s\b", re.IGNORECASE)
_SUBJECT = pattern(r"^<subject>\b")


def delegations(talk: Sequence[Remark], i: int) -> list[Entry]:
    """Things that are not topics and that a remark leaves to the agent: its own, or what was asked just before."""
    remark = talk[i]
    marked = [clause for clause in remark.stated if clause.does("delegate") and not clause.does("negate")]
    if remark.guest:
        return []
    if _asked_what_is_free(talk, i):
        listed = [
            c
            for c in remark.stated
            if not any(m.first == 0 for m in c.of("act", "negate", "none")) and not c.of("scope", "ask_first")
        ]
        kept = list(dict.fromkeys(_items(iter(listed))))[:_MOST_ITEMS]
        return [
            entry("discretion", quotation(remark.text, 0, len(remark.text)), remark.number, text=item) for item in kept
        ]
    matters = _small_matters(talk, i)
    if matters:
        quote = quotation(remark.text, 0, len(remark.text))
        return [entry("discretion", quote, remark.number, text=item) for item in matters[:_MOST_ITEMS]]
    granted = _granted(talk, i)
    if granted:
        quote = quotation(remark.text, remark.stated[0].start, remark.stated[-1].end)
        return [entry("discretion", quote, remark.number, text=granted)]
    if not marked:
        return []
    # "I don't care about errors" in talk of alerts leaves nothing to anybody.
    free = bool(_AGENT.search(remark.text)) or not remark.own
    own = list(_items(c for c in _own_words(remark, marked) if free or _TOO.search(c.text)))
    asked = [] if _only_topic(talk, i) else list(_items(_asked_words(talk, i)))
    if not _AGENT.search(remark.text) and not ((_plain(marked) and remark.words <= _BRIEF) or remark.words <= _CURT):
        return []
    items = list(dict.fromkeys([*asked, *own]))
    if not _AGENT.search(remark.text) and not any(map(is_craft, items)):
        return []  # "a count, who cares" leaves nothing to anybody
    if len(items) == 1 and " " not in items[0] and not asked and not _AGENT.search(remark.text):
        return []  # "status does not matter"
    quote = quotation(remark.text, remark.stated[0].start, remark.stated[-1].end)
    return [entry("discretion", quote, remark.number, text=item) for item in items][:_MOST_ITEMS]


def _small_matters(talk: Sequence[Remark], i: int) -> list[str]:
    """Matters of craft that the remark leaves to whoever writes the code: its own, and those just asked about."""
    remark = talk[i]
    given = given_to_the_agent(remark)
    before = _asking(talk, i)
    if not given and not is_craft(remark.text) and not (before is not None and is_craft(before.text)):
        return []
    waved_on = before is not None and bool(remark.clauses) and need_not_be_asked(remark, before)
    if given or not remark.clauses or not (waved_on or hands_over(remark)):
        return given
    found = small_matters(before, asked=True) if before is not None else []
    own = [item for item in small_matters(remark, asked=False) if item not in found]
    plain = any(clause.does("delegate") for clause in remark.clauses) or is_given(remark.text)
    plain = plain or remark.words <= _LONGEST_ITEM
    if plain or found or not _names_a_topic(remark):
        found = [*found, *own]
    if len(found) == 1 and _is_a_row(found[0]):
        return []
    return [item for item in found if not _is_kept(item, remark)]


def _names_a_topic(remark: Remark) -> bool:
    """Whether it names a topic or a tool, so that what it says may be of that."""
    return any(not m.term.everyday for c in remark.clauses for m in (*c.of("topic"), *c.of("term")))


def _is_a_row(item: str) -> bool:
    """Whether it is a row of the template, which is then left to the agent as one."""
    return any(not mark.term.everyday for clause in clauses(item) for mark in clause.of("topic", _SEEDING))


def _is_kept(item: str, remark: Remark) -> bool:
    """Whether the remark that leaves a list to somebody settles that part of it: "… the test runner is vitest"."""
    head = stems(item.rsplit(maxsplit=1)[-1])
    settled = (c for c in remark.stated if _IS.search(c.text) and not (c.does("delegate") or is_given(c.text)))
    return bool(head) and any(head <= stems(c.text) for c in settled)


def _asking(talk: Sequence[Remark], i: int) -> Remark | None:
    """The remark before that brings up what this one leaves to somebody; across a bare no of the same person."""
    for back in (1, 2):
        before = talk[i - back] if i >= back else None
        if before is None or before.guest:
            return None
        if before.asks and back > 1 and not somebody_else(before, talk[i]) and is_given(talk[i].text):
            return before  # "In which package do they go?" — "Please." — "I'll let the agent decide"
        if before.asks or (before.words <= _BRIEF and back == 1 and somebody_else(before, talk[i])):
            return before if somebody_else(before, talk[i]) else None
        if before.words > _CURT:
            return None
    return None


def _granted(talk: Sequence[Remark], i: int) -> str | None:
    """What somebody asks to choose and may: "Can I pick the linter?" — "You can"; or one more: "That too"."""
    before = talk[i - 1] if i else None
    if before is None or not before.asks or not talk[i].stated:
        return None
    wished = next((found for c in before.clauses if (found := _MAY_I.search(c.text))), None)
    if wished and _LETS.match(talk[i].text) and not talk[i].clauses[0].does("negate"):
        return wished["what"].strip(" ?") if _names(wished["what"].strip(" ?")) else None
    if _THAT_TOO.match(talk[i].text) and any(
        c.does("delegate") for r in talk[max(0, i - 4) : i - 1] for c in r.clauses
    ):
        return next(_items(c for c in before.clauses if c.asks), None)
    return None


def _asked_what_is_free(talk: Sequence[Remark], i: int) -> bool:
    """Whether the question before is what the agent may choose."""
    before = talk[i - 1] if i else None
    return before is not None and before.asks and _asks_freedom(before) and bool(talk[i].stated)


def _asks_freedom(remark: Remark) -> bool:
    return _asks_what_may_be_free(remark.text)


def _asks_what_may_be_free(text: str) -> bool:
    return any(asked.search(text) for asked in (_FREE, _ASKS_WHAT_IS_FREE, _ASKS_WHAT_IS_LEFT))


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
        near = (
            clause.sentence in sentences
            or (clause.sentence - 1 in sentences and _TOO.search(clause.text))
            or (clause.sentence + 1 in sentences and not clause.does("negate"))
        )
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
    if before is None or not before.own or before.words > 2 * _LONGEST_ITEM:
        return False
    asked = [label for clause, label in zip(before.clauses, before.labels, strict=False) if clause.asks]
    return None not in asked and not any(_NAMING.search(clause.text) for clause in before.clauses)


def _items(said: Iterator[Clause]) -> Iterator[str]:
    for clause in said:
        said_of = clause.text
        marks = clause.of("act", "delegate", "accept", "negate", "none", "unknown")
        if any(mark.term.name == "delegate" for mark in marks):
            said_of = _beside(clause)
        elif marks and marks[0].first == 0 and marks[-1].end == len(clause.tokens):
            continue
        said_of = _OR_NOT.sub("", _LEAD.sub("", said_of.strip(" .,:;?!-–—")))
        for listed in sections.read("Agent's Discretion", said_of, clauses(said_of)):
            text = _TO_AN_ITEM.sub("", _OR_NOT.sub("", _LEAD.sub("", listed.text or "")).strip(" .,:;?!"))
            if _names(text) and not _NO_FREEDOM.search(text):
                yield text


def _beside(clause: Clause) -> str:
    """The words of a clause beside its delegation: "name its contexts", of "let the agent name its contexts"."""
    marked = {i for m in clause.of("act", "delegate") for i in range(m.first, m.end)}
    stretches: list[list[int]] = []
    for i in range(len(clause.tokens)):
        if i in marked:
            continue
        if stretches and stretches[-1][-1] == i - 1:
            stretches[-1].append(i)
        else:
            stretches.append([i])
    said = [clause.text[clause.tokens[s[0]].start : clause.tokens[s[-1]].end] for s in stretches]
    said = [_WHO_AT_THE_END.sub("", text) for text in said]
    named = [text for text in said if re.search(r"\w{3,}", text) and not _SUBJECT.match(text)]
    return max(named, key=_weight, default="")


def _weight(text: str) -> int:
    """How many words of the text are more than those that sentences are built of."""
    return sum(word.casefold() not in words("begins_no_name") for word in re.findall(r"\w{3,}", text))


def _names(text: str) -> bool:
    named = text.split()
    if not 0 < len(named) <= _LONGEST_ITEM or not re.search(r"[^\W\d_]{3,}", text):
        return False
    if _NO_ITEM.match(text):
        return False
    if (_AGENT.search(text) and len(named) <= 3) or re.search(r"\b(?:those|it|them|that)\b", text, re.IGNORECASE):  # noqa: PLR2004
        return False
    if _asks_what_may_be_free(text) or (len(named) == 1 and len(text) < _SHORTEST and not text.endswith("s")):
        return False
    if not _INDIRECT.match(text) and not is_thing(text):
        return False
    own = clauses(text)
    acts = {i for c in own for m in c.of("act") for i in range(m.first, m.end)}
    return bool(own) and len(acts) < len(own[0].tokens)
