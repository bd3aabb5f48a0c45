"""Review pages as files: one beside each document, and an index for a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from phase_context.agent import storage
from phase_context.agent.document import load
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.review.index import IndexEntry, index_page
from phase_context.agent.review.page import review_page
from phase_context.schemas import PhaseContext, Transcript


def write_pages(documents: Sequence[str], transcripts: Sequence[str]) -> Iterator[str]:
    """Write the page of each document, and an index when there are several; yields their places.

    A transcript is looked for beside the document, in the folder above it and here, by the name that the evidence
    gives, unless it is named.

    Raises:
        InputError: a document or a named transcript cannot be read.
    """
    for place in documents:
        document = load(place)
        yield write_page(place, document, list(_transcripts(place, document, transcripts)))
    if len(documents) > 1:
        yield write_index(os.path.commonpath([str(Path(place).parent) for place in documents]), documents)


def write_page(target: str, document: PhaseContext, transcripts: Sequence[Transcript]) -> str:
    """Write the page beside the document at ``target``; returns its place.

    Raises:
        InputError: it cannot be written.
    """
    place = f"{target.removesuffix('.md').removesuffix('.json')}.html"
    storage.write(place, review_page(document, transcripts))
    return place


def write_index(folder: str, documents: Sequence[str]) -> str:
    """Write the index of the pages of those documents; returns its place.

    Raises:
        InputError: it cannot be written.
    """
    entries = []
    for place in documents:
        stem = place.removesuffix(".md").removesuffix(".json")
        link = stem[len(folder) + 1 :] if storage.is_remote(folder) else Path(os.path.relpath(stem, folder)).as_posix()
        entries.append(IndexEntry(storage.name_of(stem), f"{link}.html", load(f"{stem}.json")))
    place = storage.join(folder or ".", "index.html")
    storage.write(place, index_page(entries))
    return place


def _transcripts(place: str, document: PhaseContext, named: Sequence[str]) -> Iterator[Transcript]:
    from phase_context.agent.transcripts import read_transcript

    for name in named:
        yield read_transcript(storage.read(name), source=storage.name_of(name))
    if named or storage.is_remote(place):
        return
    rows = [row for _, row in document.decisions()]
    items = (*document.in_scope, *document.out_of_scope, *document.discretion, *document.specific_ideas)
    recorded: list[Any] = [*rows, *items, *document.integrations, *document.deferred, *document.possibly]
    sources = dict.fromkeys(e.source for record in recorded for e in record.evidence if e.source)
    for source in sources:
        for folder in (Path(place).parent, Path(place).parent.parent, Path()):
            path = folder / Path(source).name
            if path.is_file():
                try:
                    yield read_transcript(path.read_bytes(), source=source)
                except (OSError, PhaseContextError):
                    continue
                break
