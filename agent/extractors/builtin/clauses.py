"""Split a turn into clauses, each with the place of its words in the turn, and the phrases of the lexicon in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from phase_context.agent.extractors.builtin.cleaning import own_words
from phase_context.agent.extractors.builtin.lexicon import LONGEST, TOKEN, Term, lookup

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)  # its words are nobody's
_GOES_ON = re.compile(r"\s*(?:like|such as|e\.?g\.?|i\.?e\.?|or|for example|wie|como|comme|ví dụ)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])(?=\s|$)|\n+|(?<=\S)\s*[;|]\s*|(?<=。)|(?<=；)|\.\.\.+")
_CLAUSE = re.compile(
    r",\s+|\s{3,}|,(?=\D)|\s+[–—-]+\s+|\s+\(|\)\s*|:\s+|\s*(?:→|->)\s*|\s+(?=(?:but|although|though|pero|aber|mais|nhưng|sondern)\b)",
    re.IGNORECASE,
)


def without_addresses(text: str) -> str:
    """The text with web addresses blanked out: their words and numbers are nobody's."""
    return _ADDRESS.sub(lambda address: " " * len(address[0]), text)


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """A phrase of the lexicon in a clause, by word numbers: from ``first`` to before ``end``."""

    term: Term
    first: int
    end: int


@dataclass(eq=False)
class Clause:
    """A stretch of a turn.

    Attributes:
        text: the words as they stand; ``start`` is their place in the turn.
        asks: it belongs to a sentence that ends in a question mark.
        sentence: the number of its sentence in the turn.
    """

    text: str
    start: int
    asks: bool
    sentence: int
    tokens: list[Token] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = [
            Token(found[0].casefold().replace("'", "").replace("’", "").replace("ʼ", ""), *found.span())
            for found in TOKEN.finditer(without_addresses(self.text))
        ]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The lexicon's phrases in it; of phrases of one kind that overlap, the longest."""
        found: list[Mark] = []
        words = [token.word for token in self.tokens]
        for first in range(len(words)):
            for end in range(min(len(words), first + LONGEST), first, -1):
                for term in lookup(words[first:end]):
                    inside = any(
                        m.term.kind == term.kind
                        and m.first <= first
                        and end <= m.end
                        and (m.first, m.end) != (first, end)
                        for m in found[-12:]
                    )
                    if not inside:
                        found.append(Mark(term, first, end))
        return tuple(found)

    def of(self, kind: str, *names: str) -> list[Mark]:
        """Its marks of a kind, of the names given if any."""
        return [mark for mark in self.marks if mark.term.kind == kind and (not names or mark.term.name in names)]

    def does(self, *acts: str) -> bool:
        """Whether one of those acts is in it."""
        return bool(self.of("act", *acts))

    @property
    def chooses(self) -> bool:
        """Whether it says plainly that something is the choice."""
        return any(not mark.term.everyday for mark in self.of("act", "choose"))

    def words(self, mark: Mark) -> str:
        """The mark's words as they stand."""
        return self.text[self.tokens[mark.first].start : self.tokens[mark.end - 1].end]


def longest_part(text: str, blanked: str) -> str:
    """The longest stretch of the text in which nothing was blanked out: what may be quoted."""
    parts, start = [], 0
    for gap in re.finditer(r"\s{3,}", blanked):
        if text[gap.start() : gap.end()] != gap[0]:
            parts.append(text[start : gap.start()])
            start = gap.end()
    return max([*parts, text[start:]], key=len).strip(" \t\n,;:(\"'")


def clauses(text: str) -> list[Clause]:
    """The clauses of a turn, in order."""
    text = own_words(text)
    found: list[Clause] = []
    asked = False
    for number, (start, end) in enumerate(_pieces(_SENTENCE, text, 0, len(text))):
        asks = text[start:end].rstrip(" )\"'”*_`").endswith("?") or (asked and bool(_GOES_ON.match(text[start:end])))
        asked = asks
        for first, last in _pieces(_CLAUSE, text, start, end):
            piece = text[first:last].strip(" \t\n,;:.!?…()—–")
            if piece:
                found.append(Clause(piece, text.index(piece, first), asks, number))
    return found


def _pieces(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts, at = [], start
    for found in pattern.finditer(text, start, end):
        if found.start() > at or found.end() > at:
            cuts.append((at, max(at, found.start())))
            at = found.end()
    cuts.append((at, end))
    return [(first, last) for first, last in cuts if text[first:last].strip()]
