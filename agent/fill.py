"""Fill documents from transcripts: one Markdown and one JSON file for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from phase_context.agent.document import save
from phase_context.agent.errors import InputError, PhaseContextError
from phase_context.agent.extractors.base import Extractor
from phase_context.agent.meeting import Meeting, read_meeting
from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import Header


@dataclass(frozen=True)
class Filled:
    """One file's outcome: the meeting and where its document was written, or the error in one line."""

    source: Path
    target: Path
    meeting: Meeting | None = None
    error: str | None = None


def fill(
    sources: Iterable[Path],
    output: Path,
    extractor: Extractor,
    *,
    header: Header | None = None,
    format: str | None = None,  # noqa: A002
) -> Iterator[Filled]:
    """Fill a document ``output/<stem>.md`` for each transcript, one by one; a failure stops none of the others.

    Raises:
        InputError: two of the files would be written to the same document.
    """
    sources = list(sources)
    targets = {source: output / f"{source.stem}.md" for source in sources}
    for source, target in targets.items():
        others = [other for other, same in targets.items() if same == target and other != source]
        if others:
            raise InputError(f"{source} and {others[0]} would both be written to {target}; fill them one by one")
    for source in sources:
        try:
            meeting = fill_one(source, targets[source], extractor, header=header, format=format)
        except PhaseContextError as error:
            yield Filled(source, targets[source], error=str(error))
        else:
            yield Filled(source, targets[source], meeting)


def fill_one(
    source: Path,
    target: Path,
    extractor: Extractor,
    *,
    header: Header | None = None,
    format: str | None = None,  # noqa: A002
) -> Meeting:
    """Read one transcript and write its document.

    Raises:
        InputError: the transcript cannot be read or the document not be written.
        ExtractionError: the model gave no usable answer.
    """
    try:
        data = source.read_bytes()
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from None
    transcript = read_transcript(data, source=source.name, format=format)
    meeting = read_meeting(transcript, extractor, header)
    save(meeting.document, target)
    return meeting
