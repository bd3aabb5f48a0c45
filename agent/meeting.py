"""Transcripts of meetings become a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent import draft
from phase_context.agent.extractors.base import Extraction, Extractor, Reading, Refusal, Usage
from phase_context.agent.secrets import MASK, masked
from phase_context.schemas import Header, PhaseContext, Status, Transcript

_NOBODY = re.compile(
    r"(?:speaker|unknown|unidentified|participant|guest|caller|user)\b[\s#\d]*(?:speaker)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Meeting:
    """What one transcript, or several of one phase, gave.

    Attributes:
        document: what was settled, with the evidence.
        refused: what the extractor offered and was not recorded.
        usage: what it cost.
        secrets: in how many turns a secret was masked.
    """

    document: PhaseContext
    refused: tuple[Refusal, ...] = ()
    usage: Usage = Usage()
    secrets: int = 0

    @property
    def open(self) -> list[str]:
        """Labels of the topics that wait for an answer."""
        return [topic.label for topic in self.document.with_status(Status.OPEN)]

    @property
    def conflicts(self) -> list[str]:
        """Labels of the topics people disagree about."""
        return [topic.label for topic in self.document.with_status(Status.CONFLICT)]


def read_meeting(
    transcripts: Transcript | Sequence[Transcript], extractor: Extractor, header: Header | None = None
) -> Meeting:
    """The document of a meeting, or of several in their order: later words override earlier ones.

    What the header gives stands; the rest comes from what is said.

    Raises:
        ExtractionError: the model gave no usable answer.
    """
    meeting = Meeting(PhaseContext())
    for transcript in _several(transcripts):
        reading = reading_of(transcript, header, meeting.document)
        meeting = taken(meeting, reading, extractor.extract(reading))
    return meeting


async def aread_meeting(
    transcripts: Transcript | Sequence[Transcript], extractor: Extractor, header: Header | None = None
) -> Meeting:
    """`read_meeting` for asyncio."""
    meeting = Meeting(PhaseContext())
    for transcript in _several(transcripts):
        reading = reading_of(transcript, header, meeting.document)
        meeting = taken(meeting, reading, await extractor.aextract(reading))
    return meeting


def reading_of(transcript: Transcript, header: Header | None = None, known: PhaseContext | None = None) -> Reading:
    """What is to be read of a transcript, with what its export and the caller say of the header."""
    known = known or PhaseContext()
    transcript, _ = masked(transcript)  # the one door of meetings
    given = (header or Header()).model_dump(exclude_defaults=True)
    said = transcript.header.model_dump(exclude_defaults=True)
    people = [name for name in transcript.speakers if not _NOBODY.fullmatch(name)]
    people = list(dict.fromkeys((*known.header.discussion_with, *people)))
    before = known.header.model_dump(exclude_defaults=True)
    merged = Header.model_validate({**before, "discussion_with": people, **said, **given})
    return Reading(transcript, None, known.model_copy(update={"header": merged}))


def taken(meeting: Meeting, reading: Reading, extraction: Extraction) -> Meeting:
    """The meeting with what was extracted from one more reading."""
    applied = draft.apply(reading.known, extraction.entries, reading.spoken)
    refused = meeting.refused + extraction.refused + applied.refused
    secrets = meeting.secrets + sum(MASK in turn.text for turn in reading.transcript.turns)
    return Meeting(applied.document, refused, meeting.usage + extraction.usage, secrets)


def _several(transcripts: Transcript | Sequence[Transcript]) -> Sequence[Transcript]:
    return [transcripts] if isinstance(transcripts, Transcript) else transcripts
