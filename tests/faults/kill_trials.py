"""Trials with processes: killed at any moment, two at once, stopped by the kernel's limit on the size of a file."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phase_context.agent.document import load, parse, render
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.fill import Filled
from phase_context.agent.host import Host
from phase_context.schemas import Header
from tests.faults.afterwards import false_records, lost_replies
from tests.faults.meetings import fill, write_meetings
from tests.faults.tally import Tally

SESSION = "phase-03"
_ROOT = Path(__file__).parent.parent.parent


@dataclass
class Ran:
    """What a task's process said before its end."""

    done: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


class Worker:
    """The process of `tests.faults.worker`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT)

    def run(self, kill_after: float | None = None, **task: Any) -> Ran:
        """Do a task, and kill it after so many seconds."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        ran = Ran()
        for line in self._process.stdout:
            kind, *what = json.loads(line)
            if kind == "ended":
                break
            if kind == "pid" and kill_after is not None:
                threading.Timer(kill_after, _kill, what).start()
            elif kind in ("done", "told"):
                getattr(ran, kind).append(*what)
        return ran

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # it was faster
        return


@contextmanager
def workers(count: int) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        found = [Worker() for _ in range(count)]
        for worker in found:
            stack.callback(worker.close)
        yield found


def killed(do: str, trials: int, seed: int = 11) -> Tally:
    """kill -9 while replies or records are given; each process goes on with the session of the one before."""
    tally = Tally(f"kill -9, {do}")
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, workers(1) as (worker,):
        accepted: list[str] = []
        longest = 0.0  # seconds that a whole run takes
        for trial in range(trials):
            root = Path(folder) / f"project{trial // 10}"  # a session of its own for every ten, the first not killed
            if not root.exists():
                accepted = []
                root.mkdir()
                Host(root).start(Header(phase="3"))
            task: dict[str, Any] = {"do": do, "root": str(root), "session": SESSION, "name": f"run{trial}", "count": 12}
            first, started = trial % 10 == 0, time.monotonic()
            ran = worker.run(None if first else dice.uniform(0, longest), **task)
            longest = time.monotonic() - started if first else longest
            accepted += ran.done
            tally.trials += 1
            tally.accepted += len(ran.done)
            tally.lost += [*lost_replies(root, SESSION, accepted), *_unreadable(root)]
    return tally


def killed_filling(trials: int, seed: int = 12) -> Tally:
    """kill -9 during a batch; the next run does the rest, and only the rest."""
    tally = Tally("kill -9, batch")
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, workers(1) as (worker,):
        source = Path(folder) / "in"
        write_meetings(source, "SQS", 8)
        started = time.monotonic()
        worker.run(do="fill", root=str(Path(folder) / "whole"), source=str(source))
        longest = time.monotonic() - started
        for trial in range(trials):
            out = Path(folder) / f"out{trial}"
            ran = worker.run(dice.uniform(0, longest), do="fill", root=str(out), source=str(source))
            ended: list[Filled] = []
            fill(source, out, ended.append)
            tally.trials += 1
            tally.accepted += len(ran.done)
            again = {filled.job.target for filled in ended if not filled.skipped}
            tally.lost += [f"{target}: done, and done again" for target in again & set(ran.done)]
            tally.lost += [f"{filled.job.target}: {filled.error}" for filled in ended if filled.error]
            tally.lost += [*_unreadable(out), *false_records(out)]
    return tally


def together(trials: int) -> Tally:
    """Two processes record into one session at the same time."""
    tally = Tally("two processes, one session")
    with tempfile.TemporaryDirectory() as folder, workers(2) as pair:
        for trial in range(trials):
            root = Path(folder) / f"project{trial}"
            root.mkdir()
            Host(root).start(Header(phase="3"))
            task = {"do": ("record", "reply")[trial % 2], "root": str(root), "session": SESSION, "count": 6}
            ran = _at_once([(worker, {**task, "name": f"p{n}"}) for n, worker in enumerate(pair)])
            tally.trials += 1
            accepted = [said for one in ran for said in one.done]
            tally.accepted += len(accepted)
            tally.lost += [*lost_replies(root, SESSION, accepted), *_unreadable(root)]
            tally.lost += [told for one in ran for told in one.told if "another process has this session" not in told]
    return tally


def filling_together(trials: int) -> Tally:
    """Two processes fill the same folder into the same folder at the same time."""
    tally = Tally("two processes, one output folder")
    with tempfile.TemporaryDirectory() as folder, workers(2) as pair:
        source = Path(folder) / "in"
        write_meetings(source, "SQS", 8)
        for trial in range(trials):
            out = Path(folder) / f"out{trial}"
            task = {"do": "fill", "root": str(out), "source": str(source)}
            ran = _at_once([(worker, task) for worker in pair])
            ended: list[Filled] = []
            fill(source, out, ended.append)
            tally.trials += 1
            tally.accepted += sum(len(one.done) for one in ran)
            tally.lost += [f"{filled.job.target}: not done" for filled in ended if not filled.skipped]
            tally.lost += [f"{told}" for one in ran for told in one.told]
            tally.lost += [*_unreadable(out), *false_records(out)]
    return tally


def limited(trials: int, seed: int = 13) -> Tally:
    """The kernel lets no file grow beyond so many bytes, as on a full disk: a write may be cut short."""
    tally = Tally("a file may not grow (RLIMIT_FSIZE)")
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, workers(1) as (worker,):
        for trial in range(trials):
            root = Path(folder) / f"project{trial}"
            root.mkdir()
            Host(root).start(Header(phase="3"))
            size = (root / ".phase-context" / f"{SESSION}.jsonl").stat().st_size
            do = ("record", "reply", "sit")[trial % 3]
            task: dict[str, Any] = {"do": do, "root": str(root), "session": SESSION, "name": "small", "count": 8}
            ran = worker.run(most_bytes=size + dice.randrange(1, 6000), **task)
            tally.trials += 1
            tally.accepted += len(ran.done)
            tally.lost += [f"not one line: {told}" for told in ran.told if "\n" in told]
            tally.lost += [*lost_replies(root, SESSION, ran.done), *_unreadable(root)]
    return tally


def _at_once(tasks: list[tuple[Worker, dict[str, Any]]]) -> list[Ran]:
    ran: list[Ran] = []
    threads = [threading.Thread(target=lambda w=worker, t=task: ran.append(w.run(**t))) for worker, task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ran


def _unreadable(folder: Path) -> Iterator[str]:
    """Documents that do not load, or whose text does not render to the same bytes again."""
    for path in folder.glob("*.md"):
        try:
            text = path.read_text(encoding="utf-8")
            torn = render(parse(text)) != text
            load(path.with_suffix(".json"))
        except PhaseContextError as error:
            yield str(error)
        else:
            yield from [f"{path.name} is torn"] * torn
