"""What a session remembers of its rounds: conflicts asked anew, areas offered once, where suggestions come from."""

from __future__ import annotations

from typing import Any

from phase_context.agent.changes import compare
from phase_context.agent.extractors import Usage
from phase_context.agent.extractors.base import Refusal
from phase_context.agent.interview import Answer, Interview
from phase_context.schemas import Decision, Entry, PhaseContext, Status
from tests.scripted import ScriptedExtractor, decided


def side(text: str) -> Entry:
    return Entry.model_validate({"kind": "conflict", "topic": "Response time", "text": text, "quote": text})


def offered(session: Interview, **fields: Any) -> Answer:
    return session.record([{"kind": "decided", **fields}], "")


def test_a_new_conflict_is_asked_again_however_often_the_topic_was_asked_before() -> None:
    session = Interview(ScriptedExtractor({"100 ms or 250 ms": [side("100 ms"), side("250 ms")]}))
    for _ in range(3):
        session.answer("hm", ["Response time"])
    assert session.state.asked["Response time"] == 3
    session.answer("100 ms or 250 ms", ["Cache strategy"])
    assert session.state.asked["Response time"] == 0
    current = session.next()
    while current and "Response time" not in current.labels:
        session.answer("hm")
        current = session.next()
    assert current is not None


def test_a_conflict_that_goes_on_is_not_asked_for_ever() -> None:
    session = Interview(ScriptedExtractor({"100 ms or 250 ms": [side("100 ms"), side("250 ms")]}))
    for _ in range(3):
        session.answer("100 ms or 250 ms", ["Response time"])
    assert session.state.asked["Response time"] == 2


def test_a_suggestion_remembers_who_made_it() -> None:
    session = Interview(None)
    offered(session, topic="Cache strategy", text="Redis")
    assert session.basis == {"Cache strategy": "host agent"}


def test_what_an_update_finds_is_suggested_only_where_it_says_something_else() -> None:
    known = PhaseContext()
    for label, choice in (("Cache strategy", "Redis cluster"), ("Queue system", "SQS"), ("Deployment", "Rolling")):
        known = known.with_decision(label, Decision(status=Status.DECIDED, choice=choice))
    known = known.with_decision("Alerting", Decision(status=Status.AGENT))
    session = Interview(None, document=known, update=True)
    offered(session, topic="Cache strategy", text="redis")
    offered(session, topic="Deployment", text="rolling, two at a time")
    assert session.suggested == {}
    assert session.document == known


def test_answers_add_up() -> None:
    one = Answer(("a",), (Refusal("x", "y"),), ("b",), "first", Usage(requests=1), (side("100 ms"),), ("c",), ("d",))
    two = Answer(("e",), (), (), "second", Usage(requests=2), (side("250 ms"),), ("f",), ("g",))
    both = one + two
    assert (both.learnt, both.refused, both.reopened) == (("a", "e"), one.refused, ("b",))
    assert (both.say, both.usage.requests, len(both.suggested)) == ("second", 3, 2)
    assert (both.checks, both.skipped) == (("c", "f"), ("d", "g"))
    assert (one + Answer()).say == "first"


def test_the_areas_offered_in_one_round_are_not_offered_again() -> None:
    scope = Entry.model_validate({"kind": "in_scope", "text": "a nightly export", "quote": "an export"})
    session = Interview(ScriptedExtractor({"an export": [scope], "sqs": [decided("Queue system", "SQS", "sqs")]}))
    session.answer("an export")
    current = session.next()
    assert current is not None
    assert current.skippable == ("Data Modeling", "Migration Strategy", "Integration Complexity")
    for _ in range(2):
        session.answer("sqs")
        current = session.next()
        assert current is not None
        assert current.skippable == ()


def test_changes_are_none_when_nothing_changed() -> None:
    document = PhaseContext().with_decision("Alerting", Decision(status=Status.AGENT))
    assert not compare(document, document)
    assert compare(PhaseContext(), document)
