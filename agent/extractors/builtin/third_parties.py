"""Third parties in a meeting: a service that is named, with how it is talked to and how hard people say it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.entries import entry, quotation
from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.agent.extractors.builtin.wording import words
from phase_context.schemas import Entry

_REACH = 4  # remarks for which a service stays the one that is talked about
_RATING = frozenset(
    [
        "id",
        "say",
        "call",
        "a",
        "an",
        "thats",
        "its",
        "it",
        "is",
        "as",
        "cho",
        "là",
        "würde",
        "diría",
        "dirais",
        "medium",
        "fairly",
        "pretty",
    ]
)
_POINTS = 3  # words before a kind that only point back: "that's a", "das ist"
_NAME = re.compile(r"\b(?:[A-Z]{2,}|[A-Z]-[A-Z]{2,}|[A-Z][a-z]+[A-Z]\w*)\b")
_SUBJECT = re.compile(
    r"(?:(?:And|So|Then|The|But)\s+)?(?P<name>(?!(?:It|That|This|They|There|We|I|He|She|You|Their|Our|My)\b)[A-Z][\w&-]*"
    r"(?:\s+[A-Z][\w&-]*)*)(?:['’]s|\s+(?:is|are|speaks|has|uses|offers|comes|by|sends|wants|gives)\b)"
)
_CALLED = re.compile(
    r"\b(?:called|named|from the|from|by|with|through|via|to)\s+(?P<name>[A-Z][\w&-]+(?:\s+[A-Z][\w&-]*)*)"
)
_LONGEST_NOTES = 60  # words
_LONG = 40  # words of a clause in which what is far apart does not belong together
_CLOSE = 12  # words
_BETWEEN = frozenset(["has", "have", "a", "an", "the", "via", "over", "by", "uses", "is", "their", "with", "plain"])


@dataclass
class _Service:
    """A service as it is heard of: ``described`` are the places of the remarks that say what it is like."""

    name: str
    heard: int
    kinds: list[str] = field(default_factory=list)
    complexity: str | None = None
    stated: bool = False
    described: list[int] = field(default_factory=list)


def third_parties(talk: Sequence[Remark]) -> list[Entry]:
    """One entry a service of which the meeting says how it is talked to or how hard it is."""
    found: dict[str, _Service] = {}
    current: _Service | None = None
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        if current and i - current.heard > (_REACH if current.complexity is None else 0):
            current = None
        for clause in remark.clauses:
            name = _named(clause, remark, current)
            if name:
                current = found.setdefault(_same(name, found), _Service(name, i))
                current.stated |= not clause.asks
                current.heard = i
            if current is None or clause.asks:
                continue
            own = clause.of("service")
            kinds = [
                m.term.name
                for m in clause.of("service_kind")
                if (not m.term.everyday or name)
                and (len(clause.tokens) <= _LONG or any(abs(m.first - o.end) <= _CLOSE for o in own))
            ]
            rated = _rated(clause)
            if kinds or rated:
                current.heard = i
                current.kinds += [kind for kind in kinds if kind not in current.kinds]
                current.complexity = current.complexity or rated
                current.described += [i] if i not in current.described else []
    return [_entry(talk, one) for one in found.values() if one.complexity or (one.kinds and one.stated)]


def _same(name: str, found: Iterable[str]) -> str:
    """The name under which the service is known already, in more or in fewer words, if it is."""
    said = set(name.casefold().split())
    for other in found:
        known = set(other.casefold().split())
        if said <= known or known <= said:
            return other
    return name


def _named(clause: Clause, remark: Remark, current: _Service | None) -> str | None:
    """The service that a clause names and does not set aside."""
    if clause.does("suppose", "other", "defer"):
        return None
    for mark in clause.of("service"):
        described = any(c.of("service_kind") or _rated(c) for c in remark.stated)
        if not _set_aside(clause, mark) and (not mark.term.everyday or described or current is not None):
            return mark.term.name
    return _unknown(clause) or _just_named(clause, remark) or _subject(clause, remark)


def _subject(clause: Clause, remark: Remark) -> str | None:
    """A name the lexicon does not have, where a remark that rates it begins: "Gireve speaks REST, … I'd say medium"."""
    if not any(_rated(c) for c in remark.stated) or not any(c.of("service_kind") for c in remark.stated):
        return None
    if any(c.of("service") for c in remark.clauses):
        return None
    found = _SUBJECT.match(clause.text) or _CALLED.search(clause.text)
    name = found["name"] if found else ""
    known = name.casefold() in words("no_phase_name") or name.split()[:1] in (["It"], ["They"], ["That"], ["This"])
    return name if name and not known and not _is_known(clause, found.start("name") if found else 0) else None


def _just_named(clause: Clause, remark: Remark) -> str | None:
    """A name the lexicon does not have, in the clause before "that's SOAP": GDV, E-POST, MedDispatch."""
    kinds = [kind for kind in clause.of("service_kind") if not kind.term.everyday]
    if not kinds or kinds[0].first > _POINTS:
        return None
    before = [c for c in remark.clauses if c.start < clause.start and clause.sentence - c.sentence <= 1]
    if any(c.of("service") for c in before):
        return None
    names = [found[0] for c in before for found in _NAME.finditer(c.text) if not _is_known(c, found.start())]
    return names[-1] if names else None


def _is_known(clause: Clause, start: int) -> bool:
    """Whether the lexicon has another meaning for the word there."""
    at = next((i for i, token in enumerate(clause.tokens) if token.start <= start < token.end), -1)
    return any(m.first <= at < m.end and m.term.kind in ("term", "topic", "service_kind", "act") for m in clause.marks)


def _unknown(clause: Clause) -> str | None:
    """A name the lexicon does not have, right before how it is talked to: "Northwind SFTP", "acme has a REST API"."""
    for kind in clause.of("service_kind"):
        before = [clause.text[t.start : t.end] for t in clause.tokens[: kind.first]]
        while before and before[-1].casefold() in _BETWEEN:
            before.pop()
        if kind.term.everyday or not before or re.search(r"['’]", before[-1]) or len(before[-1]) <= 2:  # noqa: PLR2004
            continue
        named = before[-1][:1].isupper() and not before[-1].isupper() and (len(before) > 1 or clause.start > 0)
        short = len(clause.tokens) <= 4 and len(before) == 2 and before[0].casefold() in ("ok", "okay", "so")  # noqa: PLR2004
        if named or short:
            return before[-1][:1].upper() + before[-1][1:]
    return None


def _set_aside(clause: Clause, mark: Mark) -> bool:
    """Whether the clause turns the service down: a no before it, or what speaks against it right after."""
    if any(-1 <= mark.first - act.end <= 1 for act in clause.of("act", "negate", "none")):
        return True
    return any(0 <= act.first - mark.end <= 2 for act in clause.of("act", "reject"))  # noqa: PLR2004


def _rated(clause: Clause) -> str | None:
    """How hard the clause says it is; low, high and medium are everyday words, so only where they rate."""
    for mark in clause.of("complexity"):
        if len(clause.words(mark)) <= 1:
            continue
        last = mark.end == len(clause.tokens)
        alone = mark.first == 0 and (last or len(clause.tokens) <= 3 or clause.does("because"))  # noqa: PLR2004
        before = clause.tokens[mark.first - 1].word if mark.first else ""
        kind = any(m.end == mark.first for m in (*clause.of("service_kind"), *clause.of("service")))
        rates = before in _RATING and (last or clause.does("because", "settle"))
        if alone or rates or (last and (kind or len(clause.tokens) <= 3)):  # noqa: PLR2004
            return mark.term.name
    return None


def _entry(talk: Sequence[Remark], service: _Service) -> Entry:
    places = service.described or [service.heard]
    said = [c for i in places for c in talk[i].stated if not (len(c.tokens) <= 2 and _rated(c))]  # noqa: PLR2004
    notes = " ".join("; ".join(dict.fromkeys(c.text for c in said)).split()[:_LONGEST_NOTES])
    remark = talk[places[0]]
    return entry(
        "integration",
        quotation(remark.text, remark.clauses[0].start, remark.clauses[-1].end),
        remark.number,
        text=service.name,
        type=", ".join(service.kinds) or None,
        complexity=service.complexity,
        rationale=notes or None,
    )
