"""The document as files: Markdown with JSON beside it."""

from __future__ import annotations

from pathlib import Path

from phase_context.agent import storage
from phase_context.agent.document import edits
from phase_context.agent.document.data import from_json, to_json
from phase_context.agent.document.parse import parse
from phase_context.agent.document.render import render
from phase_context.agent.errors import InputError
from phase_context.schemas import PhaseContext


def save(document: PhaseContext, path: Path | str) -> str | None:
    """Write ``path``, which ends in .md, and the JSON beside it, each as a whole.

    Returns:
        Where the text that was there is kept, if somebody had written or edited it by hand.

    Raises:
        InputError: one of them cannot be written.
    """
    place, text = str(path), render(document)
    kept = edits.keep(place, text)
    storage.write(f"{place.removesuffix('.md')}.json", to_json(document))
    storage.write(place, text)
    storage.settle(place)
    return kept


def load(path: Path | str) -> PhaseContext:
    """Read a document, from JSON when the path ends in .json, else from Markdown.

    Raises:
        InputError: the file cannot be read, or is no Phase Context document.
    """
    text = read_text(path)
    try:
        return from_json(text) if str(path).endswith(".json") else parse(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def read_text(path: Path | str) -> str:
    """The file's text.

    Raises:
        InputError: it cannot be read, or is no text.
    """
    try:
        return storage.read(str(path)).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file") from None
