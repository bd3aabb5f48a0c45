"""Meetings and replies with what a careful model makes of them, from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import Transcript, Turn

_FOLDER = Path(__file__).parent / "material"

Raw = dict[str, Any]
"""An entry as a model writes it."""


@dataclass(frozen=True)
class Case:
    """Something said, and the entries that are right for it.

    Attributes:
        asked: the labels a reply answers; None for a meeting.
        never: topics that nobody spoke of.
        near: by topic, options that the words may mean as well.
        rejected, hypothetical, ordered: entries that rest on words which settle nothing.
        twice: right entries whose words stand in several places, each with the number of what was said.
    """

    name: str
    transcript: Transcript
    entries: tuple[Raw, ...]
    asked: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    rejected: tuple[Raw, ...] = ()
    hypothetical: tuple[Raw, ...] = ()
    ordered: tuple[Raw, ...] = ()
    twice: tuple[Raw, ...] = ()
    said: Sequence[tuple[str, str]] = field(default=())
    near: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def choices(self) -> set[tuple[str, str]]:
        """The rows that may be decided, with their choices."""
        return {(entry["topic"], entry["text"]) for entry in (*self.entries, *self.twice)}


@cache
def cases() -> tuple[Case, ...]:
    """All of them."""
    return (*meetings(), *replies())


@cache
def meetings() -> tuple[Case, ...]:
    return tuple(_meetings())


@cache
def replies() -> tuple[Case, ...]:
    data = tomllib.loads((_FOLDER / "replies.toml").read_text(encoding="utf-8"))
    return tuple(_reply(number, item) for number, item in enumerate(data["reply"], 1))


def _meetings() -> Iterator[Case]:
    for path in sorted(_FOLDER.glob("*.toml")):
        if path.stem == "replies":
            continue
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        said = [(speaker, text) for speaker, text in data["said"]]
        is_vtt = data["format"] == "vtt"
        text = as_vtt(said, data["words_a_cue"]) if is_vtt else _as_chat(said)
        transcript = read_transcript(text.encode(), source=f"{path.stem}.{'vtt' if is_vtt else 'txt'}")
        yield _case(path.stem, transcript, said, data)


def _reply(number: int, item: dict[str, Any]) -> Case:
    transcript = Transcript(turns=(Turn(text=item["text"], speaker="Developer"),), source=f"reply {number}")
    return _case(f"reply {number}", transcript, [("Developer", item["text"])], item)


def _case(name: str, transcript: Transcript, said: Sequence[tuple[str, str]], data: dict[str, Any]) -> Case:
    return Case(
        name,
        transcript,
        _raw(data, "entries"),
        asked=tuple(data["asked"]) if "asked" in data else None,
        never=tuple(data.get("never", ())),
        rejected=_raw(data, "rejected"),
        hypothetical=_raw(data, "hypothetical"),
        ordered=_raw(data, "ordered"),
        twice=_raw(data, "twice"),
        said=said,
        near=data.get("near", {}),
    )


def _raw(data: dict[str, Any], name: str) -> tuple[Raw, ...]:
    return tuple({"kind": "decided", **entry} for entry in data.get(name, ()))


def as_vtt(said: Sequence[tuple[str, str]], words_a_cue: int) -> str:
    """WebVTT with a new cue after so many words, wherever that is."""
    lines, second = ["WEBVTT", ""], 0
    for speaker, text in said:
        words = text.split()
        for first in range(0, len(words), words_a_cue):
            part = " ".join(words[first : first + words_a_cue])
            lines += [f"{_clock(second)} --> {_clock(second + 3)}", f"<v {speaker}>{part}</v>", ""]
            second += 3
    return "\n".join(lines)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _as_chat(said: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"[{9 + i // 60:02}:{i % 60:02}] {speaker}: {text}" for i, (speaker, text) in enumerate(said))
