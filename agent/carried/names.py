"""Names: the tools and options that a choice names, and whether they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from phase_context.agent.carried.passage import Said, clauses_of
from phase_context.agent.evidence import words
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.lexicon import Term, key
from phase_context.agent.lexicon import data, holds
from phase_context.schemas import Topic

_WORD = re.compile(r"[@\w][\w@./:+#-]*\w|\w")
_TOKEN = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_LONG = 5  # letters; a shorter name may stand inside other words by chance
_FUZZY = 6  # letters of a name that may have been misheard
_ALIKE = 85  # of 100
_VAGUE = ("topic", "act", "scope", "number")
BARE = frozenset(("Yes", "No", "None", "N/A", "Not needed"))
"""Options that say no more than yes or no."""
_PLAIN = BARE | {"Required"}


@cache
def _group(*path: str) -> frozenset[str]:
    found = data("carried")
    for part in path:
        found = found[part]
    return frozenset(found)


def terms(said: Said, topic: Topic) -> Iterator[tuple[Clause, Mark]]:
    """The terms of a topic in those words, without mere yes and no."""
    for clause in said:
        for mark in clause.of("term"):
            if mark.term.topic == topic.label and mark.term.name not in _PLAIN:
                yield clause, mark


def claimed(choice: str, topic: Topic) -> list[Term]:
    """What a choice names, of what the lexicon knows for its topic; not what it names to exclude it."""
    found = terms(clauses_of(choice), topic)
    return list(dict.fromkeys(mark.term for clause, mark in found if not _excluded(clause, mark)))


def _excluded(clause: Clause, mark: Mark) -> bool:
    return any(0 <= mark.first - no.end <= 1 and no.end <= mark.first for no in clause.of("act", "negate", "none"))


def is_named(term: Term) -> bool:
    """Whether whoever means the term says its name; an option like "Rolling" may be said in other words."""
    if term.option == term.name:
        return term.name in _group("options", "named")
    return " " not in term.name or sum(char.isupper() for char in term.name) > 1


def is_option(term: Term) -> bool:
    return term.option == term.name


def composed() -> frozenset[str]:
    """Options that are made of others."""
    return _group("options", "composed")


def is_composed(said: Said, topic: Topic) -> bool:
    """Whether two of the topic's options were said, or a word for two at once."""
    options = {mark.term.option for _, mark in terms(said, topic) if mark.term.option} - composed()
    return len(options) > 1 or any(holds(clause.text, _phrases("pick", "both")) for clause in said)


def points(said: str) -> bool:
    """Whether words point to something that was put: "the second one"."""
    return holds(said, _phrases("pick", "words"))


@cache
def _phrases(*path: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(phrase)) for phrase in _group(*path))


def related(one: Term, other: Term) -> bool:
    """Whether one stands for the other: the same name, an option and what brings it about, Bull and BullMQ."""
    if one.name in (other.name, other.option) or other.name == one.option:
        return True
    first, second = key(one.name), key(other.name)
    return first in second or second in first


def stands_for(said: Term, claimed: Term) -> bool:
    """Whether who says the one has said the other: its name, or for an option what brings it about."""
    one, other = key(said.name), key(claimed.name)
    return one in other or other in one or (is_option(claimed) and said.option == claimed.name)


def is_said(term: Term, said: Said, topic: Topic, letters: str = "") -> bool:
    """Whether the term, or for an option what brings it about, is in those words; ``letters`` are theirs."""
    if any(stands_for(mark.term, term) for _, mark in terms(said, topic)):
        return True
    spelled = key(term.name)
    if len(spelled) >= _LONG and spelled in letters:
        return True
    return not (is_named(term) or is_option(term)) and has_a_word_of(term.name, said, topic)


def unknown_names(choice: str, topic: Topic) -> Iterator[str]:
    """The words of a choice that look like names and are in no lexicon: CamelCase, initials, code."""
    known = {
        token.word for clause in clauses_of(choice) for mark in clause.of("term") + clause.of("service")
        for token in clause.tokens[mark.first : mark.end]
    }  # fmt: skip
    for word in (part for match in _WORD.finditer(choice) for part in match[0].split("/")):
        inner = re.search(r"[^\W\d_][A-Z]|[a-z]\d*[A-Z]|[@_/]\w", word)
        if any(word in option for option in topic.options):
            continue
        if (
            inner
            and word not in _group("words", "initials")
            and not any({key(part) for part in parts.findall(word)} <= known for parts in (_WORD, _TOKEN))
        ):
            yield word


def is_written(name: str, letters: str) -> bool:
    """Whether a name stands in those letters, or something that is heard like it."""
    spelled = key(name)
    parts = [key(part) for part in _PARTS.findall(name)]
    if spelled in letters or all(part in letters for part in parts if len(part) > 2):  # noqa: PLR2004
        return True
    if len(spelled) < _FUZZY:
        return False
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(spelled, letters) >= _ALIKE


def has_a_word_of(choice: str, said: Said, topic: Topic) -> bool:
    """Whether some word of the choice that says more than the row's own name was said, or means what was said."""
    own = {token.word for name in (topic.label, *topic.aliases) for c in clauses_of(name) for token in c.tokens}
    starts = {token.word[:_LONG] for clause in said for token in clause.tokens}
    meant = {(m.term.kind, m.term.name) for clause in said for m in clause.marks if m.term.kind not in _VAGUE}
    for clause in clauses_of(choice):
        for token in clause.tokens:
            word = token.word
            if len(word) > 2 and word not in own and word not in _group("words", "plain") and word[:_LONG] in starts:  # noqa: PLR2004
                return True
        if any((m.term.kind, m.term.name) in meant for m in clause.marks if m.term.kind not in _VAGUE):
            return True
    return False
