"""Asking less: suggestions taken together, areas left out, rules, contradictions, third parties, updates."""

from __future__ import annotations

from typing import Any

import pytest

from phase_context.agent.acceptance import accept
from phase_context.agent.agenda import Course, Round, gaps, next_round, progress
from phase_context.agent.areas import AREAS
from phase_context.agent.document import parse, render
from phase_context.agent.extractors import choose
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Records
from phase_context.agent.known import Suggestion
from phase_context.agent.questions import CHANGES, QUESTIONS
from phase_context.schemas import SECTIONS, TOPICS, Decision, Entry, Header, Integration, Item, PhaseContext, Status
from tests.scripted import ScriptedExtractor, decided

Script = dict[str, list[Entry] | str]


def item(kind: str, text: str) -> Entry:
    return Entry.model_validate({"kind": kind, "text": text, "quote": text})


def seen(topic: str, text: str, source: str) -> Suggestion:
    entry = Entry(kind="decided", topic=topic, text=text, rationale=source, quote="")
    return Suggestion(entry, "repository")


def interview(script: Script | None = None, **options: Any) -> Interview:
    return Interview(ScriptedExtractor({"orders": [item("in_scope", "orders")], **(script or {})}), **options)


def begun(script: Script | None = None, **options: Any) -> Interview:
    """An interview whose boundary is settled."""
    session = interview(script, **options)
    session.answer("orders", ["In scope", "Out of scope (deferred)"])
    return session


def row(session: Interview, label: str) -> Decision:
    found = session.document.decision(label)
    assert found is not None
    return found


REDIS = seen("Cache strategy", "Redis", "ioredis, package.json:14")
BULL = seen("Queue system", "BullMQ", "bullmq, package.json:9")
ROLLING = seen("Deployment", "Rolling", "k8s/api.yaml:8")
JWT = seen("Authentication", "JWT", "passport-jwt, package.json:11")


class TestSuggestions:
    def test_those_easy_to_reverse_come_together_and_one_way_doors_do_not(self) -> None:
        session = begun()
        session.suggest([REDIS, BULL, JWT])
        current = session.next()
        assert current is not None
        assert current.together
        assert set(current.labels) == {"Cache strategy", "Queue system"}
        question = current.questions[0]
        assert question.suggested == ("Cache strategy: Redis (ioredis, package.json:14)",)
        assert question.basis == "repository"

    def test_one_yes_takes_them_with_their_source_as_the_reason(self) -> None:
        session = begun()
        session.suggest([REDIS, BULL])
        assert session.document.decision("Cache strategy") is None
        session.answer("all fine")
        assert (row(session, "Cache strategy").choice, row(session, "Cache strategy").rationale) == (
            "Redis",
            "ioredis, package.json:14",
        )
        assert row(session, "Queue system").choice == "BullMQ"
        assert row(session, "Queue system").evidence[0].quote == "all fine"

    def test_all_but_some(self) -> None:
        session = begun({"use SQS": [decided("Queue system", "SQS")]})
        session.suggest([REDIS, BULL, ROLLING])
        session.answer("all fine but 2: use SQS")
        assert {label: row(session, label).choice for label in ("Cache strategy", "Queue system", "Deployment")} == {
            "Cache strategy": "Redis",
            "Queue system": "SQS",
            "Deployment": "Rolling",
        }

    def test_a_yes_to_the_round_does_not_open_a_one_way_door(self) -> None:
        session = begun()
        session.suggest([JWT])
        labels = ["Authentication", "Rate limiting"]
        answer = session.answer("yes", labels)
        assert session.document.decision("Authentication") is None
        assert row(session, "Rate limiting").choice == "Per endpoint"
        assert answer.say == "Costly to reverse, so a general yes does not settle it: Authentication."
        session.answer("1 yes", labels)
        assert row(session, "Authentication").choice == "JWT"

    def test_what_is_settled_is_not_suggested(self) -> None:
        session = begun({"memcached": [decided("Cache strategy", "Memcached", "memcached")]})
        session.answer("memcached")
        session.suggest([REDIS])
        assert session.suggested == {}

    def test_they_survive_a_resume_with_where_they_come_from(self) -> None:
        records = Records()
        session = begun(journal=records)
        session.suggest([REDIS, BULL])
        again = Interview(ScriptedExtractor(), Records(records.records))
        assert again.suggested == session.suggested
        assert again.basis == {"Cache strategy": "repository", "Queue system": "repository"}
        assert again.next() == session.next()


ASKED = ("Cache strategy", "Deployment", "Rollback plan", "Alerting", "Authentication")


@pytest.mark.parametrize(
    ("text", "taken", "left"),
    [
        ("all fine", {"Cache strategy", "Deployment", "Rollback plan", "Alerting"}, ""),
        ("yes to all", {"Cache strategy", "Deployment", "Rollback plan", "Alerting"}, ""),
        ("all fine but 3: only by hand", {"Cache strategy", "Deployment", "Alerting"}, "only by hand"),
        ("1: redis, the rest is fine", {"Deployment", "Rollback plan", "Alerting"}, "redis"),
        ("everything ok except the cache", {"Deployment", "Rollback plan", "Alerting"}, "the cache"),
        ("alles gut außer 2: canary", {"Cache strategy", "Rollback plan", "Alerting"}, "canary"),
        ("1 yes\n2 canary", {"Cache strategy"}, "canary"),
        ("all fine but 3.", {"Cache strategy", "Deployment", "Alerting"}, ""),
        ("all fine but the weather", set(), "all fine but the weather"),
        ("yes but redis", set(), "yes but redis"),
        ("redis for the cache, but no alerts", set(), "redis for the cache, but no alerts"),
        ("all good ideas, but let me think", set(), "all good ideas, but let me think"),
    ],
)
def test_what_a_reply_takes_as_it_was_put(text: str, taken: set[str], left: str) -> None:
    found = accept(text, ASKED, {})
    assert {entry.topic for entry in found.entries} == taken
    assert found.text == left


class TestAreas:
    def test_what_the_scope_does_not_need_is_offered_once_and_left_out_on_a_word(self) -> None:
        session = interview({"sales report": [item("in_scope", "sales report")]})
        session.answer("sales report")
        current = session.next()
        assert current is not None
        assert current.skippable == ("Data Modeling", "Migration Strategy", "Integration Complexity")
        answer = session.answer("skip them")
        assert answer.skipped == current.skippable
        rest = set()
        while (current := session.next()) is not None:
            assert current.skippable == ()
            rest |= {question.area for question in current.questions}
            session.answer("…")
        assert not rest & {"Data Modeling", "Migration Strategy", "Integration Complexity"}

    def test_silence_leaves_nothing_out(self) -> None:
        session = interview({"sales report": [item("in_scope", "sales report")]})
        session.answer("sales report")
        session.answer("redis")
        rest = set()
        while (current := session.next()) is not None:
            rest |= {question.area for question in current.questions}
            session.answer("…")
        assert "Data Modeling" in rest

    def test_a_named_area_is_left_out_and_the_rest_of_the_reply_is_read(self) -> None:
        session = begun({"redis.": [decided("Cache strategy", "Redis", "redis")]})
        answer = session.answer("redis. Please skip data modeling and migration")
        assert answer.skipped == ("Data Modeling", "Migration Strategy")
        assert row(session, "Cache strategy").choice == "Redis"

    def test_a_topic_is_not_an_area(self) -> None:
        session = begun()
        assert session.answer("skip the retries").skipped == ()

    def test_a_scope_that_needs_them_gets_no_offer(self) -> None:
        current = begun().next()
        assert current is not None
        assert current.skippable == ()


def test_no_queue_no_dead_letter_question_unless_the_retries_are_of_jobs() -> None:
    def asked(retries: str) -> bool:
        session = begun(
            {"none": [decided("Queue system", "None", "none")], retries: [decided("Retry strategy", retries)]}
        )
        session.answer("none")
        session.answer(retries)
        labels = set()
        while (current := session.next()) is not None:
            labels |= set(current.labels)
            session.answer("…")
        return "Dead letter queue" in labels

    assert not asked("Fixed, 3 calls")
    assert asked("Fixed, 3 times for failed webhooks")


def test_questions_that_reshape_others_come_first_and_never_with_those() -> None:
    session = begun()
    while (current := session.next()) is not None:
        for label in current.labels:
            assert not (label in TOPICS and set(TOPICS[label].after) & set(current.labels))
        session.answer("…")


class TestRules:
    def script(self) -> Script:
        return {
            "no queue": [decided("Queue system", "None", "no queue")],
            "jwt": [decided("Authentication", "JWT", "jwt")],
            "dead letters": [decided("Dead letter queue", "Yes", "dead letters")],
            "fine, sqs then": [decided("Queue system", "SQS", "sqs")],
        }

    def test_a_broken_rule_asks_and_decides_nothing(self) -> None:
        session = begun(self.script())
        session.answer("no queue")
        answer = session.answer("dead letters")
        assert answer.checks == ("Dead letters need a queue that they fall out of, and there is none.",)
        assert row(session, "Dead letter queue").choice == "Yes"
        current = session.next()
        assert current is not None
        question = current.questions[0]
        assert (question.label, question.rule) == ("Dead letter queue", "dead-letters-without-queue")
        assert question.recommended is None

    def test_unresolved_it_is_asked_once_reported_and_written_into_the_row(self) -> None:
        session = begun(self.script())
        session.answer("no queue")
        session.answer("dead letters")
        session.answer("hm")
        while (current := session.next()) is not None:
            assert not any(question.rule for question in current.questions)
            session.answer("…")
        assert session.checks
        text = render(session.written)
        assert "Check: Dead letters need a queue" in text
        assert render(parse(text)) == text
        assert "Check:" not in row(session, "Dead letter queue").rationale

    def test_a_yes_does_not_tell_which_side_holds(self) -> None:
        session = begun(self.script())
        session.answer("no queue")
        session.answer("dead letters")
        assert session.answer("yes", ["Dead letter queue"]).learnt == ()

    def test_the_missing_detail_is_added_to_the_row(self) -> None:
        session = begun(self.script())
        session.answer("jwt")
        session.answer("15 minutes", ["Authentication"])
        assert (row(session, "Authentication").choice, row(session, "Authentication").rationale) == (
            "JWT",
            "15 minutes",
        )
        assert session.checks == ()

    def test_not_knowing_the_detail_does_not_take_the_decision_back(self) -> None:
        script = self.script() | {"no idea": [Entry(kind="open", topic="Authentication", quote="no idea")]}
        session = begun(script)
        session.answer("jwt")
        session.answer("no idea", ["Authentication"])
        assert row(session, "Authentication").choice == "JWT"
        assert session.checks


class TestContradictions:
    def script(self) -> Script:
        return {
            "redis": [decided("Cache strategy", "Redis", "redis")],
            "memcached it is": [decided("Cache strategy", "Memcached", "memcached")],
            "sorry, memcached": [decided("Cache strategy", "Memcached", "memcached")],
            "redis cluster": [decided("Cache strategy", "Redis cluster")],
            "Ann: redis": [decided("Cache strategy", "Redis", "redis")],
            "Bob: no, memcached": [decided("Cache strategy", "Memcached", "memcached")],
            "no, memcached": [decided("Cache strategy", "Memcached", "memcached")],
            "still memcached": [decided("Cache strategy", "Memcached", "memcached")],
            "ok, memcached": [decided("Cache strategy", "Memcached", "memcached")],
        }

    def test_without_a_word_of_correction_it_is_asked_which_holds(self) -> None:
        session = begun(self.script())
        session.answer("redis")
        session.answer("memcached it is", [])
        assert row(session, "Cache strategy").status is Status.CONFLICT
        current = session.next()
        assert current is not None
        assert current.questions[0].text == "Redis (Developer) or Memcached (Developer): which holds?"
        assert session.answer("yes", ["Cache strategy"]).learnt == ()
        session.answer("memcached it is", ["Cache strategy"])
        assert row(session, "Cache strategy").choice == "Memcached"

    @pytest.mark.parametrize("said", ["sorry, memcached", "redis cluster"])
    def test_a_correction_and_a_closer_word_replace(self, said: str) -> None:
        session = begun(self.script())
        session.answer("redis")
        session.answer(said, [])
        assert row(session, "Cache strategy").status is Status.DECIDED

    def test_two_people_who_disagree_leave_a_conflict_until_one_gives_way(self) -> None:
        header = Header(phase="3", discussion_with=("Ann (PO)", "Bob"))
        session = Interview(ScriptedExtractor(self.script()), header=header)
        session.answer("Ann: redis", ["Cache strategy"])
        session.answer("Bob: no, memcached", ["Cache strategy"])
        positions = [(side.choice, side.speaker) for side in row(session, "Cache strategy").positions]
        assert positions == [("Redis", "Ann"), ("Memcached", "Bob")]
        session.answer("Bob: still memcached", ["Cache strategy"])
        assert row(session, "Cache strategy").status is Status.CONFLICT
        session.answer("Ann: ok, memcached", ["Cache strategy"])
        assert row(session, "Cache strategy").choice == "Memcached"


class TestThirdParties:
    def session(self) -> Interview:
        stripe = Entry.model_validate({"kind": "integration", "text": "Stripe", "quote": "stripe"})
        session = begun({"stripe": [stripe]})
        session.answer("stripe")
        return session

    def test_each_brings_its_four_questions_in_one_round(self) -> None:
        current = self.session().next()
        assert current is not None
        assert current.labels == (
            "Stripe: availability",
            "Stripe: rate limits",
            "Stripe: sandbox",
            "Stripe: when it is down",
        )

    @pytest.mark.parametrize(
        ("said", "notes"),
        [
            (
                "1. 99.9%\n2. 100 a second\n3. test mode\n4. jobs wait",
                "Availability: 99.9%; Rate limits: 100 a second; Sandbox: test mode; When it is down: jobs wait",
            ),
            (
                "sandbox exists, when it is down we retry for a day",
                "Sandbox: sandbox exists; When it is down: when it is down we retry for a day; "
                "Risk: not known: availability, rate limits",
            ),
            ("no idea", "Risk: not known: availability, rate limits, sandbox, when it is down"),
        ],
    )
    def test_the_answers_go_into_its_notes_and_what_nobody_knows_is_a_risk(self, said: str, notes: str) -> None:
        session = self.session()
        session.answer(said)
        assert session.document.integrations[0].notes == notes
        current = session.next()
        assert current is not None
        assert not any("Stripe" in label for label in current.labels)

    def test_what_the_notes_say_is_not_asked(self) -> None:
        row = Integration(name="Stripe", notes="100 requests per second, sandbox in test mode")
        session = begun(document=PhaseContext(integrations=(row,)))
        current = session.next()
        assert current is not None
        assert current.labels == ("Stripe: availability", "Stripe: when it is down")

    def test_silence_is_no_risk(self) -> None:
        session = self.session()
        before = session.next()
        session.answer(" ")
        assert session.next() == before
        assert session.document.integrations[0].notes == ""

    def test_what_a_host_leaves_unknown_is_a_risk_too(self) -> None:
        session = Interview(None)
        said = "stripe, with their sandbox"
        entry = {"kind": "integration", "text": "Stripe", "quote": "stripe", "rationale": "Sandbox: theirs"}
        session.record([entry], said)
        session.record(
            [{**entry, "rationale": "99.9%", "quote": "99.9%"}],
            "99.9%",
            ["Stripe: availability", "Stripe: rate limits"],
        )
        assert session.document.integrations[0].notes == "Sandbox: theirs; 99.9%; Risk: not known: rate limits"

    def test_a_host_that_tells_all_that_was_asked_adds_no_risk(self) -> None:
        session = Interview(None)
        session.record([{"kind": "integration", "text": "Stripe", "quote": "stripe"}], "stripe")
        told = {
            "kind": "integration",
            "text": "Stripe",
            "quote": "100 a second",
            "rationale": "Rate limits: 100 a second",
        }
        session.record([told], "100 a second", ["Stripe: rate limits"])
        session.record([{"kind": "idea", "quote": "like Shopify"}], "like Shopify", ["Stripe: sandbox"])
        assert session.document.integrations[0].notes == "Rate limits: 100 a second"


class TestUpdate:
    def document(self) -> PhaseContext:
        found = PhaseContext(header=Header(phase="3", name="Orders"))
        for label, choice in (("Cache strategy", "Redis"), ("Queue system", "SQS"), ("Dead letter queue", "Yes")):
            found = found.with_decision(label, Decision(status=Status.DECIDED, choice=choice))
        return found.with_decision("Alerting", Decision(status=Status.OPEN, owner="Ann"))

    def test_only_what_is_open_or_changed_is_asked(self) -> None:
        session = Interview(ScriptedExtractor(), document=self.document(), update=True)
        first = session.next()
        assert first is not None
        assert first.labels == (CHANGES,)
        session.answer("nothing")
        assert session.next() is None

    def test_what_nobody_knew_is_asked_again_without_an_owner_and_a_change_reopens(self) -> None:
        base = self.document().with_decision("Alerting", Decision(status=Status.OPEN))
        script: Script = {
            "no queue any more": [decided("Queue system", "None", "no queue")],
            "both": [decided("Alerting", "Both", "both")],
        }
        session = Interview(ScriptedExtractor(script), document=base, update=True)
        answer = session.answer("no queue any more")
        assert answer.reopened == ("Dead letter queue",)
        current = session.next()
        assert current is not None
        assert set(current.labels) == {"Alerting"}
        session.answer("both")
        assert session.changes().lines() == [
            "changed: Queue system: SQS → None — Developer",
            "changed: Alerting: open → Both — Developer",
            "withdrawn: Dead letter queue: Yes; now open (open again because Queue system changed; before: Yes)",
        ]

    def test_what_the_repository_now_shows_instead_is_asked_about(self) -> None:
        session = Interview(ScriptedExtractor(), document=self.document(), update=True)
        session.suggest([REDIS, BULL])
        session.answer("see the repository")
        current = session.next()
        assert current is not None
        assert current.labels == ("Queue system",)
        session.answer("yes")
        assert row(session, "Queue system").choice == "BullMQ"


def test_the_built_in_extractor_completes_a_round_of_suggestions_and_answers() -> None:
    session = Interview(choose("built-in"))
    session.answer("1. order import\n2. refunds")
    session.suggest([REDIS, BULL, ROLLING])
    session.answer("all fine but 1: memcached")
    assert row(session, "Cache strategy").choice == "Memcached"
    assert row(session, "Queue system").choice == "BullMQ"


def test_progress_counts_areas_and_questions() -> None:
    done = progress(PhaseContext(), Course(skipped=(*TOPICS, *QUESTIONS)))
    assert (done.areas_done, done.areas, done.questions_left) == (len(AREAS), len(AREAS), 0)
    begun_with = progress(PhaseContext(), Course())
    assert begun_with.areas_done == 0
    assert begun_with.questions_left == len(gaps(PhaseContext()))
    one = progress(PhaseContext(), Course(skipped=[label for label in QUESTIONS if label != "Cache strategy"]))
    assert (one.areas_done, one.questions_left) == (len(AREAS) - 1, 1)


def test_gaps_are_what_the_document_leaves_open_whoever_was_asked() -> None:
    none = PhaseContext().with_decision("Queue system", Decision(status=Status.DECIDED, choice="None"))
    labels = {question.label for question in gaps(none)}
    assert "Cache strategy" in labels
    assert not labels & {"Queue system", "Dead letter queue"}


SCOPE = PhaseContext(in_scope=(Item(text="orders"),), out_of_scope=(Item(text="charts"),))


def test_a_suggestion_that_was_put_once_is_not_put_again_with_the_others() -> None:
    suggested = [label for label, topic in TOPICS.items() if not topic.one_way and not topic.after][:3]
    first = next_round(SCOPE, Course(suggested=suggested))
    assert first is not None
    assert set(first.labels) == set(suggested)
    again = next_round(SCOPE, Course(suggested=suggested, asked={suggested[0]: 1}))
    assert again is not None
    assert again.together
    assert set(again.labels) == set(suggested[1:])


def test_a_suggestion_waits_for_an_open_question_that_may_reshape_it() -> None:
    label = next(label for label, topic in TOPICS.items() if topic.after and not topic.one_way)
    easy = (other for other, topic in TOPICS.items() if not topic.one_way and not topic.after)
    suggested = [label, *(other for other in easy if other not in TOPICS[label].after)][:4]
    waiting = next_round(SCOPE, Course(suggested=suggested))
    assert waiting is not None
    assert label not in waiting.labels
    told = next_round(SCOPE, Course(suggested=suggested, skipped=TOPICS[label].after))
    assert told is not None
    assert label in told.labels


def asked_about(label: str, document: PhaseContext, **fields: Any) -> Round | None:
    """The round when nothing but this question may be asked."""
    merged = document.model_copy(update={"in_scope": SCOPE.in_scope, "out_of_scope": SCOPE.out_of_scope})
    skipped = [other for other in QUESTIONS if other != label]
    return next_round(merged, Course(skipped=skipped, **fields))


def known(label: str, status: str, **fields: Any) -> PhaseContext:
    return PhaseContext().with_decision(label, Decision.model_validate({"status": status, **fields}))


def test_within_a_budget_what_is_dear_to_reverse_comes_first() -> None:
    dear = next(label for label in reversed(TOPICS) if TOPICS[label].one_way and not TOPICS[label].after)
    skipped = [label for label in QUESTIONS if label not in (dear, "Deployment", "Alerting")]
    free, one, three = (next_round(SCOPE, Course(skipped=skipped, budget=budget)) for budget in (None, 1, 3))
    assert free is not None
    assert one is not None
    assert three is not None
    assert free.labels[0] == "Deployment"
    assert one.labels == (dear,)
    assert three.labels == (dear, "Deployment", "Alerting")


def test_a_round_is_titled_by_its_areas() -> None:
    skipped = [label for label in QUESTIONS if label not in ("Deployment", "Alerting")]
    plain = next_round(SCOPE, Course(skipped=skipped))
    together = next_round(SCOPE, Course(skipped=skipped, suggested=["Deployment", "Alerting"]))
    assert plain is not None
    assert together is not None
    assert plain.title == together.title == "Infrastructure, Error Handling"
    assert (plain.together, together.together) == (False, True)
    alone = next_round(SCOPE, Course(skipped=skipped, suggested=["Deployment"]))
    assert alone is not None
    assert not alone.together


def test_what_nobody_knew_is_asked_once_and_a_conflict_again() -> None:
    opened = known("Alerting", "open")
    first = asked_about("Alerting", opened)
    assert first is not None
    assert "which holds" not in first.questions[0].text
    assert asked_about("Alerting", opened, asked={"Alerting": 1}) is None
    conflict = known("Alerting", "conflict", positions=[{"choice": "Slack"}, {"choice": "PagerDuty"}])
    again = asked_about("Alerting", conflict, asked={"Alerting": 1})
    assert again is not None
    assert again.questions[0].text == "Slack or PagerDuty: which holds?"


def test_a_topic_is_pointless_only_where_the_other_is_not_needed() -> None:
    assert asked_about("Dead letter queue", known("Queue system", "decided", choice="SQS")) is not None
    assert asked_about("Dead letter queue", known("Queue system", "decided", choice="None")) is None
    assert asked_about("Dead letter queue", known("Queue system", "not_applicable")) is None
    jobs = known("Queue system", "decided", choice="None").with_decision(
        "Retry strategy", Decision(status=Status.DECIDED, choice="Three times", rationale="FAILED JOBS stay")
    )
    assert asked_about("Dead letter queue", jobs) is not None


class TestPartyQuestions:
    PARTIES = PhaseContext(integrations=(Integration(name="AWS: S3"), Integration(name="Stripe")))
    FIRST = ("AWS: S3: availability", "AWS: S3: rate limits", "AWS: S3: sandbox", "AWS: S3: when it is down")

    def test_one_party_at_a_time_whatever_its_name(self) -> None:
        found = asked_about(SECTIONS["integrations"].heading, self.PARTIES)
        assert found is not None
        assert found.labels == self.FIRST
        last = asked_about(SECTIONS["integrations"].heading, self.PARTIES, asked=dict.fromkeys(self.FIRST[:3], 1))
        assert last is not None
        assert last.labels == self.FIRST[3:]

    def test_what_an_update_leaves_closed_and_a_skip_leaves_out(self) -> None:
        rest = asked_about(SECTIONS["integrations"].heading, self.PARTIES, closed=self.FIRST[:2])
        assert rest is not None
        assert rest.labels == self.FIRST[2:]
        assert (
            next_round(self.PARTIES.model_copy(update={"in_scope": SCOPE.in_scope}), Course(skipped=QUESTIONS)) is None
        )
