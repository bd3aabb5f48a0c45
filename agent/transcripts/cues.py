"""Cues: what WebVTT, SRT and SBV have in common, a line of times and then the words said between them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from phase_context.agent.transcripts.clock import elapsed
from phase_context.agent.transcripts.names import could_be, is_proper, speakers
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Turn

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]([^<>]{0,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>", re.IGNORECASE)
_SEVERAL = 4
_ID = re.compile(r"\s*(?:[0-9]{1,9}|[0-9a-f-]{32,40}(?:/[0-9-]{1,20})?)\s*", re.IGNORECASE)
_CHANGE = re.compile(r"(?:>>+|[-–—](?=\s))\s*")  # captions mark another voice so
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{1,64})[\])]:?\s+")
_SOUND = re.compile(r"[\[(♪][^\[\]()]{0,80}[\])♪]")


@dataclass
class Cue:
    """One cue: seconds from the start of the recording, and its lines with their numbers in the file."""

    time: float | None
    lines: list[tuple[int, str]] = field(default_factory=list)

    def spoken(self) -> Iterator[tuple[int, str | None, str]]:
        """Line, voice and words of each stretch; the voice is None where no tag names it.

        One cue may hold several voices (Teams), and a voice goes on over the lines of its cue.
        """
        voice: str | None = None
        for number, line in self.lines:
            last = 0
            for tag in _VOICE.finditer(line):
                if before := _plain(line[last : tag.start()]):
                    yield number, voice, before
                voice, last = _plain(tag[1]), tag.end()
            if after := _plain(line[last:]):
                yield number, voice, after


def blocks(lines: list[str], times: re.Pattern[str]) -> list[Cue]:
    """The cues: a line of times, then lines of words up to a blank line. All else (ids, notes, styles) is no cue.

    ``times`` matches a line of times; its first group is when the cue begins.
    """
    cues: list[Cue] = []
    cue: Cue | None = None
    for number, line in enumerate(lines, 1):
        if found := times.match(line):
            if cue and cue.lines and cue.lines[-1][0] == number - 1 and _ID.fullmatch(cue.lines[-1][1]):
                cue.lines.pop()  # the id of this cue, where no blank line parts the two
            cue = Cue(elapsed(found[1]))
            cues.append(cue)
        elif not line.strip():
            cue = None
        elif cue is not None:
            cue.lines.append((number, line))
    return cues


def _plain(text: str) -> str:
    """Text without tags and entities."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _head(text: str) -> tuple[str, str] | None:
    """A name before a colon (Zoom) or in brackets, and the words after it."""
    name, colon, rest = text[:80].partition(":")
    if colon and could_be(name.strip()) and (rest[:1].isspace() or not rest):
        return name.strip(), text[len(name) + 1 :].strip()
    if (found := _BRACKETED.match(text)) and is_proper(found[1]):
        return found[1], text[found.end() :].strip()
    return None


def _unmarked(text: str) -> str:
    """Words without the mark of a change of voice before them."""
    change = _CHANGE.match(text)
    return text[change.end() :] if change else text


def to_turns(cues: list[Cue]) -> tuple[Turn, ...]:
    """One turn per cue and voice, so that its time is exact. Sounds in brackets ("[Music]") are no words."""
    spoken = [(cue, list(cue.spoken())) for cue in cues]
    names, always = _names([stretch for _, stretches in spoken for stretch in stretches])
    turns, speaker = Turns(between=" "), None
    for cue, stretches in spoken:
        turns.end()
        for number, voice, text in stretches:
            change = _CHANGE.match(text)
            name, words = voice, _unmarked(text)
            if not voice and (head := _head(words)) and head[0] in names:
                name, words = head
            if not change and name in (None, turns.speaker) and turns.add(words):
                continue
            speaker = name if name or always or change else speaker
            if not _SOUND.fullmatch(words):
                turns.say(words, speaker=speaker, time=cue.time, line=number)
    return turns.build()


def _names(stretches: list[tuple[int, str | None, str]]) -> tuple[frozenset[str], bool]:
    """The speakers named before a colon, and whether every cue names its own.

    A single colon in a long talk names nobody. Where only some cues have a name, it stands where the speaker changes.
    """
    heads = [head[0] for _, voice, text in stretches if not voice and (head := _head(_unmarked(text)))]
    names = speakers(heads)
    named = sum(head in names for head in heads)
    if named * 10 < len(stretches) and not (named >= _SEVERAL and len(names) > 1):
        names, named = frozenset(), 0
    voiced = sum(voice is not None for _, voice, _ in stretches)
    return names, named + voiced > 0.7 * len(stretches) or not names
