"""Several processes fill as one does: the same documents, one pace, and nothing lost when one of them dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from phase_context.agent.extractors import Extraction, Extractor, Reading
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.interfaces.cli import app
from phase_context.agent.jobs import plan
from phase_context.agent.pace import Pace
from phase_context.agent.processes import Processes, worth
from tests.scripted import ScriptedExtractor

TALK = "Ana: meeting {}.\nBen: which queue?\nAna: let's use SQS, the platform team runs it.\nBen: agreed.\n"


class Deadly(ScriptedExtractor):
    """Its process ends at a meeting named in a file of `deaths`, which it takes away: once for each such file."""

    def __init__(self, deaths: Path, pace: Pace | None = None) -> None:
        super().__init__()
        self.deaths = deaths

    async def aextract(self, reading: Reading) -> Extraction:
        for death in sorted(self.deaths.glob(f"{reading.transcript.source}*")):
            death.unlink()
            os._exit(7)
        return self.extract(reading)


class Paced(ScriptedExtractor):
    """Notes when each meeting was read; the provider asks to wait when the first one is."""

    def __init__(self, notes: Path, wait: float, pace: Pace) -> None:
        super().__init__()
        self.notes, self.wait, self.pace = notes, wait, pace

    async def aextract(self, reading: Reading) -> Extraction:
        await self.pace.ready()
        (self.notes / str(reading.transcript.source)).write_text(f"{time.monotonic()} {os.getpid()}")
        if reading.transcript.source == "m000.txt":
            self.pace.hold(self.wait)
        return self.extract(reading)


def meetings(folder: Path, count: int) -> list[str]:
    folder.mkdir()
    for n in range(count):
        (folder / f"m{n:03d}.txt").write_text(TALK.format(n), encoding="utf-8")
    return [str(folder)]


def run(filling: Filling, make: Callable[..., Extractor], places: list[str], concurrency: int) -> dict[str, Filled]:
    ended: dict[str, Filled] = {}
    with Processes(filling, make, count=2, concurrency=concurrency) as several:
        several.run(
            plan(places, filling.output), lambda filled: ended.__setitem__(Path(filled.job.target).stem, filled)
        )
    return ended


def deaths(folder: Path, *names: str) -> Callable[..., Extractor]:
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    return partial(Deadly, folder)


def test_the_command_gives_the_same_with_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHASE_CONTEXT_MODEL", raising=False)
    places, told = meetings(tmp_path / "in", 6), []
    for count in ("1", "2", "2"):
        out = tmp_path / f"out{count}"
        asked = ["fill", *places, "--output", str(out), "--processes", count, "--review"]
        ended = CliRunner().invoke(app, asked)
        assert ended.exit_code == 0, ended.output
        told.append(ended.stdout.replace(str(out), "out"))
    assert sorted(told[0].splitlines()) == sorted(told[1].splitlines())
    assert told[2].count("done before, unchanged") == 6
    one, other = ({path.name: path.read_text() for path in (tmp_path / f"out{n}").glob("m*")} for n in (1, 2))
    assert one == other
    assert len(one) == 18


def test_what_a_process_had_when_it_died_is_read_by_another(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 8), str(tmp_path / "out")
    ended = run(Filling(out, ScriptedExtractor()), deaths(tmp_path / "deaths", "m003.txt"), places, 2)
    assert [filled.status for filled in ended.values()] == ["complete"] * 8
    assert len(list((tmp_path / "out").glob("*.md"))) == 8


def test_what_kills_a_process_twice_is_blocked_and_the_others_are_filled(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 8), str(tmp_path / "out")
    make = deaths(tmp_path / "deaths", "m005.txt", "m005.txt.2", "m005.txt.3")
    ended = run(Filling(out, ScriptedExtractor()), make, places, 2)
    assert len(ended) == 8
    assert ended["m005"].status == "blocked"
    assert "ended twice (7)" in (ended["m005"].error or "")
    again = run(Filling(out, ScriptedExtractor()), partial(Deadly, tmp_path), places, 2)
    assert {filled.status for filled in again.values()} == {"complete"}


def test_a_provider_that_asks_one_to_wait_is_obeyed_by_all(tmp_path: Path) -> None:
    places, wait = meetings(tmp_path / "in", 40), 1.0
    (tmp_path / "notes").mkdir()
    ended = run(
        Filling(str(tmp_path / "out"), ScriptedExtractor()), partial(Paced, tmp_path / "notes", wait), places, 2
    )
    noted = [path.read_text().split() for path in sorted((tmp_path / "notes").iterdir())]
    assert {filled.status for filled in ended.values()} == {"complete"}
    assert len({process for _, process in noted}) == 2
    asked = float(noted[0][0])
    assert [float(at) for at, _ in noted if asked + 0.3 < float(at) < asked + wait] == []


def test_few_meetings_are_worth_one_process() -> None:
    assert worth(0) == worth(99) == 1
