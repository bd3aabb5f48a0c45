"""A batch asks OpenAI's models without LangChain: the same request, the same outcome of every answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from phase_context.agent.errors import ExtractionError
from phase_context.agent.extractors import Extraction, Reading
from phase_context.agent.extractors import calls as calls_module
from phase_context.agent.extractors.completions import serves
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.schemas import Transcript, Turn
from tests.fake_openai import Reply, fake_openai

ENTRY = {"kind": "decided", "topic": "Queue system", "text": "SQS", "quote": "we take SQS"}
GOOD = Reply({"entries": [{**dict.fromkeys(("rationale", "to", "type", "complexity", "turn")), **ENTRY}], "say": None})
ANSWERS = {
    "good": [GOOD],
    "not JSON": [Reply('{"entries": [{"kind": '), GOOD],
    "arguments that are a list": [Reply("[1]"), GOOD],
    "words alone": [Reply(content="I would take SQS."), GOOD],
    "a refusal": [Reply(refusal="I cannot help with that."), GOOD],
    "nothing": [Reply(), GOOD],
    "no choices": [Reply(choices=False), GOOD],
    "cut at the token limit": [Reply(GOOD.arguments, finish="length"), GOOD],
    "a body cut short": [Reply(GOOD.arguments, cut_body=True), GOOD],
    "a dropped connection": [Reply(drop=True), GOOD],
    "429": [Reply(status=429, headers={"Retry-After": "0"}), GOOD],
    "500": [Reply(status=500), GOOD],
    "a refused key": [Reply(status=401)],
}


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "_backoff", lambda state: 0.0)
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.delenv(name, raising=False)


def ask(script: list[Reply], *, direct: bool, sync: bool = False) -> tuple[Extraction | str, list[dict[str, Any]]]:
    reading = Reading(Transcript(turns=(Turn(text="we take SQS", speaker="Ana"),)))
    with fake_openai(*script) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url, direct=direct)
        try:
            found = extractor.extract(reading) if sync else asyncio.run(extractor.aextract(reading))
        except ExtractionError as error:
            return str(error), server.requests
        return found, server.requests


@pytest.mark.parametrize("script", ANSWERS.values(), ids=ANSWERS.keys())
def test_request_and_outcome_are_those_of_langchain(script: list[Reply]) -> None:
    outcome, sent = ask(script, direct=True)
    expected, known = ask(script, direct=False)
    assert outcome == expected
    assert sent == [{key: value for key, value in body.items() if key != "stream"} for body in known]
    assert (outcome, sent) == ask(script, direct=True, sync=True)


def test_langchain_asks_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serves("openai:gpt-4.1-mini")
    assert not any(map(serves, ("anthropic:claude-haiku-4-5", "openai:gpt-5-pro", "openai:gpt-5.1-codex-mini")))
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    assert not serves("openai:gpt-4.1-mini")
