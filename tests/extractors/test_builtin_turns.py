"""How people settle things in talk: they take back, concede, shrug, count and name; each in several wordings."""

from __future__ import annotations

import re

import pytest

from phase_context.agent.extractors import choose
from phase_context.agent.extractors.builtin.answers.spacing import grows
from phase_context.agent.language.clauses import clauses
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


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        # a name of another topic, far from where the topic was settled
        (
            "Queue system",
            "Uma: Which queue? / Lev: SQS. / Uma: SQS, fine. / Lev: Next, the room for Friday. / Uma: Booked. / "
            "Lev: And the cleanup? / Uma: At three. Sidekiq, since the shop has it, a recurring job. / Lev: Good.",
            "SQS",
        ),
        # a no to something else, and an exception
        (
            "Versioning",
            "Uma: Should we keep the history of the form? / Lev: Oh, the parcel. No, it's the post. / Uma: Ha.",
            None,
        ),
        (
            "Retry strategy",
            "Uma: How do we retry? / Lev: Exponential backoff, six tries. / Uma: Six, okay. / "
            "Lev: A wrong address is never retried. / Uma: Right.",
            "Exponential",
        ),
        # a number of something else
        (
            "Response time",
            "Uma: How quick? / Lev: 300 ms. / Uma: 300. / Uma: How many parcels? / Lev: Nine thousand.",
            "300",
        ),
        ("Response time", "Uma: The old search is one table, Postgres does that in 2 ms. / Lev: Okay.", None),
        # what stands at first and what is told of it
        (
            "Data seeding",
            "Uma: Seed data? / Lev: Not needed. There's a masked copy on staging. / Uma: Good.",
            "Not needed",
        ),
        # called by a name of its own
        ("Alerting", "Uma: What alerts us? / Lev: Alertmanager. / Uma: Alertmanager, fine.", "Alertmanager"),
        # an alarm behind its heading
        (
            "Alerting",
            "Uma: alert: if the feed is silent for ten minutes, ring the desk / Lev: ok",
            "silent for ten minutes",
        ),
        # left open in other words
        (
            "Rate limiting",
            "Uma: Rate limiting? / Lev: At the gateway. I can't tell you a number until the test. / Uma: Right.",
            None,
        ),
    ],
)
def test_what_is_settled_is_not_replaced_by_what_is_only_near_it(label, said, expected):
    made = _made(label, said)
    assert (made is None) if expected is None else re.search(expected, made or ""), made


def test_an_item_of_a_scribes_list_that_names_nobody_goes_on_with_nobody():
    notes = read(
        "# Parcel lockers",
        "2026-04-02",
        "## What",
        "- Uma: parcels go into a locker",
        "- Lev: and out again",
        "## How",
        "- jobs: Uma: Redis would be quick... Lev: costs a box -> SQS",
        "- Lev: ok",
        "- cache: Uma: nobody reads twice. none",
        "- Uma: fine",
    )
    assert "SQS" in (choice(notes, "Queue system") or "")
    assert choice(notes, "Cache strategy") == "None"


def test_a_caption_that_is_broken_off_goes_on_in_the_next():
    said = read(
        "is it on",
        "so for the jobs we take sidekiq it's like",
        "celery but for ruby",
        "sidekiq then",
        "and the",
        "room for friday is booked",
    )
    assert choice(said, "Queue system") == "Sidekiq"
