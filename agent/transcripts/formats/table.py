"""A table of who said what: CSV, TSV or Markdown, with columns for the speaker and the words, and perhaps the time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from phase_context.agent.transcripts.clock import Stamp
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.tables import cells, is_rule
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Transcript

NAME = "table"
DESCRIPTION = (
    "a table (CSV, TSV, Markdown) with a column for the speaker and one for the text, perhaps one for the time"
)
SUREST = 0.93

_COLUMNS = {
    "speaker": re.compile(r"(?:speaker|name|who|author|participant|user)(?:[ _]?name)?", re.IGNORECASE),
    "text": re.compile(r"text|words|sentence|message|content|transcript(?:ion)?|utterance|caption|what", re.IGNORECASE),
    "time": re.compile(r"(?:start|time|timestamp|begin|from|when)(?:[ _]?time)?(?: ?\(.{1,10}\))?", re.IGNORECASE),
}
_SEPARATORS = ",;\t"


def matches(export: Export) -> float:
    return 0.93 if any(_columns(row) for line in export.sample[:5] for row in _splits(line)) else 0.0


def read(export: Export) -> Transcript:
    turns, places = Turns(), None
    for number, row in _rows(export):
        if places is None:
            places = _columns(row)
        elif max(places.values()) < len(row):
            time = row[places["time"]] if "time" in places else ""
            stamp = Stamp.read(time) if ":" in time else None
            turns.say(row[places["text"]], speaker=row[places["speaker"]], time=stamp, line=number)
    return Transcript(turns=turns.build())


def _columns(row: list[str]) -> dict[str, int] | None:
    """Where the columns stand, when the row is the head of such a table."""
    found = {
        name: next((at for at, cell in enumerate(row) if pattern.fullmatch(cell.strip())), -1)
        for name, pattern in _COLUMNS.items()
    }
    places = {name: at for name, at in found.items() if at >= 0}
    return places if "speaker" in places and "text" in places else None


def _splits(line: str) -> Iterator[list[str]]:
    """The cells of a line, in every way it may be cut."""
    if row := cells(line):
        yield row
    for separator in _SEPARATORS:
        if separator in line[:1000]:
            yield [cell.strip(' "') for cell in line[:1000].split(separator)]


def _rows(export: Export) -> Iterator[tuple[int, list[str]]]:
    """The rows from the head of the table on, each with its first line."""
    head = next((at for at, line in enumerate(export.lines) if any(_columns(row) for row in _splits(line))), None)
    if head is None:
        return
    if cells(export.lines[head]):
        for number, line in enumerate(export.lines[head:], head + 1):
            if (row := cells(line)) and not is_rule(line):
                yield number, row
        return
    first = export.lines[head]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader((line + "\n" for line in export.lines[head:]), delimiter=separator)
    begins = head + 1
    try:
        for row in reader:
            yield begins, row
            begins = head + 1 + reader.line_num
    except csv.Error:  # a cell longer than the library takes: what came before it is kept
        return
