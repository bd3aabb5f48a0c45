"""Meetings through OpenAI's Batch API: submitted once, collected once, and no answer that was paid for is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from phase_context.agent import batches, storage
from phase_context.agent.document import load
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.jobs import plan
from phase_context.schemas import Header, Status
from tests.fake_batches import fake_batches
from tests.fake_openai import Reply
from tests.scripted import ScriptedExtractor
from tests.test_fill import answer, meetings


@pytest.fixture(autouse=True)
def _a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test")


def _openai(server: Any, **options: Any) -> ModelExtractor:
    return ModelExtractor("openai:fake", base_url=server.url, tries=1, **options)


def _step(name: str, filling: Filling, places: list[str]) -> list[Filled]:
    ended: list[Filled] = []
    batches.run(name, filling, plan(places, filling.output), ended.append, say=lambda _: None)
    return ended


def test_a_batch_that_cannot_be_noted_is_not_submitted(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 2), tmp_path / "out"
    out.write_text("a file where the folder should be", encoding="utf-8")
    with fake_batches(lambda _: Reply(answer())) as server:
        with pytest.raises(InputError, match="cannot be written"):
            _step("submit", Filling(str(out), _openai(server)), places)
        assert server.requests == {}


def test_two_submissions_at_once_are_both_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, out = meetings(tmp_path / "a", 1), meetings(tmp_path / "b", 1), str(tmp_path / "out")
    (tmp_path / "b" / "m000.txt").rename(tmp_path / "b" / "other.txt")
    with fake_batches(lambda _: Reply(answer())) as server:
        filling = Filling(out, _openai(server))
        body = batches._body

        def meanwhile(*given: Any) -> Any:
            monkeypatch.setattr(batches, "_body", body)
            _step("submit", filling, other)  # another process, while this one has read what waits
            return body(*given)

        monkeypatch.setattr(batches, "_body", meanwhile)
        _step("submit", filling, one)
        server.ended = True
        ended = [*_step("collect", filling, one), *_step("collect", filling, other)]
    assert len(server.requests) == 2
    assert [filled.status for filled in ended] == ["complete", "complete"]
    assert not json.loads((tmp_path / "out" / "phase-context-batches.json").read_text(encoding="utf-8"))


def test_an_answer_that_could_not_be_written_can_be_collected_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, out = meetings(tmp_path / "in", 2), str(tmp_path / "out")
    with fake_batches(lambda _: Reply(answer())) as server:
        filling = Filling(out, _openai(server))
        _step("submit", filling, places)
        server.ended = True
        write = storage.write

        def full(place: str, text: str) -> None:
            if place.endswith("m001.md"):
                raise InputError(f"{place}: cannot be written (No space left on device)")
            write(place, text)

        with monkeypatch.context() as patch:
            patch.setattr(storage, "write", full)
            first = _step("collect", filling, places)
        second = _step("collect", filling, places)
    assert sorted(filled.status for filled in first) == ["blocked", "complete"]
    assert [(Path(filled.job.target).stem, filled.status) for filled in second] == [("m001", "complete")]


def test_a_batch_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    waiting = out / "phase-context-batches.json"
    waiting.write_text('{"batch_gone": ["key"]}', encoding="utf-8")
    with fake_batches(lambda _: None) as server:
        _step("collect", Filling(str(out), _openai(server)), meetings(tmp_path / "in", 1))
    assert json.loads(waiting.read_text(encoding="utf-8")) == {}


def test_a_batch_needs_a_model_of_openais_and_one_of_two_steps(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="submit or collect"):
        _step("send", Filling(str(tmp_path / "out"), ScriptedExtractor()), meetings(tmp_path / "in", 1))
    with pytest.raises(InputError, match="--batch needs --model openai"):
        _step("submit", Filling(str(tmp_path / "out"), ScriptedExtractor()), meetings(tmp_path / "in", 1))


def test_a_batch_names_what_it_cannot_submit(tmp_path: Path) -> None:
    places = meetings(tmp_path / "in", 2)
    (tmp_path / "in" / "m001.txt").write_bytes(b"\x00\x01" * 50)
    (tmp_path / "in" / "long.txt").write_text("Ana: word for word.\nBen: so it is.\n" * 20_000, encoding="utf-8")
    with fake_batches(lambda _: Reply(answer())) as server:
        ended = _step("submit", Filling(str(tmp_path / "out"), _openai(server)), places)
        assert [len(batch) for batch in server.requests.values()] == [1]
    errors = {Path(filled.job.target).stem: filled.error or "" for filled in ended}
    assert set(errors) == {"m001", "long"}
    assert "too long for one request" in errors["long"]


def test_a_batch_that_failed_in_part_says_so_and_is_submitted_again(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 3), str(tmp_path / "out")

    def reply(request: dict[str, Any]) -> Reply:
        text = request["body"]["messages"][1]["content"]
        return (
            Reply(status=429)
            if "meeting 1" in text
            else Reply('{"entries": [')
            if "meeting 2" in text
            else Reply(answer())
        )

    with fake_batches(reply) as server:
        filling = Filling(out, _openai(server))
        _step("submit", filling, places)
        server.ended = True
        (tmp_path / "in" / "m000.txt").rename(tmp_path / "in" / "gone.txt")
        ended = {Path(filled.job.target).stem: filled for filled in _step("collect", filling, places)}
    assert {name: filled.status for name, filled in ended.items()} == {"m001": "blocked", "m002": "blocked"}
    assert "scripted 429; submit again" in (ended["m001"].error or "")


@pytest.mark.parametrize("content", ["[", "[1]", '{"batch": 1}'])
def test_a_malformed_list_of_batches_is_one_line(tmp_path: Path, content: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "phase-context-batches.json").write_text(content, encoding="utf-8")
    with fake_batches(lambda _: None) as server, pytest.raises(InputError, match="not a list of batches"):
        _step("collect", Filling(str(out), _openai(server)), meetings(tmp_path / "in", 1))


def test_an_api_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    with fake_batches(lambda _: None) as server:
        filling = Filling(str(tmp_path / "out"), _openai(server))
        filling.extractor.client().max_retries = 0  # type: ignore[attr-defined]
    with pytest.raises(ExtractionError, match="the Batch API does not answer") as raised:
        _step("submit", filling, meetings(tmp_path / "in", 1))
    assert "\n" not in str(raised.value)


def test_a_batch_is_submitted_once_and_collected_once(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 4), str(tmp_path / "out")
    told: list[str] = []
    ended: list[Filled] = []

    def reply(request: dict[str, Any]) -> Reply | None:
        text = request["body"]["messages"][1]["content"]
        if "meeting 1" in text:
            return None
        if "meeting 2" in text and len(request) > 1:
            broken = answer()["entries"][0] | {"quote": "let us have kafka"}
            return Reply({"entries": [broken], "say": None})
        return Reply(answer())

    with fake_batches(reply) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url)

        def step(name: str) -> None:
            batches.run(name, Filling(out, extractor), plan(places, out), ended.append, say=told.append)

        step("submit")
        step("submit")
        assert told[0].startswith("batch_0: 4 meetings submitted")
        assert told[1].startswith("nothing to submit")
        step("collect")
        assert told[2] == "batch_0: in_progress; try again later"
        assert ended == []
        server.ended = True
        step("collect")
        by_name = {Path(filled.job.target).stem: filled for filled in ended}
        assert {name: filled.status for name, filled in by_name.items()} == {
            "m000": "complete",
            "m001": "blocked",
            "m002": "complete",
            "m003": "complete",
        }
        assert server.live == 1  # the broken entry went back once
        step("collect")
        assert len(ended) == 4
        step("submit")
        assert [len(batch) for batch in server.requests.values()] == [4, 1]
        body = server.requests["batch_0"][0]["body"]
    assert body["tool_choice"]["function"]["name"] == "record"
    assert body["tools"][0]["function"]["strict"] is True
    queue = load(tmp_path / "out" / "m002.md").decision("Queue system")
    assert queue is not None
    assert queue.status is Status.DECIDED


def test_a_batch_submitted_and_not_noted_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places, out = meetings(tmp_path / "in", 1), str(tmp_path / "out")
    write, written = storage.write, list[str]()

    def full(place: str, text: str) -> None:
        if written:
            raise InputError(f"{place}: cannot be written (No space left on device)")
        written.append(place)
        write(place, text)

    with fake_batches(lambda _: Reply(answer())) as server:
        monkeypatch.setattr(storage, "write", full)
        with pytest.raises(InputError, match=r"No space left.*; batch_0 was submitted"):
            _step("submit", Filling(out, _openai(server)), places)


def test_a_meeting_that_cannot_be_read_any_more_stops_no_other(tmp_path: Path) -> None:
    places, out = meetings(tmp_path / "in", 2), str(tmp_path / "out")
    with fake_batches(lambda _: Reply(answer())) as server:
        filling = Filling(out, _openai(server))
        _step("submit", filling, places)
        server.ended = True
        (tmp_path / "in" / "m000.txt").write_bytes(b"\0\1" * 50)
        ended = _step("collect", filling, places)
    assert {Path(filled.job.target).stem: filled.status for filled in ended} == {"m000": "blocked", "m001": "complete"}


def test_meetings_that_build_on_each_other_are_not_read_in_a_batch(tmp_path: Path) -> None:
    places, out, ended = meetings(tmp_path / "in", 2), str(tmp_path / "out"), list[Filled]()
    with fake_batches(lambda _: Reply(answer())) as server:
        jobs = plan(places, out, merge=Header(phase="3"))
        batches.run("submit", Filling(out, _openai(server)), jobs, ended.append, say=lambda _: None)
        assert server.requests == {}
    assert "fill it without --batch" in (ended[0].error or "")
