"""A folder of small meetings, filled by an extractor that takes the queue each of them names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from phase_context.agent.extractors import Extraction, Reading
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.jobs import plan
from tests.scripted import decided


def write_meetings(folder: Path, queue: str, count: int = 3) -> None:
    """So many meetings, all of which settle the queue."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = f"Ana: which queue?\nBen: let us take {queue}, number {number}.\n"
        (folder / f"m{number}.txt").write_text(text, encoding="utf-8")


class Queues:
    """Takes the queue that a meeting names."""

    name = "queues"
    version = "1"

    def extract(self, reading: Reading) -> Extraction:
        words = reading.transcript.turns[1].text
        return Extraction((decided("Queue system", words.split()[3].strip(","), words),))

    async def aextract(self, reading: Reading) -> Extraction:
        return self.extract(reading)


def fill(source: Path, out: Path, done: Callable[[Filled], None]) -> None:
    """The documents of the folder's meetings, one after the other."""
    Filling(str(out), Queues()).run(plan([str(source)], str(out)), done, concurrency=1)
