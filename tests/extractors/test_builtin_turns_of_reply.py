"""The turns of speech in which replies choose, grant, give away, put off and leave open."""

from __future__ import annotations

import re

import pytest

from tests.extractors.reply_cases import read


def row(asked: str, reply: str) -> dict[str, str]:
    found: dict[str, str] = read(asked, reply).get("decisions", {}).get(asked, {})
    return found


@pytest.mark.parametrize(
    ("asked", "reply", "expected", "refused"),
    [
        ("Queue system", "we looked at Kafka, NATS and SQS, and it was SQS that won", "SQS", "Kafka|NATS"),
        ("Queue system", "Kafka, NATS or SQS: the last one", "SQS", "Kafka|NATS"),
        ("Queue system", "Rabbit or NATS. The former", "RabbitMQ", "NATS"),
        ("Queue system", "if the volume grows tenfold Kafka, but for now SQS", "SQS", "Kafka"),
        (
            "Queue system",
            "until spring it all went over ActiveMQ, since then it's Service Bus",
            "Service Bus",
            "ActiveMQ",
        ),
        ("Input validation", "joi, yup, superstruct, we had them all. arktype now", "ArkType", "Joi|Yup|Superstruct"),
        ("Authentication", "I know all are mad about passkeys, but they share a scanner so it's a PIN", "PIN", "assk"),
        (
            "Authentication",
            "I'd have loved passkeys but it'll be smart gloves as nothing else is allowed",
            "gloves",
            "assk",
        ),
        ("Deployment", "blue/green sounds grand but with one VM it's stop, copy, start", "stop, copy", "lue"),
        ("Alerting", "the Datadog contract ends in May, which leaves us with Zabbix", "Zabbix", "Datadog"),
        (
            "Cache strategy",
            "Varnish was what the agency wanted. no thanks. CloudFront does it",
            "CloudFront",
            "Varnish",
        ),
        ("Data encryption", "nothing beyond TLS", "In transit", "None"),
        ("Normalization", "third normal form for billing, the feed table is flat", "Hybrid", "^$"),
        ("Normalization", "what people look at are flat tables", "Denormalized", "^$"),
        ("Retry strategy", "wait 1s, then 4, then 16 and give up", "Exponential", "Fixed"),
        ("Response time", "two secnods will do, nobody opens it before 9", "two", "before"),
        ("Response time", "sub-second", "sub-second", "^$"),
        ("Response time", "nobody cares as long as it's under 3 seconds", "3", "^$"),
        ("Concurrent users", "rund dreieinhalbtausend gleichzeitig", "3500", "^$"),
        ("Concurrent users", "40 readings a second, 900 when they all report at once", "40.*900", "^$"),
        ("Batch processing", "not nightly, whatever the ticket says. every 10 min, ~200 rows", "10 min", "None"),
        ("Queue system", "the agent may pick the library, but it runs on Postgres", "Postgres", "^$"),
        ("Authorization", "whoever made a thing may change it", "may change", "^$"),
        ("Data encryption", "S3 with KMS keys, TLS 1.3 only", "Both", "^$"),
        ("Data encryption", "no personal data, no encryption beyond https", "In transit", "None"),
        ("Dead letter queue", "yes and ring when there's more than ten in it", "Yes", "^$"),
        ("Scheduling", "we poll, every 5 min, setInterval is fine", "every 5 min", "^$"),
        ("Rate limiting", "by tenant, and 429 when the bucket is empty", "Per user|tenant", "^$"),
        ("Queue system", "dùng Redis Streams thôi, Kafka nặng quá", "Redis Streams", "Kafka"),
    ],
)
def test_what_is_chosen(asked, reply, expected, refused):
    found = row(asked, reply)
    assert found.get("status") == "decided", found
    assert re.search(expected, found["choice"]), found["choice"]
    assert not re.search(refused, found["choice"]), found["choice"]


@pytest.mark.parametrize(
    ("asked", "reply", "expected"),
    [
        ("Scheduling", "no cron", "None"),
        ("Cache strategy", "if it were only the menu I'd say Redis, but prices move so leave it out", "None"),
        ("Cache strategy", "for heaven's sake no, the numbers have to be live", "None"),
        ("Rate limiting", "the proxy in front does that, we don't need another", "None"),
        ("Soft deletes", "bórralo de verdad", "No"),
    ],
)
def test_what_is_decided_against(asked, reply, expected):
    assert row(asked, reply).get("choice") == expected


@pytest.mark.parametrize(
    ("asked", "reply", "expected"),
    [
        (
            "Soft deletes",
            "the privacy officer is back on friday, and before she's spoken I won't bet on anything",
            "open",
        ),
        ("Alerting", "the platform team has the last word there", "open"),
        ("Input validation", "Piet will be back from Lisbon on the 3rd and it's his library", "open"),
        ("Retry strategy", "two times? six? I couldn't tell you which, take what you'd take", "agent"),
        ("Authentication", "that came with the starter in phase 2, we don't touch it", "not_applicable"),
        ("Cache strategy", "de momento nada, ya veremos en la fase 7", "deferred"),
    ],
)
def test_what_is_left_open_given_away_or_put_off(asked, reply, expected):
    assert row(asked, reply).get("status") == expected


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Authorization", "say we start with plain roles, how hard is it to get to policies later?"),
        ("Queue system", "my heart says NATS, my head says pgmq"),
        ("Authorization", "not roles: who may see a file depends on the ward"),
        ("Soft deletes", "the lawyers are in Lyon this week"),
    ],
)
def test_what_is_not_said_plainly_is_not_recorded(asked, reply):
    assert row(asked, reply).get("status") != "decided"


@pytest.mark.parametrize(
    ("reply", "inside", "outside"),
    [
        (
            "booking and cancelling. the waiting list is something Ines does",
            ["booking", "cancelling"],
            ["waiting list"],
        ),
        ("search, filters. sharing belongs to the social team", ["search", "filters"], ["sharing"]),
        ("password reset, the identity team handles that. the invite mail", ["invite mail"], ["password reset"]),
        ("what they want is this: a list of vans, a map of them. The fuel is not in it", ["list", "map"], ["fuel"]),
        ("a diff page. no approval flow, legal hasn't asked for one, and no email", ["diff"], ["approval", "email"]),
        ("tours. hands off the vans, they're on their own system", ["tours"], ["vans"]),
        ("a calendar. Fuel is Tobias's thing", ["calendar"], ["Fuel"]),
        ("login, a list of tours. editing is for later", ["login", "list of tours"], ["editing"]),
    ],
)
def test_what_is_in_and_what_is_out_as_it_is_told(reply, inside, outside):
    found = read("In scope", reply)
    assert len(found["in_scope"]) == len(inside), found
    assert len(found["out_of_scope"]) == len(outside), found
    assert all(part in item for part, item in zip(inside, found["in_scope"], strict=True)), found
    assert all(part in item for part, item in zip(outside, found["out_of_scope"], strict=True)), found


@pytest.mark.parametrize(
    ("asked", "reply", "idea"),
    [
        ("Batch processing", "every night, 900 of them. start at :07 so we don't meet the backup", "start at :07"),
        (
            "Batch processing",
            "every night, 900. write each to a temp file and rename it once it's complete",
            "write each",
        ),
        ("Data seeding", "seeds.rb, freeze the clock at 2024-02-29 so the leap day bug stays visible", "freeze the"),
        ("Soft deletes", "yes, archived_at, plus a nightly check that counts orphans", "a nightly check"),
    ],
)
def test_a_way_to_do_it_is_kept_word_for_word(asked, reply, idea):
    kept = read(asked, reply)["specific_ideas"]
    assert len(kept) == 1
    assert idea in kept[0]
    assert kept[0] in reply


def test_alternatives_that_are_given_away_are_named():
    found = read("Migration approach", "goose or atlas, toss a coin for all I care, so long as it's zero downtime")
    assert found["decisions"]["Migration approach"]["choice"] == "Zero-downtime"
    assert found["discretion"] == ["goose or atlas"]


def test_another_answer_is_taken_back_beside_the_one_that_was_asked():
    found = read(
        "Queue system", "hold on, the login answer was wrong, it's sessions now and no more jwt. queue is celery"
    )
    assert found["decisions"]["Queue system"]["choice"] == "Celery"
    assert found["decisions"]["Authentication"]["choice"] == "Session"


def test_a_service_that_comes_later_is_put_off_with_its_reason():
    found = read(
        "Integration Complexity", "Adyen over REST, high. PostNord perhaps, phase 8, when Meta has verified us"
    )
    assert [one["name"] for one in found["integrations"]] == ["Adyen"]
    assert found["deferred"] == [{"idea": "PostNord", "to": "phase 8", "reason": "when Meta has verified us"}]
