"""What an extractor is: it turns a reading (a reply or a transcript) into an extraction (an update and its outcome)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from phase_context.agent.evidence import Spoken
from phase_context.schemas import Entry, PhaseContext, Transcript


@dataclass(frozen=True)
class Reading:
    """What is to be read.

    Attributes:
        transcript: the words. A reply is a transcript of one turn.
        asked: the labels of the topics and sections that the reply answers, in the order they were
            asked; empty when nothing was asked; None for the transcript of a meeting.
        known: the document so far, for context.
        rules: ids of the broken rules whose questions are among those asked.
        suggested: what was shown with a question to keep or change, one line each, by its label.
    """

    transcript: Transcript
    asked: tuple[str, ...] | None = None
    known: PhaseContext = field(default_factory=PhaseContext)
    rules: tuple[str, ...] = ()
    suggested: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def spoken(self) -> Spoken:
        """The words, ready to be searched for evidence."""
        return Spoken(self.transcript)

    @property
    def is_reply(self) -> bool:
        return self.asked is not None


@dataclass(frozen=True)
class Usage:
    """What reading cost. Tokens as the provider counted them."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.tokens_cached + other.tokens_cached,
        )


@dataclass(frozen=True)
class Refusal:
    """Something that was not recorded, and why, in one line for a person."""

    what: str
    reason: str


@dataclass(frozen=True)
class Extraction:
    """The outcome of a reading.

    Attributes:
        entries: what was learnt, in the order it was said.
        say: an answer to a question the person asked back.
        refused: what was offered and not taken: malformed, or not in the person's words.
        usage: what it cost.
    """

    entries: tuple[Entry, ...] = ()
    say: str | None = None
    refused: tuple[Refusal, ...] = ()
    usage: Usage = Usage()


class Extractor(Protocol):
    """Turns words into entries.

    ``extract`` never returns None and never raises for what a person said; it raises ExtractionError, with one
    line to show, when no answer could be had. ``aextract`` is the same for asyncio.
    """

    name: str
    version: str
    """Changes whenever the same words may give other entries: a batch reads again what another version read."""

    def extract(self, reading: Reading) -> Extraction: ...

    async def aextract(self, reading: Reading) -> Extraction: ...
