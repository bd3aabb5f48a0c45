"""Markdown with the speakers in bold: "**Name:** words", "**Name** (00:01:02): words"."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, share
from phase_context.schemas import Transcript

NAME = "markdown"
DESCRIPTION = 'Markdown with the speakers in bold: "**Name:** words", "**Name** (00:01:02): words"'

_SOME, _MOST = 0.08, 0.5  # share of lines that begin in bold, and of these the share that names a speaker
_BOLD = re.compile(
    r"^(\s*(?:>\s*|[-*+]\s+)?(?:[\[(]?[0-9:.]{4,12}[\])]?\s*)?)(\*\*|__)([^*_\n]{1,100})\2\s*([:：—–-]?)\s?"
)
_ALONE = re.compile(r"^[\[(]?[0-9]{1,3}(?::[0-9]{2}){1,2}[\])]?\s*:?\s*")


def matches(export: Export) -> float:
    bold = [plain(line) for line in export.sample if _BOLD.match(line)]
    named = len(bold) / max(1, len(export.sample))
    return 0.5 + 0.4 * named if named > _SOME and share(bold) > _MOST else 0.0


def read(export: Export) -> Transcript:
    return read_named((number, plain(line)) for number, line in enumerate(export.lines, 1))


def plain(line: str) -> str:
    """The line with a bold name at its beginning written "Name: words" or "Name (time): words"."""
    found = _BOLD.match(line)
    if not found:
        return line
    inside, rest = found[3].strip(), line[found.end() :]
    time = _ALONE.match(rest) if rest[:1] in "[(0123456789" else None
    if time and not inside.endswith((":", "：")):
        inside, rest = f"{inside.rstrip()} ({time[0].strip(' :[]()')})", rest[time.end() :]
    return f"{found[1].lstrip(' >-*+')}{inside.rstrip(':： ')}: {rest}"
