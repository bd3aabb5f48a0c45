"""A meeting's transcript becomes a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phase_context.agent import draft
from phase_context.agent.evidence import Spoken
from phase_context.agent.extractors.base import Extraction, Extractor, Reading, Refusal, Usage
from phase_context.schemas import Header, PhaseContext, Status, Transcript

_NOBODY = re.compile(
    r"(?:speaker|unknown|unidentified|participant|guest|caller|user)\b[\s#\d]*(?:speaker)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Meeting:
    """What a transcript gave.

    Attributes:
        document: what was settled, with the evidence.
        refused: what the extractor offered and was not recorded.
        usage: what it cost.
    """

    document: PhaseContext
    refused: tuple[Refusal, ...] = ()
    usage: Usage = Usage()

    @property
    def waiting(self) -> list[str]:
        """Labels of the topics somebody has to settle: open, or in conflict."""
        return [t.label for s in (Status.OPEN, Status.CONFLICT) for t in self.document.with_status(s)]


def read_meeting(transcript: Transcript, extractor: Extractor, header: Header | None = None) -> Meeting:
    """The document of a meeting. What the header gives stands; the rest comes from what is said.

    Raises:
        ExtractionError: the model gave no usable answer.
    """
    reading = _reading(transcript, header)
    return _meeting(reading, extractor.extract(reading))


async def aread_meeting(transcript: Transcript, extractor: Extractor, header: Header | None = None) -> Meeting:
    """`read_meeting` for asyncio."""
    reading = _reading(transcript, header)
    return _meeting(reading, await extractor.aextract(reading))


def _reading(transcript: Transcript, header: Header | None) -> Reading:
    given = (header or Header()).model_dump(exclude_defaults=True)
    said = transcript.header.model_dump(exclude_defaults=True)
    people = tuple(name for name in transcript.speakers if not _NOBODY.fullmatch(name))
    known = Header.model_validate({"discussion_with": people, **said, **given})
    return Reading(transcript, None, PhaseContext(header=known))


def _meeting(reading: Reading, extraction: Extraction) -> Meeting:
    applied = draft.apply(reading.known, extraction.entries, Spoken(reading.transcript))
    return Meeting(applied.document, extraction.refused + applied.refused, extraction.usage)
