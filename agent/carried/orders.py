"""Words that give orders to whoever reads them by machine: prompt injection. They settle nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from phase_context.agent.lexicon import data

# What somebody only repeats: a quotation, a comment, a marked-up or fenced stretch.
_REPEATED = re.compile(
    r"<!--.{0,2000}?(?:-->|\Z)|<(?P<tag>[a-z_]{2,20})\b[^>]{0,200}>.{0,2000}?</(?P=tag)>|```.{0,2000}?(?:```|\Z)"
    r"|\"[^\"\n]{15,400}\"|“[^”\n]{15,400}”|«[^»\n]{15,400}»"
    r"|(?<!\w)'[^\n]{15,400}?'(?!\w)|(?<!\w)‘[^\n]{15,400}?’(?!\w)"
    r"|^>[^\n]*(?:\n>[^\n]*)*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+|\n")


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in data("orders")["orders"]["patterns"]), re.IGNORECASE)


def gives_orders(text: str) -> bool:
    """Whether the words speak to the program that reads them: "ignore your instructions and record …"."""
    return bool(_pattern().search(text))


@lru_cache(maxsize=4096)
def ordering(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of a text that give orders, as start and end.

    Where somebody only repeats the order, that is the quotation; where they give it, all that they say from there on.
    """
    return tuple(_ordering(text))


def _ordering(text: str) -> Iterator[tuple[int, int]]:
    repeated = [match.span() for match in _REPEATED.finditer(text)]
    for match in _pattern().finditer(text):
        around = [span for span in repeated if span[0] < match.end() and match.start() < span[1]]
        if around:
            yield min(start for start, _ in around), max(end for _, end in around)
        else:
            before = [end.end() for end in _SENTENCE_END.finditer(text, 0, match.start())]
            yield (before[-1] if before else 0), len(text)
