"""The sections that are lists: scope, integrations, discretion, ideas, deferred ideas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.agent.extractors.builtin.integrations import integrations
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.wording import pattern
from phase_context.agent.extractors.builtin.wording import words as named
from phase_context.schemas import Entry

_SPLIT = re.compile(
    r"\s*(?:[,;|\n•]|\s\+\s|\b(?:and|und|et|và|y|ni|nor|noch)\b|\s&\s|^\s*[-*]\s+|\(\s*|\)\s*)\s*", re.MULTILINE
)
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")
_PURPOSE = re.compile(r"\b(?:so|so that|otherwise|because|then|instead of)\b", re.IGNORECASE)
_NEVER = re.compile(r"\s*(?:->|→|:|–|-)\s*never$", re.IGNORECASE)
_CODE = re.compile(r"\w+_\w+|\w=\w|`")
_LEAST_IDEA = 6  # words
_LONGEST_HEAD = 6  # words before the colon of a list
_BARE_PLACE = 4  # words of a sentence that only says where to
_LISTED = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
DEFERRED = "Deferred Ideas"
_JOINS = frozenset(("and", "or", "but"))
_NOTHING = frozenset(
    ["i", "we", "can", "think", "of", "yet", "it", "that", "this", "here", "really", "at", "all", "so", "far"]
)


def read(label: str, text: str, said: Sequence[Clause]) -> list[Entry]:
    """What a reply about a section adds to it."""
    stated = [clause for clause in said if not clause.asks]
    later = label == DEFERRED and destination(text) is not None
    if not stated or (_nothing(stated) and not later):
        return []
    match label:
        case "In scope":
            return _scope(text, "in_scope")
        case "Out of scope (deferred)":
            return _scope(text, "out_of_scope")
        case "Integration Complexity":
            return integrations(text)
        case "Agent's Discretion":
            return _discretion(text)
        case "Specific Ideas":
            return [_entry("idea", text.strip())]
        case _:
            return _deferred(text)


def _nothing(stated: Sequence[Clause]) -> bool:
    first = stated[0]
    acts = first.of("act", "none", "negate", "unknown", "defer")
    covered = {i for m in acts for i in range(m.first, m.end)}
    covered |= {i for i, token in enumerate(first.tokens) if token.word in _NOTHING}
    said = [clause for clause in stated if not all(_is_noise(clause, i) for i in range(len(clause.tokens)))]
    if said and said[0].does("unknown") and not said[0].of("service"):
        return True
    nothing = bool(acts) and len(covered) == len(first.tokens)
    return nothing or first.text.lower().startswith(("no third", "no extern", "nothing", "none", "no integration"))


def _is_noise(clause: Clause, i: int) -> bool:
    return any(mark.first <= i < mark.end for mark in clause.of("act", "noise"))


def _scope(text: str, default: str) -> list[Entry]:
    """One entry an item; an item that is turned down, put off or somebody else's goes the other way."""
    found: list[Entry] = []
    kind = default
    for sentence in _SENTENCES.split(text):
        own = clauses(sentence)
        out = [m for c in own for m in c.of("scope", "out_of_scope", "owner")]
        begins = bool(out) and own[0].text.casefold().startswith(
            tuple(own[0].words(m).casefold() for m in own[0].of("scope", "out_of_scope"))
        )
        kind = "out_of_scope" if default == "out_of_scope" or out else "in_scope"
        place = destination(sentence)
        for item in _items(sentence):
            negated = _negated(item)
            this = (
                "out_of_scope"
                if negated
                or (kind == "out_of_scope" and (begins or _owned(item) or default == "out_of_scope" or place))
                else kind
                if kind == "in_scope"
                else "in_scope"
            )
            words = _trimmed(item)
            if len(words) < 2:  # noqa: PLR2004
                continue
            if place and found and _is_reason(item):
                found[-1] = found[-1].model_copy(update=_with_reason(found[-1], item))
                continue
            to = destination(item)
            if to and default == "in_scope" and not _only_place(item) and not item.casefold().startswith(to.casefold()):
                found.append(_entry("out_of_scope", item, text=_without_place(words)))
                found.append(_entry("deferred_idea", item, text=_without_place(words), to=to))
                continue
            if to and found and _only_place(item):
                meant = found if _speaks_of_all(item) else found[-1:]
                found += [_entry("deferred_idea", one.quote, text=one.text, to=to) for one in meant]
                continue
            found.append(_entry(this, item, text=words))
            if place and to:
                found.append(_entry("deferred_idea", item, text=_without_place(words), to=place))
    return found


def _is_reason(item: str) -> bool:
    """Whether it tells why, rather than naming a thing: "finance has not decided", "no customer abroad yet"."""
    own = clauses(item)
    if not own or destination(item):
        return False
    said = [token.word for token in own[0].tokens]
    tells = said[0] in named("tells") or any(word in named("verbs_of_state") - _JOINS for word in said[1:])
    return len(said) > 2 and (tells or said[-1] in named("yet"))  # noqa: PLR2004


def _with_reason(one: Entry, item: str) -> dict[str, str]:
    """The reason as a deferred idea's; a bullet has no place for one."""
    return {"rationale": item} if one.kind == "deferred_idea" else {}


def _speaks_of_all(item: str) -> bool:
    return any(token.word in named("all_of_them") for clause in clauses(item) for token in clause.tokens)


def _only_place(item: str) -> bool:
    """Whether the item names a phase or a time and nothing else: "that's phase 8"."""
    own = clauses(item)
    covered = {
        i for c in own for m in c.marks if m.term.kind in ("act", "scope", "number") for i in range(m.first, m.end)
    }
    place = destination(item) or ""
    small = named("all_of_them") | named("points_back") | named("before_a_place")
    return len(own) == 1 and all(
        i in covered or t.word in place.casefold() or t.word in small for i, t in enumerate(own[0].tokens)
    )


def _owned(item: str) -> bool:
    return any(clause.of("scope", "owner") for clause in clauses(item)) and bool(
        re.search(r"'s\b|’s\b|\bteam\b|\bnot us\b", item)
    )


def _negated(item: str) -> bool:
    own = clauses(item)
    if own and len(own[0].tokens) > 1 and own[0].tokens[-1].word in named("after_a_name") | named("no"):
        return True
    return (bool(own) and any(m.first <= 1 for m in own[0].of("act", "negate"))) or bool(
        re.match(r"(?:no|not|pas d|kein|sin|không|chưa|todavía no|aún no|noch nicht|pas encore)\b", item, re.IGNORECASE)
    )


def _items(text: str) -> Iterator[str]:
    for part in _SPLIT.split(text):
        item = part.strip(" .!?:…-–—*`\"'")
        if item:
            yield item


def _trimmed(item: str) -> str:
    """The item without the words that only lead up to it, or only say at its end that it is in or out."""
    own = clauses(item)
    if not own:
        return ""
    clause, first = own[0], 0
    leads = {m.first: m.end for m in clause.of("scope", "lead", "out_of_scope", "in_scope")}
    while first in leads and leads[first] < len(clause.tokens):
        first = leads[first]
    start = clause.tokens[first].start if first < len(clause.tokens) else 0
    closing = [m for m in clause.of("scope", "out_of_scope") if m.first > first and m.end == len(clause.tokens)]
    closing = [m for m in closing if m.end - m.first > 1]  # "are out", not a word that may belong to the item
    end = clause.tokens[closing[0].first].start if closing else len(item) - clause.start
    return _NEVER.sub("", item[clause.start + start : clause.start + end].strip(" .,:;-–—→>"))


def _without_place(text: str) -> str:
    """The text up to where it says when: "gift vouchers, maybe in phase 5" is "gift vouchers"."""
    place = destination(text)
    if not place:
        return text
    until = pattern(rf"\s*[,(]?\s*\b<before_a_place>?\b[^,]*{re.escape(place)}")
    return until.split(text, maxsplit=1)[0].strip(" .,:;-–—→>") or text


def _discretion(text: str) -> list[Entry]:
    """What the agent may decide; what it is to ask about first is left out."""
    found = []
    for sentence in _SENTENCES.split(text):
        own = clauses(sentence)
        asks_first = any(clause.of("scope", "ask_first") for clause in own)
        if asks_first or (own and any(mark.first == 0 for mark in own[0].of("act", "unknown"))):
            continue
        for item in _items(_listed(sentence).replace(":", ",")):
            words = _trimmed(item)
            only_acts = all(
                any(m.first <= i < m.end for m in c.of("act")) for c in clauses(item) for i in range(len(c.tokens))
            )
            if words and not only_acts:
                found.append(_entry("discretion", item, text=words))
    return found


def _listed(sentence: str) -> str:
    """What stands after the colon of "You can decide: …"; else the whole sentence."""
    head, colon, tail = sentence.partition(":")
    leads = any(clause.does("delegate") or clause.of("scope", "lead") for clause in clauses(head))
    delegates = any(clause.does("delegate") for clause in clauses(tail))
    return tail if colon and leads and not delegates and len(head.split()) <= _LONGEST_HEAD else sentence


def _deferred(text: str) -> list[Entry]:
    found: list[Entry] = []
    for sentence in _SENTENCES.split(text):
        own = clauses(sentence)
        if not own:
            continue
        place = destination(sentence)
        last = found[-1] if found else None
        if last and not place and not _LISTED.match(sentence):
            found[-1] = last.model_copy(update={"rationale": last.rationale or sentence.strip(" .")})
            continue
        alone = len(own[0].tokens) <= _BARE_PLACE or _only_place(own[0].text)
        if last and place and not last.to and alone and destination(own[0].text):
            reason = ", ".join(clause.text for clause in own[1:]) or None
            whole = _through(text, last.quote, sentence)
            found[-1] = last.model_copy(update={"to": place, "quote": whole, "rationale": last.rationale or reason})
            continue
        idea = _trimmed(own[0].text) or own[0].text
        rest = [
            c.text
            for c in own[1:]
            if c.text.strip() and not (place and c.text.strip(" .").endswith(place) and len(c.tokens) <= _BARE_PLACE)
        ]
        found.append(
            _entry("deferred_idea", sentence, text=_without_place(idea), to=place, rationale=", ".join(rest) or None)
        )
    return found


def _through(text: str, first: str, last: str) -> str:
    """The text from one stretch of it through another."""
    start = text.find(first)
    return text[start : text.find(last, start) + len(last)].strip()


def left_to_the_agent(said: Sequence[Clause]) -> list[Entry]:
    """What a decided answer leaves to the agent beside: "let the agent choose the tool"."""
    found = []
    for clause in said:
        marks = clause.of("act", "delegate")
        if not marks or clause.asks:
            continue
        cut = max(m.end for m in marks)
        rest = clause.text[clause.tokens[cut].start :] if cut < len(clause.tokens) else ""
        before = re.sub(
            r"\s*\b(?:is|are|that's|for|ist|es|est|thì)?\s*$", "", clause.text[: clause.tokens[marks[0].first].start]
        )
        rest = rest if len(rest.split()) > 1 or not before else before
        words = re.sub(r"^(?:on|for|about|the|which|what)\s+(?:the\s+)?", "", rest, flags=re.IGNORECASE).strip()
        if words and len(words.split()) <= 6:  # noqa: PLR2004
            found.append(_entry("discretion", clause.text, text=words))
    return found


def ideas(text: str, said: Sequence[Clause]) -> list[Entry]:
    """Concrete ways to do something, with their purpose, kept word for word."""
    found: list[Entry] = []
    ends = {clause.sentence: clause.end for clause in said}
    for clause in said:
        if clause.asks or (clause.does("negate") and not _CODE.search(clause.text)):
            continue
        whole = text[clause.start : ends[clause.sentence]]
        leads = [token.word in named("adds") for token in clause.tokens]
        verb = [m for m in clause.of("scope", "verbs") if all(leads[: m.first])]
        purpose = _PURPOSE.search(whole)
        if (
            (verb or _CODE.search(clause.text))
            and purpose
            and purpose.start() > 0
            and len(whole.split()) >= _LEAST_IDEA
        ):
            found.append(_entry("idea", whole))
            break
    return found


def _entry(kind: str, quote: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": quote, "turn": 0, **fields})
