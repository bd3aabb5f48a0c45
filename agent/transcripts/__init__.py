"""Every export format people have, read into one `Transcript`: recognised by content, never by the file's name."""

from __future__ import annotations

from phase_context.agent.errors import TranscriptError
from phase_context.agent.limits import MOST_TURNS
from phase_context.agent.transcripts.export import Export, decode
from phase_context.agent.transcripts.merge import merge_chat
from phase_context.agent.transcripts.registry import Reader, readers, recognise
from phase_context.agent.transcripts.word import is_word, paragraphs
from phase_context.schemas import Transcript

__all__ = ["FORMATS", "merge_chat", "read_transcript"]

FORMATS: dict[str, str] = {name: reader.DESCRIPTION for name, reader in readers().items()}
"""What ``format`` may name, and in one line what each expects."""


def read_transcript(data: bytes, *, source: str | None = None, format: str | None = None) -> Transcript:  # noqa: A002
    """Read an exported transcript.

    Args:
        data: the file as it is, text or Word document.
        source: its name, for evidence and for errors.
        format: the name of its format; recognised by content when None.

    Raises:
        TranscriptError: it is empty, too large, binary, of no known format, not of the format named, or has no words.
    """
    where = source or "the transcript"
    if format is not None and format not in FORMATS:
        raise TranscriptError(f"Unknown transcript format {format!r}: it is one of {', '.join(FORMATS)}.")
    export = Export.of("\n".join(paragraphs(data, where)) if is_word(data) else decode(data, where))
    if not any(character.isalnum() for character in export.text):
        raise TranscriptError(f"{where} has no words: export the transcript again.")
    reader = readers()[format] if format else _recognise(export, where)
    found = reader.read(export)
    if not any(character.isalnum() for turn in found.turns for character in turn.text):
        if format and not reader.matches(export):
            raise TranscriptError(
                f"{where} is not {format!r}, which expects {reader.DESCRIPTION}. Leave the format out to recognise it."
            )
        raise TranscriptError(f"{where} has no words that anybody said: it reads as {reader.NAME!r}, without a turn.")
    if len(found.turns) > MOST_TURNS:
        raise TranscriptError(f"{where} has {len(found.turns):,} turns, and at most {MOST_TURNS:,} are read: split it.")
    return found.model_copy(update={"source": source, "format": reader.NAME})


def _recognise(export: Export, where: str) -> Reader:
    found = recognise(export)
    if found is None:
        raise TranscriptError(
            f"{where} is in no format known: expected one of {', '.join(FORMATS)}. Name it if it is one of these."
        )
    return found
