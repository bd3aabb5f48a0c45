"""Transcript: what people said, turn by turn, with the place of each turn for evidence."""

from __future__ import annotations

import datetime

from phase_context.schemas.decision import Value
from phase_context.schemas.document import Header
from phase_context.schemas.text import Line, Text


class Turn(Value):
    """One stretch of speech.

    Attributes:
        text: the words.
        speaker: None where the source names nobody.
        time: seconds from the start of the recording; in a chat, from midnight of its first day; or None.
        line: the line in the source file, from 1, or None.
        person: False for words of a tool or a bot (a question, the options offered): they are context, not evidence.
    """

    text: Text
    speaker: Line | None = None
    time: float | None = None
    line: int | None = None
    person: bool = True

    @property
    def where(self) -> str | None:
        """The place for a person to look up: "00:04:13", else "line 12", else None."""
        if self.time is not None:
            return str(datetime.timedelta(seconds=int(self.time))).rjust(8, "0")
        return f"line {self.line}" if self.line else None


class Transcript(Value):
    """Turns in the order they were said.

    Attributes:
        source: the name of the file, or of the session, for evidence.
        header: what the export itself says of the meeting (a date in its title, say).
        format: the name of the reader that made it.
    """

    turns: tuple[Turn, ...]
    source: Line | None = None
    format: Line = ""
    header: Header = Header()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody named, in the order they first spoke."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker and turn.person))
