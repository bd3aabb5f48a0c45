"""Third parties in a meeting: a service that is named, with how it is talked to and how hard people say it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from phase_context.agent.extractors.builtin.answers.entries import entry, quotation
from phase_context.agent.extractors.builtin.answers.rated import rated
from phase_context.agent.extractors.builtin.lists.party_notes import party_notes
from phase_context.agent.extractors.builtin.lists.rated_parties import rated_parties
from phase_context.agent.extractors.builtin.talk.names import Name, ProperNames
from phase_context.agent.extractors.builtin.talk.naming import raised_by
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.extractors.builtin.talk.small_names import points_at, small_name, ways_to_talk
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import words
from phase_context.schemas import Entry

_REACH = 5  # remarks for which a party stays the one that is talked about
_SETTLED = 3  # the same where it is rated already
_POINTS = 3  # words before a kind that only point back: "that's a", "das ist"
_HEAD = 4  # words of a clause that does no more than name a party
_LONGEST_NOTES = 60  # words
_LONG = 40  # words of a clause in which what is far apart does not belong together
_CLOSE = 12  # words


@dataclass
class _Party:
    """A party as it is heard of.

    Attributes:
        heard: the place of the remark that spoke of it last; ``described`` are those that say what it is like.
        known: the lexicon has it.
        stated: it is said, not asked, that we deal with it.
        spoken_to: there is talk of what one needs to talk to a party: a protocol, a sandbox.
        tentative: its complexity was only asked about, or told of another case.
    """

    name: str
    heard: int
    known: bool = False
    kinds: list[str] = field(default_factory=list)
    complexity: str | None = None
    tentative: bool = True
    stated: bool = False
    spoken_to: bool = False
    described: list[int] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether the meeting says enough of it."""
        if self.kinds and self.stated:
            return True
        return bool(self.complexity and (self.kinds or self.known or self.spoken_to))


def third_parties(talk: Sequence[Remark]) -> list[Entry]:
    """One entry a party of which the meeting says how it is talked to or how hard it is."""
    listening = _Listening(talk)
    for i, remark in enumerate(talk):
        if not remark.guest:
            listening.hear(i, remark)
    standing = [one for one in listening.parties.values() if one.stands]
    for one in rated_parties(talk, listening.names, [party.name for party in standing]):
        party = _Party(one.name, one.places[0], kinds=list(one.kinds), complexity=one.complexity)
        standing.append(replace(party, described=list(one.places)))
    names = [one.name for one in standing]
    return [_entry(talk, one, names) for one in standing]


class _Listening:
    """What has been heard so far: the parties, and which of them is talked about."""

    def __init__(self, talk: Sequence[Remark]) -> None:
        self.parties: dict[str, _Party] = {}
        self._talk = talk
        self.names = ProperNames(talk)
        self._current: _Party | None = None

    def hear(self, i: int, remark: Remark) -> None:
        self._forget(i)
        sentence = -1
        for n, clause in enumerate(remark.clauses):
            kinds = ways_to_talk(clause)
            talked_to = any(token.word in words("talks_to_a_party") for token in clause.tokens)
            if clause.does("suppose") or (clause.does("other") and not kinds and not talked_to):
                continue
            if kinds and clause.tokens[0].word in words("a_person"):  # "he thinks REST is fine"
                continue
            described = kinds or clause.of("service_kind") or rated(clause)
            known = self._known(clause, remark)
            if known:
                self._turn_to(known, i, known=True)
            elif clause.sentence != sentence or described or self._is_next(remark, n):
                # Of several names in a sentence the first is its subject.
                unknown = self._unknown(i, n, bool(kinds or rated(clause)) or self._is_next(remark, n))
                if unknown:
                    self._turn_to(unknown, i)
                    sentence = clause.sentence
            if self._current and talked_to:
                self._current.spoken_to |= self._current.heard == i and remark.words <= _LONGEST_NOTES
            if described:
                self._describe(i, remark, clause, named=bool(known) or sentence == clause.sentence)

    def _forget(self, i: int) -> None:
        if self._current and i - self._current.heard > (_REACH if self._current.tentative else _SETTLED):
            self._current = None

    def _turn_to(self, name: str, i: int, *, known: bool = False) -> None:
        party = self._heard_before(name)
        if party is None:
            party = self.parties.setdefault(name, _Party(name, i, known))
        party.heard = i
        self._current = party

    def _heard_before(self, name: str) -> _Party | None:
        """The party that is known already under that name, in more or in fewer words."""
        said = set(re.findall(r"\w+", name.casefold()))
        for party in self.parties.values():
            heard = set(re.findall(r"\w+", party.name.casefold()))
            if said <= heard or heard <= said:
                return party
        return None

    def _describe(self, i: int, remark: Remark, clause: Clause, *, named: bool) -> None:
        """Note what the clause says of the party that is talked about."""
        party = self._current
        plainly = bool(ways_to_talk(clause))
        if not named and (party is None or party.heard < i):
            party = self._raised(i, clause) or party
        if party is not None and (party.heard < i and not party.kinds and remark.own and not named and not plainly):
            return
        if party is None:
            return
        own = clause.of("service")
        kinds = [
            m.term.name
            for m in clause.of("service_kind")
            if (m in ways_to_talk(clause) or (m.term.everyday and named and party.known))
            and (len(clause.tokens) <= _LONG or any(abs(m.first - o.end) <= _CLOSE for o in own))
        ]
        rating = rated(clause) if party.known or party.kinds or kinds or party.spoken_to else None
        if clause.asks:
            kinds = []
        if not kinds and rating is None:
            return
        party.heard = i
        party.kinds = list(dict.fromkeys([*party.kinds, *kinds]))
        party.stated |= named and not clause.asks and (party.known or self._is_subject(clause, party))
        tentative = clause.asks or clause.does("suppose") or _of_another_case(clause)
        if rating and (party.complexity is None or party.tentative or not tentative):
            party.complexity, party.tentative = rating, tentative
        if i not in party.described and not clause.asks:
            party.described.append(i)

    def _is_subject(self, clause: Clause, party: _Party) -> bool:
        """Whether the clause says itself what the party has: "Foo has a REST API", "Foo over SFTP"."""
        after = next((n.end for n in self.names.of(clause) if n.text == party.name and n.first <= 1), None)
        return after is not None and after < len(clause.tokens) and clause.tokens[after].word in words("party_does")

    def _raised(self, i: int, clause: Clause) -> _Party | None:
        """What the remark before brings up, where this clause only points at it: "The registry?" — "That's SOAP"."""
        kinds = ways_to_talk(clause)
        if not i or not kinds or kinds[0].first > _POINTS or clause.tokens[0].word not in words("stands_for_a_party"):
            return None
        name = raised_by(self._talk[i - 1]) or small_name(self._talk[i - 1].clauses, of_a_party=True)
        if not name:
            return None
        self._turn_to(name, i)
        return self._current

    def _known(self, clause: Clause, remark: Remark) -> str | None:
        """The service of the lexicon that a clause names and does not set aside."""
        if clause.does("defer"):
            return None
        for mark in clause.of("service"):
            described = any(c.of("service_kind") or rated(c) for c in remark.stated)
            if not _set_aside(clause, mark) and (not mark.term.everyday or described or self._current is not None):
                return mark.term.name
        return None

    def _is_next(self, remark: Remark, n: int) -> bool:
        """Whether the clause is nothing but a name and the next one says what it is like: "(REST, low), Foo (SOAP"."""
        following = remark.clauses[n + 1] if n + 1 < len(remark.clauses) else None
        if following is None or not (ways_to_talk(following) or rated(following)):
            return False
        names = self.names.of(remark.clauses[n])
        return bool(names) and names[0].end - names[0].first == len(remark.clauses[n].tokens)

    def _unknown(self, i: int, n: int, described: bool) -> str | None:
        """A name that the lexicon does not have, where the clause deals with it or says what it is like."""
        remark = self._talk[i]
        clause = remark.clauses[n]
        asked = clause.does("unknown") and not any(
            ways_to_talk(c) for c in remark.clauses if c.sentence == clause.sentence
        )
        if asked or clause.does("defer", "reject"):
            return None
        services = {i for m in clause.of("service") for i in range(m.first, m.end)}
        for name in self.names.of(clause):
            if not services.isdisjoint(range(name.first, name.end)):
                continue
            behind = remark.clauses[n + 1] if n + 1 < len(remark.clauses) else None
            if (
                self._is_dealt_with(clause, name)
                or (described and self._is_described(clause, name))
                or (behind is not None and behind.sentence != clause.sentence and self._goes_on(clause, name, behind))
            ):
                return name.text
        if services or self.names.cased:
            return None
        after = self._talk[i + 1] if i + 1 < len(self._talk) and not self._talk[i + 1].asks else None
        return small_name([*remark.clauses[n:], *(after.clauses if after else ())])

    def _is_dealt_with(self, clause: Clause, name: Name) -> bool:
        at = name.first - 1
        while at > 0 and clause.tokens[at].word in words("article_before"):
            at -= 1
        before = clause.tokens[at].word if at >= 0 else ""
        after = clause.tokens[name.end].word if name.end < len(clause.tokens) else ""
        if before in words("leads_to_a_party"):
            return True
        sure = self.names.is_known_inside(name.text)
        if len(clause.tokens) <= _HEAD and name.end - name.first <= len(clause.tokens):
            return sure or name.first > 0 or "'" in clause.text or after in words("party_does")
        return name.first == 0 and (after in words("party_does") or clause.asks) and (sure or after != "for")

    def _goes_on(self, clause: Clause, name: Name, behind: Clause) -> bool:
        """Whether the next sentence says how one talks to it: "It's in Foo. That's OAuth", "Foo then. SDK"."""
        heads = name.first == 0 and len(clause.tokens) <= _HEAD
        return points_at(behind) or (heads and any(mark.first == 0 for mark in ways_to_talk(behind)))

    def _is_described(self, clause: Clause, name: Name) -> bool:
        """Whether what the clause says it says of that name: its subject, or right before how it is talked to."""
        kinds = clause.of("service_kind")
        return (
            name.first <= 1 or (bool(kinds) and name.end <= kinds[0].first) or "'" in clause.text[: len(name.text) + 3]
        )


def _of_another_case(clause: Clause) -> bool:
    """Whether it tells what would have been: "I'd have said high"."""
    said = [token.word for token in clause.tokens]
    return any(a in words("unreal") and b == "have" for a, b in pairwise(said))


def _set_aside(clause: Clause, mark: Mark) -> bool:
    """Whether the clause turns the service down: a no beside it, or what speaks against it right after."""
    if any(-1 <= mark.first - act.end <= 1 for act in clause.of("act", "negate", "none")):
        return True
    if any(act.first == mark.end and act.end == len(clause.tokens) for act in clause.of("act", "negate", "none")):
        return True
    return any(0 <= act.first - mark.end <= 2 for act in clause.of("act", "reject"))  # noqa: PLR2004


def _entry(talk: Sequence[Remark], party: _Party, names: Sequence[str]) -> Entry:
    places = party.described or [party.heard]
    remark = talk[places[0]]
    return entry(
        "integration",
        quotation(remark.text, remark.clauses[0].start, remark.clauses[-1].end),
        remark.number,
        text=party.name[:1].upper() + party.name[1:],
        type=", ".join(party.kinds) or None,
        complexity=party.complexity,
        rationale=party_notes(talk, party.name, places, [name for name in names if name != party.name]),
    )
