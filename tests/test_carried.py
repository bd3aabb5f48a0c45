"""What a quote can carry: whether the words around it are about the row, hold the choice, and were meant."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from phase_context.agent.carried.verdict import Carried
from phase_context.agent.evidence import Spoken
from phase_context.schemas import Entry, Transcript, Turn

USERS, QUEUE, RETRIES, RESPONSE = "Concurrent users", "Queue system", "Retry strategy", "Response time"
DELETES, DEAD, CACHE, LOGIN = "Soft deletes", "Dead letter queue", "Cache strategy", "Authentication"


def talk(*lines: str) -> Transcript:
    said = (line.split(": ", 1) for line in lines)
    return Transcript(format="plain", turns=tuple(Turn(speaker=who, text=text) for who, text in said))


def doubt(
    lines: Collection[str], topic: str, choice: str, quote: str, asked: Collection[str] | None = None, **fields: Any
) -> str | None:
    """Why the words of the talk do not carry the choice; None when they do."""
    entry = Entry.model_validate({"kind": "decided", "topic": topic, "text": choice, "quote": quote, **fields})
    _, found = Carried(Spoken(talk(*lines)), asked).placed(entry)
    return found.reason if found else None


@pytest.mark.parametrize(
    ("said", "topic", "choice", "carried"),
    [
        ("one point two million users at once", USERS, "1,200,000", True),
        ("one point two million users at once", USERS, "1.2 million", True),
        ("one point two million users at once", USERS, "2,000,000", False),
        ("one point many users at once", USERS, "1.4 million users", False),
        ("about 5k users", USERS, "5,000 users", True),
        ("two hundred users at once", USERS, "two hundred", True),
        ("about five thousand users", USERS, "5k users", True),
        ("about 5k users", USERS, "50k users", False),
        ("two point five seconds is fast enough", RESPONSE, "2500 ms", True),
        ("two point five seconds is fast enough", RESPONSE, "25 s", False),
        ("1.9 million users at once", USERS, "1.4 million users", False),
        ("five seconds", RESPONSE, "0.5 s", False),
        ("five seconds", RESPONSE, "5 ms", False),
        ("five seconds", RESPONSE, "5 s", True),
        ("five seconds", RESPONSE, "5000 ms", True),
        ("five seconds", RESPONSE, "5", True),
        ("200 ms, or a minute for the export", RESPONSE, "200 ms; 1 min for the export", True),
        ("200 ms, or a minute for the export", RESPONSE, "200 min", False),
        ("retry five times within five seconds", RETRIES, "5 times within 5 s", True),
        ("retry every two hours for three days", RETRIES, "every 2 hours for 3 days", True),
        ("retry every two hours for three days", RETRIES, "every 2 days", False),
        ("half a second", RESPONSE, "0.5 s", True),
        ("retry after ninety minutes", RETRIES, "after 1.5 hours", True),
        ("retry one time with backoff", RETRIES, "1 retry with backoff", True),
        ("retry one time, five seconds later", RETRIES, "1 retry after 5 s", True),
        ("1.2.3 users at once", USERS, "1.2.3 users", True),
    ],
)
def test_a_number_is_carried_however_it_was_said(said: str, topic: str, choice: str, *, carried: bool) -> None:
    found = doubt([f"Ana: {topic}?", f"Bo: {said}"], topic, choice, said)
    assert (found is None) is carried, found
    assert carried or "nobody says" in (found or "")


@pytest.mark.parametrize(
    ("said", "topic", "choice", "reason"),
    [
        ("2,000 readers", RESPONSE, "2,000 readers", "the numbers of “2,000 readers” are none of Response time"),
        ("200 users, no more", RESPONSE, "200 users", "the numbers of “200 users” are none of Response time"),
        ("500 orders", RETRIES, "500 orders", "“500 orders” is no answer to Retry strategy"),
        ("5,000 orders a day", "Scheduling", "5,000 orders", "“5,000 orders” is no answer to Scheduling"),
    ],
)
def test_a_number_of_something_else_is_no_answer(said: str, topic: str, choice: str, reason: str) -> None:
    assert doubt([f"Ana: {topic}?", f"Bo: {said}"], topic, choice, said) == reason


@pytest.mark.parametrize(
    ("said", "choice", "reason"),
    [
        ("r a b b i t m q then", "RabbitMQ", None),
        ("the rabbitmqstreams we run", "RabbitMQ", None),
        ("let us use temporall", "TemporalX", None),  # misheard
        ("let us use zeebee", "xYzz", "nobody says “xYzz”"),
        ("let us use ZoobQ", "ZoobQ", None),
        ("Redis", "Postgres", "nobody says “Postgres” there"),
    ],
)
def test_a_name_is_carried_when_it_was_said_or_misheard(said: str, choice: str, reason: str | None) -> None:
    assert doubt(["Ana: which queue system?", f"Bo: {said}"], QUEUE, choice, said) == reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("hm", "the words ask, and nobody says yes"),
        ("no, not that", "the words ask, and nobody says yes"),
        ("yes, take it", None),
        ("SQS.", None),  # said again
    ],
)
def test_a_question_settles_what_somebody_says_yes_to(answer: str, reason: str | None) -> None:
    quote = "SQS as the queue?"
    assert doubt([f"Ana: {quote}", f"Bo: {answer}"], QUEUE, "SQS", quote) == reason


def test_an_agreement_may_come_after_a_word_of_somebody_else() -> None:
    lines = ("Ana: SQS as the queue?", "Bo: hm, tea anyone?", "Cy: yes, let's do that")
    assert doubt(lines, QUEUE, "SQS", "SQS as the queue?") is None


@pytest.mark.parametrize(
    ("said", "topic", "choice", "reason"),
    [
        ("Kafka nicht, das ist zu viel", QUEUE, "Kafka", "it is turned down: “Kafka nicht”"),
        ("not at all", "Deployment", "Rolling", "the words say no, “Rolling” does not"),
        ("SQS", "Deployment", "Rolling", "the words answer Queue system, not Deployment"),
        ("no, we do not", "Deployment", "some other way", "the words say no, “some other way” does not"),
        ("failed messages are dropped", DEAD, "Yes", "the words say no, “Yes” does not"),
        ("that is too slow", RESPONSE, "quick", "nobody says “quick” there"),
        ("we migrate with no downtime", "Migration approach", "Zero-downtime", None),
    ],
)
def test_a_no_carries_no_choice(said: str, topic: str, choice: str, reason: str | None) -> None:
    assert doubt([f"Ana: {topic}?", f"Bo: {said}"], topic, choice, said.partition(",")[0], turn=1) == reason


def test_a_quote_may_run_over_several_turns_of_one_breath() -> None:
    breath = " ".join(["and then the orders come in as they always did"] * 5)
    lines = (f"Ana: {breath} so the queue is", "Ana: SQS and that is final")
    assert doubt(lines, QUEUE, "SQS", "so the queue is SQS and that is final") is None
    assert doubt(lines, QUEUE, "Kafka", "so the queue is SQS and that is final") == "nobody says “Kafka” there"


def test_what_the_words_are_about_may_be_said_just_after_them() -> None:
    lines = ["Ana: we leave it to the agent", "Bo: noted", "Ana: that was about the cache"]
    assert doubt(lines, CACHE, "", "we leave it to the agent", kind="agent") is None
    lunch = doubt([*lines[:2], "Ana: lunch"], CACHE, "", "we leave it to the agent", kind="agent")
    assert lunch == f"nobody speaks of {CACHE} there"


def test_the_only_question_is_answered_by_whatever_is_named() -> None:
    alone = doubt(["Bo: Kubernetes"], CACHE, "Kubernetes", "Kubernetes", asked=[CACHE])
    beside = doubt(["Bo: Kubernetes"], CACHE, "Kubernetes", "Kubernetes", asked=[CACHE, LOGIN])
    assert alone is None
    assert beside == "“Kubernetes” answers Deployment"


def test_what_is_turned_down_before_a_choice_does_not_turn_the_choice_down():
    said = "OAuth was too complicated for their IT so we agreed on API keys"
    assert doubt([f"Ann: {said}"], LOGIN, "API Key", said, asked=[LOGIN]) is None
    assert doubt([f"Ann: {said}"], LOGIN, "OAuth", said, asked=[LOGIN]) is not None


def test_names_with_a_slash_are_carried_by_either_part():
    said = "Alertmanager, like all the rest, to Mattermost"
    assert doubt([f"Ann: {said}"], "Alerting", "Prometheus/Alertmanager, Mattermost", said, asked=["Alerting"]) is None
