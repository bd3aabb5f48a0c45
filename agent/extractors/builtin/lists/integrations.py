"""Third parties in a reply: each service with its type, its complexity and what else is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.language.clauses import Clause, Mark, clauses
from phase_context.agent.language.places import destination
from phase_context.agent.language.wording import words
from phase_context.schemas import Entry

_LEADS = frozenset(
    [
        "the",
        "our",
        "a",
        "an",
        "we",
        "use",
        "using",
        "need",
        "with",
        "via",
        "also",
        "and",
        "only",
        "just",
        "one",
        "more",
        "then",
        "it",
        "its",
        "have",
        "got",
        "talk",
        "to",
        "call",
        "post",
        "from",
        "by",
    ]
)
_NO_NAME = frozenset(
    [
        "rest",
        "soap",
        "oauth",
        "api",
        "sdk",
        "xml",
        "csv",
        "sftp",
        "ftp",
        "json",
        "http",
        "https",
        "i",
        "we",
        "they",
        "phase",
        "sprint",
        "post",
        "get",
        "low",
        "medium",
        "high",
    ]
)
_CAPITALS = re.compile(r"\b[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*)*")
_CALLED = re.compile(r"\b(?:called|named|namens|llamad[oa]|appelée?|tên là)\s+(?P<name>[\w.&-]+)")
_LONGEST_NAME = 6  # words
_LONGEST_HEAD = 8  # words of a sentence that only names a service


@dataclass
class _Stretch:
    """A service and the clauses that speak of it."""

    name: str
    clauses: list[Clause]
    known: bool

    def names(self, kind: str) -> list[str]:
        return list(dict.fromkeys(mark.term.name for clause in self.clauses for mark in clause.of(kind)))


def integrations(text: str) -> list[Entry]:
    """The entries of a reply about third parties. One that is put off becomes a deferred idea."""
    found: list[Entry] = []
    for stretch in _stretches(clauses(text)):
        first, last = stretch.clauses[0], stretch.clauses[-1]
        said = text[first.start : last.end]
        place = destination(said)
        if place and any(clause.does("defer", "hedge") or destination(clause.text) for clause in stretch.clauses):
            reason = next((clause.text for clause in stretch.clauses[1:] if _gives_a_reason(clause)), None)
            found.append(Entry(kind="deferred_idea", quote=said, turn=0, text=stretch.name, to=place, rationale=reason))
            continue
        kinds, rated = stretch.names("service_kind"), stretch.names("complexity")
        if stretch.known or kinds or rated:
            found.append(
                Entry.model_validate(
                    {
                        "kind": "integration",
                        "quote": said,
                        "turn": 0,
                        "text": stretch.name,
                        "type": ", ".join(kinds) or None,
                        "complexity": rated[-1] if rated else None,
                        "rationale": _notes(said, stretch.name) or None,
                    }
                )
            )
    return found


def _stretches(said: Sequence[Clause]) -> list[_Stretch]:
    found: list[_Stretch] = []
    held: list[Clause] = []  # the beginning of a sentence that has not named its service yet
    for i, clause in enumerate(said):
        if clause.asks:
            continue
        known = [mark for mark in clause.of("service") if not _put_aside(clause, mark)]
        known = [] if found and _gives_a_reason(clause) else known  # "…, when Meta has verified us"
        begins = i == 0 or said[i - 1].sentence != clause.sentence or _names_another(clause)
        named = known[0].term.name if known else _unknown_name(clause, begins, said[i + 1 : i + 4])
        if held and held[0].sentence != clause.sentence:
            found[-1].clauses += held
            held = []
        if named and not any(stretch.name == named for stretch in found):
            found.append(_Stretch(named, [*held, clause], bool(known)))
            held = []
        elif found and (begins or held):
            held.append(clause)
        elif found:
            found[-1].clauses.append(clause)
    if found:
        found[-1].clauses += held
    return found


def _gives_a_reason(clause: Clause) -> bool:
    """Whether it tells why or on what condition: "when Meta has verified us"."""
    reasons = any(mark.first == 0 for mark in clause.of("act", "because"))
    return reasons or clause.tokens[0].word in words("on_occasion") | words("if")


def _names_another(clause: Clause) -> bool:
    """Whether it goes on to one more third party: "and the customs office"."""
    first = [token.word for token in clause.tokens[:2]]
    return (
        len(clause.tokens) <= _LONGEST_NAME
        and len(first) > 1
        and first[0] in words("adds")
        and first[1] in words("article")
    )


def _put_aside(clause: Clause, mark: Mark) -> bool:
    return bool(clause.of("act", "other")) or any(0 <= mark.first - act.end <= 2 for act in clause.of("act", "negate"))  # noqa: PLR2004


def _unknown_name(clause: Clause, begins: bool, following: Sequence[Clause]) -> str | None:
    """The name of a service the lexicon does not have: what a sentence begins with, or is said to be called."""
    called = _CALLED.search(clause.text)
    if called:
        return called["name"]
    described = any(c.of("service_kind") or c.of("complexity") for c in (clause, *following))
    later = any(destination(c.text) for c in (clause, *following) if c.sentence == clause.sentence)
    described = described or (later and not any(mark.first == 0 for mark in clause.of("act")))
    if not begins or not described or clause.does("negate", "none", "because", "other"):
        return None
    first = 0
    while first < len(clause.tokens) - 1 and clause.tokens[first].word in _LEADS:
        first += 1
    if (
        clause.tokens[-1].word in words("no_name")
        or clause.tokens[first].word in _NO_NAME
        or (clause.of("service_kind") and clause.of("service_kind")[0].first == first)
    ):
        return None
    soft = [mark.first for mark in clause.of("act", "hedge", "defer") if mark.first > first]
    until = clause.tokens[min(soft) - 1].end if soft else len(clause.text)
    rest = clause.text[clause.tokens[first].start : until]
    if len(clause.tokens) - first <= _LONGEST_NAME and not clause.does("ask", "choose"):
        return re.split(r"\s+(?:over|via|per|with|mit|con|avec|qua|through|by|uses?)\s", rest)[0]
    capitals = [match[0] for match in _CAPITALS.finditer(rest) if match[0].casefold() not in _NO_NAME]
    return capitals[0] if capitals else None


def _notes(said: str, name: str) -> str:
    return re.sub(rf"^\W*{re.escape(name)}\W+", "", said.strip(), flags=re.IGNORECASE).strip(" .,;:")
