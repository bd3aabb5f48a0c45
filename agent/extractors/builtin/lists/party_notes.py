"""What a meeting says of a third party besides how it is talked to and how hard it is: limits, keys, oddities.

A party's own words begin where it is named, or at the beginning of a remark that describes it without a name, and end
where another party, a topic of ours or another subject comes up. In the remarks after that only what points back to it
counts. What has a column of its own, the kind and the complexity, is not noted again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from phase_context.agent.extractors.builtin.answers.rated import rated
from phase_context.agent.extractors.builtin.talk.idle import is_idle, names_of
from phase_context.agent.extractors.builtin.talk.passages import passages
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.extractors.builtin.talk.small_names import ways_to_talk
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words

_AFTER = 2  # remarks after one that describes a party, in which it may be gone on about
_BEFORE = 6  # remarks before it, in which it was named
_LONGEST = 60  # words
_LEAST = 2  # words of a note
# Topics that a third party has of its own: its tokens, its limits.
_THEIRS = frozenset(
    ("Authentication", "Rate limiting", "Batch processing", "Response time", "Concurrent users", "Data encryption")
)
_TURNS = pattern(r"^\W*(?:(?:so|and|okay|ok|right|then|good|well)[\s,]+)?<turns_to>(?![\w'’-])")
_OF_A_PARTY = pattern(r"(?<![\w'’])(?:<talks_to_a_party>|<party_facts>)(?![\w'’])")


def party_notes(talk: Sequence[Remark], name: str, described: Sequence[int], others: Iterable[str]) -> str | None:
    """What is said of the party of that name, told apart from the ``others``; None where it is nothing more.

    ``described`` are the places of the remarks that say how it is talked to or how hard it is.
    """
    notes = _Notes(talk, name, others)
    places = {i: notes.told(i) for i in (*notes.named_before(described[0]), *described)}
    for i in described:
        for j in range(i + 1, min(len(talk), i + 1 + _AFTER)):
            if j in places or notes.is_of_another(j):
                break
            places[j] = notes.gone_on(j)
    kept = [(talk[i], ks) for i, ks in sorted(places.items())]
    return passages(kept, name, notes.has_a_column, longest=_LONGEST, least=_LEAST)


class _Notes:
    """The clauses of one party."""

    def __init__(self, talk: Sequence[Remark], name: str, others: Iterable[str]) -> None:
        self._talk = talk
        self._named = _named(name)
        self._others = [_named(other) for other in others]
        self._people = names_of(talk)

    def told(self, i: int) -> list[int]:
        """The places of the clauses about the party in a remark that describes it."""
        remark = self._talk[i]
        names = [k for k, clause in enumerate(remark.clauses) if self._named.search(clause.text)]
        sentence = remark.clauses[names[0]].sentence if names else -1
        first = next((k for k, clause in enumerate(remark.clauses) if clause.sentence == sentence), 0)
        shared = any(other.search(remark.text) for other in self._others)
        found: list[int] = []
        ours, over = True, False  # a rating ends what is said at one go
        for k in range(first, len(remark.clauses)):
            clause = remark.clauses[k]
            apart = k > first and "\n" in remark.text[remark.clauses[k - 1].end : clause.start]
            ended = over and clause.sentence != remark.clauses[k - 1].sentence
            if self._is_elsewhere(remark, k) or ((apart or ended) and not self._points_back(clause)):
                ours = False
            elif self._named.search(clause.text) or (not shared and self._describes(clause, named=bool(names))):
                ours = True
            if ours and self._tells(clause):
                found.append(k)
            over = over or bool(rated(clause))
        return found

    def named_before(self, i: int) -> list[int]:
        """The place of the remark that names the party, where one described it without its name: "Foo?" - "REST"."""
        if self._named.search(self._talk[i].text):
            return []
        near = range(i - 1, max(-1, i - 1 - _BEFORE), -1)
        return [j for j in near if self._named.search(self._talk[j].text) and not self._talk[j].guest][:1]

    def gone_on(self, i: int) -> list[int]:
        """The places of the clauses in a later remark that point back to the party and tell what it is like."""
        remark = self._talk[i]
        found: list[int] = []
        for k, clause in enumerate(remark.clauses):
            if self._is_elsewhere(remark, k) or self._names_a_topic(remark, k):
                break
            goes_on = bool(found) and clause.sentence == remark.clauses[found[-1]].sentence
            if self._tells(clause) and (goes_on or self._points_back(clause)):
                found.append(k)
        return found

    def is_of_another(self, i: int) -> bool:
        """Whether a remark begins with something else than the party."""
        remark = self._talk[i]
        return not remark.clauses or remark.guest or self._is_elsewhere(remark, 0)

    def has_a_column(self, clause: Clause) -> bool:
        """Whether it says no more than the party's name, how one talks to it and how hard it is."""
        said = {i for kind in ("service_kind", "complexity", "service") for m in clause.of(kind) for i in _range(m)}
        said |= {i for i, token in enumerate(clause.tokens) if self._named.search(token.word)}
        said |= {i for m in clause.of("act", "accept", "hedge", "choose", "conclude", "propose") for i in _range(m)}
        small = words("around_a_choice") | words("between_party_and_kind") | words("is_a_party")
        if rated(clause):
            small |= words("rates") | words("rated_behind")
        return all(i in said or token.word in small for i, token in enumerate(clause.tokens))

    def _tells(self, clause: Clause) -> bool:
        if clause.asks or is_idle(clause, self._people) or self.has_a_column(clause):
            return False
        return not clause.does("suppose")

    def _describes(self, clause: Clause, *, named: bool) -> bool:
        """Whether it says what a party is like; where it is ``named`` beside, not how one talks to it again."""
        return self._points_back(clause) or (not named and bool(ways_to_talk(clause) or rated(clause)))

    def _points_back(self, clause: Clause) -> bool:
        if self._named.search(clause.text):
            return True
        if _OF_A_PARTY.search(clause.text):
            return True
        said = [token.word for token in clause.tokens if token.word not in words("leads_in")]
        theirs = bool(said) and said[0] in words("is_theirs")
        return theirs or (bool(said) and said[0] in words("stands_for_a_party") and bool(numbers(clause)))

    def _is_elsewhere(self, remark: Remark, k: int) -> bool:
        """Whether another party, a topic of ours or another subject comes up with the clause."""
        clause = remark.clauses[k]
        if _TURNS.match(clause.text) or any(other.search(clause.text) for other in self._others):
            return True
        services = [m for m in clause.of("service") if not m.term.everyday and not self._named.search(clause.words(m))]
        if any(m.first <= 1 for m in services):
            return True
        if (remark.labels[k] or "") in _THEIRS or ways_to_talk(clause) or rated(clause):
            return False
        if k and remark.clauses[k - 1].sentence == clause.sentence:
            return False
        return self._names_a_topic(remark, k)

    def _names_a_topic(self, remark: Remark, k: int) -> bool:
        clause, label = remark.clauses[k], remark.labels[k]
        named = [m for m in clause.of("term") if m.term.topic == label] + clause.of("topic", label or "-")
        return any(not mark.term.everyday for mark in named) and not self._points_back(clause)


def _named(name: str) -> re.Pattern[str]:
    """The name, or its first word where it has several, as words of a text."""
    return re.compile(rf"(?<!\w){re.escape(name.split(maxsplit=1)[0])}(?:'s|’s)?(?!\w)", re.IGNORECASE)


def _range(mark: Mark) -> range:
    return range(mark.first, mark.end)
