"""Misspelled names of tools: an unknown long word that is a slip or two away from exactly one known name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_SHORTEST = 7  # letters of a name; shorter ones become other words too easily
_LONG = 9  # letters from which on two slips are allowed
_ALIKE = 0.5  # share of letter pairs that must be the same before distances are worth computing


class Names:
    """Known names, to be looked up by a misspelling of theirs."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_letter: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            if len(name) >= _SHORTEST and name.isalpha():
                self._by_letter.setdefault(name[0], []).append(name)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, word: str) -> str | None:
        """The name that was meant; None when none is near enough, or two are."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        pairs = _pairs(word)
        alike = [
            name
            for name in self._by_letter.get(word[0], ())
            if abs(len(name) - len(word)) <= 2 and len(pairs & _pairs(name)) >= _ALIKE * len(_pairs(name))  # noqa: PLR2004
        ]
        if not alike:
            return None
        from rapidfuzz.distance import OSA  # only when a word looks like a name: its import takes a while

        # A word that a name only goes on from is a word of its own: "system" is not "systemd".
        alike = [name for name in alike if not name.startswith(word)]
        near = [name for name in alike if OSA.distance(word, name) <= (2 if len(name) >= _LONG else 1)]
        return near[0] if len(near) == 1 else None


def _pairs(word: str) -> set[str]:
    return {word[i : i + 2] for i in range(len(word) - 1)}
