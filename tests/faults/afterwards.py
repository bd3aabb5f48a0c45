"""What must hold after any fault: every accepted reply is in the journal, and no file is torn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from phase_context.agent.document import from_json, load
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.agent.manifest import Manifest
from phase_context.agent.sessions import FOLDER


def lost_replies(root: Path, session: str, accepted: Collection[str]) -> Iterator[str]:
    """The accepted replies that the session does not have; it is opened as the program opens it."""
    path = root / FOLDER / f"{session}.jsonl"
    try:
        with Journal(path, wait=5) as journal:
            replies = [record["text"] for record in journal.records if record["type"] == "reply"]
            if journal.records:
                Interview(None, journal)
    except PhaseContextError as error:
        yield f"the session cannot be opened: {error}"
        return
    yield from (f"reply {text!r}" for text in accepted if text not in replies)


def torn_files(root: Path, written: Collection[bytes]) -> Iterator[str]:
    """The documents, pages and lists that are none of those ever written as a whole."""
    for path in root.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix in (".md", ".json", ".html") and not hidden and path.read_bytes() not in written:
            yield f"{path.relative_to(root)} is torn"


def false_records(out: Path) -> Iterator[str]:
    """Targets that the manifest calls done and whose document is not the one of that record."""
    for target, record in Manifest(str(out)).records.items():
        if record["status"] == "blocked" or not Path(target).exists():
            continue
        try:
            shown = load(target), from_json(Path(target).with_suffix(".json").read_text(encoding="utf-8"))
        except (PhaseContextError, OSError) as error:
            yield f"{target}: {error}"
            continue
        counts: dict[str, int] = {}
        for _, decision in shown[1].decisions():
            counts[decision.status] = counts.get(decision.status, 0) + 1
        if counts != record["topics"]:
            yield f"{target}: the manifest says {record['topics']}, the document {counts}"
