"""The small words of the lexicon, as sets of words and as parts of patterns."""

from __future__ import annotations

import re
from functools import cache

from phase_context.agent.language.lexicon import load

_FILES = ("wording", "lists", "reasons")


@cache
def words(group: str) -> frozenset[str]:
    """The words of a group.

    Raises:
        KeyError: no such group.
    """
    return frozenset(_groups()[group])


@cache
def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in _FILES:
        read = load(name)
        twice = groups.keys() & read.keys()
        if twice:
            raise ValueError(f"prompts/lexicon/{name}.toml declares again: {', '.join(sorted(twice))}")
        groups |= read
    return groups


@cache
def either(group: str) -> str:
    """The words of a group as an alternation for a pattern, the longest first."""
    listed = sorted(words(group), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in listed) + ")"


def pattern(text: str) -> re.Pattern[str]:
    """A pattern that ignores case, where ``<group>`` stands for any of the group's words."""
    return re.compile(re.sub(r"(?<!\?P)<(\w+)>", lambda found: either(found[1]), text), re.IGNORECASE)
