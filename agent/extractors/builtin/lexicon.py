"""The lexicon: data files read once into one index of phrases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import phase_context.prompts.lexicon as data
from phase_context.schemas import TOPICS

TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|:(?:[a-z][a-z0-9_+-]+|100|\+1):|[%+]|[\U0001f300-\U0001faff✅❤✔]")
_PARTS = re.compile(r"[\s_/.-]")
_LONGEST = 7  # words
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


@dataclass(frozen=True)
class Term:
    """What a phrase means.

    Attributes:
        kind: "term" (answers a topic), "topic" (opens one), "act" (does something), "service", "service_kind",
            "complexity", "unit", "number", "scale", or "scope" (words of the sections that are lists).
        name: the term as written in the document; the topic's label; the act.
        topic: the label of the topic that a "term" answers.
        option: the template's option that it means, or None.
        everyday: also an everyday word, so that it counts only where its topic is talked about.
    """

    kind: str
    name: str
    topic: str = ""
    option: str | None = None
    everyday: bool = False
    number: float = 0.0


def key(text: str) -> str:
    """What phrases are compared by: letters and digits alone."""
    return "".join(TOKEN.findall(text.casefold())).translate(_APOSTROPHES)


_APOSTROPHES = str.maketrans("", "", "'’ʼ")


@cache
def index() -> dict[str, tuple[tuple[Term, bool], ...]]:
    """All phrases by key; with each meaning, whether the phrase is a single word.

    A term that some line marks as an everyday word, or that is also a word for yes or no, is one wherever it is listed.
    """
    phrases = list(_phrases())
    marked = {(phrase[1:].casefold(), term.topic) for phrase, term in phrases if phrase.startswith("~")}
    found: dict[str, dict[tuple[str, str, str], tuple[Term, bool]]] = {}
    for phrase, term in phrases:
        literal = phrase.removeprefix("~")
        meanings = found.setdefault(key(literal), {})
        which = (term.kind, term.name, term.topic)
        known, single = meanings.get(which, (None, True))
        everyday = (literal.casefold(), term.topic) in marked and (known is None or known.everyday)
        option = term.option or (known.option if known else None)
        if (option, everyday) != (term.option, term.everyday):
            term = replace(term, option=option, everyday=everyday)  # noqa: PLW2901
        meanings[which] = (term, single and not _PARTS.search(literal.strip()))
    found.pop("", None)
    for meanings in found.values():
        bare = any(kind == "act" and name in ("none", "accept", "negate") for kind, name, _ in meanings)
        spread = len({topic for kind, _, topic in meanings if kind == "term"}) > 1
        for which, (term, single) in list(meanings.items()):
            if term.kind == "term" and (bare or (spread and term.option)):
                meanings[which] = (replace(term, everyday=True), single)
    return {phrase: tuple(meanings.values()) for phrase, meanings in found.items()}


def lookup(words: list[str]) -> tuple[Term, ...]:
    """What those words mean together; nothing when they only look like a phrase by chance."""
    written = "".join(words)
    meanings = index().get(written) or _other_number(written)
    if not meanings:
        return ()
    if len(words) > 1 and any(word in _GLUE for word in words):
        return tuple(term for term, single in meanings if not single)
    return tuple(term for term, _ in meanings)


def _other_number(written: str) -> tuple[tuple[Term, bool], ...]:
    """The meanings of a topic's or term's name where the lexicon has its plural, or its singular."""
    if len(written) < _SHORTEST_PLURAL:
        return ()
    other = written[:-1] if written.endswith("s") else f"{written}s"
    return tuple(found for found in index().get(other, ()) if found[0].kind in ("term", "topic"))


LONGEST = _LONGEST
_SHORTEST_PLURAL = 6  # letters; shorter words become others too easily


@cache
def load(name: str) -> dict[str, Any]:
    """One of the lexicon's files."""
    folder = Path(next(iter(data.__path__)))
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _phrases() -> Iterator[tuple[str, Term]]:
    by_id = {topic.id: topic.label for topic in TOPICS.values()}
    for topic in TOPICS.values():
        for phrase in (topic.label, *topic.aliases):
            yield phrase, Term("topic", topic.label)
        for option in topic.options:
            yield option, Term("term", option, topic.label, option)
    topics = load("topics")
    for id_, phrases in topics["cue"].items():
        for phrase in phrases:
            yield phrase, Term("topic", by_id[id_])
    for id_, names in load("terms").items():
        for name, phrases in names.items():
            if isinstance(phrases, dict):
                for tool, said in phrases.items():
                    for phrase in (tool, *said):
                        yield phrase, Term("term", tool, by_id[id_], name)
            else:
                for phrase in (name, *phrases):
                    yield phrase, Term("term", name, by_id[id_])
    for act, languages in load("acts").items():
        for phrases in languages.values():
            for phrase in phrases:
                yield phrase, Term("act", act)
    yield from _services()
    yield from _numbers()
    for name, groups in load("scope").items():
        for group, phrases in groups.items():
            for phrase in phrases:
                yield phrase, Term("scope", name if group in ("cue", "words") else f"{name}.{group}")


def _services() -> Iterator[tuple[str, Term]]:
    for group, services in load("services").items():
        kind = {"kinds": "service_kind", "complexity": "complexity"}.get(group, "service")
        for name, phrases in services.items():
            for phrase in (name, *phrases):
                yield phrase, Term(kind, name)


def _numbers() -> Iterator[tuple[str, Term]]:
    numbers = load("numbers")
    for group in ("small", "scale"):
        for words in numbers[group].values():
            for word, value in words.items():
                yield word, Term("number" if group == "small" else "scale", word, number=float(value))
    for unit, spelled in numbers["unit"].items():
        for phrase in spelled["words"]:
            yield phrase, Term("unit", unit)
