"""Many meetings: at once, resumed, merged, on other workers, by batch; and none is lost."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from phase_context.agent.document import load
from phase_context.agent.errors import InputError, TranscriptError
from phase_context.agent.extractors import BUILT_IN, Usage, choose
from phase_context.agent.extractors import calls as calls_module
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.fill import Filled, Filling, estimate
from phase_context.agent.jobs import Job, plan, read_job
from phase_context.agent.manifest import NAME
from phase_context.agent.pace import Pace
from phase_context.agent.prices import price_of
from phase_context.schemas import Header
from tests.fake_openai import Reply, fake_openai
from tests.scripted import ScriptedExtractor, decided

TALK = """\
Ana: phase three, order ingestion.
Ben: which queue?
Ana: let's use SQS, the platform team runs it.
Ben: agreed.
"""


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "_backoff", lambda state: 0.0)
    monkeypatch.setenv("OPENAI_API_KEY", "test")


def meetings(folder: Path, count: int) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"m{n:03d}.txt").write_text(TALK + f"Ana: that was meeting {n}.\n", encoding="utf-8")
    return [str(folder)]


def run(filling: Filling, jobs: list[Job], concurrency: int = 4) -> dict[str, Filled]:
    ended: dict[str, Filled] = {}
    filling.run(jobs, lambda filled: ended.__setitem__(Path(filled.job.target).stem, filled), concurrency=concurrency)
    return ended


def answer(number: int = 0) -> dict[str, Any]:
    blank = dict.fromkeys(("rationale", "to", "type", "complexity", "turn"))
    queue = {**blank, "kind": "decided", "topic": "Queue system", "text": "SQS", "quote": "let's use SQS"}
    return {"entries": [queue], "say": None}


def test_a_folder_is_filled_and_the_next_run_skips_what_is_unchanged(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 5), str(tmp_path / "out")
    extractor = ScriptedExtractor({"phase three, order ingestion.": [decided("Queue system", "SQS", "let's use SQS")]})
    first = run(Filling(out, extractor), plan(places, out))
    assert {name: filled.status for name, filled in first.items()} == {f"m{n:03d}": "complete" for n in range(5)}
    assert load(tmp_path / "out" / "m003.md").decision("Queue system") is not None
    read = len(extractor.readings)
    again = run(Filling(out, extractor), plan(places, out))
    assert all(filled.skipped for filled in again.values())
    assert len(extractor.readings) == read
    (tmp_path / "in" / "m002.txt").write_text(TALK + "Ana: no, wait.\n", encoding="utf-8")
    (tmp_path / "out" / "m004.md").unlink()
    third = run(Filling(out, extractor), plan(places, out))
    assert sorted(name for name, filled in third.items() if not filled.skipped) == ["m002", "m004"]


@pytest.mark.parametrize("change", ["header", "version", "format", "again"])
def test_whatever_a_document_depends_on_is_read_again_when_it_changes(tmp_path: Path, change: str) -> None:
    places, out = meetings(tmp_path / "in", 1), str(tmp_path / "out")
    run(Filling(out, ScriptedExtractor()), plan(places, out))
    extractor = ScriptedExtractor()
    filling = Filling(out, extractor)
    if change == "version":
        extractor.version = "2"
    elif change == "header":
        filling.header = Header(phase="4")
    else:
        setattr(filling, change, "text" if change == "format" else True)
    assert not run(filling, plan(places, out))["m000"].skipped


def test_a_failure_stops_none_of_the_others_and_is_tried_again_next_time(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 3), str(tmp_path / "out")
    (tmp_path / "in" / "m001.txt").write_bytes(b"\x00\x01" * 50)
    ended = run(Filling(out, ScriptedExtractor()), plan(places, out))
    assert {name: filled.status for name, filled in ended.items()} == {
        "m000": "complete",
        "m001": "blocked",
        "m002": "complete",
    }
    assert "\n" not in (ended["m001"].error or "\n")
    assert not (tmp_path / "out" / "m001.md").exists()
    meetings(tmp_path / "in", 3)
    assert run(Filling(out, ScriptedExtractor()), plan(places, out))["m001"].status == "complete"


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 4), str(tmp_path / "out")
    run(Filling(out, ScriptedExtractor()), plan(places, out))
    lines = (tmp_path / "out" / NAME).read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "out" / NAME).write_text("".join(lines[:2]) + lines[2][:30], encoding="utf-8")
    ended = run(Filling(out, ScriptedExtractor()), plan(places, out))
    assert sum(filled.skipped for filled in ended.values()) == 2
    assert len(ended) == 4


def test_the_record_tells_what_waits_and_that_nothing_was_assumed(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 1), str(tmp_path / "out")
    unsure = decided("Queue system", "SQS", "let's use SQS").model_copy(
        update={"kind": "open", "topic": "Alerting", "text": None, "to": "Ops"}
    )
    extractor = ScriptedExtractor({"phase three, order ingestion.": [unsure]})
    filled = run(Filling(out, extractor), plan(places, out))["m000"]
    assert filled.status == "partial"
    assert filled.record["open_questions"] == ["Alerting"]
    assert filled.record["assumptions"] == []
    assert json.loads((tmp_path / "out" / NAME).read_text(encoding="utf-8")) == filled.record


def test_what_does_not_go_together_is_said_in_its_row_and_in_the_record(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 1), str(tmp_path / "out")
    said = [
        decided("Queue system", "None", "which queue?"),
        decided("Dead letter queue", "Yes", "the platform team runs it"),
    ]
    filled = run(Filling(out, ScriptedExtractor({"phase three, order ingestion.": said})), plan(places, out))["m000"]
    sentence = "Dead letters need a queue that they fall out of, and there is none."
    assert filled.record["checks"] == [sentence]
    assert f"| Dead letter queue | Yes | Check: {sentence} |" in (tmp_path / "out" / "m000.md").read_text("utf-8")


def test_provider_faults_lose_no_meeting(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 12), str(tmp_path / "out")
    bad = [
        Reply(status=429),
        Reply(status=500),
        Reply('{"entries": ['),
        Reply(drop=True),
        Reply(answer(), cut_body=True),
    ]
    script = [reply for n in range(12) for reply in (bad[n % len(bad)], Reply(answer()))]
    with fake_openai(*script, *[Reply(answer()) for _ in range(20)]) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, pace=Pace(), tries=10)
        ended = run(Filling(out, extractor), plan(places, out))
    assert [filled.status for filled in ended.values()] == ["complete"] * 12


def test_retry_after_holds_back_everybody(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 6), str(tmp_path / "out")
    script = [Reply(status=429, headers={"Retry-After": "0.6"}), *[Reply(answer()) for _ in range(6)]]
    with fake_openai(*script) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, pace=Pace(requests=6000))
        run(Filling(out, extractor), plan(places, out), concurrency=2)
        late = [at - server.times[0] for at in server.times[2:]]
    assert min(late) >= 0.55


def test_the_pace_keeps_requests_and_tokens_a_minute() -> None:
    async def spent(pace: Pace, tokens: int) -> float:
        start = time.monotonic()
        await asyncio.gather(*(pace.ready(tokens) for _ in range(5)))
        return time.monotonic() - start

    assert asyncio.run(spent(Pace(requests=1200), 0)) >= 0.19
    assert asyncio.run(spent(Pace(tokens=60_000), 50)) >= 0.19
    assert asyncio.run(spent(Pace(), 1000)) < 0.1


def test_no_more_requests_wait_at_once_than_the_pace_allows(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 12), str(tmp_path / "out")
    waiting: list[int] = []
    lock, most = threading.Lock(), 0

    def slow(body: dict[str, Any]) -> Reply:
        nonlocal most
        with lock:
            waiting.append(1)
            most = max(most, len(waiting))
        time.sleep(0.05)
        with lock:
            waiting.pop()
        return Reply(answer())

    with fake_openai(*[slow] * 12) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, pace=Pace(at_once=3))
        ended = run(Filling(out, extractor), plan(places, out), concurrency=12)
    assert {filled.status for filled in ended.values()} == {"complete"}
    assert most == 3


def test_several_meetings_of_one_phase_become_one_document(tmp_path: Path) -> None:
    later, earlier = tmp_path / "a.md", tmp_path / "b.md"
    talk = "# Call\n\n**Date:** 2026-03-09\n\n**Ben:** so?\n\n**Ana:** no, we take NATS after all.\n"
    later.write_text(talk, encoding="utf-8")
    earlier.write_text("# Call\n\n**Date:** 2026-03-02\n\n**Ana:** and?\n\n**Ben:** we take SQS.\n", encoding="utf-8")
    script = {
        "no, we take NATS after all.": [decided("Queue system", "NATS", "we take NATS")],
        "we take SQS.": [decided("Queue system", "SQS", "we take SQS")],
    }

    class ByLastTurn(ScriptedExtractor):
        def extract(self, reading: Any) -> Any:
            self.readings.append(reading)
            from phase_context.agent.extractors import Extraction

            return Extraction(tuple(self.script[reading.transcript.turns[-1].text]))

    extractor = ByLastTurn(script)  # type: ignore[arg-type]
    out = str(tmp_path / "out")
    jobs = plan([str(later), str(earlier)], out, merge=Header(phase="3"))
    ended = run(Filling(out, extractor), jobs)
    row = load(tmp_path / "out" / "PHASE-CONTEXT-03.json").decision("Queue system")
    assert list(ended) == ["PHASE-CONTEXT-03"]
    assert row is not None
    assert row.choice == "NATS"
    assert [evidence.source for evidence in row.evidence] == ["b.md", "a.md"]
    assert extractor.readings[1].known.decision("Queue system") is not None


def test_a_chat_beside_its_recording_is_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "sync.vtt").write_text("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAna: hello\n", encoding="utf-8")
    (tmp_path / "sync.chat.txt").write_text("00:00:03\tBen:\tsee you\n", encoding="utf-8")
    jobs = plan([str(tmp_path)], str(tmp_path / "out"))
    assert [[Path(source).name for source in job.sources] for job in jobs] == [["sync.vtt", "sync.chat.txt"]]
    filled = run(Filling(str(tmp_path / "out"), ScriptedExtractor()), jobs)["sync"]
    assert [turn.text for turn in filled.transcripts[0].turns] == ["hello", "see you"]


def test_two_files_for_one_document_are_refused(tmp_path: Path) -> None:
    meetings(tmp_path / "a", 1)
    meetings(tmp_path / "b", 1)
    with pytest.raises(InputError, match="would both be written"):
        plan([str(tmp_path / "a"), str(tmp_path / "b")], str(tmp_path / "out"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no transcripts in the folder"):
        plan([str(tmp_path / "empty")], str(tmp_path / "out"))


def test_documents_of_ours_in_a_folder_are_not_read_as_meetings(tmp_path: Path) -> None:
    places = meetings(tmp_path, 2)
    run(Filling(str(tmp_path), ScriptedExtractor()), plan(places, str(tmp_path)))
    assert [Path(job.target).name for job in plan(places, str(tmp_path))] == ["m000.md", "m001.md"]


def test_places_may_be_urls(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe_file("/meetings/one.txt", TALK.encode())
    jobs = plan(["memory://meetings"], "memory://documents")
    ended = run(Filling("memory://documents", ScriptedExtractor()), jobs)
    assert [filled.status for filled in ended.values()] == ["complete"]
    assert load("memory://documents/one.json").header.discussion_with == ("Ana", "Ben")
    assert all(filled.skipped for filled in run(Filling("memory://documents", ScriptedExtractor()), jobs).values())


def test_other_workers_give_the_same_documents(tmp_path: Path) -> None:
    places = meetings(tmp_path / "in", 6)
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    run(Filling(here, choose(BUILT_IN)), plan(places, here))
    ended: list[Filled] = []
    with ProcessPoolExecutor(2) as executor:
        Filling(there, choose(BUILT_IN)).run_on(executor, plan(places, there), ended.append, model=BUILT_IN, workers=2)
    assert [filled.status for filled in ended].count("blocked") == 0
    for name in ("m000.md", "m003.json", "m005.md"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


@pytest.mark.filterwarnings("default")  # the engine's own sockets
def test_a_worker_of_a_cluster_that_is_killed_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    from phase_context.agent import cluster

    places, out = meetings(tmp_path / "in", 30), str(tmp_path / "out")
    ended: list[Filled] = []
    killed: list[int] = []
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=":0") as local:

        def done(filled: Filled) -> None:
            ended.append(filled)
            if len(ended) == 5:
                victim = next(iter(local.workers.values())).pid
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        cluster.run(local.scheduler_address, Filling(out, choose(BUILT_IN)), plan(places, out), done, model=BUILT_IN)
    assert killed
    assert len(ended) == 30
    assert {filled.error for filled in ended} == {None}
    assert len(list((tmp_path / "out").glob("*.md"))) == 30


def test_prices_are_known_or_given() -> None:
    price = price_of("openai:gpt-4.1-mini")
    assert price is not None
    assert price.cost(Usage(1, 1_000_000, 1_000_000, 500_000)) == pytest.approx(0.2 + 0.05 + 1.6)
    assert price_of("openai:unheard-of") is None
    given = price_of("openai:unheard-of", "1,2")
    assert given is not None
    assert given.cost(Usage(1, 1_000_000, 1_000_000)) == pytest.approx(3)
    with pytest.raises(InputError, match="IN,OUT"):
        price_of("openai:unheard-of", "free")


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # of the connections that the first event loop leaves behind
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_extractor_serves_one_event_loop_after_the_other(tmp_path: Path) -> None:
    places = meetings(tmp_path / "in", 6)
    with fake_openai(*[Reply(answer()) for _ in range(40)]) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, tries=1)
        for out in (str(tmp_path / "first"), str(tmp_path / "second")):
            ended = run(Filling(out, extractor), plan(places, out), concurrency=6)
            assert {filled.error for filled in ended.values()} == {None}
    gc.collect()


def test_whatever_an_extractor_raises_the_others_go_on(tmp_path: Path) -> None:
    class Surprising(ScriptedExtractor):
        def extract(self, reading: Any) -> Any:
            if "meeting 1" in reading.transcript.turns[-1].text:
                raise ZeroDivisionError("first line\nsecond line")
            return super().extract(reading)

    places, out = meetings(tmp_path / "in", 3), str(tmp_path / "out")
    ended = run(Filling(out, Surprising()), plan(places, out))
    assert [ended[name].status for name in ("m000", "m001", "m002")] == ["complete", "blocked", "complete"]
    assert (ended["m001"].error or "").endswith("m001.txt: ZeroDivisionError: first line")


def test_a_document_that_would_replace_its_own_transcript_is_refused(tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(TALK, encoding="utf-8")
    with pytest.raises(InputError, match="would replace"):
        plan([str(tmp_path / "talk.md")], str(tmp_path))


def test_meetings_are_merged_by_date_and_not_where_only_some_have_one(tmp_path: Path) -> None:
    later, earlier = tmp_path / "a.txt", tmp_path / "b.txt"
    later.write_text("Meeting of 12 May 2026\n\n" + TALK, encoding="utf-8")
    earlier.write_text("Meeting of 11 May 2026\n\n" + TALK, encoding="utf-8")
    both = [(path.name, path.read_bytes()) for path in (later, earlier)]
    assert [read.source for read in read_job(both, None, merged=True)] == ["b.txt", "a.txt"]
    with pytest.raises(TranscriptError, match=r"c\.txt: no date in it"):
        read_job([*both, ("c.txt", TALK.encode())], None, merged=True)


def test_a_cluster_that_cannot_be_had_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from phase_context.agent import cluster

    filling = Filling(str(tmp_path), ScriptedExtractor())
    with pytest.raises(InputError, match="no dask scheduler answers"):
        cluster.run("nonsense://here", filling, [], lambda _: None, model=BUILT_IN)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="needs distributed"):
        cluster.run("tcp://127.0.0.1:1", filling, [], lambda _: None, model=BUILT_IN)


def test_what_a_run_would_cost_is_told_from_the_length_alone(tmp_path: Path) -> None:
    jobs = plan(meetings(tmp_path / "in", 2), str(tmp_path / "out"))
    (tmp_path / "in" / "m001.txt").write_text(TALK * 50, encoding="utf-8")
    (_, one_in, one_out), (_, two_in, two_out) = estimate(jobs, "openai:fake", None)
    assert one_in < two_in
    assert one_out < two_out
    assert [counted[1:] for counted in estimate(jobs, BUILT_IN, None)] == [(0, 0), (0, 0)]


def test_what_a_worker_cannot_read_stops_none_of_the_others(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 3), str(tmp_path / "out")
    (tmp_path / "in" / "m001.txt").write_bytes(b"\x00\x01" * 50)

    def once(model: str) -> dict[str, Filled]:
        ended: list[Filled] = []
        with ThreadPoolExecutor(1) as executor:
            Filling(out, choose(BUILT_IN)).run_on(executor, plan(places, out), ended.append, model=model)
        return {Path(filled.job.target).stem: filled for filled in ended}

    failed = once("nonsense")
    assert {filled.status for filled in failed.values()} == {"blocked"}
    assert "provider:model" in (failed["m000"].error or "")
    assert {name: filled.status for name, filled in once(BUILT_IN).items()} == {
        "m000": "complete",
        "m001": "blocked",
        "m002": "complete",
    }
    again = once(BUILT_IN)
    assert [name for name, filled in again.items() if filled.skipped] == ["m000", "m002"]
    assert again["m000"].usage == Usage()
