"""Which words of a meeting are names: capital letters that are not the beginning of a sentence, nor a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words

_WORD = re.compile(r"[^\W\d_][\w&-]*(?:\.(?:nl|io|com|de|js|ai|es|fr))?", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.!?…:;\n(\"“—–]|- )\s*$")
_DIGITS_INSIDE = re.compile(r"[a-z]{3,}\d[a-z]{3,}")  # "link2phone"
_HYPHENED = re.compile(r"\b[A-Z]-[A-Z]{2,}\b")  # "E-POST"
_ADDRESSED = re.compile(
    r"\w+ \w+,\s+(?P<name>[A-ZÀ-Ỹ][a-zà-ỹ]+)\s*[.!?]|^(?P<first>[A-ZÀ-Ỹ][a-zà-ỹ]+),\s+(?:you|can|do|what|how)\b"
)
_MOST = 4  # words of a name
_SHORTEST_CAPITALS = 3  # letters of a name in capitals; two are a person's initials
_CASED = 0.5  # share of remarks that begin with a capital where capitals are written
_KINDS = ("term", "topic", "service_kind", "complexity", "act", "scope")


class Name(NamedTuple):
    """A name in a clause, by word numbers: from ``first`` to before ``end``."""

    text: str
    first: int
    end: int


def _at(clause: Clause, start: int, end: int) -> Name:
    own = [i for i, token in enumerate(clause.tokens) if start <= token.start < end]
    return Name(clause.text[start:end], own[0], own[-1] + 1)


class ProperNames:
    """The names in a meeting, by how its words are written all through it."""

    def __init__(self, talk: Sequence[Remark]) -> None:
        self._plain: Counter[str] = Counter()  # words in small letters
        self._inside: Counter[str] = Counter()  # words with a capital inside a sentence
        self._people = {part.casefold() for r in talk for part in re.findall(r"\w+", r.speaker or "")}
        self._begun = 0  # remarks that begin with a capital
        for remark in talk:
            for found in _WORD.finditer(remark.text):
                word = found[0]
                if not word[0].isupper():
                    self._plain[word.casefold()] += 1
                elif not _BEGINS.search(remark.text, max(0, found.start() - 4), found.start()):
                    self._inside[word.casefold()] += 1
            self._begun += remark.text[:1].isupper()
            self._people |= {(m["name"] or m["first"]).casefold() for m in _ADDRESSED.finditer(remark.text)}

        self.cased = self._begun > _CASED * len(talk)
        """Whether the meeting is written with capitals, so that a name has one."""

        self._found: dict[int, list[Name]] = {}  # by the clause's identity

    def of(self, clause: Clause) -> list[Name]:
        """The names in a clause, in order."""
        if id(clause) not in self._found:
            self._found[id(clause)] = self._in(clause)
        return self._found[id(clause)]

    def _in(self, clause: Clause) -> list[Name]:
        if clause.text.islower() and not any(char.isdigit() for char in clause.text):
            return []
        known = {
            i for m in clause.marks if m.term.kind in _KINDS and not m.term.everyday for i in range(m.first, m.end)
        }
        tokens = [clause.text[token.start : token.end] for token in clause.tokens]
        found: list[Name] = []
        if _HYPHENED.search(clause.text):
            found = [_at(clause, m.start(), m.end()) for m in _HYPHENED.finditer(clause.text)]
        first = 0
        while first < len(tokens):
            end = first
            while end < len(tokens) and end - first < _MOST and self._may_be(tokens, end, known, begun=end > first):
                end += 1
            while (
                first < end < len(tokens) and clause.text[clause.tokens[end - 1].end : clause.tokens[end].start] == "."
            ):
                end += 1  # "Postcode.nl"
            if end > first:
                text = clause.text[clause.tokens[first].start : clause.tokens[end - 1].end]
                found.append(Name(re.sub(r"['’]s$", "", text), first, end))
            first = max(end, first + 1)
        return found

    def _may_be(self, tokens: Sequence[str], i: int, known: set[int], *, begun: bool) -> bool:
        word = re.sub(r"['’]\w+$", "", tokens[i])
        low = word.casefold()
        if _DIGITS_INSIDE.fullmatch(word) and i not in known:
            return True
        if not word[:1].isupper() or len(word) < 2 or low in words("no_product"):  # noqa: PLR2004
            return False
        if begun:  # "Visa Resolve Online"
            return i not in known and "'" not in tokens[i - 1] and "’" not in tokens[i - 1]
        before = tokens[i - 1].casefold() if i else ""
        if i in known or low in self._people or before in words("leads_to_no_party"):
            return False
        if word.isupper():
            if len(word) > _SHORTEST_CAPITALS and i:
                return True
            if len(word) < _SHORTEST_CAPITALS:
                return False
        if low in words("begins_no_name") or low in words("leads_to_a_party"):
            return False
        return self._plain[low] == 0 or (self._inside[low] > self._plain[low] and i > 0)

    def is_known_inside(self, text: str) -> bool:
        """Whether its first word has its capital in the middle of sentences too, or in the middle of itself."""
        first = text.split(maxsplit=1)[0]
        return self._inside[first.casefold()] > 0 or any(c.isupper() or c.isdigit() for c in first[1:])
