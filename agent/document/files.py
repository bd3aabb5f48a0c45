"""The document on disk: Markdown with a JSON file beside it, each replaced as a whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from phase_context.agent.document.data import from_json, to_json
from phase_context.agent.document.parse import parse
from phase_context.agent.document.render import render
from phase_context.agent.errors import InputError
from phase_context.schemas import PhaseContext


def save(document: PhaseContext, path: Path) -> None:
    """Write ``path`` and the JSON beside it. A file is either the old one or the new one, never half of it.

    Raises:
        InputError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path.with_suffix(".json"), to_json(document))
        _replace(path, render(document))
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place with --output") from None


def load(path: Path) -> PhaseContext:
    """Read a document, from the JSON when the path names one, else from Markdown.

    Raises:
        InputError: the file cannot be read, or is no Phase Context document.
    """
    text = read_text(path)
    try:
        return from_json(text) if path.suffix == ".json" else parse(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        InputError: it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
