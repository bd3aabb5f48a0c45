"""Trials of a disk that refuses: full, broken or read-only, at every operation in turn, once or from then on."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest import mock

from phase_context.agent import storage
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.fill import Filled
from phase_context.agent.host import Host
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.schemas import Header
from tests.faults.afterwards import false_records, lost_replies, torn_files
from tests.faults.disk import recorded
from tests.faults.meetings import fill, write_meetings
from tests.faults.tally import Tally
from tests.scripted import ScriptedExtractor

SESSION = "phase-03"
REPLIES = tuple(f"Reply {number}: " + "we keep the order number. " * 5 * number for number in range(4))
_WRITING = ("open", "mkdir", "write", "sync", "sync_folder", "truncate", "rename", "link")


class Refusing:
    """A disk that refuses the operation of a number; and all that follow, if it does not recover."""

    def __init__(self, number: int, code: int, *, recovers: bool) -> None:
        self.left, self.code, self.recovers = number, code, recovers
        self.refused = 0

    def __call__(self, kind: str, path: str) -> OSError | None:
        self.left -= 1
        if kind not in _WRITING or self.left > 0 or (self.recovers and self.refused):
            return None
        self.refused += 1
        return OSError(self.code, os.strerror(self.code), path)


FAULTS = {
    "full disk, then room again": (errno.ENOSPC, True),
    "full disk": (errno.ENOSPC, False),
    "disk error": (errno.EIO, True),
    "read-only folder": (errno.EROFS, False),
    "folder without leave to write": (errno.EACCES, False),
}


def replies(fault: str, step: int = 1) -> Tally:
    """Calls of an agent, each of which opens the session; then a person's session that stays open.

    The disk refuses each ``step``-th operation, in a trial of its own.
    """
    tally = Tally(f"{fault}, replies and document")
    for talk in (_calls, _sitting):
        _sweep(tally, fault, talk, step)
    return tally


def _sweep(tally: Tally, fault: str, talk: Callable[[Path, _Kept], None], step: int) -> None:
    code, recovers = FAULTS[fault]
    for number in range(1, 1000, step):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            root.mkdir()
            Host(root).start(Header(phase="3"))
            Host(root).write()
            refusing = Refusing(number, code, recovers=recovers)
            kept = _Kept(lost=tally.lost)
            kept.saw(root)
            with recorded(root, refusing):
                talk(root, kept)
            if not refusing.refused:
                break
            tally.trials += 1
            tally.accepted += len(kept.accepted)
            Host(root).reply("And on we go.", session=SESSION)
            kept.accepted.append("And on we go.")
            tally.lost += [*lost_replies(root, SESSION, kept.accepted), *torn_files(root, kept.written)]


@dataclass
class _Kept:
    """What was accepted and written as a whole, and what went wrong."""

    accepted: list[str] = field(default_factory=list)
    written: set[bytes] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)

    def saw(self, root: Path) -> None:
        self.written |= {path.read_bytes() for path in root.glob("PHASE*")}

    def takes(self, call: Callable[[], object]) -> bool:
        """Whether it went well; an error that is not one clear line counts as a loss."""
        try:
            call()
        except PhaseContextError as error:
            self.lost += [f"not one line: {error}"] if "\n" in str(error) else []
            return False
        except OSError as error:
            self.lost.append(f"not reported: {error!r}")
            return False
        return True


def _calls(root: Path, kept: _Kept) -> None:
    for text in REPLIES:
        if kept.takes(partial(Host(root).reply, text, session=SESSION)):
            kept.accepted.append(text)
        # The JSON is written first: it may be new where the Markdown is not.
        with mock.patch.object(storage, "write", partial(_noting, kept)):
            kept.takes(Host(root).write)


def _noting(kept: _Kept, place: str, text: str, write: Callable[[str, str], None] = storage.write) -> None:
    kept.written.add(text.encode())
    write(place, text)


def _sitting(root: Path, kept: _Kept) -> None:
    try:
        journal = Journal(root / ".phase-context" / f"{SESSION}.jsonl")
    except PhaseContextError:
        return
    with journal:
        interview = Interview(ScriptedExtractor(), journal)
        kept.accepted += [text for text in REPLIES if kept.takes(partial(interview.answer, text))]


def batch(fault: str, step: int = 1) -> Tally:
    """A folder filled anew while the disk refuses; every meeting is done or blocked, and the next run mends it."""
    code, recovers = FAULTS[fault]
    tally = Tally(f"{fault}, batch")
    for number in range(1, 1000, step):
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder) / "in", Path(folder) / "out"
            written = set(_versions(source, out))
            refusing = Refusing(number, code, recovers=recovers)
            ended: list[Filled] = []
            with recorded(out, refusing):
                _Kept(lost=tally.lost).takes(partial(fill, source, out, ended.append))
            if not refusing.refused:
                break
            tally.trials += 1
            done = [filled for filled in ended if filled.status != "blocked"]
            tally.accepted += len(done)
            written |= {(out / name).read_bytes() for filled in done for name in _names(filled)}
            fill(source, out, lambda _: None)
            written |= {path.read_bytes() for path in out.iterdir()}
            tally.lost += [*torn_files(out, written), *false_records(out)]
            tally.lost += [
                f"{filled.job.target}: not tried again" for filled in _runs(source, out) if not filled.skipped
            ]
    return tally


def _names(filled: Filled) -> tuple[str, str]:
    name = Path(filled.job.target).name
    return name, name.replace(".md", ".json")


def _versions(source: Path, out: Path) -> Iterator[bytes]:
    write_meetings(source, "SQS")
    fill(source, out, lambda _: None)
    yield from [path.read_bytes() for path in out.iterdir()]
    write_meetings(source, "NATS")


def _runs(source: Path, out: Path) -> list[Filled]:
    ended: list[Filled] = []
    fill(source, out, ended.append)
    return ended
