"""Export: the text of an exported file, decoded once, with its lines and its JSON at hand for every reader."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from functools import cached_property

from phase_context.agent.errors import TranscriptError
from phase_context.agent.limits import MOST_BYTES

_SAMPLE = 80  # lines looked at to recognise a format
_KNOWN_BINARY = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old Word or Office document",
    b"PK\x03\x04": "a ZIP archive and not a Word document",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"ID3": "a sound recording",
    b"RIFF": "a recording",
    b"OggS": "a sound recording",
}
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\x0b\x0c\x1b"))
_HIGH = bytes(range(0x80, 0x100))
_TIMED = re.compile(r"[0-9]:[0-9]")
_LINE_END = re.compile(r"\r\n|\r|\n")
# Marks of writing direction that chats put around names and system messages: kept in the text for the reader
# that needs them, never part of a name.
MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


# Many blanks in a row say no more than a few, and would make patterns that look past blanks slow.
_BLANKS = re.compile(r"[^\S\n\r]{24,}")


@dataclass(frozen=True)
class Export:
    """The text of one export.

    Attributes:
        text: all of it, without a byte order mark; runs of blanks are shortened, lines are kept.
    """

    text: str

    @classmethod
    def of(cls, text: str) -> Export:
        return cls(_BLANKS.sub(" " * 8, text))

    @cached_property
    def lines(self) -> list[str]:
        """Every line, so that ``lines[n - 1]`` is line n of the file."""
        return _LINE_END.split(self.text)

    @cached_property
    def sample(self) -> list[str]:
        """The first lines that are not blank, stripped: enough to recognise a format."""
        found = []
        for line in self.lines:
            if stripped := MARKS.sub("", line).strip():
                found.append(stripped)
                if len(found) == _SAMPLE:
                    break
        return found

    @cached_property
    def is_timed(self) -> bool:
        """Whether a time stands in the sample: without one it is none of the formats whose every head has one."""
        return any(map(_TIMED.search, self.sample))

    @cached_property
    def json(self) -> object:
        """The text as JSON; None where it is none."""
        if not self.text.lstrip().startswith(("{", "[")):
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None


def decode(data: bytes, where: str) -> str:
    """The text of a file: UTF-8 or UTF-16 with a byte order mark, UTF-8, else Windows-1252 where that is clearly text.

    Raises:
        TranscriptError: the data is empty, too large, or no text.
    """
    if not data.strip():
        raise TranscriptError(f"{where} is empty: export the transcript again.")
    if len(data) > MOST_BYTES:
        raise TranscriptError(
            f"{where} has {len(data) // 1_000_000} MB: a transcript has at most {MOST_BYTES // 1_000_000}. "
            "Export the text alone, or split it."
        )
    for start, kind in _KNOWN_BINARY.items():
        if data.startswith(start):
            raise _binary(where, kind)
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\0" in data:
            raise _binary(where, "a binary file")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_cp1252(data, where)


def _decode_cp1252(data: bytes, where: str) -> str:
    plain = data.translate(None, _HIGH)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as err:
        raise _binary(where, "neither UTF-8 nor another text we can read") from err
    if plain.translate(None, _CONTROLS) != plain or (len(data) - len(plain)) * 3 > len(data):
        raise _binary(where, "a binary file")
    return text


def _binary(where: str, kind: str) -> TranscriptError:
    return TranscriptError(f"{where} is {kind}, not a transcript: export the transcript as text, .vtt or .docx.")
