"""A scribe's notes with initials for names: "PS: words", "- TK – words", and who they are where the notes say so."""

from __future__ import annotations

import re
from collections import Counter

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.named import read_named, spoken_heads
from phase_context.agent.transcripts.names import is_initials, is_proper
from phase_context.schemas import Transcript

NAME = "notes"
DESCRIPTION = 'scribe\'s notes with initials for names: "PS: words"; or with dashes: "Name – words"'
SUREST = 0.9

_SOME = 0.08  # share of lines that begin with initials or a name and a dash
_MOST = 0.6  # share of these that are initials, or have a dash
_DASHED = re.compile(
    r"^(\s*(?:[-*+•>]\s+)?)(?:([^\W\d_][^:：–—\[\]()\t]{0,40}?)\s+[-–—>→]\s+|[\[(]([A-Z]{1,4}[0-9]?)[\])]:?\s+)(?=\S)"
)
_NAMED = re.compile(
    r"((?:[^\W\d_][\w'’.-]*[ ]){1,3}[^\W\d_][\w'’.-]*|[^\W\d_][\w'’.-]+) ?[(\[]([A-Z]{1,4}[0-9]?)(?=[)\],;/ ])"
)
_EQUALS = re.compile(r"\b([A-Z]{1,4}[0-9]?)\s*=\s*([^\W\d_][\w'’. -]{1,60})")


def matches(export: Export) -> float:
    said = [head for head in spoken_heads(_with_colons(export.sample)) if head]
    dashed = sum(head is None for head in spoken_heads(export.sample)) - (len(export.sample) - len(said))
    initials = sum(is_initials(head.name) for head in said)
    if len({head.name for head in said}) == len(said) or max(initials, dashed) < _MOST * len(said):
        return 0.0
    share = len(said) / len(export.sample)
    return 0.5 + 0.4 * share if share > _SOME else 0.0


def read(export: Export) -> Transcript:
    found = read_named(enumerate(_with_colons(export.lines), 1), carry=False)
    names = _legend([turn.text for turn in found.turns[:40] if not turn.person])
    turns = [turn.model_copy(update={"speaker": names.get(turn.speaker or "", turn.speaker)}) for turn in found.turns]
    return found.model_copy(update={"turns": tuple(turns)})


def _with_colons(lines: list[str]) -> list[str]:
    """The lines with a colon after the initials or the name at their beginning, where a dash stands there."""
    heads = [_DASHED.match(line) for line in lines]
    counts = Counter(found[2] for found in heads if found and found[2])
    most = counts.total() > sum(bool(line.strip()) for line in lines) / 2
    proper = {name for name, count in counts.items() if is_proper(name) and (most or count > 1)}
    names = {name for name in counts if is_initials(name)} | (proper if max(counts.values(), default=0) > 1 else set())
    return [
        f"{found[1]}{found[2] or found[3]}: {line[found.end() :]}"
        if found and (found[3] or found[2] in names)
        else line
        for line, found in zip(lines, heads, strict=True)
    ]


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
