"""Fill in several processes of this machine: each reads as fast as its core can, and all keep one pace.

This process hands out the jobs and keeps the manifest; the others read, ask the model and write the documents.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Self

from phase_context.agent.extractors.base import Extractor
from phase_context.agent.fill import IN_WORK, Filled, Filling
from phase_context.agent.jobs import Job
from phase_context.agent.manifest import Manifest
from phase_context.agent.pace import Pace

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SELDOM = 20_000  # objects between two looks for garbage; Python's 700 cost a tenth of the time
_WORTH_ONE = 100  # files; for fewer a process takes longer to start than it saves
_AHEAD = IN_WORK + 1  # jobs handed out for each request, so that nobody waits for the next


def worth(jobs: int) -> int:
    """How many processes so many jobs are worth on this machine."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(cores, jobs // _WORTH_ONE))


@dataclass(frozen=True)
class _Hold:
    """The provider asks to wait: everybody does."""

    seconds: float | None


@dataclass(eq=False)
class _Hand:
    """A process, and the jobs it has."""

    process: BaseProcess
    pipe: connection.Connection[Any, Any]
    at_once: int
    jobs: dict[str, Job] = field(default_factory=dict)

    def give(self, left: deque[Job]) -> None:
        while left and len(self.jobs) < self.at_once * _AHEAD:
            job = left.popleft()
            self.jobs[job.target] = job
            self.tell(job)

    def tell(self, message: Job | _Hold) -> None:
        with contextlib.suppress(OSError):  # it died: its end of the pipe says so to whoever waits for it
            self.pipe.send(message)


class Processes:
    """Processes that fill as a `Filling` does; use as a context manager.

    A process that dies is replaced, and what it had is read once more.

    Args:
        filling: what all jobs share.
        make: makes the extractor, in each process, with its ``pace``; importable there, as `choose` is.
        count: how many.
        concurrency: requests at once, in all of them together; at least one each.
        requests: the most requests a minute, in all of them together, or None.
        tokens: the most tokens a minute, likewise.
    """

    def __init__(
        self,
        filling: Filling,
        make: Callable[..., Extractor],
        *,
        count: int,
        concurrency: int,
        requests: float | None = None,
        tokens: float | None = None,
    ) -> None:
        # Forking is quick and shares what is loaded, but is safe only where no other thread runs.
        forks = sys.platform == "linux" and threading.active_count() == 1
        self._context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self._filling = filling
        shared = {f.name: getattr(filling, f.name) for f in fields(filling) if f.init and f.name != "extractor"}
        self._work = partial(_work, make, shared, requests and requests / count, tokens and tokens / count)
        self._at_once = [concurrency // count + (i < concurrency % count) for i in range(count)]
        self._hands: list[_Hand] = []

    def run(self, jobs: Sequence[Job], done: Callable[[Filled], None]) -> None:
        """Fill all, and tell of each when it is done, without its meeting. A failure stops none of the others."""
        kept = Manifest(self._filling.output)
        left, lost = deque(jobs), set[str]()
        try:
            while left or any(hand.jobs for hand in self._hands):
                for hand in self._hands:
                    hand.give(left)
                for pipe in connection.wait([hand.pipe for hand in self._hands]):
                    hand = next(hand for hand in self._hands if hand.pipe is pipe)
                    try:
                        message = hand.pipe.recv()
                    except (EOFError, OSError):
                        for filled in self._died(hand, left, lost):
                            done(filled)
                        continue
                    if isinstance(message, _Hold):
                        for other in self._hands:
                            if other is not hand:
                                other.tell(message)
                    else:
                        hand.jobs.pop(message.job.target)
                        done(self._filling.noted(kept, message))
        finally:
            kept.close()

    def _died(self, hand: _Hand, left: deque[Job], lost: set[str]) -> list[Filled]:
        """Another takes its place, and its jobs; those that were lost before are given up."""
        hand.process.join()
        self._hands[self._hands.index(hand)] = self._start(hand.at_once)
        again = [job for target, job in hand.jobs.items() if target not in lost]
        left.extendleft(again)
        code = hand.process.exitcode
        given_up = [job for target, job in hand.jobs.items() if target in lost]
        lost.update(hand.jobs)
        return [
            self._filling.blocked(job, "", f"{job.sources[0]}: the process that read it ended twice ({code})")
            for job in given_up
        ]

    def _start(self, at_once: int) -> _Hand:
        here, there = self._context.Pipe()
        process = self._context.Process(target=self._work, args=(max(1, at_once), there), daemon=True)
        process.start()
        there.close()
        return _Hand(process, here, max(1, at_once))

    def __enter__(self) -> Self:
        self._hands = [self._start(at_once) for at_once in self._at_once]
        return self

    def __exit__(self, *_: object) -> None:
        for hand in self._hands:
            hand.process.terminate()
            hand.process.join()
            hand.pipe.close()


class _TellingPace(Pace):
    """A pace that also tells the others when the provider asks to wait."""

    def __init__(
        self, requests: float | None, tokens: float | None, at_once: int, tell: Callable[[_Hold], None]
    ) -> None:
        super().__init__(requests, tokens, at_once=at_once)
        self._tell = tell

    def hold(self, seconds: float | None) -> None:
        super().hold(seconds)
        self._tell(_Hold(seconds))

    def told(self, hold: _Hold) -> None:
        super().hold(hold.seconds)


def _work(
    make: Callable[..., Extractor],
    shared: dict[str, Any],
    requests: float | None,
    tokens: float | None,
    at_once: int,
    pipe: connection.Connection[Any, Any],
) -> None:
    """What one process does until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started it
    gc.freeze()  # what is loaded stays
    gc.set_threshold(_SELDOM)
    pace = _TellingPace(requests, tokens, at_once, pipe.send)
    asyncio.run(_fill(Filling(extractor=make(pace=pace), **shared), pace, at_once, pipe))


async def _fill(filling: Filling, pace: _TellingPace, at_once: int, pipe: connection.Connection[Any, Any]) -> None:
    loop = asyncio.get_running_loop()
    jobs: asyncio.Queue[Job] = asyncio.Queue()
    kept = Manifest(filling.output)

    def listen() -> None:
        try:
            while True:
                message = pipe.recv()
                heard = pace.told if isinstance(message, _Hold) else jobs.put_nowait
                loop.call_soon_threadsafe(heard, message)
        except (EOFError, OSError):
            os._exit(1)  # whoever started this is gone

    async def work() -> None:
        while True:
            filled = await filling.fill(kept, await jobs.get())
            pipe.send(replace(filled, meeting=None, transcripts=()))

    threading.Thread(target=listen, daemon=True).start()
    await asyncio.gather(*(work() for _ in range(IN_WORK * at_once)))
