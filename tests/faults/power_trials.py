"""Trials of a power cut: a session and a batch are recorded operation by operation, then cut off everywhere."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from phase_context.agent.fill import Filled
from phase_context.agent.host import Host
from phase_context.agent.review.files import write_page
from phase_context.schemas import Header, PhaseContext
from tests.faults.afterwards import false_records, lost_replies, torn_files
from tests.faults.disk import Disk, recorded
from tests.faults.meetings import fill, write_meetings
from tests.faults.power import Cut, cuts
from tests.faults.tally import Tally

REPLIES = (
    "Orders from the web shop. " + "Long words about it. " * 60,
    "Queue: SQS, the platform team runs it",
    "Cache: no, let us have none",
    "Auth with JWT, " + "because of the mobile app " * 40,
)
SESSION = "phase-03"


def session(trials: int, seed: int = 8) -> Tally:
    """A power cut during an interview whose document is written after each reply."""
    tally = Tally("power cut, session and document")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        said: list[tuple[int, str]] = []
        written: set[bytes] = set()
        with recorded(root) as disk:
            host = Host(root)
            host.start(Header(phase="3"))
            for text in REPLIES:
                host.reply(text, ["Specific ideas"] if text is REPLIES[0] else None)
                said.append((len(disk.operations), text))
                host.write()
                write_page(str(root / "PHASE-CONTEXT-03.md"), PhaseContext(), [])
                written |= {path.read_bytes() for path in root.glob("PHASE-CONTEXT-03.*")}
        for cut in _restarts(disk, trials, seed):
            accepted = [text for at, text in said if at <= cut.done]
            tally.trials += 1
            tally.accepted += len(accepted)
            tally.lost += [*lost_replies(root, SESSION, accepted), *torn_files(root, written)]
    return tally


def mending(trials: int, seed: int = 9) -> Tally:
    """A power cut while a session is opened whose last line was cut off before, and gone on with."""
    tally = Tally("power cut while an earlier one is mended")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        host = Host(root)
        host.start(Header(phase="3"))
        for text in REPLIES[:3]:
            host.reply(text)
        path = root / ".phase-context" / f"{SESSION}.jsonl"
        whole = path.read_bytes()
        path.write_bytes(whole + whole.splitlines()[-1][:700])
        with recorded(root) as disk:
            host.reply(REPLIES[3])
            at = len(disk.operations)
        for cut in _restarts(disk, trials, seed):
            accepted = REPLIES[: 4 if at <= cut.done else 3]
            tally.trials += 1
            tally.accepted += len(accepted)
            tally.lost += lost_replies(root, SESSION, accepted)
    return tally


def batch(trials: int, seed: int = 10) -> Tally:
    """A power cut while a folder is filled anew after its meetings changed; the next run makes all of it good."""
    tally = Tally("power cut, batch with pages")
    with tempfile.TemporaryDirectory() as folder:
        source, root = Path(folder) / "in", Path(folder) / "project"
        root.mkdir()
        written: set[bytes] = set()
        ended: list[tuple[int, str]] = []
        write_meetings(source, "SQS")
        fill(source, root / "out", lambda _: None)
        written |= {path.read_bytes() for path in (root / "out").iterdir()}
        write_meetings(source, "NATS")
        with recorded(root) as disk:
            fill(source, root / "out", lambda filled: ended.append((len(disk.operations), filled.job.target)))
        wanted = {path.name: path.read_bytes() for path in (root / "out").iterdir() if path.suffix in (".md", ".json")}
        written |= {path.read_bytes() for path in (root / "out").iterdir()}
        for cut in _restarts(disk, trials, seed):
            tally.trials += 1
            done = [Path(target) for at, target in ended if at <= cut.done]
            tally.accepted += len(done)
            out = root / "out"
            tally.lost += torn_files(root, written)
            tally.lost += [
                f"{p.name} was done, and is old" for p in done if (out / p.name).read_bytes() != wanted[p.name]
            ]
            again: list[Filled] = []
            fill(source, out, again.append)
            tally.lost += [f"{name}: not made good" for name, new in wanted.items() if (out / name).read_bytes() != new]
            tally.lost += false_records(out)
            again.clear()
            fill(source, out, again.append)
            tally.lost += [f"{filled.job.target}: read again for nothing" for filled in again if not filled.skipped]
    return tally


def _restarts(disk: Disk, trials: int, seed: int) -> Iterator[Cut]:
    """The disk's folder as each power cut leaves it."""
    for cut in cuts(disk, random.Random(seed), trials):
        shutil.rmtree(disk.root)
        disk.root.mkdir()
        for path, content in cut.files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        yield cut
