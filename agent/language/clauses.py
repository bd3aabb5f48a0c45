"""Split a turn into clauses, each with the place of its words in the turn, and the phrases of the lexicon in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from phase_context.agent.language.cleaning import own_words
from phase_context.agent.language.lexicon import TOKEN, Term, phrases_at

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)  # its words are nobody's
_GOES_ON = re.compile(r"\s*(?:like|such as|e\.?g\.?|i\.?e\.?|or|for example|wie|como|comme|ví dụ)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])(?<!\bph\.)(?=\s|$)|\n+|(?<=\S)\s*[;|]\s*|(?<=。)|(?<=；)|\.\.\.+")
_CLAUSE = re.compile(
    r",\s+|\s{3,}|,(?=\D)|\s+[–—-]+\s+|\s+\(|\)\s*|\s*[\U0001F600-\U0001F64F\U0001F910-\U0001F92F]+\s*|:\s+|\s*(?:→|->)\s*|(?<!anything)(?<!everything)(?<!nothing)(?<!everyone)\s+(?=(?:but|although|though|pero|aber|mais|nhưng|sondern)\b)",
    re.IGNORECASE,
)
_ARROW = re.compile(r"→|->|=>")
_ASIDE = re.compile(r"\([^()]*\?\s*\)\W*$")
_NO_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_BEFORE = 12  # phrases of one kind that may reach over a word


def without_addresses(text: str) -> str:
    """The text with web addresses blanked out: their words and numbers are nobody's."""
    if "://" not in text and "www." not in text.casefold():
        return text
    return _ADDRESS.sub(lambda address: " " * len(address[0]), text)


class Token(NamedTuple):
    """A word of a clause, in lower case and without apostrophes, and its place in the clause's text."""

    word: str
    start: int
    end: int


class Mark(NamedTuple):
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
        arrow: an arrow leads to it: "Joi -> Zod".
    """

    text: str
    start: int
    asks: bool
    sentence: int
    arrow: bool = False
    tokens: list[Token] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = [
            Token(found[0].casefold().translate(_NO_APOSTROPHES), found.start(), found.end())
            for found in TOKEN.finditer(without_addresses(self.text))
        ]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The lexicon's phrases in it; of phrases of one kind that overlap, the longest."""
        found: list[Mark] = []
        reached: dict[str, list[tuple[int, int]]] = {}  # by kind, the places of the phrases so far
        words = [token.word for token in self.tokens]
        for first in range(len(words)):
            for end, terms in phrases_at(words, first):
                for term in terms:
                    places = reached.setdefault(term.kind, [])
                    if not any(a <= first and end <= b and (a, b) != (first, end) for a, b in places[-_BEFORE:]):
                        found.append(Mark(term, first, end))
                        places.append((first, end))
        named = [place for place in reached.get("term", ()) if place[1] - place[0] > 1]
        return tuple(mark for mark in found if not _is_part_of_a_name(mark, named))

    @cached_property
    def _by_kind(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.term.kind, []).append(mark)
        return found

    @cached_property
    def acts(self) -> frozenset[str]:
        """What it does: the names of the speech acts in it."""
        return frozenset(mark.term.name for mark in self._by_kind.get("act", ()))

    def of(self, kind: str, *names: str) -> list[Mark]:
        """Its marks of a kind, of the names given if any."""
        marks = self._by_kind.get(kind)
        if not marks:
            return []
        return [mark for mark in marks if mark.term.name in names] if names else marks

    def does(self, *acts: str) -> bool:
        """Whether one of those acts is in it."""
        return not self.acts.isdisjoint(acts)

    @property
    def chooses(self) -> bool:
        """Whether it says plainly that something is the choice."""
        return any(not mark.term.everyday for mark in self.of("act", "choose"))

    def words(self, mark: Mark) -> str:
        """The mark's words as they stand."""
        return self.text[self.tokens[mark.first].start : self.tokens[mark.end - 1].end]


def _is_part_of_a_name(mark: Mark, named: list[tuple[int, int]]) -> bool:
    """Whether it does something only as a word of a longer name: the "skip" of "skip locked"."""
    here = (mark.first, mark.end)
    return mark.term.kind == "act" and any(a <= mark.first and mark.end <= b and (a, b) != here for a, b in named)


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
        aside = _ASIDE.search(text, start, end) if asks else None  # "an audit log (for legal?)" asks in brackets alone
        for first, last in _pieces(_CLAUSE, text, start, end):
            piece = text[first:last].strip(" \t\n,;:.!?…()—–|")
            if piece:
                at = text.index(piece, first)
                arrow = bool(found) and bool(_ARROW.search(text, found[-1].end, at))
                found.append(Clause(piece, at, asks and (aside is None or at > aside.start()), number, arrow))
    return found


def _pieces(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts, at = [], start
    for found in pattern.finditer(text, start, end):
        if found.start() > at or found.end() > at:
            cuts.append((at, max(at, found.start())))
            at = found.end()
    cuts.append((at, end))
    return [(first, last) for first, last in cuts if text[first:last].strip()]
