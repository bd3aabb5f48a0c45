"""What a reply says of a topic beside, where nothing was read of it, comes back with its question in those words."""

from __future__ import annotations

import pytest

from phase_context.agent.heard import heard
from phase_context.agent.interview import Interview
from phase_context.agent.questions import Question
from phase_context.schemas import Decision, Entry, PhaseContext, Status
from tests.scripted import ScriptedExtractor, decided

DEAF = "redis. no rate limiting, it is internal"
SCRIPT: dict[str, list[Entry] | str] = {DEAF: [decided("Cache strategy", "Redis", "redis")]}


def topics(text: str, *entries: Entry, known: PhaseContext | None = None) -> dict[str | None, str]:
    return {entry.topic: entry.quote for entry in heard(text, entries, known or PhaseContext())}


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("Redis. No versioning needed.", "Versioning", "No versioning needed"),
        ("1. rolling\n2. SQS\n50 concurrent users", "Concurrent users", "50 concurrent users"),
        ("keine Queue. Deployment rollierend", "Deployment", "Deployment rollierend"),
        ("sin cola; autenticación con JWT", "Authentication", "autenticación con JWT"),
        ("rolling. alerting on the error rate, by mail", "Alerting", "alerting on the error rate, by mail"),
    ],
)
def test_a_sentence_about_a_topic_that_nothing_was_read_of_is_kept(text: str, label: str, words: str) -> None:
    assert topics(text)[label] == words


@pytest.mark.parametrize(
    "text",
    [
        "rolling. what about the cache?",
        "rolling. It has nothing to do with authentication anyway.",
        "rolling. The queue already runs there.",
        "rolling, four pods, and a canary for the first hour",
    ],
)
def test_a_topic_named_in_passing_is_not(text: str) -> None:
    assert {"Cache strategy", "Authentication", "Queue system"}.isdisjoint(topics(text))


def test_what_was_read_or_is_settled_is_not_asked_about() -> None:
    text = "No versioning needed"
    assert topics(text, decided("Versioning", "None", text)) == {}
    settled = PhaseContext().with_decision("Versioning", Decision(status=Status.DECIDED, choice="Audit log"))
    assert topics(text, known=settled) == {}


def test_what_a_model_was_not_sure_of_comes_back_too() -> None:
    passage = "retries, five of them I suppose"
    assert topics(passage, Entry(kind="possibly", topic="Retry strategy", quote=passage)) == {"Retry strategy": passage}


def session() -> Interview:
    found = Interview(ScriptedExtractor(SCRIPT))
    found.answer(DEAF, ["Cache strategy"])
    return found


def question(found: Interview, label: str) -> Question:
    for _ in range(20):
        current = found.next()
        assert current is not None
        for question in current.questions:
            if question.label == label:
                return question
        found.answer("hm")
    raise AssertionError(label)


def test_nothing_of_it_is_recorded_before_the_yes_and_then_with_the_words_said() -> None:
    found = session()
    assert found.document.decision("Rate limiting") is None
    asked = question(found, "Rate limiting")
    assert asked.basis == "your words"
    assert "you said “no rate limiting, it is internal”" in asked.suggested[0]
    assert asked.recommended is None
    found.answer("yes", ["Rate limiting"])
    row = found.document.decision("Rate limiting")
    assert row is not None
    assert row.choice == "None"
    assert [evidence.quote for evidence in row.evidence] == ["no rate limiting, it is internal"]


def test_another_answer_takes_its_place() -> None:
    found = Interview(ScriptedExtractor(SCRIPT | {"global": [decided("Rate limiting", "Global", "global")]}))
    found.answer(DEAF, ["Cache strategy"])
    found.answer("global", ["Rate limiting"])
    row = found.document.decision("Rate limiting")
    assert row is not None
    assert row.choice == "Global"
    assert "Rate limiting" not in found.suggested


def test_an_undo_takes_it_back_with_its_reply() -> None:
    found = session()
    assert "Rate limiting" in found.suggested
    found.undo()
    assert found.suggested == {}


def test_lines_after_a_third_partys_answers_are_about_what_they_name() -> None:
    from phase_context.agent.extractors import choose

    found = Interview(choose("built-in"))
    found.answer("Shopify by webhook", ["Integration Complexity"])
    labels = [f"Shopify: {name}" for name in ("availability", "rate limits", "sandbox", "when it is down")]
    answers = "1. 99.9 percent\n2. 2 calls a second\n3. a development store\n4. we pull the orders\nat night"
    found.answer(f"{answers}\nno rate limiting on our side", labels)
    notes = found.document.integrations[0].notes
    assert "at night" in notes
    assert "our side" not in notes
    row = found.document.decision("Rate limiting")
    assert row is not None
    assert row.choice == "None"
