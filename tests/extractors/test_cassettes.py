"""One recorded exchange a test. Each cassette says in ``x-recorded-against`` what it was recorded against.

`make cassettes` records them anew with a real key; `make cassettes-handwritten` with the answers of handwritten.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from phase_context.agent.extractors import Reading
from phase_context.agent.extractors.model import ModelExtractor, system_prompt
from phase_context.agent.meeting import read_meeting
from phase_context.schemas import Status, Transcript, Turn, record_function
from tests.conftest import cassette_bodies
from tests.extractors.handwritten import ANSWERS
from tests.fake_openai import Reply, fake_openai

MODEL = "openai:" + os.environ.get("CASSETTE_MODEL", "gpt-4.1-mini")
HANDWRITTEN = os.environ.get("CASSETTES") == "handwritten"


@pytest.fixture
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelExtractor]:
    if not HANDWRITTEN:
        monkeypatch.setenv("OPENAI_API_KEY", os.environ.get("OPENAI_API_KEY", "not-a-key"))
        yield ModelExtractor(MODEL)
        return
    headers = {"x-recorded-against": "answers written by hand, served on loopback; no vendor's model"}
    replies = [Reply(answer, headers=headers) for answer in ANSWERS[request.node.name]]
    with fake_openai(*replies) as server:
        yield ModelExtractor(MODEL, base_url=server.url)


def _reply(text: str, *asked: str) -> Reading:
    return Reading(Transcript(turns=(Turn(text=text),)), asked)


@pytest.mark.vcr
def test_a_reply_becomes_a_decision(model: ModelExtractor) -> None:
    found = model.extract(_reply("valkey, ops moved everybody off redis in spring", "Cache strategy"))
    (entry,) = found.entries
    assert (entry.kind, entry.topic) == ("decided", "Cache strategy")
    assert "valkey" in (entry.text or "").lower()
    assert found.usage.requests == 1


@pytest.mark.vcr
def test_a_question_back_is_answered_and_settles_nothing(model: ModelExtractor) -> None:
    found = model.extract(_reply("what is the catch with JWT compared to sessions?", "Authentication"))
    assert [entry for entry in found.entries if entry.kind == "decided"] == []
    assert found.say


@pytest.mark.vcr
def test_a_meeting_becomes_a_document(model: ModelExtractor) -> None:
    turns = (
        Turn(speaker="Otto", text="So phase two is the export, CSV for the invoices, nothing else."),
        Turn(speaker="Bea", text="For the jobs I'd take Kafka."),
        Turn(speaker="Otto", text="For one job a night? River then, it lives in our Postgres."),
        Turn(speaker="Bea", text="Fine. And old invoices, soft delete?"),
        Turn(speaker="Otto", text="I have to ask Lena about that."),
        Turn(speaker="Bea", text="Idea: name each file after the hash of what is in it."),
        Turn(speaker="Otto", text="Nice, write that down."),
    )
    meeting = read_meeting(Transcript(turns=turns), model)
    queue, deletes = (meeting.document.decision(label) for label in ("Queue system", "Soft deletes"))
    assert queue is not None
    assert "River" in queue.choice
    assert queue.evidence[0].speaker == "Otto"
    assert deletes is not None
    assert (deletes.status, deletes.owner) == (Status.OPEN, "Lena")
    assert "the hash of what is in it" in meeting.document.specific_ideas[0].text
    assert meeting.document.header.phase == "02"
    assert meeting.usage.requests == 1


@pytest.mark.vcr
def test_an_invented_quote_goes_back_once_and_stays_out(model: ModelExtractor) -> None:
    found = model.extract(_reply("nightly, two million rows", "Batch processing"))
    assert [entry.topic for entry in found.entries] == ["Batch processing"]
    assert found.usage.requests <= 2


def test_no_cassette_holds_a_secret_and_each_says_what_it_was_recorded_against() -> None:
    exchanges = cassette_bodies()
    assert len(exchanges) >= len(ANSWERS)
    for path, exchange in exchanges:
        text = path.read_text(encoding="utf-8")
        assert "sk-" not in text
        assert "Bearer " not in text
        assert exchange["response"]["headers"]["x-recorded-against"]


def test_cassettes_hold_the_prompts_and_the_schema_of_today() -> None:
    functions = {system_prompt(meeting=meeting): [record_function(meeting=meeting)] for meeting in (False, True)}
    for path, exchange in cassette_bodies():
        told = exchange["request"]["messages"][0]["content"]
        assert functions.get(told) == exchange["request"]["tools"], f"{path}: make cassettes"
