"""Escape what people said, so that it shows as they said it and can neither break a table nor act.

The rules are CommonMark's and GFM's: https://github.github.com/gfm/. Only what could act is escaped, because
people and agents read the source too.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile(
    r"""
    [\\|\[]                 # escapes, cells, links and images
    | <(?=[A-Za-z/!?])      # HTML, autolinks
    | &(?=\#?\w+;)          # entities
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis; an underscore inside a word is none
    | [`*~]                 # code, emphasis, strikethrough
    """,
    re.VERBOSE,
)
_PAIRED = frozenset("`*~_")
_BLOCK_START = re.compile(r"([#>+=*:-])|(\d{1,9})([.)])")
_ESCAPE = re.compile(r"<br */?>|\\([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """The text as inline Markdown on one line that shows exactly the text; a line break becomes ``<br>``."""
    found = _ACTIVE.findall(text)

    def escaped(match: re.Match[str]) -> str:
        mark = match[0]
        # A mark that needs a partner and has none does nothing.
        return mark if mark in _PAIRED and found.count(mark) < 2 else "\\" + mark  # noqa: PLR2004

    return _ACTIVE.sub(escaped, text).replace("\n", "<br>")


def escape_block(text: str) -> str:
    """The same where the text begins a list item or a paragraph: it does not begin a block of its own."""

    def escaped(match: re.Match[str]) -> str:
        return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"

    line = escape(text)
    start = _BLOCK_START.match(line)
    return escaped(start) + line[start.end() :] if start else line


def escape_heading(text: str) -> str:
    """The same for a heading, whose closing ``#`` would vanish."""
    return re.sub(r"#(?=#*$)", r"\\#", escape(text))


def unescape(markdown: str) -> str:
    """The text that escaped Markdown shows."""
    return _ESCAPE.sub(lambda match: match[1] or "\n", markdown.strip())


def split_row(line: str) -> list[str]:
    """The cells of a table row, still escaped. A pipe right after a backslash does not split, as in GFM's parsers."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)]
