"""The lexicon: what words mean together, by one index over all phrases of the data files."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from phase_context.agent.language.phrases import Term, load, meanings
from phase_context.agent.language.spelling import Names

__all__ = ["TOKEN", "Term", "index", "key", "load", "lookup", "phrases_at", "spellings", "tokens"]

TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|:(?:[a-z][a-z0-9_+-]+|100|\+1):|[%+]|[\U0001f300-\U0001faff✅❤✔]")
LONGEST = 7  # words of a phrase
GAP = " ... "  # in a phrase, where up to so many other words may stand
_ROOM = 4
_SHORTEST_PLURAL = 6  # letters; shorter words become others too easily
_PARTS = re.compile(r"[\s_/.-]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_ANSWERS = frozenset(("none", "accept", "negate"))
# Short words that join others by chance: "no de" is not "node".
_GLUE = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "de",
        "do",
        "i",
        "in",
        "is",
        "it",
        "la",
        "le",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "the",
        "to",
        "un",
        "up",
        "us",
        "we",
        "y",
    ]
)

Meaning = tuple[Term, bool]
"""What a phrase means, and whether it is written as a single word."""


def key(text: str) -> str:
    """What phrases are compared by: letters and digits alone."""
    return "".join(TOKEN.findall(text.casefold())).translate(_APOSTROPHES)


@cache
def index() -> dict[str, tuple[Meaning, ...]]:
    """The meanings of every phrase by its key.

    A term that some line marks as an everyday word, or that is also a word for yes or no, is one wherever it is listed.
    """
    read = list(meanings())
    marked = {(phrase[1:].casefold(), term.topic) for term, phrases in read for phrase in phrases if phrase[0] == "~"}
    found: dict[str, dict[tuple[str, str, str], Meaning]] = {}
    for term, phrases in read:
        which = term[:3]
        for phrase in phrases:
            if GAP in phrase:
                continue
            literal = phrase[1:] if phrase[0] == "~" else phrase
            here = found.setdefault(key(literal), {})
            known, single = here.get(which, (None, True))
            everyday = (literal.casefold(), term.topic) in marked and (known is None or known.everyday)
            meant = known if known is not None and known.option else term
            here[which] = (_with(meant, everyday=everyday), single and not _PARTS.search(literal))
    found.pop("", None)
    return {spelled: tuple(_settled(here)) for spelled, here in found.items()}


def _with(term: Term, *, everyday: bool) -> Term:
    return term if term.everyday is everyday else term._replace(everyday=everyday)


def _settled(here: dict[tuple[str, str, str], Meaning]) -> list[Meaning]:
    """The meanings of one phrase; a term that also says yes or no, or answers several topics, is an everyday word."""
    if len(here) == 1:
        return list(here.values())
    bare = any(kind == "act" and name in _ANSWERS for kind, name, _ in here)
    spread = len({topic for kind, _, topic in here if kind == "term"}) > 1
    return [
        (
            _with(term, everyday=term.everyday or (term.kind == "term" and (bare or (spread and bool(term.option))))),
            single,
        )
        for term, single in here.values()
    ]


@lru_cache(maxsize=65536)
def lookup(words: tuple[str, ...]) -> tuple[Term, ...]:
    """What those words mean together; nothing when they only look like a phrase by chance."""
    written = "".join(words)
    found = index().get(written) or _other_number(written) or (_misspelled(written) if len(words) == 1 else ())
    if not found:
        return ()
    if len(words) > 1 and any(word in _GLUE for word in words) and not all(len(word) == 1 for word in words):
        return tuple(term for term, single in found if not single)
    return tuple(term for term, _ in found)


def phrases_at(words: Sequence[str], first: int) -> Iterator[tuple[int, tuple[Term, ...]]]:
    """The phrases that begin with word ``first``, the longest first: past which word each ends, and what it means."""
    for parts, term in _gapped().get(words[first], ()):
        reached = _past(words, first, parts)
        if reached:
            yield reached, (term,)
    ends = [first + 1]
    written = words[first]
    while ends[-1] < min(len(words), first + LONGEST) and _begins_a_phrase(written):
        written += words[ends[-1]]
        ends.append(ends[-1] + 1)
    for end in reversed(ends):
        found = lookup(tuple(words[first:end]))
        if found:
            yield end, found


@cache
def _gapped() -> dict[str, tuple[tuple[tuple[tuple[str, ...], ...], Term], ...]]:
    """By first word, the phrases that leave room for other words, as their parts, with what each means."""
    found: dict[str, list[tuple[tuple[tuple[str, ...], ...], Term]]] = {}
    for term, phrases in meanings():
        for phrase in phrases:
            if GAP not in phrase:
                continue
            everyday = phrase[0] == "~"
            parts = tuple(tokens(part) for part in phrase[everyday:].split(GAP))
            found.setdefault(parts[0][0], []).append((parts, _with(term, everyday=everyday)))
    return {word: tuple(sorted(those, key=lambda one: -len(one[0]))) for word, those in found.items()}


def _past(words: Sequence[str], first: int, parts: Sequence[tuple[str, ...]]) -> int | None:
    """Past which word a phrase of those parts ends that begins with word ``first``; None where it does not."""
    end = first + len(parts[0])
    if any(words[first + i] != word for i, word in enumerate(parts[0]) if i and first + i < len(words)):
        return None
    for part in parts[1:]:
        ahead = list(words[end : end + _ROOM + len(part)])
        if part[0] not in ahead:
            return None
        at = next((i for i in range(_ROOM + 1) if tuple(ahead[i : i + len(part)]) == part), None)
        if at is None:
            return None
        end += at + len(part)
    return end if end <= len(words) else None


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as phrases are looked up by them."""
    return tuple(TOKEN.findall(text.casefold().translate(_APOSTROPHES)))


@cache
def spellings(name: str) -> tuple[str, ...]:
    """The keys of every phrase for a name; without the s of a plural, whose singular is understood, too."""
    whole = [spelled.removesuffix("s") for spelled, found in index().items() if any(t.name == name for t, _ in found)]
    begun = ["".join(parts[0]) for those in _gapped().values() for parts, term in those if term.name == name]
    return (*whole, *begun)


@cache
def _sorted() -> list[str]:
    return sorted(index())


@lru_cache(maxsize=65536)
def _begins_a_phrase(written: str) -> bool:
    """Whether some phrase goes on from those letters."""
    at = bisect_left(_sorted(), written)
    return any(spelled.startswith(written) and spelled != written for spelled in _sorted()[at : at + 2])


def _other_number(written: str) -> tuple[Meaning, ...]:
    """The meanings of a topic's or term's name where the lexicon has its plural, or its singular."""
    if len(written) < _SHORTEST_PLURAL:
        return ()
    other = written[:-1] if written.endswith("s") else f"{written}s"
    return tuple(found for found in index().get(other, ()) if found[0].kind in ("term", "topic"))


def _misspelled(written: str) -> tuple[Meaning, ...]:
    """The meanings of the tool, service or unit whose name this unknown word misspells."""
    name = None if written in _like_names() else _names().find(written)
    return tuple(found for found in index()[name] if found[0].kind in ("term", "service", "unit")) if name else ()


@cache
def _like_names() -> frozenset[str]:
    """Words of the language that are a slip away from a name and mean themselves."""
    return frozenset(load("wording")["like_names"])


_TIMES = frozenset(("ms", "s", "min", "h"))  # units that are misspelled and mean nothing else


@cache
def _names() -> Names:
    """Units, and the names of tools and services that are no everyday words and no plain words of the template."""
    return Names(
        spelled
        for spelled, found in index().items()
        for term, _ in found
        if (term.kind == "unit" and term.name in _TIMES)
        or (term.kind in ("term", "service") and not term.everyday and key(term.name) == spelled and _is_a_tool(term))
    )


def _is_a_tool(term: Term) -> bool:
    return term.option != term.name or not term.name.istitle()
