"""Why a decision was taken, and what is noted of a third party: the words that tell, and nothing else around them."""

from __future__ import annotations

import pytest

from phase_context.agent.extractors.builtin.talk.idle import is_idle, names_of, only_names
from phase_context.agent.extractors.builtin.talk.passages import passages
from phase_context.agent.language.clauses import clauses
from tests.extractors.test_builtin import read, talk_of


def rationale(label: str, talk: str) -> str:
    decision = read(*talk.split("|")).decision(label)
    assert decision is not None
    return decision.rationale


def notes(name: str, talk: str) -> str:
    return {one.name: one.notes for one in read(*talk.split("|")).integrations}[name]


# The deciding remark, and who said it before


@pytest.mark.parametrize(
    ("label", "talk", "expected"),
    [
        (
            "Retry strategy",
            "Omar: Retries: exponential backoff, five attempts, and we never retry a refusal.|Ines: Agreed.",
            "five attempts, and we never retry a refusal",
        ),
        (
            "Response time",
            "Ines: Response time, 300 milliseconds at p95 for the search. The export may take a minute.|Omar: Fine.",
            "The export may take a minute",
        ),
        (
            "Versioning",
            "Ines: Who changed a contract, do we need that?|Omar: Audit log then. Who, when, old clause, new clause.",
            "Who, when, old clause, new clause",
        ),
        (
            "Input validation",
            "Ines: How do we validate what comes in?|Omar: Zod, because the web client has those schemas already.",
            "the web client has those schemas already",
        ),
        (
            "Authentication",
            "Ines: Login?|Omar: Keycloak, as in phase two. Tokens live ten minutes because the terminals are shared.",
            "as in phase two. Tokens live ten minutes because the terminals are shared",
        ),
        (
            "Queue system",
            "Jana: Warteschlange?|Piet: RabbitMQ, weil das Lager es schon betreibt.|Jana: Passt.",
            "das Lager es schon betreibt",
        ),
        (
            "Cache strategy",
            "Marta: ¿Caché?|Iker: No, sin caché. Los precios cambian cada hora y la consulta tarda dos milisegundos.",
            "Los precios cambian cada hora y la consulta tarda dos milisegundos",
        ),
    ],
)
def test_what_stands_beside_the_choice(label, talk, expected):
    assert rationale(label, talk) == expected


def test_the_reasons_of_who_said_it_first_count_and_another_plan_does_not():
    talk = (
        "Ines: Queue first. I was thinking Kafka for the labels.|"
        "Omar: Nobody here has run Kafka. Let's use Rabbit, the billing team already watches it.|"
        "Ines: Fine, Rabbit it is."
    )
    assert rationale("Queue system", talk) == "Nobody here has run Kafka; the billing team already watches it"


def test_what_the_decision_answers_counts():
    talk = (
        "Ines: How many at the same time?|"
        "Omar: The stadium holds nine thousand and a third of them has the app.|"
        "Ines: So three thousand at once."
    )
    assert "a third of them has the app" in rationale("Concurrent users", talk)


def test_what_an_answer_adds_to_a_choice_that_was_asked_counts():
    talk = "Ines: Login is Keycloak, like in phase one?|Omar: Yes. Only the tokens are ten minutes here."
    assert "tokens are ten minutes here" in rationale("Authentication", talk)


def test_a_condition_that_others_take_up_counts():
    talk = (
        "Omar: Validation is pydantic, as everywhere.|"
        "Nils: Strict mode, the export has numbers with spaces in them.|"
        "Omar: Strict mode, and a converter for the old depot."
    )
    assert "Strict mode, the export has numbers with spaces in them" in rationale("Input validation", talk)


def test_pieces_stand_in_the_order_they_were_said():
    said = rationale(
        "Queue system",
        "Ines: So background jobs. I'd say SQS.|Omar: Why not Rabbit?|"
        "Ines: Nobody wants to run a broker at night.|Omar: Right. SQS then, the account has it since June.",
    )
    assert said.index("Nobody wants to run a broker at night") < said.index("the account has it since June")


# Where something else begins


@pytest.mark.parametrize(
    ("label", "talk", "stranger"),
    [
        (
            "Cache strategy",
            "Ines: Cache?|Omar: No cache, it's twelve rows.|Ines: Labels come from Sendcloud, that's REST, low.",
            "Sendcloud",
        ),
        (
            "Soft deletes",
            "Ines: Is a deleted customer gone?|Omar: Soft delete, the auditors look at them for years.|Ines: I am old.",
            "old",
        ),
        (
            "Deployment",
            "Omar: Deployment is rolling on ECS, one task at a time.|Ines: Lovely. Thanks Omar.",
            "Thanks",
        ),
        (
            "Retry strategy",
            "Omar: Retries: exponential backoff, five attempts.|Ines: Lovely. My grandmother retried more.",
            "grandmother",
        ),
        (
            "Rollback plan",
            "Omar: If it breaks we roll back by hand, somebody redeploys the last tag.|"
            "Ines: Agreed. One idea: print the tag on the coffee machine.",
            "coffee",
        ),
        (
            "Dead letter queue",
            "Omar: What fails goes to a dead letter queue, yes, kept ten days.|Ines: And who may log in?",
            "log in",
        ),
        ("Cache strategy", "lea: cache?\ntom: redis, 30s\ntom: btw lunch at 12\nlea: k", "lunch"),
    ],
)
def test_what_is_said_of_something_else_is_no_reason(label, talk, stranger):
    assert stranger not in rationale(label, talk)


def test_a_bare_label_and_a_yes_are_no_reasons():
    assert not rationale("Scheduling", "Ines: Scheduling?|Omar: Hangfire.|Ines: Exactly, Hangfire.")


# Clauses


@pytest.mark.parametrize("said", ["exactly", "Thanks Omar", "I like that", "okay, fine", "Omar", "you're welcome"])
def test_what_only_greets_or_agrees_is_idle(said):
    people = names_of(talk_of("Omar Diaz: Hello.", "Ines Roth: Hello."))
    assert all(is_idle(clause, people) for clause in clauses(said))


@pytest.mark.parametrize("said", ["billing runs it", "kept for ten days", "nobody watches it at night"])
def test_what_tells_something_is_not_idle(said):
    assert not any(is_idle(clause) for clause in clauses(said))


@pytest.mark.parametrize(
    ("said", "shown", "bare"),
    [
        ("let's use SQS", "SQS", True),
        ("queue first", "SQS", True),
        ("SQS with a FIFO per customer", "SQS", False),
        ("same queue as in phase two", "RabbitMQ", False),
        ("SQS, 14 days", "SQS", False),
    ],
)
def test_what_only_names_the_topic_or_the_choice(said, shown, bare):
    assert all(only_names(clause, "Queue system", shown) for clause in clauses(said)) is bare


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        (
            "It is there, everybody knows it. And it is cheap.",
            [0, 1, 2],
            "It is there, everybody knows it. And it is cheap",
        ),
        ("Nobody runs it. Fine. The desk watches it.", [0, 2], "Nobody runs it; The desk watches it"),
        ("the depot is small, and me", [0, 1], "the depot is small, and me"),
        ("Right, and me", [1], None),
    ],
)
def test_what_stood_together_stays_together(text, places, expected):
    (remark,) = talk_of(f"Ines: {text}")
    assert passages([(remark, places)], "", lambda _: False, longest=60, least=3) == expected


def test_nothing_is_told_twice_and_a_long_talk_is_cut():
    (remark,) = talk_of("Ines: The depot is small. The small depot. Every driver knows the depot by heart.")
    told = passages([(remark, [0]), (remark, [1]), (remark, [2])], "", lambda _: False, longest=60, least=3)
    assert told == "The depot is small; Every driver knows the depot by heart"
    assert passages([(remark, [0]), (remark, [2])], "", lambda _: False, longest=4, least=3) == "The depot is small"


# Third parties


@pytest.mark.parametrize(
    ("name", "talk", "expected"),
    [
        (
            "Stripe",
            "Ines: Payments go through Stripe, that's REST plus webhooks, I'd call it medium. "
            "The webhook can come before the call returns.|Omar: Noted.",
            "Payments go through Stripe; The webhook can come before the call returns",
        ),
        (
            "Twilio",
            "Ines: The texts are Twilio, their SDK, low. Next thing, the cache.|Omar: No cache.",
            "The texts are Twilio",
        ),
        (
            "Xero",
            "Ines: Then there's Xero, OAuth and REST.|Omar: Medium.|"
            "Ines: Their sandbox is reset every Sunday.|Omar: And did you see the match?",
            "Their sandbox is reset every Sunday",
        ),
        (
            "Firebase",
            "ines: mails are sendgrid, rest, low. push via firebase, their SDK, medium because tokens expire\nomar: ok",
            "push via firebase; tokens expire",
        ),
    ],
)
def test_notes_hold_what_has_no_column_of_its_own(name, talk, expected):
    assert notes(name, talk).removeprefix("Then there's Xero; ") == expected


def test_notes_of_one_party_hold_nothing_of_another():
    talk = (
        "Ines: Payments are Mollie, REST, the webhook only has an id in it. Low. "
        "The parcels are Sendcloud, REST too, medium, a hundred calls a minute."
    )
    assert "Sendcloud" not in notes("Mollie", talk)
    assert "hundred calls" in notes("Sendcloud", talk)
    assert "id in it" not in notes("Sendcloud", talk)


def test_words_before_what_was_blanked_out_are_not_noted():
    talk = "Ines: Payments are Mollie, REST, low. The sandbox password is hunter22mollie, they reset it on Mondays."
    assert "password" not in notes("Mollie", talk)
    assert "hunter22" not in notes("Mollie", talk)
