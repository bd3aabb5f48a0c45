"""Which files make which documents: folders opened, chats put beside their recordings, nothing written twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phase_context.agent import storage
from phase_context.agent.errors import InputError, TranscriptError
from phase_context.schemas import Header, Transcript

_OURS = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:# Phase Context: |\{\s*\"format\": \"phase-context/)")
_RECORDINGS = (".vtt", ".srt", ".sbv")
_CHAT = re.compile(r"chat", re.IGNORECASE)
_NOT_THE_MEETING = re.compile(r"chat|transcript|recording|new|saved|[\W_]+", re.IGNORECASE)


@dataclass(frozen=True)
class Job:
    """One document to be made.

    Attributes:
        sources: the transcript, and the chat of the same meeting if there is one; with several meetings of one
            phase, all of them.
        target: the document's place; ends in .md.
        merged: the sources are several meetings.
    """

    sources: tuple[str, ...]
    target: str
    merged: bool = False


def plan(places: Iterable[str], output: str, *, merge: Header | None = None) -> list[Job]:
    """The jobs for files and folders, in the order given.

    Args:
        places: files, folders, or fsspec URLs of either; in a folder, documents of ours are passed over.
        output: the folder for the documents.
        merge: one document of all; named after the phase in this header.

    Raises:
        InputError: a folder holds nothing, or two files would make the same document.
    """
    sources = [source for place in places for source in _files(place)]
    sources = list(dict.fromkeys(sources))
    if merge is not None:
        from phase_context.agent.sessions import document_path

        return [Job(tuple(sources), storage.join(output, document_path(merge).name), merged=True)]
    chats = _beside(sources)
    jobs: dict[str, Job] = {}
    for source in sources:
        if source in chats.values():
            continue
        stem = re.sub(r"\.[^.]*$", "", storage.name_of(source)) or storage.name_of(source)
        target = storage.join(output, f"{stem}.md")
        if target in jobs:
            other = jobs[target].sources[0]
            raise InputError(f"{other} and {source} would both be written to {target}; fill them one by one")
        if target in sources:
            raise InputError(f"{source}: its document would replace {target}; choose another --output")
        jobs[target] = Job((source, *([chats[source]] if source in chats else [])), target)
    return list(jobs.values())


def read_job(contents: Sequence[tuple[str, bytes]], format_: str | None, *, merged: bool) -> list[Transcript]:
    """The transcripts of a job, from its sources' names and contents: one, or several meetings in order of date.

    Raises:
        TranscriptError: one of them is no transcript.
    """
    from phase_context.agent.transcripts import merge_chat, read_transcript

    read = [read_transcript(data, source=name, format=format_) for name, data in contents]
    if not merged:
        return [merge_chat(read[0], read[1])] if len(read) > 1 else read
    undated = [transcript.source for transcript in read if transcript.header.date is None]
    if len(read) > 1 and undated and len(undated) < len(read):
        raise TranscriptError(f"{undated[0]}: no date in it, and others have one; give them in order, or add the date")
    return sorted(read, key=lambda t: t.header.date.toordinal() if t.header.date else 0)


def _files(place: str) -> list[str]:
    found = storage.listing(place)
    if found is None:
        return [place]
    files = [file for file in found if not _OURS.match(storage.read(file)[:64])]
    files = [file for file in files if not storage.name_of(file).startswith("phase-context-")]
    if not files:
        raise InputError(f"{place}: no transcripts in the folder")
    return files


def _beside(sources: list[str]) -> dict[str, str]:
    """Chats by the recording of the same meeting."""
    meetings = {_meeting(source): source for source in sources if source.lower().endswith(_RECORDINGS)}
    chats = [source for source in sources if _CHAT.search(storage.name_of(source)) and source not in meetings.values()]
    return {meetings[_meeting(chat)]: chat for chat in chats if _meeting(chat) in meetings}


def _meeting(source: str) -> str:
    stem = re.sub(r"\.[^.]*$", "", storage.name_of(source).lower())
    return _NOT_THE_MEETING.sub("", stem)
