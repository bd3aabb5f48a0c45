"""Third parties by what people rate: "Datev?" — "It's OAuth and a REST API, with a smartcard in the loop. High"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.answers.rated import rated
from phase_context.agent.extractors.builtin.talk.names import Name, ProperNames
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.extractors.builtin.talk.small_names import is_the_rest, small_name
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import words

_BACK = 4  # remarks before a rating that may say what is rated
_LIKELY = 1  # the least weight of a name
_SURE = 3  # the same where nobody says how to talk to it


@dataclass(frozen=True)
class Rated:
    """A party that is rated: its ``kinds`` are how one talks to it, ``places`` the remarks that say so."""

    name: str
    kinds: tuple[str, ...]
    complexity: str
    places: tuple[int, ...]


def rated_parties(talk: Sequence[Remark], names: ProperNames, heard: Sequence[str]) -> Iterator[Rated]:
    """The parties that a rating ends the talk of, but for those that were ``heard`` of already."""
    before: list[tuple[int, Clause]] = []  # what was said since the rating before
    taken = [name.casefold() for name in heard]
    for i, remark in enumerate(talk):
        before = [(at, clause) for at, clause in before if at >= i - _BACK]
        for clause in remark.clauses if not remark.guest else ():
            rating = rated(clause)
            before.append((i, clause))
            if not rating or clause.asks:
                continue
            said = " ".join(other.text for _, other in before).casefold()
            found = None if any(name in said for name in taken) else _party(before, names)
            if found:
                name, kinds, first = found
                taken.append(name.casefold())
                yield Rated(name, kinds, rating, tuple(sorted({first, i})))
            before = []


def _party(said: Sequence[tuple[int, Clause]], names: ProperNames) -> tuple[str, tuple[str, ...], int] | None:
    """The name, the ways to talk to it, and the remark that says them."""
    ways = [(n, mark) for n, (_, clause) in enumerate(said) for mark in _ways(clause)]
    last = ways[0][0] if ways else len(said) - 1
    found: list[tuple[int, int, str]] = []  # how much it is one, its place, the name
    for n in range(last + 1):
        clause = said[n][1]
        if clause.does("suppose", "reject"):
            continue
        found += [
            (_weight(clause, one, names), n, one.text)
            for one in names.of(clause)
            if not ways or n < last or one.end <= ways[0][1].first
        ]
    kinds = tuple(dict.fromkeys(mark.term.name for _, mark in ways))
    best = max(found, default=None)
    if best and best[0] >= (_LIKELY if ways else _SURE):
        return best[2], kinds, said[last][0]
    if ways and not names.cased:
        small = (small_name([one for _, one in said[n : last + 1]]) for n in range(last, -1, -1))
        return next(((name, kinds, said[last][0]) for name in small if name), None)
    return None


def _weight(clause: Clause, name: Name, names: ProperNames) -> int:
    """How much a name is that of the party that is talked about."""
    before = clause.tokens[name.first - 1].word if name.first else ""
    after = clause.tokens[name.end].word if name.end < len(clause.tokens) else ""
    heads = all(token.word in words("leads_on") for token in clause.tokens[: name.first])
    weight = 2 * (heads and (name.end == len(clause.tokens) or after in words("party_does")))
    weight += clause.asks and heads
    weight += 2 * (before in words("leads_to_a_party"))
    weight -= 2 * (before in words("article_before"))
    inner = any(char.isupper() or char.isdigit() for char in name.text[1:]) and not name.text.isupper()
    return weight + 2 * inner + (name.text.isupper() and names.is_known_inside(name.text) and not before)


def _ways(clause: Clause) -> list[Mark]:
    """How a party is talked to; where it is rated, everyday words for it count."""
    return [mark for mark in clause.of("service_kind") if not is_the_rest(clause, mark)]
