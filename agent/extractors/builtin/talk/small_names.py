"""Names of third parties that are written in small letters, as speech recognition and hurried people do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from phase_context.agent.language.clauses import Clause, Mark, Token
from phase_context.agent.language.lexicon import load
from phase_context.agent.language.wording import words

_EQUATED = re.compile(r"=\s*(?P<name>[\w.-]+(?: [\w.-]+)?)\s*$")
_SHORTEST = 4  # letters
_MOST = 2  # words of a name
_POINTS = 3  # words before a kind that only point back: "it's a", "they have an"
_NEAR = 4  # words from how a party is talked to until it is named


def small_name(said: Sequence[Clause], *, of_a_party: bool = False) -> str | None:
    """The unknown word or two that the first of the clauses deals with: "labels = foo", "via foo", "foo, also rest".

    ``of_a_party`` says that it is known to be about one, so that a name in plain words will do: "the land registry".
    """
    clause = said[0]
    kinds = ways_to_talk(clause)
    if kinds:
        before = _unknown_before(clause, kinds[0].first)
        return before or _after(clause, kinds[-1].end, words("leads_on_to_a_party"), kinds[-1].end + _NEAR)
    following = said[1] if len(said) > 1 else None
    describes = following is not None and _describes(following)
    if describes and len(clause.tokens) <= _MOST and _unknown(clause, clause.tokens):
        return clause.text
    equated = _EQUATED.search(clause.text)
    if equated and describes:
        return equated["name"]
    led = _after(clause, 0, words("deals_with"), len(clause.tokens)) if describes or of_a_party else None
    return clause.text[: clause.tokens[0].end] if not led and describes and _heads(clause) else led


def points_at(clause: Clause) -> bool:
    """Whether it says of what was named before how one talks to it: "That's OAuth", "They have an SDK"."""
    return _describes(clause) and clause.tokens[0].word in words("stands_for_a_party")


def _describes(clause: Clause) -> bool:
    """Whether it begins with how a party is talked to: "also rest", "it's a rest call"."""
    points = bool(clause.tokens) and clause.tokens[0].word in words("stands_for_a_party")
    return any(m.first <= (_POINTS if points else 1) for m in ways_to_talk(clause))


def ways_to_talk(clause: Clause) -> list[Mark]:
    """The marks of how a party is talked to, without everyday words and "the rest"."""
    return [m for m in clause.of("service_kind") if not m.term.everyday and not is_the_rest(clause, m)]


def is_the_rest(clause: Clause, mark: Mark) -> bool:
    """Whether it is the word of the language: "the rest", "at rest"."""
    if mark.end - mark.first > 1 or clause.words(mark) not in ("rest", "Rest"):
        return False
    before = clause.tokens[mark.first - 1].word if mark.first else ""
    after = clause.tokens[mark.end].word if mark.end < len(clause.tokens) else ""
    tells = after in words("copula") or after == "of"
    return (before in words("no_rest") and after not in words("rest_of_something")) or (tells and not before)


def _heads(clause: Clause) -> bool:
    """Whether it begins with a name and says what for: "foo for the plates"."""
    return (
        len(clause.tokens) > 1
        and clause.tokens[1].word in words("says_what_for")
        and _unknown(clause, clause.tokens[:1], short=True)
    )


def _unknown_before(clause: Clause, end: int) -> str | None:
    """The unknown words right before how a party is talked to: "acme rest", "acme has a rest api"."""
    while end and clause.tokens[end - 1].word in words("between_party_and_kind"):
        end -= 1
    first = end
    short = end < len(clause.tokens) and clause.tokens[end].word in words("between_party_and_kind")
    while first and end - first < _MOST and _unknown(clause, clause.tokens[first - 1 : first], short=short):
        first -= 1
    if first == end:
        return None
    before = clause.tokens[first - 1].word if first else ""
    if first and before not in words("leads_to_a_party") | words("begins_no_name"):
        return None
    return clause.text[clause.tokens[first].start : clause.tokens[end - 1].end]


def _after(clause: Clause, first: int, leads: frozenset[str], last: int) -> str | None:
    """The unknown words after one that leads to a party, between two places."""
    for i in range(first + 1, min(last, len(clause.tokens))):
        if clause.tokens[i - 1].word not in leads:
            continue
        begin = i
        while begin < len(clause.tokens) - 1 and clause.tokens[begin].word in words("article_before"):
            begin += 1
        end = begin
        while (
            end < len(clause.tokens)
            and end - begin < _MOST
            and _unknown(clause, clause.tokens[end : end + 1], noun=True)
        ):
            end += 1
        if end > begin and any(token.word not in words("plain_words") for token in clause.tokens[begin:end]):
            return clause.text[clause.tokens[begin].start : clause.tokens[end - 1].end]
    return None


def _unknown(clause: Clause, tokens: Sequence[Token], *, noun: bool = False, short: bool = False) -> bool:
    """Whether neither the lexicon nor the language's small words have any of them; a ``noun`` may be a plain one."""
    marked = {i for m in clause.marks if m.term.kind != "scope" for i in range(m.first, m.end)}
    places = {token.start: i for i, token in enumerate(clause.tokens)}
    return bool(tokens) and all(
        len(t.word) >= (_SHORTEST - 1 if noun or short else _SHORTEST)
        and t.word.isalnum()
        and places[t.start] not in marked
        and (t.word not in _plain() or (noun and t.word in words("plain_words")))
        for t in tokens
    )


@cache
def _plain() -> frozenset[str]:
    """Every small word that the lexicon has for building sentences, and common nouns and verbs of such talk."""
    listed = [group for name in ("wording", "lists") for group in load(name).values()]
    return frozenset(word for group in listed for phrase in group for word in str(phrase).split())
