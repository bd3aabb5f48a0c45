"""Word documents (.docx, as Teams exports them) as lines of text, without trusting the file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from phase_context.agent.errors import TranscriptError
from phase_context.agent.limits import DEEPEST_XML, MOST_UNPACKED

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def is_word(data: bytes) -> bool:
    """Whether it is a ZIP archive that holds a Word document, whole or cut off."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def paragraphs(data: bytes, where: str) -> list[str]:
    """The text of each line of the document.

    Raises:
        TranscriptError: the archive is damaged or too large, or its XML declares entities or nests too deep.
    """
    xml = _body(data, where)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TranscriptError(f"{where} is a Word document with a DTD: no program writes that; it was not opened.")
    try:
        return [line.strip() for text in _paragraphs(xml, where) for line in text.split("\n")]
    except (ET.ParseError, ValueError, LookupError) as err:
        raise _damaged(where) from err


def _body(data: bytes, where: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_BODY) as body:
            xml = body.read(MOST_UNPACKED + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        EOFError,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as err:
        raise _damaged(where) from err
    if len(xml) > MOST_UNPACKED:
        raise TranscriptError(f"{where} unpacks to more than {MOST_UNPACKED // 1_000_000} MB: it was not opened.")
    return xml


def _paragraphs(xml: bytes, where: str) -> Iterator[str]:
    """One text per paragraph. Elements are dropped as they end, so that memory stays small."""
    parts: list[str] = []
    within: list[ET.Element] = []
    for event, element in ET.iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314  # no DTD: nothing can expand
        if event == "start":
            within.append(element)
            if len(within) > DEEPEST_XML:
                raise TranscriptError(f"{where} nests more than {DEEPEST_XML} elements: it was not opened.")
            continue
        within.pop()
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in _TEXT:
            parts.append(_TEXT[element.tag])
        elif element.tag == f"{_W}p":
            yield "".join(parts)
            parts.clear()
        if within:
            within[-1].remove(element)


def _damaged(where: str) -> TranscriptError:
    return TranscriptError(f"{where} is a damaged Word document: export it again, or save it as text.")
