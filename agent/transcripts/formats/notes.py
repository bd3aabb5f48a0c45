"""A scribe's notes with initials for names: "PS: words", "- TK – words", and who they are where the notes say so."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, spoken_heads
from phase_context.agent.transcripts.names import is_initials, is_proper
from phase_context.schemas import Transcript

NAME = "notes"
DESCRIPTION = 'scribe\'s notes with initials for names: "PS: words"'

_SOME = 0.08  # share of lines that begin with initials
_DASHED = re.compile(
    r"^(\s*(?:[-*+•>]\s+)?)(?:([A-Z]{1,4}[0-9]?)\s*(?:[-–—]|>|→)\s+|[\[(]([A-Z]{1,4}[0-9]?)[\])]:?\s+)(?=\S)"
)
_NAMED = re.compile(
    r"((?:[^\W\d_][\w'’.-]*[ ]){1,3}[^\W\d_][\w'’.-]*|[^\W\d_][\w'’.-]+) ?[(\[]([A-Z]{1,4}[0-9]?)(?=[)\],;/ ])"
)
_EQUALS = re.compile(r"\b([A-Z]{1,4}[0-9]?)\s*=\s*([^\W\d_][\w'’. -]{1,60})")


def matches(export: Export) -> float:
    said = [head for head in spoken_heads([_colon(line) for line in export.sample]) if head]
    initials = sum(is_initials(head.name) for head in said)
    if initials <= 1 or initials < 0.6 * len(said) or len({head.name for head in said}) == len(said):
        return 0.0
    share = len(said) / len(export.sample)
    return 0.5 + 0.4 * share if share > _SOME else 0.0


def read(export: Export) -> Transcript:
    found = read_named(((number, _colon(line)) for number, line in enumerate(export.lines, 1)), carry=False)
    names = _legend([turn.text for turn in found.turns[:40] if not turn.person])
    turns = [turn.model_copy(update={"speaker": names.get(turn.speaker or "", turn.speaker)}) for turn in found.turns]
    return found.model_copy(update={"turns": tuple(turns)})


def _colon(line: str) -> str:
    """The line with a colon after its initials."""
    found = _DASHED.match(line)
    return f"{found[1]}{found[2] or found[3]}: {line[found.end() :]}" if found else line


def _legend(lines: list[str]) -> dict[str, str]:
    """Who the initials are: "Priya Shah (PS)", "PS = Priya Shah"."""
    names: dict[str, str] = {}
    for line in lines:
        for found in _NAMED.finditer(line[:2000]):
            if is_proper(name := found[1].strip()):
                names.setdefault(found[2], name)
        for found in _EQUALS.finditer(line[:2000]):
            if is_proper(name := re.split(r"\s+[-–—(]|,", found[2])[0].strip()):
                names.setdefault(found[1], name)
    return names
