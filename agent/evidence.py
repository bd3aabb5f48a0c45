"""Find the words a quote claims, in what people said: an exact match, or none."""

from __future__ import annotations

import re
from functools import cached_property

from phase_context.schemas import Entry, Evidence, Transcript
from phase_context.schemas.update import HEADER_KINDS

# A word, with its apostrophes; scripts written without spaces are compared letter by letter.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’ʼ][^\W_{_UNSPACED}]+)*")
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.+)\]?)\s*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_WIDEST_GAP = 60  # words that an ellipsis may leave out


def words(text: str) -> list[str]:
    """The words alone: case, punctuation and white space aside."""
    return _plain(" ".join(_WORD.findall(text))).split(" ") if _WORD.search(text) else []


def _plain(text: str) -> str:
    return text.casefold().translate(_APOSTROPHES)


class _Run:
    """The consecutive turns of one speaker as one string of words, so that a quote may cross a cue's boundary."""

    def __init__(self, transcript: Transcript, turns: list[int]) -> None:
        self._transcript = transcript
        self._turns = turns
        found = (word for turn in turns for word in _WORD.findall(transcript.turns[turn].text))
        self.text = f" {_plain(' '.join(found))} "

    @cached_property
    def places(self) -> list[tuple[int, int, int]]:
        """Each word's place: turn index, start and end in the turn's text."""
        texts = ((turn, self._transcript.turns[turn].text) for turn in self._turns)
        return [(turn, *found.span()) for turn, text in texts for found in _WORD.finditer(text)]

    def find(self, wanted: list[str], after: int = 0) -> list[tuple[int, int]]:
        """All places of those words, as first and past-the-last word numbers."""
        needle, found, at = f" {' '.join(wanted)} ", [], -1
        while (at := self.text.find(needle, at + 1)) >= 0:
            first = self.text.count(" ", 0, at)
            if first >= after:
                found.append((first, first + len(wanted)))
        return found

    def find_parts(self, parts: list[list[str]]) -> list[tuple[int, int]]:
        """Places where the parts follow each other, no further apart than an ellipsis may leave out."""
        found = []
        for first, end in self.find(parts[0]):
            last = end
            for part in parts[1:]:
                after = [place for place in self.find(part, last) if place[0] - last <= _WIDEST_GAP]
                if not after:
                    break
                last = after[0][1]
            else:
                found.append((first, last))
        return found


class Spoken:
    """What people said in a transcript, ready to be searched.

    Words of tools and bots are in it only when ``everything`` is asked for: they can tell the meeting's name and
    date, and settle nothing.
    """

    def __init__(self, transcript: Transcript, *, everything: bool = False) -> None:
        self.transcript = transcript
        self._turns = [i for i, turn in enumerate(transcript.turns) if turn.person or everything]

    @cached_property
    def _runs(self) -> list[_Run]:
        """A run ends where another speaker, or a tool, comes in between."""
        turns, runs = self.transcript.turns, list[list[int]]()
        for i in self._turns:
            if runs and runs[-1][-1] == i - 1 and turns[i].speaker == turns[i - 1].speaker:
                runs[-1].append(i)
            else:
                runs.append([i])
        return [_Run(self.transcript, run) for run in runs]

    def locate(self, quote: str, turn: int | None = None) -> Evidence | None:
        """The quote as it really stands in one speaker's words, or None when it does not.

        Case, punctuation and white space are set aside, and an ellipsis may leave words out; nothing else.
        Where the words were said more than once, the place nearest to ``turn`` is taken, else the last one.
        """
        wanted = words(quote)
        if not wanted:
            return None
        places = [(run, place) for run in self._runs for place in run.find(wanted)]
        if not places:
            parts = [part for part in map(words, _ELLIPSIS.split(quote)) if part]
            if len(parts) > 1 and all(len(part) > 1 for part in parts):
                places = [(run, place) for run in self._runs for place in run.find_parts(parts)]
        if not places:
            return None
        run, (first, end) = places[-1]
        if turn is not None:
            run, (first, end) = min(places, key=lambda found: abs(found[0].places[found[1][0]][0] - turn))
        return self._evidence(run.places[first], run.places[end - 1])

    @cached_property
    def everything(self) -> Spoken:
        """The same with the words of tools and bots."""
        return Spoken(self.transcript, everything=True)

    def evidence(self, entry: Entry) -> Evidence | None:
        """The words an entry rests on, or None when nobody said them."""
        spoken = self.everything if entry.kind in HEADER_KINDS else self
        return spoken.locate(entry.quote, entry.turn)

    def _evidence(self, first: tuple[int, int, int], last: tuple[int, int, int]) -> Evidence:
        turns = self.transcript.turns
        (begun, start, _), (ended, _, end) = first, last
        if begun == ended:
            quote = turns[begun].text[start:end]
        else:
            between = [turns[i].text for i in self._turns if begun < i < ended]
            quote = " ".join([turns[begun].text[start:], *between, turns[ended].text[:end]])
        turn = turns[begun]
        return Evidence(quote=quote, speaker=turn.speaker, where=turn.where, turn=begun, source=self.transcript.source)
