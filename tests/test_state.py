"""The state that an interview carries along is the one that its records lead to, whatever was done before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phase_context.agent.errors import ExtractionError, InputError, JournalError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Records
from phase_context.agent.state import State, advance, fold
from phase_context.schemas import Decision, Entry, Header, PhaseContext, Status
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


def start() -> Records:
    records = Records()
    Interview(None, records, header=Header(phase="3"))
    return records


def test_a_record_that_is_malformed_is_said_whichever_way_it_is_read() -> None:
    records = start().records
    with pytest.raises(JournalError, match=r"the session is malformed: 'labels'$"):
        advance(fold(records), [*records, {"type": "skip"}])


def test_a_record_of_a_later_version_changes_nothing_that_is_known() -> None:
    records = start().records
    assert fold([*records, {"type": "applause"}]).document == fold(records).document


def test_what_no_question_asks_about_is_not_suggested() -> None:
    person = {"kind": "person", "text": "Ana", "quote": "", "basis": "repository"}
    assert fold([*start().records, {"type": "known", "suggested": [person]}]).suggested == {}


def test_a_session_without_an_extractor_reads_no_reply() -> None:
    with pytest.raises(InputError, match="record entries instead"):
        Interview(None).answer("we take SQS")


def test_a_malformed_session_is_said_in_one_line_that_is_not_too_long() -> None:
    records = [*start().records, {"type": "known", "suggested": [{"basis": "b", "kind": "x" * 300, "quote": 1}]}]
    with pytest.raises(JournalError, match=r"^the session is malformed: \d+ validation errors for Entry ") as raised:
        fold(records)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) == len("the session is malformed: ") + 200


def test_an_undo_of_nothing_changes_nothing() -> None:
    records = start().records
    assert shown(fold([*records, {"type": "undo"}])) == {**shown(fold(records)), "records": 2}


def test_what_is_described_later_is_in_the_header() -> None:
    session = Session()
    session.interview.describe(Header(name="Orders"))
    assert (session.interview.document.header.phase, session.interview.document.header.name) == ("03", "Orders")


def test_a_skip_is_added_to_the_state_there_is() -> None:
    records = start().records
    state = fold(records)
    skipped = advance(state, [*records, {"type": "skip", "labels": ["Alerting"]}])
    assert skipped is state
    assert skipped.skipped == {"Alerting"}


@pytest.mark.parametrize(("entries", "times"), [([SQS], 1), ([], 0)])
def test_a_question_asked_back_leaves_the_question_unless_something_was_settled(
    entries: list[Entry], times: int
) -> None:
    reply = {"type": "reply", "text": "we take SQS; what else is there?", "asked": ["Queue system"]}
    said = {"entries": [entry.model_dump() for entry in entries], "refused": [], "say": "NATS"}
    state = fold([*start().records, {**reply, "update": said}])
    assert state.asked["Queue system"] == times
    assert state.last.say == "NATS"


def test_a_reply_is_named_as_the_source_of_what_it_settled() -> None:
    session = Session()
    session.say("let me think about it")
    session.say("we take SQS")
    row = session.interview.document.decision("Queue system")
    assert row is not None
    assert [evidence.source for evidence in row.evidence] == ["reply 2"]


def test_going_back_asks_again_what_was_skipped_and_nothing_else() -> None:
    skip, back = {"type": "skip", "labels": ["Alerting", "Deployment"]}, {"type": "back", "labels": ["Alerting"]}
    state = fold([*start().records, skip, back])
    assert state.skipped == {"Deployment"}
    assert state.again == ("Alerting",)
    assert fold([*start().records, back, skip]).again == ()


@pytest.mark.parametrize(
    ("shown", "asked"),
    [("redis", False), ("Redis cluster", False), ("Redis cluster, three nodes", False), ("NATS", True)],
)
def test_an_update_asks_about_what_says_something_else(shown: str, asked: bool) -> None:
    known = PhaseContext().with_decision("Cache strategy", Decision(status=Status.DECIDED, choice="Redis cluster"))
    records = Records()
    Interview(None, records, document=known, update=True)
    suggestion = {**decided("Cache strategy", shown).model_dump(), "basis": "repository"}
    state = fold([*records.records, {"type": "known", "suggested": [suggestion]}])
    assert ("Cache strategy" in state.suggested) is asked
