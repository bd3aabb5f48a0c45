"""The interview: rounds, corrections, undo, resume; and the agenda always ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phase_context.agent.agenda import Course, next_round
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS, Decision, Entry, Header, PhaseContext, Status
from tests.scripted import ScriptedExtractor, decided


def interview(script: dict[str, list[Entry] | str] | None = None, journal: Journal | None = None) -> Interview:
    return Interview(ScriptedExtractor(script), journal, header=Header(phase="3", name="Orders"))


def test_the_first_round_is_the_boundary_and_keeps_to_the_size() -> None:
    first = interview().next()
    assert first is not None
    assert first.labels == ("In scope", "Out of scope (deferred)")


def test_dependent_questions_wait_for_the_ones_that_reshape_them() -> None:
    session = interview({"sqs": [decided("Queue system", "SQS", "sqs")]})
    session.answer("orders")
    second = session.next()
    assert second is not None
    assert second.labels == ("Queue system", "Deployment", "Cache strategy", "Response time")
    session.answer("sqs")
    third = session.next()
    assert third is not None
    assert "Scheduling" in third.labels


def test_a_question_shows_the_recommended_option_first_and_why() -> None:
    question = QUESTIONS["Rollback plan"]
    assert question.options == ("Manual", "Auto-rollback", "None")
    assert question.recommended == question.options[0]
    assert question.because


def test_a_topic_made_pointless_is_not_asked_and_not_recorded() -> None:
    document = PhaseContext().with_decision("Queue system", Decision(status=Status.DECIDED, choice="None"))
    asked = dict.fromkeys((label for label in QUESTIONS if label != "Dead letter queue"), 2)
    assert next_round(document, Course(asked)) is None
    assert document.decision("Dead letter queue") is None


def test_the_budget_asks_the_dearest_to_reverse() -> None:
    session = Interview(ScriptedExtractor(), budget=3)
    labels = []
    while (current := session.next()) is not None:
        labels += current.labels
        session.answer("x")
    assert len(labels) == 3
    assert all(TOPICS[label].one_way for label in labels)


@pytest.mark.parametrize(("size", "budget"), [(0, None), (6, None), (4, 0)])
def test_a_size_out_of_range_is_refused(size: int, budget: int | None) -> None:
    with pytest.raises(InputError):
        Interview(ScriptedExtractor(), size=size, budget=budget)


@given(st.lists(st.dictionaries(st.sampled_from(list(TOPICS)), st.sampled_from(list(Status)), max_size=4), max_size=60))
@settings(max_examples=40)
def test_the_agenda_ends_and_never_asks_what_is_settled(plan: list[dict[str, Status]]) -> None:
    """Whatever each round brings, sixty rounds are enough and a settled topic does not come again."""
    document, asked, ruled = PhaseContext(), dict[str, int](), set[str]()
    for step in [*plan, *[{}] * 60]:
        current = next_round(document, Course(asked, ruled=ruled))
        if current is None:
            break
        ruled |= {question.rule for question in current.questions}
        for label in (question.label for question in current.questions if not question.rule):
            known = document.decision(label) if label in TOPICS else None
            assert known is None or not known.settled
            asked[label] = asked.get(label, 0) + 1
        for label, status in step.items():
            if status is Status.DECIDED:
                document = document.with_decision(label, Decision(status=status, choice="x"))
            elif status is not Status.CONFLICT:
                document = document.with_decision(label, Decision(status=status))
    assert next_round(document, Course(asked, ruled=ruled)) is None


def test_silence_settles_nothing_and_does_not_use_up_the_question() -> None:
    session = interview()
    before = session.next()
    assert session.answer("  \n ").learnt == ()
    assert session.next() == before


def test_what_nobody_said_is_refused() -> None:
    session = interview({"hm": [decided("Cache strategy", "Redis", "redis please")]})
    answer = session.answer("hm")
    assert answer.learnt == ()
    assert "nobody said" in answer.refused[0].reason
    assert session.document == PhaseContext(header=session.document.header)


def test_one_reply_may_settle_rows_of_other_areas_and_they_are_not_asked() -> None:
    session = interview({"session, 3nf": [decided("Authentication", "Session"), decided("Normalization", "3NF")]})
    session.answer("session, 3nf", ["In scope"])
    while (current := session.next()) is not None:
        assert not {"Authentication", "Normalization"} & set(current.labels)
        session.answer("…")


def test_a_correction_reopens_what_depended_on_it_and_keeps_the_old_words() -> None:
    script: dict[str, list[Entry] | str] = {
        "sqs": [decided("Queue system", "SQS", "sqs")],
        "yes, 14 days": [decided("Dead letter queue", "Yes", "yes", rationale="14 days")],
        "no queue after all": [decided("Queue system", "None", "no queue")],
    }
    session = interview(script)
    session.answer("sqs")
    session.answer("yes, 14 days")
    answer = session.answer("no queue after all")
    assert answer.reopened == ("Dead letter queue",)
    row = session.document.decision("Dead letter queue")
    assert row is not None
    assert row.status is Status.OPEN
    assert "Yes" in row.rationale
    assert "14 days" in row.rationale


def test_a_correction_that_settles_the_dependent_topic_too_does_not_reopen_it() -> None:
    script: dict[str, list[Entry] | str] = {
        "a": [decided("Queue system", "SQS", "a"), decided("Retry strategy", "Fixed", "a")],
        "b": [decided("Queue system", "None", "b"), decided("Retry strategy", "None", "b")],
    }
    session = interview(script)
    session.answer("a")
    assert session.answer("b").reopened == ()


def test_the_same_choice_again_adds_its_reason() -> None:
    script: dict[str, list[Entry] | str] = {
        "redis": [decided("Cache strategy", "Redis", "redis", rationale="shared")],
        "redis!": [decided("Cache strategy", "redis", "redis", rationale="it is there")],
    }
    session = interview(script)
    session.answer("redis")
    session.answer("redis!")
    row = session.document.decision("Cache strategy")
    assert row is not None
    assert row.rationale == "shared; it is there"
    assert len(row.evidence) == 2


def test_undo_takes_back_the_last_reply_and_asks_again() -> None:
    session = interview({"redis": [decided("Cache strategy", "Redis", "redis")]})
    session.answer("orders")
    before = session.next()
    session.answer("redis")
    assert session.undo() == "“redis”"
    assert session.document.decision("Cache strategy") is None
    assert session.next() == before
    session.undo()
    assert session.undo() is None


def test_back_asks_the_round_before_again_and_skip_leaves_an_area_out() -> None:
    session = interview()
    first = session.next()
    session.answer("orders")
    again = session.back()
    assert again is not None
    assert first is not None
    assert again.labels == first.labels
    assert session.back() is None
    session.answer("orders and refunds")
    skipped = session.skip()
    assert "Cache strategy" in skipped
    current = session.next()
    assert current is not None
    assert not set(skipped) & set(current.labels)
    session.undo()
    current = session.next()
    assert current is not None
    assert "Cache strategy" in current.labels


def test_where_nothing_is_asked_nothing_is_skipped_nor_taken_back() -> None:
    session = interview()
    while session.next() is not None:
        assert session.skip()
    assert session.skip() == ()
    while session.undo() is not None:
        pass
    assert session.undo() is None
    assert session.back() is None


def test_a_reply_that_could_not_be_read_is_kept_and_read_with_the_next(tmp_path: Path) -> None:
    script: dict[str, list[Entry] | str] = {"redis": "the model is away"}
    with Journal(tmp_path / "s.jsonl") as journal:
        session = interview(script, journal)
        with pytest.raises(ExtractionError):
            session.answer("redis", ["Cache strategy"])
    with Journal(tmp_path / "s.jsonl") as journal:
        session = interview({"redis": [decided("Cache strategy", "Redis", "redis")]}, journal)
        assert session.pending == 1
        assert "Cache strategy: Redis" in session.answer("that is all").learnt
        assert session.pending == 0


def test_resuming_gives_the_same_state(tmp_path: Path) -> None:
    script: dict[str, list[Entry] | str] = {"redis": [decided("Cache strategy", "Redis", "redis")]}
    with Journal(tmp_path / "s.jsonl") as journal:
        session = interview(script, journal)
        session.answer("orders")
        session.answer("redis")
        session.skip()
        before = (session.document, session.next(), session.progress())
    with Journal(tmp_path / "s.jsonl") as journal:
        session = interview(script, journal)
        assert (session.document, session.next(), session.progress()) == before


def test_asyncio_takes_the_same_way() -> None:
    session = interview({"redis": [decided("Cache strategy", "Redis", "redis")]})
    assert asyncio.run(session.aanswer("redis")).learnt == ("Cache strategy: Redis",)


def test_a_scope_item_moves_when_it_is_put_out() -> None:
    def item(kind: str) -> Entry:
        return Entry.model_validate({"kind": kind, "text": "refunds", "quote": "refunds"})

    session = interview({"refunds": [item("in_scope")], "no refunds": [item("out_of_scope")]})
    session.answer("refunds")
    session.answer("no refunds")
    assert session.document.in_scope == ()
    assert [found.text for found in session.document.out_of_scope] == ["refunds"]


def test_a_delegated_topic_named_in_the_discretion_list_becomes_its_row() -> None:
    entry = Entry.model_validate({"kind": "discretion", "text": "seeding", "quote": "seeding is yours"})
    session = interview({"seeding is yours": [entry]})
    session.answer("seeding is yours")
    row = session.document.decision("Data seeding")
    assert row is not None
    assert row.status is Status.AGENT
    assert session.document.discretion == ()


def test_an_idea_is_kept_in_the_words_it_was_said_in() -> None:
    entry = Entry.model_validate({"kind": "idea", "text": "reworded", "quote": "USE the order number — as key"})
    session = interview({"Well: use the Order number, as key!": [entry]})
    session.answer("Well: use the Order number, as key!")
    assert [idea.text for idea in session.document.specific_ideas] == ["use the Order number, as key"]


def test_two_positions_are_a_conflict_with_both() -> None:
    def side(text: str) -> Entry:
        return Entry.model_validate({"kind": "conflict", "topic": "Response time", "text": text, "quote": text})

    session = interview({"100 ms or 250 ms": [side("100 ms"), side("250 ms")]})
    session.answer("100 ms or 250 ms")
    row = session.document.decision("Response time")
    assert row is not None
    assert [position.choice for position in row.positions] == ["100 ms", "250 ms"]
