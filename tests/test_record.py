"""What a host agent records: the person's words settle, its own ideas are only asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from phase_context.agent.grounding import is_assent
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import PhaseContext, Status
from tests.scripted import ScriptedExtractor, decided


def choice(topic: str, text: str, quote: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"kind": "decided", "topic": topic, "text": text, "quote": quote, **fields}


def row(session: Interview, label: str) -> tuple[str, str] | None:
    decision = session.document.decision(label)
    return (decision.choice, decision.rationale) if decision else None


def suggestions(session: Interview) -> dict[str, str | None]:
    return {label: entries[0].text for label, entries in session.suggested.items()}


@pytest.fixture
def session() -> Interview:
    return Interview(None)


def test_the_persons_words_settle_a_topic(session: Interview) -> None:
    answer = session.record([choice("cache", "Redis", "Redis, we run it")], "Well: redis, we run it.")
    assert answer.learnt == ("Cache strategy: Redis",)
    decision = session.document.decision("Cache strategy")
    assert decision is not None
    assert decision.evidence[0].quote == "redis, we run it"


def test_an_earlier_message_is_evidence_too(session: Interview) -> None:
    session.record([], "orders come by webhook, and redis is there already")
    session.record([choice("Cache strategy", "Redis", "redis is there already")], "go on")
    assert row(session, "Cache strategy") == ("Redis", "")


@pytest.mark.parametrize("quote", [None, "", "we love Redis"])
def test_what_nobody_said_is_a_suggestion_and_not_in_the_document(session: Interview, quote: str | None) -> None:
    answer = session.record([choice("Cache strategy", "Redis", quote, rationale="package.json:14")], "orders come in")
    assert answer.learnt == ()
    assert [entry.text for entry in answer.suggested] == ["Redis"]
    assert session.document == PhaseContext()


def test_words_of_the_tools_own_question_are_no_evidence(session: Interview) -> None:
    text = QUESTIONS["Deployment"].options[0]
    session.record([choice("Deployment", text, text)], "hm, go on")
    assert row(session, "Deployment") is None
    assert suggestions(session) == {"Deployment": text}


def test_a_suggestion_is_shown_with_its_question_and_a_yes_settles_it(session: Interview) -> None:
    session.record([choice("Cache strategy", "Redis", rationale="ioredis, package.json:14")])
    session.record([{"kind": "in_scope", "text": "orders", "quote": "orders"}], "orders")
    current = session.next()
    assert current is not None
    question = next(q for q in current.questions if q.label == "Cache strategy")
    assert question.suggested == ("Cache strategy: Redis (ioredis, package.json:14)",)
    assert question.recommended is None
    session.record([choice("Cache strategy", "Redis", "yes")], "yes")
    assert row(session, "Cache strategy") == ("Redis", "ioredis, package.json:14")
    assert session.suggested == {}


def test_a_suggestion_may_be_turned_down_by_another_choice(session: Interview) -> None:
    session.record([choice("Cache strategy", "Redis")])
    session.record([choice("Cache strategy", "None", "no cache")], "no, no cache", ["Cache strategy"])
    assert row(session, "Cache strategy") == ("None", "")
    assert session.suggested == {}


@pytest.mark.parametrize(
    ("topic", "text", "said", "asked"),
    [
        ("Cache strategy", "Redis", "yes", ["Cache strategy"]),  # recommended is "None"
        ("Rollback plan", "Manual", "yes", ["Cache strategy"]),  # another question
        ("Rollback plan", "Manual", "ok, sounds good", []),  # no question at all
        ("Soft deletes", "No", "no", ["Cache strategy"]),
        ("Queue system", "SQS", "the second one", ["Cache strategy"]),
    ],
)
def test_a_bare_yes_settles_nothing_but_what_was_put(
    session: Interview, topic: str, text: str, said: str, asked: list[str]
) -> None:
    session.record([choice(topic, text, said)], said, asked)
    assert row(session, topic) is None
    assert suggestions(session) == {topic: text}


def test_an_old_yes_is_no_answer_to_a_new_question(session: Interview) -> None:
    session.record([], "yes")
    session.record([choice("Rollback plan", "Manual", "yes")], "hm", ["Rollback plan"])
    assert row(session, "Rollback plan") is None


@pytest.mark.parametrize(
    ("topic", "text", "said"),
    [
        ("Rollback plan", "Manual", "yes, the recommended one"),
        ("Soft deletes", "Yes", "yes"),
        ("Soft deletes", "No", "no"),
        ("Queue system", "SQS", "the third"),
        ("Concurrent users", "200", "two hundred"),
    ],
)
def test_a_short_answer_settles_the_question_it_answers(session: Interview, topic: str, text: str, said: str) -> None:
    session.record([choice(topic, text, said, rationale="because I think so")], said, [topic])
    settled = row(session, topic)
    assert settled is not None
    assert settled[0] == text


def test_a_yes_carries_no_reason_the_person_did_not_see(session: Interview) -> None:
    session.record([choice("Rollback plan", "Manual", "yes", rationale="my own idea")], "yes", ["Rollback plan"])
    assert row(session, "Rollback plan") == ("Manual", "")


def test_malformed_entries_are_refused_one_by_one_with_the_reason(session: Interview) -> None:
    offered = [
        {"kind": "verdict"},
        "text",
        {"kind": "decided", "topic": "Tea", "text": "x"},
        choice("cache", "Redis", "redis"),
    ]
    answer = session.record(offered, "redis")
    assert answer.learnt == ("Cache strategy: Redis",)
    assert [refusal.reason.split(":")[0] for refusal in answer.refused] == [
        "kind",
        "Input should be a valid dictionary or instance of Entry",
        "topic",
    ]


def test_a_suggestion_cannot_shake_what_the_person_settled(session: Interview) -> None:
    session.record([choice("Cache strategy", "Redis", "redis")], "redis")
    answer = session.record([choice("Cache strategy", "Memcached")])
    assert "the person settled it: Redis" in answer.refused[0].reason
    assert row(session, "Cache strategy") == ("Redis", "")


@pytest.mark.parametrize("kind", ["idea", "person", "conflict"])
def test_what_only_the_person_can_say_is_not_suggested(session: Interview, kind: str) -> None:
    entry = {"kind": kind, "text": "Ann", "topic": "Alerting" if kind == "conflict" else None, "quote": "not said"}
    answer = session.record([entry], "hm")
    assert "exact words" in answer.refused[0].reason
    assert session.suggested == {}


def test_items_of_a_section_are_suggested_side_by_side(session: Interview) -> None:
    session.record([{"kind": "in_scope", "text": "orders"}, {"kind": "in_scope", "text": "refunds"}])
    session.record([{"kind": "in_scope", "text": "orders", "quote": "yes"}], "yes")
    assert [item.text for item in session.document.in_scope] == ["orders"]
    assert suggestions(session) == {"In scope": "refunds"}


def test_suggestions_are_asked_about_even_when_nothing_else_is_left(session: Interview) -> None:
    while (current := session.next()) is not None:
        session.record([], "dunno", current.labels)
    session.record([choice("Alerting", "Latency"), {"kind": "in_scope", "text": "orders"}])
    seen = set()
    while (current := session.next()) is not None:
        seen |= set(current.labels)
        session.record([], "dunno", current.labels)
    assert seen == {"Alerting", "In scope"}
    assert session.document == PhaseContext()


def test_answering_one_question_does_not_use_up_the_others(session: Interview) -> None:
    session.record([{"kind": "in_scope", "text": "orders", "quote": "orders"}], "orders")
    for number in range(4):
        session.record([choice("Queue system", f"Q{number}", f"Q{number}")], f"Q{number}")
    session.record([{"kind": "verdict"}], "what I said was lost on the way")
    labels = set()
    while (current := session.next()) is not None:
        labels |= set(current.labels)
        session.record([], "dunno", current.labels)
    assert {"Cache strategy", "Deployment", "Out of scope (deferred)"} <= labels


def test_undo_takes_a_record_back_with_its_suggestions(session: Interview) -> None:
    session.record([choice("Cache strategy", "Redis", "redis"), choice("Alerting", "Latency")], "redis")
    assert session.undo() == "“redis”"
    assert session.document == PhaseContext()
    assert session.suggested == {}
    session.record([choice("Alerting", "Latency")])
    assert session.undo() == "the last suggestions"


def test_a_yes_by_reply_takes_the_suggestion_and_not_the_recommendation() -> None:
    script: Any = {
        "yes": [decided("Rollback plan", "Manual", "yes")],
        "yes, b": [decided("Rollback plan", "Manual", "yes")],
    }
    for said in script:
        session = Interview(ScriptedExtractor(script))
        session.record([choice("Rollback plan", "None", rationale="stateless")])
        session.answer(said, ["Rollback plan"])
        assert row(session, "Rollback plan") == ("None", "stateless")
        assert session.suggested == {}


def test_a_session_without_an_extractor_resumes_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    with Journal(path) as journal:
        session = Interview(None, journal)
        session.record([choice("Cache strategy", "Redis", "redis"), choice("Alerting", "Latency")], "redis")
        before = session.document, session.suggested, session.next()
    with Journal(path) as journal:
        session = Interview(None, journal)
        assert (session.document, session.suggested, session.next()) == before


def test_silence_is_no_record(session: Interview) -> None:
    before = session.next()
    session.record([], "  \n")
    assert session.next() == before
    assert session.undo() is None


def test_a_correction_reopens_what_depended_on_it(session: Interview) -> None:
    session.record(
        [choice("Queue system", "SQS", "sqs"), choice("Dead letter queue", "Yes", "keep dead letters")],
        "sqs, keep dead letters",
    )
    answer = session.record([choice("Queue system", "None", "no queue after all")], "no queue after all")
    assert answer.reopened == ("Dead letter queue",)
    reopened = session.document.decision("Dead letter queue")
    assert reopened is not None
    assert reopened.status is Status.OPEN


@pytest.mark.parametrize(
    "text", ["yes", "Yes please!", "OK, sounds good", "ja, passt", "d'accord", "sí", "go with the recommendation"]
)
def test_assent_in_several_languages(text: str) -> None:
    assert is_assent(text)


@pytest.mark.parametrize("text", ["", "yes, but with Redis", "no", "Redis", "2b", "you decide"])
def test_what_is_more_or_other_than_assent(text: str) -> None:
    assert not is_assent(text)
