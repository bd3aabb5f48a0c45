"""Where the words of a piece of evidence stand in the transcripts, to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from phase_context.agent.evidence import Spoken
from phase_context.schemas import Evidence, Transcript


@dataclass(frozen=True)
class Span:
    """A stretch of one turn's text: the transcript's and the turn's index, and where it starts and ends."""

    transcript: int
    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of a turn's text, and the numbers of the pieces of evidence that all of it belongs to."""

    text: str
    numbers: tuple[int, ...] = ()


class Sources:
    """The transcripts a document was made from, ready to be searched for its evidence."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self.transcripts = transcripts
        self._spoken = [Spoken(transcript) for transcript in transcripts]

    def spans(self, evidence: Evidence) -> tuple[Span, ...]:
        """The stretches that hold the quote, in reading order; none when nobody said it.

        The transcript that the evidence names is searched, or all of them where none has that name.
        """
        named = [i for i, transcript in enumerate(self.transcripts) if transcript.source == evidence.source]
        for number in named or range(len(self.transcripts)):
            spoken = self._spoken[number]
            # A header fact or a passage may stand in words of a tool.
            found = spoken.locate(evidence.quote, evidence.turn) or spoken.everything.locate(
                evidence.quote, evidence.turn
            )
            if found is not None:
                return tuple(Span(number, *place) for place in _places(self.transcripts[number], found))
        return ()


def pieces(text: str, marked: Iterable[tuple[Span, int]]) -> Iterator[Piece]:
    """The text cut wherever one of the numbered spans begins or ends. Joined, the pieces are the text again."""
    marked = list(marked)
    cuts = {0, len(text), *(cut for span, _ in marked for cut in (span.start, span.end))}
    for start, end in pairwise(sorted(cuts)):
        within = dict.fromkeys(number for span, number in marked if span.start <= start and end <= span.end)
        yield Piece(text[start:end], tuple(within))


def _places(transcript: Transcript, found: Evidence) -> list[tuple[int, int, int]]:
    """Turn, start and end of each stretch of a quote that `Spoken` found, which begins in its evidence's turn."""
    first = found.turn or 0
    text = transcript.turns[first].text
    start = _word_position(text, found.quote)
    if start is not None:
        return [(first, start, start + len(found.quote))]
    tails = range(max(0, len(text) - len(found.quote)), len(text))
    for start in (at for at in tails if found.quote.startswith(f"{text[at:]} ")):
        rest = _rest(transcript, first, found.quote[len(text) - start + 1 :])
        if rest:
            return [(first, start, len(text)), *rest]
    # The quote was joined in a way this does not know: the turn is right all the same.
    return [(first, 0, len(text))]


def _rest(transcript: Transcript, first: int, left: str) -> list[tuple[int, int, int]]:
    """The stretches of what is left of a quote in the turns after the first, or none when they do not hold it."""
    speaker = transcript.turns[first].speaker
    places: list[tuple[int, int, int]] = []
    for number, turn in enumerate(transcript.turns[first + 1 :], first + 1):
        if turn.speaker == speaker and turn.text.startswith(left):
            return [*places, (number, 0, len(left))]
        if turn.speaker != speaker or not left.startswith(f"{turn.text} "):
            break
        places.append((number, 0, len(turn.text)))
        left = left[len(turn.text) + 1 :]
    return []


def _word_position(text: str, quote: str) -> int | None:
    """Where the quote stands in the text and does not begin or end within a word, else where it stands at all."""
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    whole = [at for at in places if not _inside_word(text, at) and not _inside_word(text, at + len(quote))]
    return next(iter(whole or places), None)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
