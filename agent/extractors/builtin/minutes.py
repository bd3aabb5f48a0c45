"""What a meeting says beside the topics: its header, scope, integrations, delegations, deferrals, ideas."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.boundary import boundary
from phase_context.agent.extractors.builtin.lexicon import lookup
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.reactions import Reaction, reaction
from phase_context.agent.extractors.builtin.talk import Remark, somebody_else
from phase_context.agent.extractors.builtin.third_parties import third_parties
from phase_context.schemas import Entry

_PHASE = re.compile(r"\b(?:phase|fase|giai đoạn)\s+(?P<number>[\w-]+)(?P<rest>[^.?!\n]*)", re.IGNORECASE)
_SPRINT = re.compile(r"\bsprint\s+(?:no\.?\s*|number\s+|#)?(?P<number>\w+(?:[\s-]\w+)?)", re.IGNORECASE)
_OPENING = 25  # remarks in which a meeting says what it is about
_NAME = re.compile(r"^\s*(?:[,:=–—-]|is|that's|,?\s*the|phần|:)+\s*(?:the\s+)?(?P<name>[^,.;:]{3,40}?)(?=\s*(?:[,.;:]|$|\band we\b|\bsprint\b|\bwe\b|\bin sprint\b))", re.IGNORECASE)
_MONTHS = {name: i % 12 + 1 for i, name in enumerate(["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"])}
_DATE = re.compile(rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{'|'.join(_MONTHS)})|(?P<month2>{'|'.join(_MONTHS)})\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<year>20\d\d)\b|\b(?P<iso>20\d\d-\d\d-\d\d)\b", re.IGNORECASE)
_LEAST_IDEA = 6
OPEN_QUESTION = frozenset(["what", "which", "how", "who", "where", "why", "when", "was", "welche", "welcher", "wie", "wer", "qué", "cuál", "cómo", "quién", "quel", "quelle", "comment", "qui"])
OR = frozenset(["or", "hay", "oder", "ou", "o", "hoặc"])


def objected(talk: Sequence[Remark], i: int) -> bool:
    return reaction(talk, i, None, ()) is Reaction.OBJECTED



def header(talk: Sequence[Remark]) -> list[Entry]:
    """Phase, sprint and date, as the opening names them."""
    found: list[Entry] = []
    kinds: set[str] = set()
    for remark in talk[:_OPENING]:
        text = remark.text
        phase = next((m for m in _PHASE.finditer(text) if _number(m["number"]) is not None), None)
        if phase and "phase" not in kinds and not remark.asks:
            name = _NAME.match(phase["rest"])
            shown = f"{_number(phase['number']):02d}" + (f" — {_capital(name['name'])}" if name else "")
            quote = phase[0][: len(phase[0]) - len(phase["rest"]) + (name.end() if name else 0)]
            found.append(_entry("phase", remark, quote.strip(), text=shown))
            kinds.add("phase")
        sprint = _SPRINT.search(text)
        number = _number(sprint["number"]) if sprint else None
        if sprint and number is None:
            number = _number(re.split(r"[\s-]", sprint["number"])[0])
        if sprint and number is not None and "sprint" not in kinds:
            found.append(_entry("sprint", remark, sprint[0], text=f"SPRINT-{number:03d}"))
            kinds.add("sprint")
        date = _DATE.search(text)
        if date and "date" not in kinds and (day := _day(date)):
            found.append(_entry("date", remark, date[0], text=day))
            kinds.add("date")
    return found


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    total = 0.0
    for part in re.split(r"[\s-]", word.casefold()):
        values = [term.number for term in lookup([part]) if term.kind == "number"]
        if not values:
            return None
        total += values[0]
    return int(total)


def _capital(name: str) -> str:
    name = name.strip()
    return name[:1].upper() + name[1:]


def _day(found: re.Match[str]) -> str | None:
    try:
        if found["iso"]:
            return datetime.date.fromisoformat(found["iso"]).isoformat()
        month = _MONTHS[(found["month"] or found["month2"]).lower()]
        return datetime.date(int(found["year"]), month, int(found["day"] or found["day2"])).isoformat()
    except ValueError:
        return None


def scope(talk: Sequence[Remark]) -> list[Entry]:
    """The boundary: in scope, out of scope and deferred ideas."""
    return boundary(talk)


def loose_ends(talk: Sequence[Remark]) -> list[Entry]:
    """Integrations, delegations, deferrals and ideas."""
    found = third_parties(talk)
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        found += _delegations(talk, i)
        found += _idea(talk, i)
    return found


def _delegations(talk: Sequence[Remark], i: int) -> list[Entry]:
    """ "Module names, test layout?" — "The agent can pick both." """
    remark = talk[i]
    if i == 0 or not any(c.does("delegate") for c in remark.stated) or objected(talk, i):
        return []
    asked = talk[i - 1]
    if not asked.asks or any(m for c in asked.clauses for m in c.of("topic") if not m.term.everyday):
        return []
    items = []
    for clause in asked.clauses:
        if clause.asks and not (clause.of("act", "ask") and clause.of("act", "ask")[0].first == 0 and len(clause.tokens) <= 4):  # noqa: PLR2004
            items += [e for e in sections.read("Agent's Discretion", clause.text, [_stated(clause)]) if e.kind == "discretion"]
    quote = remark.text[remark.stated[0].start : remark.stated[-1].end]
    return [_entry("discretion", remark, quote, text=item.text) for item in items if item.text and len(item.text.split()) <= 6]  # noqa: PLR2004


def _stated(clause: Any) -> Any:
    from dataclasses import replace

    return replace(clause, asks=False)


def _idea(talk: Sequence[Remark], i: int) -> list[Entry]:
    """A way to do something, said as an idea and welcomed by somebody else."""
    remark = talk[i]
    cued = [m for c in remark.clauses for m in c.of("scope", "idea")]
    praised = any(
        somebody_else(remark, other)
        for other in talk[i + 1 : i + 3]
        if any(c.of("scope", "idea.praise") for c in other.clauses[:3])
    )
    verb = [c for c in remark.stated if any(m.first == 0 for m in c.of("scope", "verbs"))]
    if not praised or not (cued or verb):
        return []
    start = verb[0].start if verb else max((c.end for c in remark.clauses if c.of("scope", "idea") and len(c.tokens) <= 6), default=0)  # noqa: PLR2004
    text = remark.text[start:].lstrip(" .:,;-–—")
    sentence = re.split(r"(?<=[.!?])\s", text)[0].strip()
    if len(sentence.split()) < _LEAST_IDEA:
        return []
    return [_entry("idea", remark, sentence)]


def _at(entry: Entry, remark: Remark) -> Entry:
    return entry.model_copy(update={"turn": remark.number})


def _entry(kind: str, remark: Remark, quote: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": quote, "turn": remark.number, **fields})

