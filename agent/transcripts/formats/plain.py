"""Words without speakers: one turn per line. What a phone's recorder writes, YouTube's transcript, typed notes."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import CLOCK, Stamp, find_date, title_date
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "plain"
DESCRIPTION = "plain lines of words, with no speaker named; times at the beginning of lines are read"
SUREST = 0.1

_TIME = re.compile(rf"\s*[\[(]?({CLOCK})(?:\s*(?:-->|[-–—])\s*{CLOCK})?[\])]?(?=[\s:,-]|$)[\s:,–—-]*")
_HEADING = re.compile(r"\s*#{1,6}\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"\s*(?:>{1,3}|[-*+•–—])\s+(?:\[[ xX]\]\s+)?")
_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}$")
_WORDS = re.compile(r"[^\W\d_]{2,}|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_CODE = re.compile(
    r"^\s*[{}\[\]<@$]|[{};\\]\s*$|^\s*(?:import|from|def|class|return|const|let|var|if|for|#include)\b.*[(){}:=]|=>|\);|</|^[^\s,;]+(?:[,;\t][^\s,;]*){2,}$"
)
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])|\s*<[!?a-zA-Z]")  # and HTML
_META = re.compile(
    r"\W*(?:date|time|when|where|location|attendees|participants|present|invited|author|scribe|facilitator|duration|title"
    r"|subject|meeting|recorded)\b\W{0,4}[:：]",
    re.IGNORECASE,
)
_LONGEST_HEADER, _WIDEST_HEADER = 12, 80  # lines, characters


def matches(export: Export) -> float:
    if _JSON.match(export.text):
        return 0.0
    lines = [text for line in export.sample if (text := _after(_TIME, line))]
    words = [line for line in lines if _WORDS.search(line) and not _CODE.search(line[:300])]
    return 0.1 if words and len(words) >= 0.6 * len(lines) else 0.0


def read(export: Export) -> Transcript:
    header = _header(export.lines)
    turns, time = Turns(), None
    for number, line in enumerate(export.lines, 1):
        if heading := _HEADING.match(line):
            turns.say(heading[1], line=number, person=False)
        elif number <= header or (number <= _LONGEST_HEADER and _META.match(line)):
            turns.say(line, line=number, person=False)
        elif _RULE.match(line):
            continue
        else:
            if found := _TIME.match(line):
                time = Stamp.read(found[1])
            text = _after(_TIME, line)
            turns.say(_after(_BULLET, text), time=time, line=number)
            time = time if found and not text.strip() else None
    said = turns.build()
    return Transcript(turns=said, header=Header(date=title_date([turn.text for turn in said if not turn.person])))


def _after(pattern: re.Pattern[str], line: str) -> str:
    """The line without what the pattern finds at its beginning."""
    found = pattern.match(line)
    return line[found.end() :] if found else line


def _header(lines: list[str]) -> int:
    """How many of the first lines are a title: those before the first blank line, where one of them is a date."""
    blank = next((at for at, line in enumerate(lines[: _LONGEST_HEADER + 1]) if not line.strip()), 0)
    return blank if any(find_date(line) and len(line) < _WIDEST_HEADER for line in lines[:blank]) else 0
