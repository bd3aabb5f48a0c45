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

    def test_takes_a_delegation_that_was_shown_with_its_reason(self) -> None:
        session = Interview(None)
        record(session, offer("agent", topic="Alerting", rationale="small service"))
        record(session, offer("agent", topic="Alerting", quote="yes"), said="yes", asked=["Alerting"])
        row = session.document.decision("Alerting")
        assert row is not None
        assert (row.status, row.rationale) == (Status.AGENT, "small service")

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
        recommended = TOPICS["Cache strategy"].recommended
        conflict = Decision.model_validate(
            {"status": Status.CONFLICT, "positions": [{"choice": "Redis"}, {"choice": recommended}]}
        )
        session = Interview(None, document=PhaseContext().with_decision("Cache strategy", conflict))
        yes = offer(topic="Cache strategy", text=recommended, quote="yes")
        answer = record(session, yes, said="yes", asked=["Cache strategy"])
        assert answer.learnt == ()
        assert [entry.text for entry in answer.suggested] == [recommended]
        assert session.document.decision("Cache strategy") == conflict


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

    def test_a_yes_takes_the_one_it_names_with_its_reason(self) -> None:
        session = Interview(None)
        for text, seen in (("orders", "orders.py"), ("refunds", "refunds.py")):
            record(session, offer("in_scope", text=text, rationale=seen))
        record(session, offer("in_scope", text="Refunds", quote="yes"), said="yes", asked=["In scope"])
        assert [item.text for item in session.document.in_scope] == ["refunds"]
        assert [entry.text for entry in session.suggested["In scope"]] == ["orders"]


class TestWords:
    """What a host's entry rests on is checked as a model's answer is."""

    def test_another_choice_than_the_one_said_is_only_suggested(self) -> None:
        entry = offer(topic="Cache strategy", text="Memcached", quote="we take redis")
        answer = record(Interview(None), entry, said="we take redis", asked=["Cache strategy"])
        assert answer.learnt == ()
        settled = Interview(None)
        record(settled, offer(topic="Cache strategy", text="Redis", quote="we take redis"), said="we take redis")
        refused = record(settled, entry, said="as I said, we take redis").refused
        assert refused[0].reason.startswith("nobody says “Memcached” there, and the person settled it: Redis;")

    def test_an_answer_to_another_question_is_no_answer_to_this_one(self) -> None:
        entry = offer(topic="Queue system", text="None", quote="we have no use for one yet")
        answer = record(Interview(None), entry, said="we have no use for one yet", asked=["Deployment"])
        assert answer.learnt == ()

    def test_what_an_earlier_message_answered_is_not_known_any_more(self) -> None:
        session = Interview(None)
        record(session, said="we have no use for one yet", asked=["Queue system"])
        entry = offer(topic="Queue system", text="None", quote="we have no use for one yet")
        assert record(session, entry, said="go on", asked=["Deployment"]).learnt == ("Queue system: None",)

    def test_an_answer_may_point_to_the_suggestion(self) -> None:
        session = Interview(None)
        record(session, offer(topic="Cache strategy", text="Special", rationale="seen"))
        entry = offer(topic="Cache strategy", text="Special", quote="the suggested one")
        answer = record(session, entry, said="the suggested one", asked=["Cache strategy"])
        assert answer.learnt == ("Cache strategy: Special",)

    @pytest.mark.parametrize(("text", "quote"), [("No", "no"), ("No, kein Bedarf", "kein")])
    def test_a_bare_no_settles_no_topic_that_was_not_asked(self, text: str, quote: str) -> None:
        entry = offer(topic="Soft deletes", text=text, quote=quote)
        answer = record(Interview(None), entry, said=f"soft deletes? {quote}", asked=["Deployment"])
        assert answer.learnt == ()

    @pytest.mark.parametrize(("quote", "taken"), [("when it ships", False), ("each pod when it ships", True)])
    def test_more_than_three_words_say_what_they_are_about(self, quote: str, *, taken: bool) -> None:
        entry = offer("open", topic="Deployment", quote=quote)
        session = Interview(None)
        record(session, said=f"well, {quote}", asked=["Alerting"])
        assert bool(record(session, entry, said="go on", asked=["Alerting"]).learnt) is taken

    def test_a_yes_takes_the_recommendation_as_a_choice_only(self) -> None:
        text = TOPICS["Cache strategy"].recommended
        entry = offer("open", topic="Cache strategy", text=text, quote="yes")
        assert record(Interview(None), entry, said="yes", asked=["Cache strategy"]).learnt == ()

    def test_a_turn_that_is_no_number_does_not_matter(self) -> None:
        entry = offer(topic="Queue system", text="SQS", quote="queue: SQS", turn="the last")
        assert record(Interview(None), entry, said="queue: SQS").learnt == ("Queue system: SQS",)
