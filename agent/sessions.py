"""Where sessions and documents live below a project's root, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

from phase_context.agent.errors import InputError
from phase_context.agent.journal import Journal
from phase_context.schemas import Header

FOLDER = ".phase-context"


def slug(header: Header) -> str:
    """The name of a phase's session: "phase-03", "phase-order-ingestion", or "phase"."""
    text = re.sub(r"[^\w]+", "-", (header.phase or header.name or "").lower()).strip("-_")
    return f"phase-{text[:60]}" if text else "phase"


def document_path(header: Header, root: Path = Path()) -> Path:
    """Where a phase's document goes unless told otherwise."""
    return root / f"{slug(header).upper().replace('PHASE', 'PHASE-CONTEXT', 1)}.md"


def begin(header: Header, root: Path = Path()) -> Journal:
    """A new session for the phase.

    Raises:
        JournalError: another process has it open.
        InputError: there is one already.
    """
    path = session_path(slug(header), root)
    if _begun(path):
        raise InputError(f"{path}: this phase has a session; go on with --resume, or remove the file to start anew")
    return Journal(path)


def begin_update(header: Header, root: Path = Path()) -> tuple[str, Journal]:
    """A new session that brings the phase's document up to date, and its name: there may be one for each update.

    Raises:
        JournalError: another process has it open.
        InputError: its file would be outside the root.
    """
    name = f"{slug(header)}-update"
    number = 1
    while _begun(session_path(shown := f"{name}-{number}" if number > 1 else name, root)):
        number += 1
    return shown, Journal(session_path(shown, root))


def resume(header: Header, root: Path = Path()) -> Journal:
    """The session of the phase; the latest one when the header names no phase.

    Raises:
        InputError: there is none.
        JournalError: another process has it open, or it is malformed.
    """
    name = slug(header)
    if not (header.phase or header.name):
        name = next(iter(names(root)), name)
    path = session_path(name, root)
    if not path.exists():
        raise InputError(f"{path}: no session to resume; start one without --resume")
    return Journal(path)


def names(root: Path = Path()) -> list[str]:
    """The sessions begun below the root, the latest first."""
    found = [path for path in (root / FOLDER).glob("*.jsonl") if _begun(path)]
    return [path.stem for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)]


def find(name: str | None, root: Path = Path()) -> str:
    """The session that a person or an agent means: by its name, its phase ("3"), or the latest one for None.

    Raises:
        InputError: there is no such session.
    """
    known = names(root)
    if not known:
        raise InputError(f"no session in {root.resolve() / FOLDER}; start one with `start`")
    if not name:
        return known[0]
    wanted = (name, slug(Header(phase=name)), f"phase-{name}".lower())
    found = next((session for session in known if session in wanted), None)
    if found is None:
        raise InputError(f"no session {name!r}; there is {', '.join(known)}; begin another with `start`")
    return found


def session_path(name: str, root: Path = Path()) -> Path:
    """The file of a session.

    Raises:
        InputError: it, or what is kept beside it, is a link that leads out of the root.
    """
    path = root / FOLDER / f"{name}.jsonl"
    for file in (path.with_suffix(".lock"), path.with_name(".gitignore")):
        inside(root, file)
    inside(root, path)
    return path


def inside(root: Path, path: Path) -> Path:
    """The path, when it lies below the root after all links are followed.

    Raises:
        InputError: it does not.
    """
    try:
        lies = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a null byte
        lies = False
    if not lies:
        raise InputError(f"{path}: outside the project's root {root.resolve()}; name a place below it")
    return path


def _begun(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
