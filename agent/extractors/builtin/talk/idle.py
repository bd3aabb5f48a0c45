"""Clauses that tell a reader nothing: a yes, thanks, small talk, a bare label, the choosing itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import TOPICS

_CHATS = pattern(r"^\W*(?:(?:and|so|but|well|yes|yeah|ok|okay)\W+)?<chats>(?![\w'’])")
_NODS = ("accept", "agreement_only", "noise", "conclude", "delegate")
_MEANT = ("same", "because", "defer", "suppose", "other")  # acts that say something of their own
_YES = ("accept", "agreement_only", "noise")
_NAME = 2  # words of a topic's name; more say something
_SHORT = 9  # words of small talk; who says more may say something


def names_of(talk: Sequence[Remark]) -> frozenset[str]:
    """What those who speak may be called, in lower case: each one's whole name, its first word and its last."""
    speakers = {remark.speaker for remark in talk if remark.speaker}
    said = (re.findall(r"\w+", speaker.casefold()) for speaker in speakers)
    return frozenset(name for parts in said if parts for name in (" ".join(parts), parts[0], parts[-1]))


def is_idle(clause: Clause, people: Collection[str] = ()) -> bool:
    """Whether the clause only greets, agrees, thanks, takes note or names one of the people (in lower case)."""
    said = [token.word for token in clause.tokens]
    if not said or " ".join(said) in _small_talk() or " ".join(said) in people:
        return True
    if len(said) <= _SHORT and _CHATS.match(clause.text) and not numbers(clause):
        return True
    if any(mark.first == 0 and mark.end == len(said) for mark in clause.of("act", "none", "negate")):
        return True
    nodding = {i for mark in clause.of("act", *_NODS) for i in range(mark.first, mark.end)}
    if clause.does(*_YES) and len(said) <= _SHORT:
        nodding |= {i for i, word in enumerate(said) if word in people}
    return bool(nodding) and all(i in nodding or word in words("around_a_choice") for i, word in enumerate(said))


def only_names(clause: Clause, label: str, shown: str = "") -> bool:
    """Whether the clause only names a topic, or says nothing more than the choice that is ``shown`` beside it."""
    names = [mark for mark in clause.of("topic", label) if mark.end - mark.first <= _NAME or _is_name(clause, mark)]
    named = {i for mark in names for i in range(mark.first, mark.end)}
    named |= {
        i
        for mark in clause.of("term")
        if mark.term.topic == label and not (mark.term.everyday and mark.end - mark.first > 1)
        for i in range(mark.first, mark.end)
        if any(name and name.casefold() in shown.casefold() for name in (mark.term.name, mark.term.option))
    }
    known = set(re.findall(r"\w+", shown.casefold()))
    named |= {i for i, token in enumerate(clause.tokens) if token.word in known}
    counted = {token.word for token in clause.tokens if any(char.isdigit() for char in token.word)}
    if not named or not counted <= known or clause.does("same"):  # "auth stays as it is" says more
        return False
    named |= {i for mark in clause.of("act") if mark.term.name not in _MEANT for i in range(mark.first, mark.end)}
    return all(i in named or token.word in words("around_a_choice") for i, token in enumerate(clause.tokens))


def _is_name(clause: Clause, mark: Mark) -> bool:
    """Whether the words are the topic's own name, however long, and no talk of it: "push to main"."""
    topic = TOPICS[mark.term.name]
    return clause.words(mark).casefold() in {name.casefold() for name in (topic.label, *topic.aliases)}


def _small_talk() -> frozenset[str]:
    return frozenset(phrase.replace("'", "").replace("’", "") for phrase in words("small_talk"))
