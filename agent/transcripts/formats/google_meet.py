"""Google Meet's transcript, as text or Markdown: attendees, then "Name: words" under a time every few minutes."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import title_date
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.formats.markdown import plain
from phase_context.agent.transcripts.named import read_named, share
from phase_context.schemas import Header, Transcript

NAME = "google-meet"
DESCRIPTION = 'Google Meet transcript, text or Markdown: "Attendees", "Transcript", then "Name: words" under times'
SUREST = 0.98

_LONGEST = 300  # characters of a line that are looked at
_SIGNS = re.compile(
    r"[#*\s📖]*(?:.{0,150}[-–—]\s+transcript|attendees|invited .*|meeting ended after [0-9:]{4,9}.*"
    r"|transcription ended after [0-9:]{4,9}.*|this editable transcript was computer[- ]generated.*)[*\s]*",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[#*\s📖]*(?:(?:.{0,150}[-–—]\s+)?transcript)[*\s]*", re.IGNORECASE)
_END = re.compile(
    r"[#*\s]*(?:(?:meeting|transcription) ended after [0-9:]{4,9}.*"
    r"|(?:this editable )?transcript was computer[- ]generated.*)",
    re.IGNORECASE,
)


def matches(export: Export) -> float:
    said = export.text.casefold()
    if not any(sign in said for sign in ("transcript", "attendees", "invited", "ended after")):
        return 0.0
    signs = sum(bool(_SIGNS.fullmatch(line[:_LONGEST])) for line in export.sample[:60])
    signs += any(_END.fullmatch(line.strip()[:_LONGEST]) for line in export.lines[-20:])
    return 0.9 + 0.02 * min(signs, 4) if signs > 1 and share([plain(line) for line in export.sample]) else 0.0


def read(export: Export) -> Transcript:
    begins = max((at for at, line in enumerate(export.lines[:2000]) if _BEGINS.fullmatch(line[:_LONGEST])), default=-1)
    lines = [
        (at, plain(line))
        for at, line in enumerate(export.lines, 1)
        if at > begins + 1 and not _END.fullmatch(line[:_LONGEST])
    ]
    date = title_date(export.sample)
    return read_named(lines).model_copy(update={"header": Header(date=date)})
