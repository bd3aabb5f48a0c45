"""Turns: what every reader builds. It joins the lines of one turn and makes seconds of the times at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from phase_context.agent.transcripts.clock import LATEST, Stamp, to_seconds
from phase_context.agent.transcripts.export import MARKS
from phase_context.schemas import Turn


@dataclass
class _Said:
    """A turn in the making."""

    parts: list[str]
    speaker: str | None
    time: float | Stamp | None
    line: int | None
    person: bool


@dataclass
class Turns:
    """Collects turns in the order of the file.

    ``between`` joins the lines of one turn: a space where an export wraps lines, a line feed where people
    typed them.
    """

    between: str = "\n"
    _all: list[_Said] = field(default_factory=list)
    _open: bool = False

    def say(
        self,
        text: str,
        *,
        speaker: str | None = None,
        time: float | Stamp | None = None,
        line: int | None = None,
        person: bool = True,
    ) -> None:
        """A turn begins. Its text may be empty where its words stand on the lines that follow."""
        name = MARKS.sub("", speaker).strip() if speaker else None
        self._all.append(_Said([text] if text.strip() else [], name or None, time, line, person))
        self._open = True

    def add(self, text: str, line: int | None = None) -> bool:
        """A further line of the turn. False, and nothing is added, where no turn is open."""
        if not self._open:
            return False
        said = self._all[-1]
        if not said.parts and text.strip():
            said.line = line or said.line
        said.parts.append(text)
        return True

    def end(self) -> None:
        """What follows belongs to no turn."""
        self._open = False

    @property
    def speaker(self) -> str | None:
        """Who spoke last; None after the end of a turn."""
        return self._all[-1].speaker if self._open else None

    def build(self) -> tuple[Turn, ...]:
        """The turns that have words."""
        stamps = [said.time for said in self._all if isinstance(said.time, Stamp)]
        seconds = iter(to_seconds(stamps))
        turns = []
        for said in self._all:
            time = next(seconds) if isinstance(said.time, Stamp) else said.time
            time = time if time is not None and 0 <= time < LATEST else None
            text = self.between.join(said.parts)
            if not text.strip():
                continue
            turn = Turn(text=text, speaker=said.speaker, time=time, line=said.line, person=said.person)
            if turn.text:
                turns.append(turn if turn.speaker else turn.model_copy(update={"speaker": None}))
        return tuple(turns)
