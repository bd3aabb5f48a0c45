"""Where sessions and documents live below a project's root."""

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
    path = _path(header, root)
    if path.exists() and path.stat().st_size:
        raise InputError(f"{path}: this phase has a session; go on with --resume, or remove the file to start anew")
    return Journal(path)


def resume(header: Header, root: Path = Path()) -> Journal:
    """The session of the phase; the latest one when the header names no phase.

    Raises:
        InputError: there is none.
        JournalError: another process has it open, or it is malformed.
    """
    path = _path(header, root)
    if not (header.phase or header.name):
        latest = sorted((root / FOLDER).glob("*.jsonl"), key=lambda found: found.stat().st_mtime)
        path = latest[-1] if latest else path
    if not path.exists():
        raise InputError(f"{path}: no session to resume; start one without --resume")
    return Journal(path)


def _path(header: Header, root: Path) -> Path:
    return root / FOLDER / f"{slug(header)}.jsonl"
