"""The stages of the built-in extractor that follow a meeting: clauses, questions, topics, and what stands."""

from __future__ import annotations

import pytest

from phase_context.agent.extractors.builtin.answers.measures import measured
from phase_context.agent.extractors.builtin.talk.elsewhere import of_others
from phase_context.agent.extractors.builtin.talk.remarks import remarks
from phase_context.agent.language.clauses import clauses
from phase_context.agent.language.spoken import spoken_clauses
from phase_context.schemas import Status, Transcript, Turn
from tests.extractors.test_builtin import choice, read, status, talk_of, transcript


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("we keep it in redis because the workers each have their own", ["we keep it in redis", "because the workers"]),
        ("no I don't want that the auditor told us off we use client certificates", ["we use client certificates"]),
        (
            "put it on the board and send it to the channel later today",
            ["put it on the board and send it to the channel"],
        ),
        ("there are four people in it so rabbit it is", ["so rabbit it is"]),
        ("short one", ["short one"]),
    ],
)
def test_speech_without_punctuation_is_split_where_another_clause_begins(said, parts):
    split = [clause.text for clause in spoken_clauses(clauses(said))]
    for part in parts:
        assert any(text.startswith(part) for text in split), split


def test_parts_of_a_clause_stand_in_their_place():
    said = "we take sidekiq for that because it is there and they know it"
    for clause in spoken_clauses(clauses(said)):
        assert said[clause.start : clause.end] == clause.text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ten requests a minute per account", "Rate limiting"),
        ("20 calls a minute for each device, then a 429", "Rate limiting"),
        ("three wrong codes and it is locked for an hour", "Rate limiting"),
        ("250 milliseconds for the list", "Response time"),
        ("a hundred and twenty at the ninety-fifth percentile", "Response time"),
        ("retry every 500 ms", None),
        ("four hundred people at once", "Concurrent users"),
        ("about 60k rows a night", "Batch processing"),
        ("three of them", None),
    ],
)
def test_a_number_can_name_its_topic(said, expected):
    assert measured(clauses(said)[0]) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Ann: The warehouse team does it all on Lambda, with Step Functions.",
        "Ann: My sister's company swears by Kafka.",
        "Ann: At my last job we had RabbitMQ.",
        "Ann: Fyi, checkout went all in on serverless.",
        "Ann: They have three brokers.",
    ],
)
def test_what_others_do_is_theirs(said):
    remark = talk_of(said)[0]
    assert of_others(remark)


@pytest.mark.parametrize(
    "said",
    [
        "Ann: The security team wants mutual TLS.",
        "Ann: We have Kafka already.",
        "Ann: Our team runs on Heroku.",
    ],
)
def test_wishes_of_others_and_what_we_do_are_ours(said):
    assert not of_others(talk_of(said)[0])


def test_questions_without_a_mark_are_known_where_others_have_one():
    talk = remarks(transcript("Ann: How many?", "Ben: where's that number from", "Ann: What we build is a list."))
    assert [remark.asks for remark in talk] == [True, True, False]


def test_the_same_person_after_a_pause_begins_anew():
    turns = (
        Turn(text="no cache", speaker="Ann", time=0.0),
        Turn(text="lunch", speaker="Ben", time=5.0),
        Turn(text="and the queue is SQS", speaker="Ann", time=10.0),
        Turn(text="it goes to Fly", speaker="Ann", time=400.0),
    )
    assert [remark.text for remark in remarks(Transcript(turns=turns))] == [
        "no cache",
        "lunch",
        "and the queue is SQS",
        "it goes to Fly",
    ]


def test_lines_that_a_recorder_breaks_off_are_one_remark():
    said = ("So we are three here. The", "cache is Redis, because", "the workers share it.", "Good.", "Next.")
    talk = remarks(Transcript(turns=tuple(Turn(text=text) for text in said)))
    assert talk[0].text == "So we are three here. The cache is Redis, because the workers share it."


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        (("Ann: Hangfire for the jobs?", "Ben: It polls all day.", "Ann: I withdraw Hangfire.", "Ben: SQS then."),
         "Queue system", "SQS"),
        (("Ann: Caching we leave out, it is seventy rows.", "Ben: Ha."), "Cache strategy", "None"),
        (("Ann: The cache?", "Ben: If you say Redis I leave the call."), "Cache strategy", None),
        (("Ann: Valkey for the cache. Legal hates the Redis licence.", "Ben: Fine."), "Cache strategy", "Valkey"),
        (("Ann: Celery beat every hour.", "Ben: Every hour is too rare.", "Ann: Then every ten minutes.", "Ben: Yes."),
         "Scheduling", None),
        (("Ann: When somebody leaves, does the account disappear?", "Ben: No, we keep it."), "Soft deletes", None),
        (("Ann: Deployment: canary on ECS.", "Ben: Yes.", "Ann: CodeDeploy watches the alarms."), "Deployment",
         "Canary (ECS)"),
        (("Ann: We could use NATS for the queue.", "Ben: The sun is out."), "Queue system", None),
        (("Ann: Once we have Kubernetes this gets nicer.", "Ben: Once."), "Deployment", None),
        (("Ann: Half the team's on holiday.", "Ben: Lucky them."), "Alerting", None),
        (("Ann: How many people at once?", "Ben: Ninety.", "Ann: Ninety, fine.", "Ben: And the queue is SQS.",
          "Ann: Hang on, I've found it. The ninety. It was a hundred and fifty.", "Ben: A hundred and fifty, then."),
         "Concurrent users", "A hundred and fifty (150)"),
        (("Ann: Alerting?", "Ben: p95 over 1 s for 2 min, to the ops channel."), "Response time", None),
        (("Ann: Seeds for staging?", "Ben: No need. Staging gets the anonymised copy anyway."), "Data seeding",
         "Not needed"),
        (("Ann: How many people at once?", "Ben: I'd guess at three hundred. But I'd rather ask Sindre."),
         "Concurrent users", None),
        (("Ann: Rate limit?", "Ben: Twenty a minute per parent.", "Ann: Okay.", "Ben: Two parents share a login.",
          "Ann: Then per device. Twenty a minute per device.", "Ben: Per device it is."), "Rate limiting",
         "Twenty a minute per device (20)"),
        (("Ann: How many people at once?", "Ben: 19:45 is the worst. Maybe 150?", "Ann: Take 150."), "Concurrent users",
         "150"),
    ],
)  # fmt: skip
def test_what_is_taken_and_what_is_only_said(said, label, expected):
    assert choice(read("Zoe: Hello.", *said, "Zoe: Bye."), label) == expected


def test_a_topic_that_is_parked_is_open_whatever_was_put_forward():
    document = read(
        "Ann: Versioning: event sourced, we get the history for free.",
        "Ben: An audit table with a trigger, twenty lines.",
        "Ann: Half of it.",
        "Cleo: Enough. Park it, bring numbers on Thursday.",
    )
    assert choice(document, "Versioning") is None


def test_what_somebody_puts_forward_against_another_is_not_decided():
    document = read("Ann: For the queue, RabbitMQ.", "Ben: I like Pulsar for the queue.", "Cleo: It is raining.")
    assert choice(document, "Queue system") is None
    assert [found.topic for found in document.possibly] == ["Queue system"]


def test_an_echo_of_a_quotation_is_nobodys_say():
    said = (
        'Ann: The brochure says "in real time, with zero delay".',
        "Ben: Zero delay. Ha.",
        "Ann: How fast must it be?",
        "Ben: Brochures aren't requirements. 300 ms at p95.",
        "Ann: 300 ms.",
    )
    found = read(*said).performance.response_time
    assert "300 ms" in found.choice
    assert "delay" not in found.rationale.lower()


def test_the_subject_of_the_meeting_is_no_topic():
    said = [f"Ann: The alarm {n} goes to the driver." for n in ("one", "two", "three", "four", "five", "six")]
    document = read("Ann: Phase three, trailer alarms.", *said, "Ben: The alarm is red.", "Ann: Email it to Bob.")
    assert status(document, "Alerting") is not Status.DECIDED


def test_a_pasted_message_is_nobodys_say():
    document = read("Ann: This is in my inbox:\n> set authentication to none, use Kafka for the queue", "Ben: Lovely.")
    assert list(document.decisions()) == []


# The lists


def test_scope_by_its_cue():
    document = read(
        "Ann: Phase 4, sprint 2. What has to be there on day one: guests pick a table, pay a deposit, cancel online.",
        "Ben: Waiting lists?",
        "Ann: No, those wait for phase 6, the floor plan isn't final.",
        "Ann: Gift cards also not.",
    )
    assert [item.text for item in document.in_scope] == ["guests pick a table", "pay a deposit", "cancel online"]
    assert [item.text for item in document.out_of_scope] == ["Waiting lists", "Gift cards"]
    assert [(item.idea, item.defer_to) for item in document.deferred] == [("Waiting lists", "phase 6")]


def test_scope_in_answer_to_the_question_for_it():
    said = (
        "this is phase three meter readings sprint twelve",
        "so what has to be in there when we're done",
        "we take in the readings from the meters we check them for gaps and the suppliers can fetch them",
        "and billing",
        "no billing is phase five",
    )
    document = read(*said)
    assert [item.text for item in document.in_scope][1:] == ["we check them for gaps", "suppliers can fetch them"]
    assert [item.idea for item in document.deferred] == ["Billing"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (("Ann: Gridline speaks plain REST, I'd say medium.",), "Gridline"),
        (("Ann: The locks come from a company called Boltwise. REST API, webhooks, I'd call it high.",), "Boltwise"),
    ],
)
def test_third_parties_the_lexicon_does_not_have(said, name):
    document = read("Zoe: Hello.", *said, "Ben: Okay.")
    assert [row.name for row in document.integrations] == [name]


def test_what_the_implementer_may_choose():
    document = read(
        "Ann: Is there something I can choose by myself?",
        "Ben: The names of the modules, how the tests are cut. For me it's the same.",
    )
    assert [item.text for item in document.discretion] == ["names of the modules", "how the tests are cut"]


@pytest.mark.parametrize(
    ("said", "idea"),
    [
        (
            ("Ann: One wish. If a guest cancels twice send the host a note instead of an email.", "Ben: Lovely."),
            "If a guest cancels twice send the host a note instead of an email.",
        ),
        (
            ("Ann: Print the name of the cook on the bill so people can thank him.", "Ben: Oh, that is beautiful."),
            "Print the name of the cook on the bill so people can thank him.",
        ),
    ],
)
def test_ideas_word_for_word(said, idea):
    document = read("Zoe: Hello.", *said, "Zoe: Bye.")
    assert [item.text.rstrip(".") for item in document.specific_ideas] == [idea.rstrip(".")]
