"""Segments: the JSON of recorders, a list of who said what and when, under each product's own keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from phase_context.agent.transcripts.clock import elapsed, find_date
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

_DATES = ("date", "dateString", "startTime", "start_datetime", "happenedAt", "createdAt", "created_at")
_LATEST = 1e12
_DEEP = 5  # levels that are searched for the list


@dataclass(frozen=True)
class Segments:
    """The keys of a product's segments; of several the first that is there.

    ``needs`` are keys that tell the product from others: each group must have one present.
    """

    text: Sequence[str]
    speaker: Sequence[str]
    start: Sequence[str]
    needs: Sequence[Sequence[str]]
    milliseconds: bool = False

    def find(self, export: Export) -> list[dict[str, Any]]:
        """The segments, or an empty list where the JSON has none of this product."""
        for items in _lists(export.json, _DEEP):
            found = [item for item in items if isinstance(item, dict)]
            if found and all(any(key in found[0] for key in group) for group in self.needs):
                return found
        return []

    def read(self, export: Export) -> Transcript:
        """One turn per segment."""
        turns = Turns()
        for item in self.find(export):
            text, speaker = _first(item, self.text), _first(item, self.speaker)
            if isinstance(text, str):
                time = self._time(_first(item, self.start))
                turns.say(text, speaker=_name(speaker), time=time)
        return Transcript(turns=turns.build(), header=Header(date=_date(export.json)))

    def _time(self, start: object) -> float | None:
        if isinstance(start, str):
            return elapsed(start) if ":" in start else None
        if isinstance(start, bool) or not isinstance(start, int | float) or abs(start) > _LATEST:
            return None
        return start / 1000 if self.milliseconds else float(start)


def _lists(data: object, depth: int) -> Iterator[list[object]]:
    """The lists in the data, the outer before the inner."""
    if isinstance(data, list):
        yield data
    inner = list(data.values()) if isinstance(data, dict) else data[:3] if isinstance(data, list) else []
    for value in inner if depth else []:
        yield from _lists(value, depth - 1)


def _first(item: dict[str, Any], keys: Sequence[str]) -> object:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _name(speaker: object) -> str | None:
    if isinstance(speaker, dict):
        speaker = speaker.get("name") or speaker.get("display_name")
    if isinstance(speaker, int) and not isinstance(speaker, bool):
        return f"Speaker {speaker}"
    return speaker if isinstance(speaker, str) else None


def _date(data: object, depth: int = 3) -> dt.date | None:
    """The day that the export gives, in one of the usual keys of its outer objects."""
    if not isinstance(data, dict) or not depth:
        return None
    for key in _DATES:
        if isinstance(data.get(key), str) and (date := find_date(data[key][:100])):
            return date
    return next((date for value in data.values() if (date := _date(value, depth - 1))), None)
