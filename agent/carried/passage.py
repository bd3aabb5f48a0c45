"""The words around a quote: the quote, what the same person said with it, what it answers, and what followed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from phase_context.agent.carried.orders import ordering
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.lexicon import Term, key, lookup, spellings, tokens
from phase_context.schemas import Evidence, Transcript

_BEFORE, _AFTER = 10, 8  # stretches of speech within reach of a quote
CUES = ("vtt", "srt", "sbv", "zoom-captions")
"""Formats whose turns may break off in the middle of a sentence; in the others a turn is a message of its own."""
_QUESTIONS = 3  # of those before, the ones whose question it may answer
_BREATH = 30  # words; where nobody else speaks, a new stretch of speech begins at the next turn
_LONGEST = 30  # words of a sentence; what is longer has no punctuation to go by
_LOOKED_AT = 8000  # characters of one stretch of speech
_SENTENCES = 8  # on either side, of a stretch of speech that is longer

Said = tuple[Clause, ...]


@lru_cache(maxsize=4096)
def clauses_of(text: str) -> Said:
    """The clauses of a text. They keep what the lexicon finds in them, and so are made once."""
    return tuple(clauses(text))


@dataclass(frozen=True)
class Passage:
    """A quote and what stands around it.

    Attributes:
        quote: the quote itself.
        sentences: the whole sentences that it is part of.
        turn: everything the person said in one breath with it, the quote included.
        talk: all that was said; the stretches around are looked at only when the quote does not do.
        first, last: the numbers of the stretches that it stands in.
    """

    quote: Said
    sentences: Said
    turn: Said
    talk: Talk
    first: int
    last: int

    @cached_property
    def before(self) -> tuple[Said, ...]:
        """The stretches of speech just before, which it may answer, nearest first."""
        return tuple(self.talk.said(i) for i in range(self.first - 1, max(-1, self.first - 1 - _BEFORE), -1))

    @cached_property
    def questions(self) -> tuple[Said, ...]:
        """Of the last of those, the ones that ask, and headings."""
        asking = enumerate(self.before[:_QUESTIONS], 1)
        return tuple(
            said
            for back, said in asking
            if self.talk.is_heading(self.first - back) or any(clause.asks for clause in said)
        )

    @cached_property
    def after(self) -> tuple[Said, ...]:
        """The stretches of speech that follow, nearest first."""
        return tuple(self.talk.said(i) for i in range(self.last + 1, min(len(self.talk), self.last + 1 + _AFTER)))

    @cached_property
    def reach(self) -> Said:
        """Everything within reach, all of these included."""
        return (*self.quote, *self.turn, *_joined(self.before), *_joined(self.after))

    @cached_property
    def letters(self) -> str:
        """The letters and digits within reach, as one string: names are found in it however they are spaced."""
        return key(" ".join(clause.text for clause in self.reach))


class Talk:
    """A transcript as stretches of speech: the turns of one speaker that follow each other are one."""

    def __init__(self, transcript: Transcript) -> None:
        self._texts: list[str] = []
        self._headings: list[bool] = []
        self._of_turn: list[int] = []
        self._held: dict[str, frozenset[int]] = {}  # by name
        last: object = None
        joint = " " if transcript.format in CUES else "\n"
        for turn in transcript.turns:
            who = (turn.speaker, turn.person)
            if who == last and turn.speaker and len(self._texts[-1].split()) < _BREATH:
                self._texts[-1] += joint + turn.text
            else:
                self._texts.append(turn.text)
                self._headings.append(not turn.person)
            last = who
            self._of_turn.append(len(self._texts) - 1)

    @cached_property
    def letters(self) -> str:
        """The letters and digits of everything said."""
        return key(" ".join(self._texts))

    def __len__(self) -> int:
        return len(self._texts)

    def orders(self, evidence: Evidence) -> bool:
        """Whether the quote is part of an order to whoever reads it by machine."""
        at = self._of_turn[evidence.turn or 0]
        text, start = self._window(at, evidence)
        end = start + len(evidence.quote)
        return any(start < last and first < end for first, last in ordering(text))

    def around(self, evidence: Evidence) -> Passage:
        """What stands around a quote."""
        at = until = self._of_turn[evidence.turn or 0]
        text, start = self._window(at, evidence)
        end = start + len(evidence.quote)
        room = len(text)
        while until + 1 < len(self._texts) and end > room + 1:
            until += 1
            room += 1 + len(self._texts[until])
        own, more = clauses_of(text), _joined(self.said(i) for i in range(at + 1, until + 1))
        within = {clause.sentence for clause in own if clause.start < end and clause.end > start}
        quote = clauses_of(evidence.quote)
        sentences = (*(clause for clause in own if clause.sentence in within), *more)
        if not sentences or sum(len(clause.tokens) for clause in sentences) > _LONGEST:
            sentences = quote
        return Passage(quote, sentences, (*_near(own, start), *more), self, at, until)

    def _window(self, at: int, evidence: Evidence) -> tuple[str, int]:
        """The stretch of speech that the quote begins in, or as much around it as is looked at; and where it begins."""
        text, quote = _on_a_line(self._texts[at]), _on_a_line(evidence.quote)
        starts = (text.find(quote[:length]) for length in (len(quote), 40, 20, 8))
        start = next((start for start in starts if start >= 0), 0)
        first = max(0, start - _LOOKED_AT // 2)
        return self._texts[at][first : start + len(quote) + _LOOKED_AT // 2], start - first

    def later(self, evidence: Evidence, term: Term) -> Iterable[Said]:
        """Every stretch of speech after the quote's that may hold the term, in order."""
        at = self._of_turn[evidence.turn or 0]
        return (self.said(i) for i in sorted(self._holding(term.name)) if i > at)

    def _holding(self, name: str) -> frozenset[int]:
        """The stretches of speech that may hold a name: cheap to tell, and never wrong in leaving one out."""
        if name not in self._held:
            found = set(self._by_word.get(name, ()))
            for spelled in spellings(name):
                place = self._running.find(spelled)
                while place >= 0:
                    at = bisect_right(self._begins, place) - 1
                    found.add(at)
                    place = self._running.find(spelled, self._begins[at + 1]) if at + 1 < len(self._begins) else -1
            self._held[name] = frozenset(found)
        return self._held[name]

    @cached_property
    def _running(self) -> str:
        """The letters of every stretch of speech, a line each."""
        return "\n".join("".join(tokens(text)) for text in self._texts)

    @cached_property
    def _begins(self) -> list[int]:
        """Where the lines of ``_running`` begin."""
        lengths = (len("".join(tokens(text))) + 1 for text in self._texts)
        return [0, *accumulate(lengths)][: len(self._texts)]

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        """The stretches of speech in which a single word means a name, also where it is misspelled."""
        places: dict[str, set[int]] = {}
        for i, text in enumerate(self._texts):
            for word in tokens(text):
                places.setdefault(word, set()).add(i)
        found: dict[str, set[int]] = {}
        for word, here in places.items():
            for term in lookup((word,)):
                found.setdefault(term.name, set()).update(here)
        return found

    def is_heading(self, at: int) -> bool:
        """Whether that stretch is no speech: a heading, or what a tool wrote."""
        return self._headings[at]

    def said(self, at: int) -> Said:
        """The clauses of that stretch of speech."""
        return clauses_of(self._texts[at][:_LOOKED_AT])


def _on_a_line(text: str) -> str:
    return text.replace("\n", " ")


def _joined(parts: Iterable[Said]) -> Said:
    return tuple(clause for part in parts for clause in part)


def _near(said: Said, at: int) -> Said:
    """The sentences around a place; all of them when there are few."""
    sentences = [clause.sentence for clause in said if clause.start <= at]
    here = sentences[-1] if sentences else 0
    return tuple(clause for clause in said if abs(clause.sentence - here) <= _SENTENCES)
