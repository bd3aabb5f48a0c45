"""The lexicon: what words mean together, by one index over all phrases of the data files."""

from __future__ import annotations

import re
from functools import cache

from phase_context.agent.extractors.builtin.phrases import Term, load, meanings
from phase_context.agent.extractors.builtin.spelling import Names

__all__ = ["LONGEST", "TOKEN", "Term", "index", "key", "load", "lookup"]

TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|:(?:[a-z][a-z0-9_+-]+|100|\+1):|[%+]|[\U0001f300-\U0001faff✅❤✔]")
LONGEST = 7  # words of a phrase
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


def lookup(words: list[str]) -> tuple[Term, ...]:
    """What those words mean together; nothing when they only look like a phrase by chance."""
    written = "".join(words)
    found = index().get(written) or _other_number(written) or (_misspelled(written) if len(words) == 1 else ())
    if not found:
        return ()
    if len(words) > 1 and any(word in _GLUE for word in words):
        return tuple(term for term, single in found if not single)
    return tuple(term for term, _ in found)


def _other_number(written: str) -> tuple[Meaning, ...]:
    """The meanings of a topic's or term's name where the lexicon has its plural, or its singular."""
    if len(written) < _SHORTEST_PLURAL:
        return ()
    other = written[:-1] if written.endswith("s") else f"{written}s"
    return tuple(found for found in index().get(other, ()) if found[0].kind in ("term", "topic"))


def _misspelled(written: str) -> tuple[Meaning, ...]:
    """The meanings of the tool or service whose name this unknown word misspells."""
    name = _names().find(written)
    return tuple(found for found in index()[name] if found[0].kind in ("term", "service")) if name else ()


@cache
def _names() -> Names:
    """The names of tools and services that are no everyday words, and no options of the template in plain words."""
    return Names(
        spelled
        for spelled, found in index().items()
        for term, _ in found
        if term.kind in ("term", "service") and not term.everyday and key(term.name) == spelled and _is_a_tool(term)
    )


def _is_a_tool(term: Term) -> bool:
    return term.option != term.name or not term.name.istitle()
