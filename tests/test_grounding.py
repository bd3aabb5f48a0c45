"""What a suggestion looks like, what a yes takes, and the reasons a host agent is given."""

from __future__ import annotations

from typing import Any

import pytest

from phase_context.agent.grounding import line
from phase_context.agent.interview import Interview
from phase_context.schemas import TOPICS, Decision, Entry, PhaseContext, Status
from tests.scripted import ScriptedExtractor


def made(kind: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": "so it was said", **fields})


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        (made("decided", topic="Cache strategy", text="Redis", rationale="ioredis"), "Cache strategy: Redis (ioredis)"),
        (made("decided", topic="Cache strategy", text="Redis"), "Cache strategy: Redis"),
        (made("agent", topic="Alerting"), "Alerting: the agent decides"),
        (made("open", topic="Alerting", to="Ops"), "Alerting: open"),
        (made("deferred", topic="Alerting", to="Phase 9"), "Alerting: deferred to Phase 9"),
        (made("not_applicable", topic="Alerting", rationale="read-only"), "Alerting: not applicable (read-only)"),
        (made("deferred_idea", text="Exports", to="Phase 9"), "Deferred Ideas: Exports to Phase 9"),
        (made("deferred_idea", text="Exports"), "Deferred Ideas: Exports"),
        (made("in_scope", text="orders", to="x"), "In scope: orders"),
        (made("idea"), "idea: so it was said"),
    ],
)
def test_an_entry_is_one_line_for_a_person(entry: Entry, shown: str) -> None:
    assert line(entry) == shown


def record(session: Interview, *entries: dict[str, Any], said: str = "", asked: list[str] | None = None) -> Any:
    return session.record(entries, said, asked)


def offer(kind: str = "decided", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **fields}


def test_a_host_is_told_why_its_entry_was_not_taken() -> None:
    session = Interview(None)
    quoted = record(session, offer("conflict", topic="Queue system", text="SQS", quote="we hate SQS"), said="orders")
    assert quoted.refused[0].reason == "the person did not say “we hate SQS”; copy their exact words"
    assert quoted.refused[0].what == "Queue system: SQS"
    bare = record(session, offer("person", text="Ana"), said="orders")
    assert bare.refused[0].reason == "it has no quote of the person's words; copy their exact words"
    assert bare.refused[0].what == "person: Ana"
    malformed = record(session, {"kind": "decided", "topic": "Nothing", "text": "x", "quote": "orders"}, said="orders")
    assert '"topic": "Nothing"' in malformed.refused[0].what


def test_what_is_settled_is_named_to_a_host_that_would_change_it() -> None:
    session = Interview(None)
    record(session, offer(topic="Queue system", text="SQS", quote="queue: SQS"), said="queue: SQS")
    refused = record(session, offer(topic="Queue system", text="Kafka", quote="Kafka is better"), said="go on").refused
    assert refused[0].reason == (
        "the person did not say “Kafka is better”, and the person settled it: SQS; "
        "to change it, ask them and quote the answer"
    )


def test_a_turn_number_and_a_null_quote_of_a_host_mean_nothing() -> None:
    session = Interview(None)
    taken = record(session, offer(topic="Queue system", text="SQS", quote="queue: SQS", turn=99), said="queue: SQS")
    assert taken.learnt == ("Queue system: SQS",)
    suggested = record(session, offer(topic="Deployment", text="Rolling", quote=None), said="go on").suggested
    assert suggested[0].quote == ""


class TestYes:
    def session(self, *labels: str) -> Interview:
        session = Interview(None)
        for label in labels:
            record(session, offer(topic=label, text="Special", rationale="seen"))
        return session

    def test_takes_what_was_shown_with_its_reason(self) -> None:
        session = self.session("Cache strategy")
        yes = offer(topic="Cache strategy", text="special", quote="yes", rationale="my own reason")
        record(session, yes, said="yes", asked=["Cache strategy"])
        row = session.document.decision("Cache strategy")
        assert row is not None
        assert (row.choice, row.rationale) == ("Special", "seen")

    def test_takes_nothing_that_was_not_shown(self) -> None:
        session = self.session("Cache strategy")
        other = offer(topic="Cache strategy", text=TOPICS["Cache strategy"].recommended, quote="yes")
        answer = record(session, other, said="yes", asked=["Cache strategy"])
        assert answer.learnt == ()
        kind = offer("agent", topic="Cache strategy", quote="yes")
        assert record(session, kind, said="yes", asked=["Cache strategy"]).learnt == ()

    def test_takes_the_recommendation_where_nothing_was_suggested_and_adds_no_reason(self) -> None:
        session = Interview(None)
        text = TOPICS["Cache strategy"].recommended
        yes = offer(topic="Cache strategy", text=text, quote="yes", rationale="because I say so")
        record(session, yes, said="yes", asked=["Cache strategy"])
        row = session.document.decision("Cache strategy")
        assert row is not None
        assert (row.choice, row.rationale) == (text, "")
        session.undo()
        delegated = offer("agent", topic="Cache strategy", quote="yes")
        assert record(session, delegated, said="yes", asked=["Cache strategy"]).learnt == ()

    def test_does_not_settle_a_whole_round_of_one_way_doors(self) -> None:
        one_way = [label for label, topic in TOPICS.items() if topic.one_way and topic.recommended][:2]
        entries = [offer(topic=label, text=TOPICS[label].recommended, quote="yes") for label in one_way]
        assert record(Interview(None), *entries, said="yes", asked=one_way).learnt == ()
        assert len(record(Interview(None), entries[0], said="yes", asked=one_way[:1]).learnt) == 1

    def test_does_not_say_which_side_of_a_conflict_holds(self) -> None:
        conflict = Decision.model_validate(
            {"status": Status.CONFLICT, "positions": [{"choice": "SQS"}, {"choice": "NATS"}]}
        )
        session = Interview(None, document=PhaseContext().with_decision("Queue system", conflict))
        yes = offer(topic="Queue system", text="SQS", quote="yes")
        assert record(session, yes, said="yes", asked=["Queue system"]).learnt == ()


class TestShortWords:
    def test_settle_a_topic_that_was_not_asked_only_when_they_name_it(self) -> None:
        session = Interview(ScriptedExtractor())
        unnamed = record(session, offer(topic="Deployment", text="Blue-green", quote="fine"), said="fine", asked=[])
        assert unnamed.learnt == ()
        named = record(session, offer(topic="Queue system", text="SQS", quote="SQS"), said="SQS it is", asked=[])
        assert named.learnt == ("Queue system: SQS",)


class TestSuggestions:
    def test_one_for_a_topic_and_any_number_for_a_section(self) -> None:
        session = Interview(None)
        record(session, offer(topic="Cache strategy", text="Redis"))
        record(session, offer(topic="Cache strategy", text="None"))
        assert [entry.text for entry in session.suggested["Cache strategy"]] == ["None"]
        for text in ("orders", "Orders!", "refunds"):
            record(session, offer("in_scope", text=text))
        assert [entry.text for entry in session.suggested["In scope"]] == ["Orders!", "refunds"]

    def test_go_when_the_person_says_the_same_or_settles_the_topic(self) -> None:
        session = Interview(None)
        record(session, offer("in_scope", text="orders"), offer("in_scope", text="refunds"))
        record(session, offer("in_scope", text="Orders", quote="in scope: orders"), said="in scope: orders")
        assert [entry.text for entry in session.suggested["In scope"]] == ["refunds"]
        record(session, offer("in_scope", text="refunds", quote="in scope: refunds"), said="in scope: refunds")
        assert "In scope" not in session.suggested
