"""Trials of a clock that jumps, by a second or a century, between any two calls."""

from __future__ import annotations

import contextlib
import datetime
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from phase_context.agent.fill import Filled
from phase_context.agent.host import Host
from phase_context.schemas import Header
from tests.faults.afterwards import false_records, lost_replies
from tests.faults.meetings import fill, write_meetings
from tests.faults.tally import Tally

_JUMPS = (0, 1, -1, 3_600, -3_600, 86_400 * 400, -86_400 * 400, 86_400 * 36_500, -86_400 * 18_000)


class _Clock(datetime.datetime):
    """The time of day, and how far it is off."""

    off = 0.0

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Clock:
        return super().now(tz) + datetime.timedelta(seconds=cls.off)


@contextlib.contextmanager
def _jumping(seconds: float, folder: Path) -> Iterator[None]:
    """The clock is off for one call, and so are the times that it leaves on files."""
    with mock.patch("datetime.datetime", _Clock), mock.patch.object(_Clock, "off", seconds):
        yield
    when = max(0.0, _Clock.now(datetime.UTC).timestamp() + seconds)
    for path in folder.rglob("*"):
        os.utime(path, (when, when))


def sessions(trials: int, seed: int = 16) -> Tally:
    """Two phases are interviewed in turns."""
    tally = Tally("clock jumps, sessions")
    dice = random.Random(seed)
    for _ in range(trials):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            accepted: dict[str, list[str]] = {"phase-03": [], "phase-04": []}
            for phase in ("3", "4"):
                with _jumping(dice.choice(_JUMPS), root):
                    Host(root).start(Header(phase=phase))
            for number in range(6):
                name = dice.choice(list(accepted))
                with _jumping(dice.choice(_JUMPS), root):
                    Host(root).reply(f"{name} word {number}", session=name)
                    Host(root).write(name)
                accepted[name].append(f"{name} word {number}")
            tally.trials += 1
            tally.accepted += 6
            for name, said in accepted.items():
                tally.lost += lost_replies(root, name, said)
    return tally


def batch(trials: int, seed: int = 17) -> Tally:
    """A folder is filled, one meeting changes, and it is filled again."""
    tally = Tally("clock jumps, batch")
    dice = random.Random(seed)
    for _ in range(trials):
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder) / "in", Path(folder) / "out"
            write_meetings(source, "SQS")
            ended: list[Filled] = []
            with _jumping(dice.choice(_JUMPS), Path(folder)):
                fill(source, out, ended.append)
            (source / "m1.txt").write_text("Ana: which queue?\nBen: let us take NATS, now.\n", encoding="utf-8")
            with _jumping(dice.choice(_JUMPS), Path(folder)):
                fill(source, out, ended.append)
            tally.trials += 1
            tally.accepted += len(ended)
            read = [Path(filled.job.target).name for filled in ended if not filled.skipped]
            tally.lost += [] if read == ["m0.md", "m1.md", "m2.md", "m1.md"] else [f"read {read}"]
            tally.lost += false_records(out)
    return tally
