"""The words by which a reply speaks of its round, from the lexicon's data."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from phase_context import prompts
from phase_context.agent.evidence import words
from phase_context.schemas import TOPICS


@cache
def data(name: str) -> dict[str, Any]:
    """One of the lexicon's files."""
    path = Path(prompts.__file__).parent / "lexicon" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def act(name: str) -> frozenset[tuple[str, ...]]:
    """The cue phrases of a speech act, of every language, as words."""
    found = (tuple(words(phrase)) for phrases in data("acts")[name].values() for phrase in phrases)
    # A number without its sign, as in "+1", says nothing.
    return frozenset(phrase for phrase in found if not "".join(phrase).isdigit())


@cache
def phrases(group: str, name: str) -> frozenset[tuple[str, ...]]:
    """Phrases about the round, as words."""
    return frozenset(tuple(words(phrase)) for phrase in data("rounds")[group][name])


@cache
def patterns(*path: str) -> tuple[re.Pattern[str], ...]:
    """Patterns about the round."""
    found: Any = data("rounds")
    for part in path:
        found = found[part]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)


@cache
def names() -> dict[tuple[str, ...], str]:
    """What topics are called, in every language, as words: with the label. Everyday words, as "fixtures", name none."""
    found = {}
    for label, topic in TOPICS.items():
        cues = data("topics")["cue"].get(topic.id, ())
        everyday = {cue[1:] for cue in cues if cue.startswith("~")}
        for name in {label, *topic.aliases, *(cue for cue in cues if not cue.startswith("~"))} - everyday:
            found[tuple(words(name))] = label
    return found


def first_named(text: str) -> tuple[str | None, int]:
    """The topic that the text names first, and how many words stand before it; a heading's sentence begins so."""
    said = words(text)
    for first in range(len(said)):
        for length in range(min(5, len(said) - first), 0, -1):
            label = names().get(tuple(said[first : first + length]))
            if label:
                return label, first
    return None, 0


def matches(text: str, *path: str) -> bool:
    """Whether one of those patterns is in the text."""
    return any(pattern.search(text) for pattern in patterns(*path))


def made_of(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """Whether the text's words are those phrases, one after the other, and there is at least one."""
    left = words(text)
    if not left:
        return False
    while left:
        size = next((n for n in range(len(left), 0, -1) if tuple(left[:n]) in known), 0)
        if not size:
            return False
        left = left[size:]
    return True


def is_assent(text: str) -> bool:
    """Whether words only agree, and so say nothing without the question: "yes", "ok, sounds good"."""
    return made_of(text.replace("+1", "yes"), act("accept"))


def holds(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """Whether one of those phrases is in the text."""
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(phrase)} " in said for phrase in known if phrase)


def corrects(text: str) -> bool:
    """Whether the words show that something said before is meant to change."""
    return holds(text, act("correct") | phrases("correct", "phrases"))


def is_unknown(text: str) -> bool:
    """Whether the words say that nobody here knows."""
    return matches(text, "unknown", "patterns") or made_of(text, act("unknown"))
