"""How people settle things in talk: they take back, concede, shrug, count and name; each in several wordings."""

from __future__ import annotations

import re

import pytest

from phase_context.agent.extractors import choose
from phase_context.agent.extractors.builtin.clauses import clauses
from phase_context.agent.extractors.builtin.spacing import grows
from phase_context.agent.meeting import read_meeting
from phase_context.schemas import Transcript, Turn
from tests.extractors.test_builtin import choice, read

_AROUND = ("Ola: Morning.", "Ola: Right, that was it. Lunch.")


def _made(label: str, said: str) -> str | None:
    return choice(read(_AROUND[0], *said.split(" / "), _AROUND[1]), label)


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        (
            "Cache strategy",
            "Uma: I'd have reached for Redis. One node is all we have, so Caffeine. / Lev: Fine.",
            "caffeine",
        ),
        (
            "Queue system",
            "Uma: I was going to put Rabbit there. The managed one costs a fortune. SQS. / Lev: SQS.",
            "sqs",
        ),
        (
            "Queue system",
            "Uma: NATS. / Lev: NATS, yes. / Uma: Hold on, ops says no. Scratch NATS, pg-boss. / Lev: Ok.",
            "pg-boss",
        ),
        ("Scheduling", "Uma: Who starts it? / Lev: Forget Quartz, it's EventBridge. / Uma: Good.", "eventbridge"),
        (
            "Queue system",
            "Uma: The vendor proposed Pulsar. / Lev: We run NATS. NATS it is. / Uma: Sure.",
            "nats",
        ),
    ],
)
def test_what_somebody_would_have_taken_or_takes_back_is_no_choice(label, said, expected):
    assert re.search(expected, _made(label, said) or "", re.IGNORECASE)


def test_a_choice_that_is_taken_back_without_another_stands_no_more():
    assert (
        _made("Queue system", "Uma: I'd take Kafka. / Lev: Kafka, okay. / Uma: Kafka is off the table. / Lev: Hm.")
        is None
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Uma: Do we throttle? / Lev: Three people use it. No throttling. / Uma: None, then.", "Rate limiting"),
        ("Uma: Rate limits? / Lev: None. / Uma: No.", "Rate limiting"),
        ("Uma: Anything cached? / Lev: Nothing. / Uma: Nothing.", "Cache strategy"),
        ("Uma: Do we cache the fares? / Lev: Absolutely not. / Uma: No cache, fine.", "Cache strategy"),
    ],
)
def test_a_no_that_answers_a_no_agrees(said, expected):
    assert (_made(expected, said) or "").startswith("None")


@pytest.mark.parametrize(
    ("said", "expected", "absent"),
    [
        ("Uma: What wakes you? / Lev: If no order comes in for ten minutes, ring my phone.", "no order", "error rate"),
        (
            "Uma: Alerts? / Lev: When the backlog is older than an hour, page the on-call.",
            "older than an hour",
            "latency",
        ),
        (
            "Uma: When do you want a call? / Lev: If the disk is more than ninety percent full. Nothing else.",
            "disk",
            "error",
        ),
        (
            "Uma: Alarms? / Lev: Single errors I don't want to hear. If a gate is silent, call the desk.",
            "silent",
            "single",
        ),
        ("Uma: Alerts? / Lev: Sentry, into the Slack channel.", "sentry", "if"),
    ],
)
def test_an_alarm_is_told_by_its_case(said, expected, absent):
    made = (_made("Alerting", said) or "").casefold()
    assert expected in made
    assert absent not in made


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Uma: What times do we store? / Lev: measured_at and received_at. / Uma: Both, good.",
            "measured_at, received_at",
        ),
        (
            "Uma: Which times do we keep? / Lev: created, updated and scanned-at. / Uma: Yes.",
            "created_at + updated_at, scanned_at",
        ),
        ("Uma: Timestamps? / Lev: The usual two. / Uma: Ok.", "created_at + updated_at"),
    ],
)
def test_time_columns_are_named_as_they_were(said, expected):
    assert _made("Timestamps", said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Uma: Limits? / Lev: By the account, twelve orders a minute. / Uma: Twelve.", "twelve orders a minute.*12"),
        (
            "Uma: One probe went mad. / Lev: Cap it: nine readings a minute from one probe. / Uma: Nine, fine.",
            "nine readings",
        ),
        ("Uma: Throttle? / Lev: 100 rps over everything, one number. / Uma: Ok.", "100 rps over everything"),
    ],
)
def test_a_limit_keeps_its_numbers_and_whom_it_is_for(said, expected):
    assert re.search(expected, _made("Rate limiting", said) or "")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("one minute, two, four, eight", True),
        ("ten seconds, then twenty, then forty", True),
        ("3s, 3s, 3s", False),
        ("one minute, ninety seconds", False),
        ("three attempts, then five people", False),
    ],
)
def test_waits_that_grow(said, expected):
    assert bool(grows(clauses(said))) is expected


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        (
            "Soft deletes",
            "Uma: A broken scooter, delete it? / Lev: No! Soft delete, the insurer asks. / Uma: Yes.",
            "Yes",
        ),
        ("Soft deletes", "Uma: Soft delete for drafts? / Lev: No, a deleted draft is gone. / Uma: Fine.", "No"),
        ("Dead letter queue", "Uma: A dead letter queue? / Lev: No, what for? We read the log. / Uma: Okay.", "No"),
        ("Dead letter queue", "Uma: And after five tries? / Lev: Then it goes into quarantine. / Uma: Good.", "Yes"),
    ],
)
def test_what_a_no_answers_depends_on_the_question(label, said, expected):
    assert _made(label, said) == expected


def test_a_specification_that_somebody_pastes_is_nobodys_choice():
    pasted = (
        "Uma: Servers MUST offer HTTP. JWT on every request authenticates, TLS is left out. Clients SHOULD NOT retry."
    )
    document = read(*_AROUND[:1], pasted, "Lev: works for me", _AROUND[1])
    assert all(choice(document, label) is None for label in ("Authentication", "Data encryption", "Retry strategy"))


def test_minutes_record_what_was_decided():
    written = (
        ("Lev", "events go over NATS, nothing new."),
        ("Lev", "the clean-up at night: Quartz, at three"),
        ("Rollback", "previous tag, Lev by hand."),
        ("Uma", "fine."),
    )
    turns = tuple(Turn(text=text, speaker=name) for name, text in written)
    document = read_meeting(Transcript(turns=turns, format="minutes"), choose("built-in")).document
    assert choice(document, "Queue system") == "NATS"
    assert choice(document, "Scheduling") == "Quartz"
    assert (choice(document, "Rollback plan") or "").startswith("Manual")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Uma: Going live? / Lev: We stop it on Sunday for an hour, take it down quite for that. / Uma: Ok.",
            "window",
        ),
        ("Uma: The migration? / Lev: Add the new column empty, write to both, switch. / Uma: Good.", "zero"),
    ],
)
def test_a_phrase_may_leave_room_for_other_words(said, expected):
    assert expected in (_made("Migration approach", said) or "").casefold()
