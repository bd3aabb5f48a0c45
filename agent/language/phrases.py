"""The lexicon's data files, read into phrases and what each means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import phase_context.prompts.lexicon as data
from phase_context.schemas import TOPICS

_EITHER = re.compile(r"\{([^}]*)\}")


class Term(NamedTuple):
    """What a phrase means.

    Attributes:
        kind: "term" (answers a topic), "topic" (opens one), "act" (does something), "service", "service_kind",
            "complexity", "unit", "number", "scale", or "scope" (words of the sections that are lists).
        name: the term as written in the document; the topic's label; the act.
        topic: the label of the topic that a "term" answers.
        option: the template's option that it means, or None.
        everyday: also an everyday word, so that it counts only where its topic is talked about.
        number: the value of a number word.
    """

    kind: str
    name: str
    topic: str = ""
    option: str | None = None
    everyday: bool = False
    number: float = 0.0


@cache
def load(name: str) -> dict[str, Any]:
    """One of the lexicon's files."""
    folder = Path(next(iter(data.__path__)))
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def meanings() -> Iterator[tuple[Term, Iterable[str]]]:
    """Every meaning with its phrases. A phrase that begins with ~ is also an everyday word."""
    for term, phrases in _listed():
        yield term, [one for phrase in phrases for one in _variants(phrase)]


def _variants(phrase: str) -> Iterable[str]:
    """A phrase, or the family of them that it stands for: "{i'd|we'd} {take|use}" are four."""
    if "{" not in phrase:
        return (phrase,)
    parts = [part.split("|") if odd % 2 else [part] for odd, part in enumerate(_EITHER.split(phrase))]
    return map("".join, product(*parts))


def _listed() -> Iterator[tuple[Term, Iterable[str]]]:
    """Every meaning with its phrases and families of phrases, as the files list them."""
    yield from _topics()
    yield from _terms()
    for act, languages in load("acts").items():
        for phrases in languages.values():
            yield Term("act", act), phrases
    for group, services in load("services").items():
        kind = {"kinds": "service_kind", "complexity": "complexity"}.get(group, "service")
        for name, phrases in services.items():
            yield Term(kind, name), (name, *phrases)
    yield from _numbers()
    for name, groups in load("scope").items():
        for group, phrases in groups.items():
            yield Term("scope", name if group in ("cue", "words") else f"{name}.{group}"), phrases


def _topics() -> Iterator[tuple[Term, Iterable[str]]]:
    cues = load("topics")["cue"]
    for topic in TOPICS.values():
        yield Term("topic", topic.label), (topic.label, *topic.aliases, *cues.get(topic.id, ()))
        for option in topic.options:
            yield Term("term", option, topic.label, option), (option,)


def _terms() -> Iterator[tuple[Term, Iterable[str]]]:
    by_id = {topic.id: topic.label for topic in TOPICS.values()}
    for id_, names in load("terms").items():
        for name, phrases in names.items():
            if isinstance(phrases, dict):
                for tool, said in phrases.items():
                    yield Term("term", tool, by_id[id_], name), (tool, *said)
            else:
                yield Term("term", name, by_id[id_]), (name, *phrases)


def _numbers() -> Iterator[tuple[Term, Iterable[str]]]:
    numbers = load("numbers")
    for group, kind in (("small", "number"), ("scale", "scale")):
        for words in numbers[group].values():
            for word, value in words.items():
                yield Term(kind, word, number=float(value)), (word,)
    for unit, spelled in numbers["unit"].items():
        yield Term("unit", unit), spelled["words"]
