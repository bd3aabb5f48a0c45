"""Make every fault happen many times, and write what was lost: python -m benchmarks.faults [--quick]."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENAI_API_KEY", "none")
os.environ["LANGSMITH_TRACING"] = "false"

from tests.faults import clock_trials, disk_trials, kill_trials, power_trials, program_trials, provider_trials
from tests.faults.tally import Tally

TABLE = Path(__file__).with_name("faults.md")


def trials(share: float) -> Iterator[Callable[[], Tally]]:
    """What to try, each so many times the share."""

    def so(many: int) -> int:
        return max(1, int(many * share))

    for do in ("reply", "record", "sit"):
        yield partial(kill_trials.killed, do, so(150))
    yield partial(kill_trials.killed_filling, so(100))
    yield partial(program_trials.command, so(30))
    yield partial(program_trials.mcp, so(20))
    yield partial(power_trials.session, so(2000))
    yield partial(power_trials.mending, so(1000))
    yield partial(power_trials.batch, so(400))
    for fault in disk_trials.FAULTS:
        yield partial(disk_trials.replies, fault, step=int(1 / share))
        yield partial(disk_trials.batch, fault, step=int(1 / share))
    yield partial(kill_trials.limited, so(60))
    yield partial(kill_trials.together, so(30))
    yield partial(kill_trials.filling_together, so(30))
    yield partial(clock_trials.sessions, so(100))
    yield partial(clock_trials.batch, so(100))
    yield partial(provider_trials.interviewed, so(190))
    yield partial(provider_trials.filled, so(95))


def main() -> int:
    """Print and write the table; exit code 1 when anything was lost."""
    quick = "--quick" in sys.argv
    lines = ["| Fault | Trials | Accepted | Lost |", "|---|--:|--:|--:|"]
    print(*lines, sep="\n")
    lost = []
    started = time.monotonic()
    for run in trials(0.1 if quick else 1):
        tally = run()
        lines.append(f"| {tally.fault} | {tally.trials} | {tally.accepted} | {len(tally.lost)} |")
        print(lines[-1], flush=True)
        lost += [f"{tally.fault}: {what}" for what in tally.lost]
    print(f"{time.monotonic() - started:.0f} s", *lost, sep="\n", file=sys.stderr)
    if not quick:
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
