"""Markdown with the speakers in bold: "**Name:** words", "**Name** (00:01:02): words"."""

from __future__ import annotations

import re
from collections import Counter

from phase_context.agent.transcripts.clock import TIME
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, share
from phase_context.agent.transcripts.names import is_proper
from phase_context.schemas import Transcript

NAME = "markdown"
DESCRIPTION = 'Markdown with the speakers in bold: "**Name:** words", "**Name** (00:01:02): words"; or as headings'
SUREST = 0.9

_SOME, _MOST = 0.08, 0.5  # share of lines that begin in bold, and of these the share that names a speaker
_BOLD = re.compile(
    r"^(\s*(?:>\s*|[-*+]\s+)?(?:[\[(]?[0-9:.]{4,12}[\])]?\s*)?)(\*\*|__)([^*_\n]{1,100})\2\s*([:：—–-]?)\s?"
)
_HEADING = re.compile(rf"#{{1,6}}\s+([^\s#:\[(][^#:\[(]{{0,63}}?)\s*(?:[\[(-]?\s*({TIME})[\])]?)?:?\s*$")
_ALONE = re.compile(r"^[\[(]?[0-9]{1,3}(?::[0-9]{2}){1,2}[\])]?\s*:?\s*")


def matches(export: Export) -> float:
    lines = _with_heads(export.sample)
    bold = [after for before, after in zip(export.sample, lines, strict=True) if before != after]
    named = len(bold) / max(1, len(export.sample))
    return 0.5 + 0.4 * named if named > _SOME and share(bold) > _MOST else 0.0


def read(export: Export) -> Transcript:
    return read_named(enumerate(_with_heads(export.lines), 1))


def _with_heads(lines: list[str]) -> list[str]:
    """The lines with bold names, and headings that are speakers, written "Name (time): words".

    A heading is a speaker where it has a time, comes again, or stands among headings that mostly do.
    """
    headings = Counter(found[1] for line in lines if (found := _HEADING.match(line)))
    repeated = sum(count for count in headings.values() if count > 1)
    most = repeated > 0 and repeated * 2 >= headings.total()
    again = {name for name, count in headings.items() if is_proper(name) and (count > 1 or most)}
    heads = [_HEADING.match(line) for line in lines]
    return [
        f"{found[1]}{f' ({found[2]})' if found[2] else ''}:"
        if found and (found[2] or found[1] in again)
        else plain(line)
        for line, found in zip(lines, heads, strict=True)
    ]


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
