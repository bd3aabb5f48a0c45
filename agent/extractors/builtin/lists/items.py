"""The items of a list in a reply: split, and without the words that only lead up to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from phase_context.agent.language.clauses import clauses
from phase_context.agent.language.places import destination
from phase_context.agent.language.wording import pattern
from phase_context.agent.language.wording import words as named
from phase_context.schemas import Entry

_SPLIT = re.compile(
    r"\s*(?:[,;|\n•]|\s\+\s|\b(?:and|und|et|và|y|ni|nor|noch)\b|\s&\s|^\s*[-*]\s+|\(\s*|\)\s*)\s*", re.MULTILINE
)
SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")
_NEVER = re.compile(r"\s*(?:->|→|:|–|-)\s*never$", re.IGNORECASE)


def items(text: str) -> Iterator[str]:
    for part in _SPLIT.split(text):
        item = part.strip(" .!?:…-–—*`\"'")
        if item:
            yield item


def trimmed(item: str) -> str:
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


def without_place(text: str) -> str:
    """The text up to where it says when: "gift vouchers, maybe in phase 5" is "gift vouchers"."""
    return _around_place(text)[0] or text


def reason_behind(text: str) -> str | None:
    """Why or on what condition, behind where it says when: "phase 7 because marketing has no budget"."""
    behind = clauses(_around_place(text)[1])
    reasons = bool(behind) and any(mark.first == 0 for mark in behind[0].of("act", "because"))
    conditions = bool(behind) and behind[0].tokens[0].word in named("on_occasion") | named("if")
    return behind[0].text if reasons or conditions else None


def _around_place(text: str) -> tuple[str, str]:
    place = destination(text)
    if not place:
        return text, ""
    until = pattern(rf"(?:\s*[,(]\s*|\s+)(?:(?:<before_a_place>|<article>|the|a|an)\s+)*{re.escape(place)}")
    before, _, behind = until.sub("\0", text, count=1).partition("\0")
    return before.strip(" .,:;-–—→>"), behind.strip()


def only_place(item: str) -> bool:
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


def entry(kind: str, quote: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": quote, "turn": 0, **fields})
