"""The two kinds of text that people's words become: cleaned, so that no control character can act later."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
_LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls, byte order marks, and the direction overrides that can make text read as
# something else (CVE-2021-42574). Letters of right-to-left scripts and emoji joiners stay.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text in Unicode form C with plain line feeds, no control characters and no white space around its lines."""
    if text.isascii() and text.isprintable():
        return text.strip()  # one line, and nothing to clean: nearly all that is said in English
    text = _LINE_BREAKS.sub("\n", _ANSI.sub("", text)).replace("\t", " ")
    text = unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", text)))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("empty")
    return text


Text = Annotated[str, AfterValidator(clean)]
"""What somebody said or wrote; may have several lines."""

Line = Annotated[str, AfterValidator(clean_line)]
"""A name, a date, a label: one line."""

SomeText = Annotated[Text, AfterValidator(_not_empty)]
"""Text that is not empty."""

SomeLine = Annotated[Line, AfterValidator(_not_empty)]
"""A line that is not empty."""
