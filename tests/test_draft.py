"""What each kind of entry becomes in the draft, with its evidence, and what is refused in which words."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from phase_context.agent.draft import Applied, apply
from phase_context.agent.evidence import Spoken
from phase_context.schemas import Decision, Entry, Header, Item, PhaseContext, Position, Status, Transcript, Turn

SAID = "We talked about it for a while and this is what was said, word for word."
QUOTE = "this is what was said"


def spoken(speaker: str = "Ana", source: str = "call.vtt") -> Spoken:
    return Spoken(Transcript(turns=(Turn(text=SAID, speaker=speaker),), source=source))


def entry(kind: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": QUOTE, **fields})


def applied(
    *entries: Entry, document: PhaseContext | None = None, by: str = "Ana", source: str = "call.vtt"
) -> Applied:
    return apply(document or PhaseContext(), entries, spoken(by, source))


def row(result: Applied, label: str) -> Decision:
    found = result.document.decision(label)
    assert found is not None
    return found


class TestTopics:
    def test_a_decision_has_choice_reason_and_evidence(self) -> None:
        result = applied(entry("decided", topic="Queue system", text="SQS", rationale="it is there"))
        found = row(result, "Queue system")
        assert (found.choice, found.rationale, found.status) == ("SQS", "it is there", Status.DECIDED)
        assert [(e.quote, e.speaker, e.source) for e in found.evidence] == [(QUOTE, "Ana", "call.vtt")]
        assert result.learnt == ("Queue system: SQS (it is there)",)

    def test_an_open_topic_has_an_owner_and_a_deferred_one_a_destination(self) -> None:
        opened = row(applied(entry("open", topic="Alerting", to="Ops", rationale="ask them")), "Alerting")
        assert (opened.status, opened.owner, opened.defer_to, opened.rationale) == (Status.OPEN, "Ops", "", "ask them")
        later = row(applied(entry("deferred", topic="Alerting", to="Phase 9", rationale="no time")), "Alerting")
        assert (later.status, later.owner, later.defer_to, later.rationale) == (
            Status.DEFERRED,
            "",
            "Phase 9",
            "no time",
        )
        nobody = row(applied(entry("open", topic="Alerting")), "Alerting")
        assert (nobody.owner, nobody.defer_to, len(nobody.evidence)) == ("", "", 1)
        assert row(applied(entry("deferred", topic="Alerting")), "Alerting").defer_to == ""

    def test_a_passage_goes_when_its_topic_is_settled_later_and_not_before(self) -> None:
        passage, other = entry("possibly", topic="Queue system"), entry("possibly", topic="Alerting")
        first = applied(passage, other, entry("open", topic="Queue system"))
        assert [found.topic for found in first.document.possibly] == ["Queue system", "Alerting"]
        later = applied(entry("decided", topic="Queue system", text="SQS"), document=first.document)
        assert [found.topic for found in later.document.possibly] == ["Alerting"]
        left_open = applied(entry("open", topic="Queue system", to="Ops"), document=first.document)
        assert [found.topic for found in left_open.document.possibly] == ["Queue system", "Alerting"]

    def test_a_passage_beside_what_settles_its_topic_stays(self) -> None:
        result = applied(entry("possibly", topic="Queue system"), entry("decided", topic="Queue system", text="SQS"))
        assert [found.topic for found in result.document.possibly] == ["Queue system"]

    def test_a_delegated_topic_names_nobody(self) -> None:
        found = row(applied(entry("agent", topic="Alerting", to="Ops")), "Alerting")
        assert (found.status, found.owner, found.defer_to) == (Status.AGENT, "", "")

    def test_a_choice_that_reads_as_a_status_is_refused_with_the_reason(self) -> None:
        result = applied(entry("decided", topic="Queue system", text="Open"))
        assert [refusal.what for refusal in result.refused] == ["decided Queue system Open"]
        assert result.refused[0].reason == "'Open' is a status, not a choice"
        assert result.document == PhaseContext()

    def test_words_that_nobody_said_are_refused_and_named(self) -> None:
        wrong = Entry(kind="decided", topic="Queue system", text="SQS", quote="we never said so")
        refusal = applied(wrong).refused[0]
        assert (refusal.what, refusal.reason) == ("decided Queue system SQS", "nobody said “we never said so”")

    def test_the_same_choice_in_a_later_meeting_adds_its_reason_and_its_words(self) -> None:
        first = applied(entry("decided", topic="Queue system", text="SQS", rationale="it is there"))
        again = entry("decided", topic="Queue system", text="sqs", rationale="cheap")
        found = row(applied(again, document=first.document, source="later.vtt"), "Queue system")
        assert (found.choice, found.rationale) == ("sqs", "it is there; cheap")
        assert [e.source for e in found.evidence] == ["call.vtt", "later.vtt"]

    @pytest.mark.parametrize(
        ("first", "second", "both"),
        [
            ("it is there", "is there", "it is there"),
            ("there", "it is there", "it is there"),
            ("is there", "it is there, and cheap", "it is there, and cheap"),
            ("it is there", "there is it", "it is there; there is it"),
        ],
    )
    def test_a_reason_that_holds_the_other_stands_alone(self, first: str, second: str, both: str) -> None:
        one = applied(entry("decided", topic="Queue system", text="SQS", rationale=first))
        two = entry("decided", topic="Queue system", text="SQS", rationale=second)
        assert row(applied(two, document=one.document), "Queue system").rationale == both

    def test_another_choice_keeps_an_earlier_meetings_words_beside_its_own(self) -> None:
        first = applied(entry("decided", topic="Queue system", text="SQS", rationale="it is there"))
        other = entry("decided", topic="Queue system", text="NATS")
        later = row(applied(other, document=first.document, source="later.vtt"), "Queue system")
        assert [e.source for e in later.evidence] == ["call.vtt", "later.vtt"]
        assert later.rationale == ""
        same = row(applied(other, document=first.document), "Queue system")
        assert [e.source for e in same.evidence] == ["call.vtt"]

    def test_a_decision_against_another_is_a_conflict_with_both_positions(self) -> None:
        first = applied(entry("decided", topic="Queue system", text="SQS", rationale="it is there"))
        against = entry("conflict", topic="Queue system", text="NATS", rationale="faster")
        found = row(applied(against, document=first.document, by="Bo"), "Queue system")
        assert found.positions == (Position(choice="SQS", speaker="Ana"), Position(choice="NATS", speaker="Bo"))
        assert (found.rationale, [e.speaker for e in found.evidence]) == ("faster", ["Ana", "Bo"])
        again = row(
            applied(against, document=PhaseContext().with_decision("Queue system", found), by="Bo"), "Queue system"
        )
        assert again.positions == found.positions
        assert again.rationale == "faster"

    def test_a_conflict_with_a_decision_nobody_is_known_to_have_said(self) -> None:
        known = PhaseContext().with_decision("Queue system", Decision(status=Status.DECIDED, choice="SQS"))
        found = row(applied(entry("conflict", topic="Queue system", text="NATS"), document=known), "Queue system")
        assert found.positions[0] == Position(choice="SQS", speaker=None)

    def test_a_correction_opens_what_hung_on_it_and_says_why(self) -> None:
        first = applied(
            entry("decided", topic="Queue system", text="SQS"),
            entry("decided", topic="Dead letter queue", text="Yes", rationale="14 days"),
        )
        result = applied(entry("decided", topic="Queue system", text="None"), document=first.document)
        found = row(result, "Dead letter queue")
        assert result.reopened == ("Dead letter queue",)
        assert found.rationale == "open again because Queue system changed; before: Yes (14 days)"
        assert found.evidence == row(first, "Dead letter queue").evidence

    def test_more_words_for_the_same_choice_open_nothing(self) -> None:
        first = applied(
            entry("decided", topic="Queue system", text="SQS"), entry("decided", topic="Dead letter queue", text="Yes")
        )
        result = applied(entry("decided", topic="Queue system", text="SQS, standard"), document=first.document)
        assert result.reopened == ()

    def test_a_decision_that_is_open_again_opens_what_hung_on_it(self) -> None:
        first = applied(
            entry("decided", topic="Queue system", text="SQS"), entry("decided", topic="Dead letter queue", text="Yes")
        )
        assert applied(entry("open", topic="Queue system"), document=first.document).reopened == ("Dead letter queue",)


class TestItems:
    @pytest.mark.parametrize(
        ("kind", "field", "shown"),
        [
            ("in_scope", "in_scope", "In scope: orders"),
            ("out_of_scope", "out_of_scope", "Out of scope: orders"),
            ("discretion", "discretion", "Discretion: orders"),
        ],
    )
    def test_an_item_stands_in_its_list_once_with_its_evidence(self, kind: str, field: str, shown: str) -> None:
        result = applied(entry(kind, text="orders"), entry(kind, text="Orders!"))
        (item,) = getattr(result.document, field)
        assert (item.text, item.evidence[0].quote) == ("orders", QUOTE)
        assert result.learnt == (shown,)

    def test_an_item_moves_between_in_and_out_of_scope(self) -> None:
        out = applied(entry("out_of_scope", text="refunds"), document=PhaseContext(in_scope=(Item(text="Refunds"),)))
        assert (out.document.in_scope, len(out.document.out_of_scope)) == ((), 1)
        back = applied(entry("in_scope", text="refunds"), document=out.document)
        assert (len(back.document.in_scope), back.document.out_of_scope) == (1, ())

    def test_a_topic_named_as_discretion_is_delegated_unless_it_is_settled(self) -> None:
        result = applied(entry("discretion", text="Alerting"))
        assert row(result, "Alerting").status is Status.AGENT
        assert row(result, "Alerting").rationale == ""
        assert result.document.discretion == ()
        settled = applied(entry("decided", topic="Alerting", text="PagerDuty"))
        kept = applied(entry("discretion", text="Alerting"), document=settled.document)
        assert row(kept, "Alerting").choice == "PagerDuty"
        unsettled = applied(entry("open", topic="Alerting"))
        assert row(applied(entry("discretion", text="Alerting"), document=unsettled.document), "Alerting").status is (
            Status.AGENT
        )
        scope = applied(entry("in_scope", text="Alerting"))
        assert scope.document.decision("Alerting") is None

    def test_an_idea_is_the_words_that_were_said(self) -> None:
        result = applied(entry("idea", text="something else"))
        assert [item.text for item in result.document.specific_ideas] == [QUOTE]
        assert result.learnt == (f"Specific ideas: {QUOTE}",)


class TestRows:
    def test_an_integration_gathers_what_is_said_of_it(self) -> None:
        first = applied(entry("integration", text="Stripe"))
        (party,) = first.document.integrations
        assert (party.name, party.type, party.complexity, party.notes) == ("Stripe", "", "", "")
        assert first.learnt == ("Integration: Stripe",)
        more = entry("integration", text="stripe", type="Webhook", complexity="Med", rationale="signed")
        second = applied(more, document=first.document, by="Bo")
        (party,) = second.document.integrations
        assert (party.name, party.type, party.complexity, party.notes) == ("Stripe", "Webhook", "Med", "signed")
        assert [e.speaker for e in party.evidence] == ["Ana", "Bo"]
        third = applied(entry("integration", text="Stripe", rationale="no sandbox"), document=second.document)
        (party,) = third.document.integrations
        assert (party.type, party.complexity, party.notes) == ("Webhook", "Med", "signed; no sandbox")

    def test_a_deferred_idea_is_replaced_by_what_is_said_of_it_later(self) -> None:
        first = applied(entry("deferred_idea", text="Exports", to="Phase 9", rationale="no demand"))
        (idea,) = first.document.deferred
        assert (idea.idea, idea.defer_to, idea.reason) == ("Exports", "Phase 9", "no demand")
        assert idea.evidence[0].quote == QUOTE
        assert first.learnt == ("Deferred: Exports to Phase 9",)
        second = applied(
            entry("deferred_idea", text="exports"), entry("deferred_idea", text="Imports"), document=first.document
        )
        assert [(idea.idea, idea.defer_to, idea.reason) for idea in second.document.deferred] == [
            ("exports", "", ""),
            ("Imports", "", ""),
        ]
        assert second.learnt == ("Deferred: exports", "Deferred: Imports")

    def test_what_was_only_heard_is_kept_once_and_is_nothing_learnt(self) -> None:
        maybe = entry("possibly", topic="Alerting", rationale="hedged")
        result = applied(maybe, maybe, entry("possibly", text="in passing"))
        assert [(p.topic, p.quote, p.reason) for p in result.document.possibly] == [
            ("Alerting", QUOTE, "hedged"),
            (None, QUOTE, "in passing"),
        ]
        assert result.document.possibly[0].evidence[0].speaker == "Ana"
        assert result.learnt == ()


class TestHeader:
    @pytest.mark.parametrize(
        ("text", "phase", "name"),
        [
            ("phase 3: Orders", "03", "Orders"),
            ("3 — Orders", "03", "Orders"),
            ("Orders", None, "Orders"),
            ("12b", "12b", None),
        ],
    )
    def test_a_phase_is_a_number_and_a_name(self, text: str, phase: str | None, name: str | None) -> None:
        header = applied(entry("phase", text=text)).document.header
        assert (header.phase, header.name) == (phase, name)

    def test_facts_fill_gaps_and_what_was_given_stays(self) -> None:
        given = PhaseContext(header=Header(phase="7", sprint="3"))
        facts = (entry("phase", text="9 Refunds"), entry("sprint", text="8"), entry("date", text="2026-03-01"))
        header = applied(*facts, document=given).document.header
        assert (header.phase, header.name, header.sprint) == ("07", "Refunds", "SPRINT-003")
        assert header.date == datetime.date(2026, 3, 1)

    def test_a_date_of_another_form_is_refused(self) -> None:
        result = applied(entry("date", text="next week"))
        assert result.refused[0].reason == "'next week' is not a date of the form YYYY-MM-DD"
        assert result.document == PhaseContext()

    def test_everybody_stands_in_the_header_once(self) -> None:
        people = [entry("person", text=name) for name in ("Ana (PO)", "Bo", "ana po")]
        assert applied(*people).document.header.discussion_with == ("Ana (PO)", "Bo")

    def test_a_sprint_that_was_not_given_is_taken(self) -> None:
        assert applied(entry("sprint", text="8")).document.header.sprint == "SPRINT-008"


def test_a_conflict_without_a_reason_has_none() -> None:
    assert row(applied(entry("conflict", topic="Queue system", text="NATS")), "Queue system").rationale == ""
