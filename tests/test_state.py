"""The state that an interview carries along is the one that its records lead to, whatever was done before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from phase_context.agent.errors import ExtractionError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Records
from phase_context.agent.state import State, advance, fold
from phase_context.schemas import Entry, Header
from tests.scripted import ScriptedExtractor, decided

SQS = decided("Queue system", "SQS", "we take SQS")
REDIS = decided("Cache strategy", "Redis", "Redis for the cache")


class Session:
    """An interview, and what a person may do in it."""

    def __init__(self) -> None:
        self.extractor = ScriptedExtractor({"we take SQS": [SQS], "Redis for the cache": [REDIS]})
        self.records = Records()
        self.interview = Interview(self.extractor, self.records, header=Header(phase="3"))

    def say(self, text: str) -> None:
        self.extractor.script.pop("lost", None)
        self.interview.answer(text)

    def say_what_cannot_be_read(self) -> None:
        self.extractor.script["lost"] = "no answer"
        try:
            self.interview.answer("lost")
        except ExtractionError:
            return

    def record(self, entry: Entry) -> None:
        self.interview.record([entry.model_dump(exclude_none=True)], entry.quote, [entry.topic or ""])


ACTIONS: dict[str, Callable[[Session], Any]] = {
    "sqs": lambda session: session.say("we take SQS"),
    "redis": lambda session: session.say("Redis for the cache"),
    "nothing": lambda session: session.say("let me think about it"),
    "unread": Session.say_what_cannot_be_read,
    "record": lambda session: session.record(decided("Queue system", "Kafka", "Kafka after all")),
    "skip": lambda session: session.interview.skip(),
    "back": lambda session: session.interview.back(),
    "undo": lambda session: session.interview.undo(),
    "header": lambda session: session.interview.describe(Header(name=f"Orders {len(session.records.records)}")),
}


def shown(state: State) -> dict[str, Any]:
    fields = {field.name: getattr(state, field.name) for field in dataclasses.fields(state)}
    return {**fields, "messages": [spoken.transcript for spoken in state.messages]}


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_state_is_that_of_all_records_after_every_step(actions: list[str]) -> None:
    session = Session()
    for name in actions:
        ACTIONS[name](session)
        assert shown(session.interview.state) == shown(fold(session.records.records))


def test_a_state_that_missed_a_record_is_made_anew() -> None:
    session = Session()
    other = Interview(session.extractor, session.records)
    other.answer("Redis for the cache")
    session.interview.answer("we take SQS")
    assert {topic.label for topic, _ in session.interview.document.decisions()} == {"Cache strategy", "Queue system"}


def test_a_reply_is_folded_once() -> None:
    records = Records()
    Interview(ScriptedExtractor(), records, header=Header(phase="3")).answer("let me think about it")
    before = fold(records.records[:-1])
    assert advance(before, records.records) is before
