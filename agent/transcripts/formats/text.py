"""Plain text, a turn on each line: "Name: words", and chats pasted as "[14:01] name: words"."""

from __future__ import annotations

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, share
from phase_context.schemas import Transcript

NAME = "text"
DESCRIPTION = '"Name: words" on each line, or "[14:01] name: words"'
SUREST = 0.8


def matches(export: Export) -> float:
    named = share(export.sample)
    return 0.4 + 0.4 * named if named else 0.0


def read(export: Export) -> Transcript:
    return read_named(enumerate(export.lines, 1))
