"""Find the words a quote claims, in what people said: an exact match, or none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice

from phase_context.schemas import Entry, Evidence, Transcript
from phase_context.schemas.update import HEADER_KINDS

# A word, with its apostrophes; scripts written without spaces are compared letter by letter.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’ʼ][^\W_{_UNSPACED}]+)*")
_BREAK = "\x1f"  # never in clean text
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.+)\]?)\s*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_WIDEST_GAP = 60  # words that an ellipsis may leave out


def words(text: str) -> list[str]:
    """The words alone: case, punctuation and white space aside."""
    return _plain(" ".join(_WORD.findall(text))).split(" ") if _WORD.search(text) else []


def _plain(text: str) -> str:
    return text.casefold().translate(_APOSTROPHES)


class Spoken:
    """What people said in a transcript, ready to be searched.

    Words of tools and bots are in it only when ``everything`` is asked for: they can tell the meeting's name and
    date, and settle nothing.
    """

    def __init__(self, transcript: Transcript, *, everything: bool = False) -> None:
        self.transcript = transcript
        self._turns = [i for i, turn in enumerate(transcript.turns) if turn.person or everything]

    @cached_property
    def _words(self) -> list[list[str]]:
        """The words of each turn; before them a mark where another speaker, or a tool, comes in.

        Within a speaker's run of turns there is none, so a quote may cross a cue's boundary.
        """
        turns, found, last = self.transcript.turns, list[list[str]](), -1
        for i in self._turns:
            broken = last >= 0 and (i != last + 1 or turns[i].speaker != turns[last].speaker)
            found.append([*([_BREAK] if broken else ()), *_WORD.findall(turns[i].text)])
            last = i
        return found

    @cached_property
    def _text(self) -> str:
        """All words and marks in one string, a space around each."""
        return f" {_plain(' '.join(chain.from_iterable(self._words)))} "

    @cached_property
    def _starts(self) -> list[int]:
        """The number of each turn's first word in the text; marks count as words."""
        starts, total = list[int](), 0
        for found in self._words:
            starts.append(total + (found[:1] == [_BREAK]))
            total += len(found)
        return starts

    @cached_property
    def everything(self) -> Spoken:
        """The same with the words of tools and bots."""
        return Spoken(self.transcript, everything=True)

    def evidence(self, entry: Entry) -> Evidence | None:
        """The words an entry rests on, or None when nobody said them."""
        spoken = self.everything if entry.kind in HEADER_KINDS else self
        return spoken.locate(entry.quote, entry.turn)

    def holding(self, entry: Entry) -> Transcript:  # noqa: ARG002 - several messages are to be looked through
        """The transcript that the entry's words are in."""
        return self.transcript

    def locate(self, quote: str, turn: int | None = None) -> Evidence | None:
        """The quote as it really stands in one speaker's words, or None when it does not.

        Case, punctuation and white space are set aside, and an ellipsis may leave words out; nothing else.
        Where the words were said more than once, the place nearest to ``turn`` is taken, else the last one.
        """
        return next(self.everywhere(quote, turn), None)

    def everywhere(self, quote: str, turn: int | None = None) -> Iterator[Evidence]:
        """Every place where the quote stands, in the order in which `locate` would take them."""
        for first, end in self._places(quote, turn):
            yield self._evidence(self._place(first), self._place(end - 1))

    def place(self, quote: str, turn: int | None = None) -> tuple[int, int]:
        """Where the quote begins and ends, as numbers of words; (-1, -1) for none."""
        return next(iter(self._places(quote, turn)), (-1, -1))

    def _places(self, quote: str, turn: int | None) -> list[tuple[int, int]]:
        wanted = words(quote)
        places = self._find(wanted) if wanted else []
        if wanted and not places:
            parts = [part for part in map(words, _ELLIPSIS.split(quote)) if part]
            if len(parts) > 1 and all(len(part) > 1 for part in parts):
                places = self._find_parts(parts)
        return sorted(places, key=lambda place: -place[0] if turn is None else abs(self._turn_of(place[0]) - turn))

    def _find(self, wanted: list[str], after: int = 0) -> list[tuple[int, int]]:
        """All places of those words, as first and past-the-last word numbers."""
        needle, found, at = f" {' '.join(wanted)} ", [], -1
        first, counted = 0, 0
        while (at := self._text.find(needle, at + 1)) >= 0:
            first, counted = first + self._text.count(" ", counted, at), at
            if first >= after:
                found.append((first, first + len(wanted)))
        return found

    def _find_parts(self, parts: list[list[str]]) -> list[tuple[int, int]]:
        """Places where the parts follow each other in one run, no further apart than an ellipsis may leave out."""
        found = []
        for first, end in self._find(parts[0]):
            last = end
            for part in parts[1:]:
                after = [place for place in self._find(part, last) if place[0] - last <= _WIDEST_GAP]
                if not after:
                    break
                last = after[0][1]
            else:
                if _BREAK not in self._text.split(" ")[first + 1 : last + 1]:
                    found.append((first, last))
        return found

    def _turn_of(self, word: int) -> int:
        return self._turns[bisect_right(self._starts, word) - 1]

    def _place(self, word: int) -> tuple[int, int, int]:
        """A word's place: turn index, start and end in the turn's text."""
        at = bisect_right(self._starts, word) - 1
        # Turns without a word share their start with the next.
        turn = self._turns[at]
        found = next(islice(_WORD.finditer(self.transcript.turns[turn].text), word - self._starts[at], None))
        return turn, *found.span()

    def _evidence(self, first: tuple[int, int, int], last: tuple[int, int, int]) -> Evidence:
        turns = self.transcript.turns
        (begun, start, _), (ended, _, end) = first, last
        if begun == ended:
            quote = turns[begun].text[start:end]
        else:
            between = [turns[i].text for i in self._turns if begun < i < ended]
            quote = " ".join([turns[begun].text[start:], *between, turns[ended].text[:end]])
        after = turns[ended].text[end : end + 1]
        if (after, quote.count(")") - quote.count("(")) == (")", -1):
            quote += after  # a remark in brackets is closed
        turn = turns[begun]
        return Evidence(quote=quote, speaker=turn.speaker, where=turn.where, turn=begun, source=self.transcript.source)
