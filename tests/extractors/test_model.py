"""The model extractor against a server that fails in every way: nothing is lost, nothing is invented."""

from __future__ import annotations

import asyncio
import email.utils
import json
import time
import warnings
from typing import Any

import pytest

from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import Extraction, Reading, Usage
from phase_context.agent.extractors import calls as calls_module
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.schemas import Transcript, Turn
from tests.fake_openai import Reply, fake_openai

WORDS = "redis, we already run it. and five retries, exponential"


def entry(**fields: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("topic", "text", "rationale", "to", "type", "complexity", "turn"))
    return {"kind": "decided", **blank, **fields}


REDIS = entry(topic="Cache strategy", text="Redis", rationale="we already run it", quote="redis, we already run it")
RETRY = entry(topic="Retry strategy", text="Exponential backoff, 5", quote="five retries, exponential")
GOOD = {"entries": [REDIS], "say": None}
BOTH = {"entries": [REDIS, RETRY], "say": None}


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "_backoff", lambda state: 0.0)
    monkeypatch.setenv("OPENAI_API_KEY", "test")


def read(*script: Reply, text: str = WORDS, **options: Any) -> tuple[Extraction, list[dict[str, Any]]]:
    reading = Reading(Transcript(turns=(Turn(text=text),)), ("Cache strategy",))
    with fake_openai(*script) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, **options)
        return extractor.extract(reading), server.requests


def topics(extraction: Extraction) -> list[str | None]:
    return [found.topic for found in extraction.entries]


def test_one_request_when_nothing_fails() -> None:
    extraction, requests = read(Reply(BOTH))
    assert topics(extraction) == ["Cache strategy", "Retry strategy"]
    assert extraction.refused == ()
    assert extraction.usage == Usage(requests=1, tokens_in=100, tokens_out=20, tokens_cached=64)
    assert len(requests) == 1


def test_the_request_is_a_strict_function_call_with_what_changes_last() -> None:
    _, first = read(Reply(GOOD))
    _, second = read(Reply({"entries": [], "say": None}), text="something else")
    function = first[0]["tools"][0]["function"]
    assert function["strict"] is True
    assert function["parameters"]["additionalProperties"] is False
    item = function["parameters"]["$defs"]["Entry"]
    assert item["required"] == list(item["properties"])
    assert first[0]["tool_choice"]["function"]["name"] == "record"
    assert {**first[0], "messages": 0} == {**second[0], "messages": 0}
    assert first[0]["messages"][:-1] == second[0]["messages"][:-1]


def test_async_is_the_same() -> None:
    reading = Reading(Transcript(turns=(Turn(text=WORDS),)), ("Cache strategy",))

    async def run() -> Extraction:
        return await ModelExtractor("openai:fake", base_url=server.url).aextract(reading)

    with fake_openai(Reply(status=503), Reply(BOTH)) as server:
        assert topics(asyncio.run(run())) == ["Cache strategy", "Retry strategy"]


@pytest.mark.parametrize(
    "slip",
    [
        REDIS | {"kind": "Decided"},
        REDIS | {"topic": "caching"},
        REDIS | {"topic": "CACHE STRATEGY"},
        REDIS | {"kind": "decision", "type": "null", "turn": "0"},
        {key: value for key, value in REDIS.items() if value is not None} | {"extra": 1},
    ],
)
def test_a_slip_with_one_reading_is_mended_without_asking(slip: dict[str, Any]) -> None:
    extraction, requests = read(Reply({"entries": [slip], "say": None}))
    assert topics(extraction) == ["Cache strategy"]
    assert len(requests) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        json.dumps(BOTH)[:-2],
        json.dumps([REDIS]),
        json.dumps([REDIS, RETRY])[:-30],
        json.dumps(json.dumps(BOTH))[:-40],
        {"entries": json.dumps([REDIS])},
        {"entries": REDIS},
    ],
)
def test_arguments_of_an_odd_form_lose_nothing(arguments: Any) -> None:
    extraction, _ = read(Reply(arguments), Reply(GOOD))
    assert topics(extraction)[0] == "Cache strategy"


def test_a_slip_in_an_idea_or_an_integration_is_mended() -> None:
    idea = entry(kind="idea", text="we already run it", quote=None)
    party = entry(kind="integration", text="Redis", quote="redis", complexity=" high ")
    extraction, requests = read(Reply({"entries": [idea, party], "say": None}))
    assert [(found.kind, found.quote, found.complexity) for found in extraction.entries] == [
        ("idea", "we already run it", None),
        ("integration", "redis", "High"),
    ]
    assert len(requests) == 1


def test_a_cut_call_keeps_the_whole_entries_and_asks_for_the_rest() -> None:
    cut = json.dumps(BOTH)[: json.dumps(BOTH).index("five retries") + 6]
    extraction, requests = read(Reply(cut, finish="length"), Reply({"entries": [RETRY], "say": None}))
    assert topics(extraction) == ["Cache strategy", "Retry strategy"]
    assert "cut off after entry 1" in requests[1]["messages"][-1]["content"]


BROKEN = {
    "no such quote": (REDIS | {"quote": "memcached for sure"}, "the quote is in no person's words"),
    "no such topic": (REDIS | {"topic": "Weather"}, "unknown topic 'Weather'"),
    "no such kind": (REDIS | {"kind": "guessed"}, "kind"),
    "a choice is missing": (REDIS | {"text": None}, "needs text"),
    "wrong type": (REDIS | {"text": ["Redis"]}, "text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_only_what_is_broken_goes_back_once(name: str) -> None:
    bad, reason = BROKEN[name]
    extraction, requests = read(Reply({"entries": [bad, RETRY], "say": None}), Reply(GOOD))
    assert sorted(topics(extraction)) == ["Cache strategy", "Retry strategy"]
    assert extraction.refused == ()
    follow = requests[1]["messages"][-1]["content"]
    assert reason in follow
    assert "five retries" not in follow
    assert len(requests) == 2


@pytest.mark.parametrize("name", BROKEN)
def test_what_stays_broken_is_kept_out_and_reported(name: str) -> None:
    bad, reason = BROKEN[name]
    extraction, requests = read(Reply({"entries": [bad, RETRY], "say": None}), Reply({"entries": [bad], "say": None}))
    assert topics(extraction) == ["Retry strategy"]
    assert [reason in refusal.reason for refusal in extraction.refused] == [True]
    assert len(requests) == 2


NOTHING = {
    "empty answer": Reply(),
    "plain talk": Reply(content="Sure, noted!"),
    "refusal": Reply(refusal="I cannot help with that"),
    "cut before it began": Reply(finish="length"),
    "arguments that are not JSON": Reply("<<<"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_with_nothing_in_it_is_asked_again(name: str) -> None:
    extraction, requests = read(NOTHING[name], Reply(GOOD))
    assert topics(extraction) == ["Cache strategy"]
    assert len(requests) == 2


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_that_stays_empty_is_an_error_never_nothing(name: str) -> None:
    with pytest.raises(ExtractionError, match=r"^openai:fake: .*3 times$"):
        read(*[NOTHING[name]] * 3)


def test_json_in_the_text_of_a_model_without_function_calling_is_read() -> None:
    extraction, _ = read(Reply(content="Here you are:\n```json\n" + json.dumps(GOOD) + "\n```"))
    assert topics(extraction) == ["Cache strategy"]


def test_an_empty_update_is_an_outcome_too() -> None:
    extraction, requests = read(
        Reply({"entries": [], "say": "Redis is shared; memory is not."}), text="what do others use?"
    )
    assert extraction.entries == ()
    assert extraction.say == "Redis is shared; memory is not."
    assert len(requests) == 1


PASSING = {
    "429": Reply(status=429),
    "500": Reply(status=500),
    "503": Reply(status=503),
    "dropped connection": Reply(drop=True),
    "cut body": Reply(GOOD, cut_body=True),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_failure_that_may_pass_is_tried_again(name: str) -> None:
    extraction, requests = read(PASSING[name], PASSING[name], Reply(GOOD))
    assert topics(extraction) == ["Cache strategy"]
    assert len(requests) == 3


def test_a_timeout_is_tried_again() -> None:
    extraction, requests = read(Reply(GOOD, delay=0.6), Reply(GOOD), timeout=0.2)
    assert topics(extraction) == ["Cache strategy"]
    assert len(requests) == 2


def test_retry_after_is_obeyed() -> None:
    reading = Reading(Transcript(turns=(Turn(text=WORDS),)), ("Cache strategy",))
    with fake_openai(Reply(status=429, headers={"Retry-After": "0.5"}), Reply(GOOD)) as server:
        ModelExtractor("openai:fake", base_url=server.url).extract(reading)
        assert server.times[1] - server.times[0] >= 0.5


def test_after_the_last_try_there_is_one_clear_line() -> None:
    with pytest.raises(ExtractionError) as raised:
        read(*[Reply(status=429)] * 3, tries=3)
    assert str(raised.value).startswith("openai:fake: no answer (too many requests 429: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("status", "words"), [(401, "the key was refused"), (404, "no such model"), (400, "400")])
def test_a_failure_that_stays_is_not_tried_again(status: int, words: str) -> None:
    with pytest.raises(ExtractionError, match=words):
        read(Reply(status=status), Reply(GOOD))


def test_no_choices_at_all_is_reported() -> None:
    with pytest.raises(ExtractionError, match=r"^openai:fake: "):
        read(*[Reply(choices=False)] * 3)


def test_a_transcript_beyond_the_window_is_read_in_order_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phase_context.agent.extractors.model.WINDOW", 400)
    turns = [Turn(text="redis, we already run it", speaker="Ana")]
    turns += [Turn(text=f"small talk number {n} " * 3, speaker=f"S{n % 2}") for n in range(12)]
    turns += [Turn(text="no wait, memcached", speaker="Ana")]
    later = entry(topic="Cache strategy", text="Memcached", quote="no wait, memcached")
    with fake_openai(Reply(GOOD), Reply({"entries": [later], "say": None})) as server:
        extraction = ModelExtractor("openai:fake", base_url=server.url).extract(Reading(Transcript(turns=tuple(turns))))
    assert len(server.requests) == 2
    assert [found.text for found in extraction.entries] == ["Redis", "Memcached"]
    assert "decided: Cache strategy Redis" in server.requests[1]["messages"][-1]["content"]
    seen = "".join(request["messages"][-1]["content"] for request in server.requests)
    assert all(f"number {n} " in seen for n in range(12))


def test_no_key_for_the_model_named_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with warnings.catch_warnings(), pytest.raises(InputError, match="no key; set OPENAI_API_KEY"):
        ModelExtractor("openai:gpt-4.1-mini")


@pytest.mark.parametrize(
    ("name", "words"), [("nonsense", "provider:model"), ("anthropic:claude", "phase-context"), ("ollama:x", "phase")]
)
def test_a_model_that_cannot_be_had_is_one_line(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        ModelExtractor(name)


def test_an_answer_that_is_cut_off_every_time_keeps_what_was_whole_and_says_so() -> None:
    cut = Reply(json.dumps(BOTH)[: json.dumps(BOTH).index("five retries") + 6], finish="length")
    extraction, requests = read(cut, cut, cut)
    assert set(topics(extraction)) == {"Cache strategy"}
    assert [refusal.what for refusal in extraction.refused] == ["the rest of the answer"]
    assert len(requests) == 3


@pytest.mark.parametrize("asked", ["soon", "Wed, 21 Oct 2015 07:28:00 GMT", "-5"])
def test_a_retry_after_that_tells_no_time_to_come_waits_for_nothing(asked: str) -> None:
    reading = Reading(Transcript(turns=(Turn(text=WORDS),)), ("Cache strategy",))
    with fake_openai(Reply(status=429, headers={"Retry-After": asked}), Reply(GOOD)) as server:
        ModelExtractor("openai:fake", base_url=server.url).extract(reading)
        assert server.times[1] - server.times[0] < 0.9


def test_a_retry_after_may_be_a_date() -> None:
    reading = Reading(Transcript(turns=(Turn(text=WORDS),)), ("Cache strategy",))
    soon = email.utils.formatdate(time.time() + 2, usegmt=True)  # whole seconds: at least one from now
    with fake_openai(Reply(status=503, headers={"Retry-After": soon}), Reply(GOOD)) as server:
        ModelExtractor("openai:fake", base_url=server.url).extract(reading)
        assert 0.9 <= server.times[1] - server.times[0] < 2.5


def test_what_a_client_raises_of_its_own_is_one_line() -> None:
    class Broken:
        async def ainvoke(self, _: object) -> None:
            raise RuntimeError("no such thing\nat all")

    with pytest.raises(ExtractionError, match=r"^it: no answer \(RuntimeError: no such thing\)$"):
        asyncio.run(calls_module.Caller("it", Broken()).acall([]))  # type: ignore[arg-type]


def test_a_model_of_another_provider_may_have_an_address() -> None:
    with pytest.raises(InputError, match="ollama"):
        ModelExtractor("ollama:x", base_url="http://127.0.0.1:1")
