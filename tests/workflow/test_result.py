"""The result contract: one call for every step, which returns at once and never fills a gap."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from phase_context.agent import (
    Extraction,
    Header,
    InputError,
    Interview,
    Journal,
    JournalError,
    Reading,
    Records,
    Reply,
    Result,
    Status,
    Transcript,
    Turn,
    asettle,
    read_transcript,
    settle,
)
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS
from tests.scripted import ScriptedExtractor, decided

PHASE = Header(phase="3", name="Parcel labels")
SQS = decided("Queue system", "SQS", "SQS, ops runs it", rationale="ops runs it")
MEETING = b"Ida: what queue?\nPer: SQS, ops runs it.\nIda: SQS it is.\n"


def scripted(**more: Any) -> ScriptedExtractor:
    return ScriptedExtractor({"SQS, ops runs it": [SQS], "no answer from here": "the model is away", **more})


def test_with_nobody_at_hand_every_gap_is_listed_and_none_is_filled() -> None:
    result = settle(header=PHASE)
    assert result.status == "partial"
    assert {question.label for question in result.open_questions} == set(QUESTIONS)
    assert {question.state for question in result.open_questions} == {"untouched"}
    assert list(result.context.decisions()) == []
    assert "|" not in result.document
    assert result.outcome is None


def test_a_question_is_ready_to_show() -> None:
    cache = next(q for q in settle().open_questions if q.label == "Rollback plan")
    assert (cache.id, cache.area, cache.options[0]) == ("rollback-plan", "Migration Strategy", cache.recommended)
    assert cache.question
    assert cache.why
    assert cache.because


def test_someone_answers_later_and_the_same_call_goes_on() -> None:
    first = settle(header=PHASE, extractor=scripted())
    kept = json.loads(json.dumps(first.session))
    second = settle("SQS, ops runs it", session=kept, extractor=scripted())
    assert second.outcome == "answered"
    assert second.learnt == ("Queue system: SQS (ops runs it)",)
    assert "| Queue system | SQS | ops runs it |" in second.document
    assert "Queue system" not in {question.label for question in second.open_questions}
    assert [(proof.id, proof.quote) for proof in second.evidence] == [("queue-system", "SQS, ops runs it")]
    assert second.usage.requests == 1
    assert kept == list(first.session)


@pytest.mark.parametrize("outcome", ["declined", "cancelled", "timed_out", "unanswered"])
def test_what_is_not_an_answer_stays_distinct_and_records_nothing(outcome: str) -> None:
    first = settle(header=PHASE, extractor=scripted())
    reply = {"outcome": outcome, "text": "SQS, ops runs it"}
    second = settle(reply, session=first.session, extractor=scripted())
    assert second.outcome == outcome
    assert second.session == first.session
    assert second.document == first.document
    assert second.now == first.now


@pytest.mark.parametrize("empty", ["", "  \n", {}, {"answers": {"Cache strategy": " "}}])
def test_silence_is_no_answer(empty: Any) -> None:
    first = settle(extractor=scripted())
    second = settle(empty, session=first.session, extractor=scripted())
    assert (second.outcome, second.session) == ("unanswered", first.session)


def test_answers_by_question_are_one_request_and_keep_the_words_apart() -> None:
    reader = scripted()
    first = settle(extractor=reader)
    answers = {"queue-system": "SQS, ops runs it", "Cache strategy": "none"}
    settle({"answers": answers}, session=first.session, extractor=reader)
    (reading,) = reader.readings
    assert reading.asked == ("Queue system", "Cache strategy")
    assert reading.transcript.turns[0].text == "1. SQS, ops runs it\n2. none"


def test_the_built_in_extractor_reads_answers_by_question() -> None:
    first = settle()
    answers = {"Cache strategy": "redis, we already run it", "Soft deletes": "no"}
    second = settle({"answers": answers}, session=first.session)
    rows = {topic.label: row.choice for topic, row in second.context.decisions()}
    assert rows == {"Cache strategy": "Redis", "Soft deletes": "No"}


def test_the_hosts_own_model_may_have_read_the_words() -> None:
    first = settle()
    entries = [SQS.model_dump(), decided("Cache strategy", "Redis", "nobody said this").model_dump(), {"kind": "odd"}]
    second = settle({"text": "SQS, ops runs it", "entries": entries}, session=first.session)
    assert [topic.label for topic, _ in second.context.decisions()] == ["Queue system"]
    assert len(second.refused) == 1
    assert [q.label for q in second.open_questions if q.state == "suggested"] == ["Cache strategy"]
    assert second.usage.requests == 0


def test_a_model_that_is_away_blocks_and_the_same_call_goes_on() -> None:
    away = settle("no answer from here", extractor=scripted())
    assert (away.status, away.problem) == ("blocked", "the model is away")
    back = settle(session=away.session, extractor=ScriptedExtractor({"no answer from here": [_queue("no answer")]}))
    assert back.status == "partial"
    assert [topic.label for topic, _ in back.context.decisions()] == ["Queue system"]


def test_a_meeting_that_cannot_be_read_begins_nothing() -> None:
    transcript = Transcript(turns=(Turn(text="no answer from here"),))
    result = settle(header=PHASE, transcripts=transcript, extractor=scripted())
    assert (result.status, result.session) == ("blocked", ())
    assert len(result.open_questions) == len(QUESTIONS)


def test_a_meeting_is_read_before_anything_is_asked() -> None:
    result = settle(header=PHASE, transcripts=read_transcript(MEETING))
    assert "| Queue system | SQS |" in result.document
    assert result.context.header.discussion_with == ("Ida", "Per")
    assert [proof.speaker in ("Ida", "Per") for proof in result.evidence] == [True]
    with pytest.raises(InputError, match="has begun"):
        settle(session=result.session, transcripts=read_transcript(MEETING))


def test_conflicts_are_listed_with_their_sides_and_stay_open() -> None:
    said = ("Redis", "in memory")
    sides = [{"kind": "conflict", "topic": "Cache strategy", "text": text, "quote": text} for text in said]
    result = settle({"text": "Ida says Redis, Per in memory", "entries": sides})
    (conflict,) = result.conflicts
    assert (conflict.id, [side.choice for side in conflict.positions]) == ("cache-strategy", ["Redis", "in memory"])
    assert [q.label for q in result.open_questions if q.state == "conflict"] == ["Cache strategy"]
    assert result.status == "partial"


def test_decisions_that_do_not_go_together_are_named_and_asked_about() -> None:
    said = {"no queue at all": ("Queue system", "None"), "dead letter queue yes": ("Dead letter queue", "Yes")}
    rows = [{"kind": "decided", "topic": t, "text": text, "quote": words} for words, (t, text) in said.items()]
    result = settle({"text": "; ".join(said), "entries": rows})
    (check,) = result.checks
    assert check in result.document
    assert [question.label for question in result.open_questions if question.state == "check"] == ["Dead letter queue"]


def test_an_open_topic_names_who_can_answer() -> None:
    entry = {"kind": "open", "topic": "Alerting", "to": "Tove", "quote": "ask Tove about alerts"}
    result = settle({"text": "ask Tove about alerts", "entries": [entry]})
    (waiting,) = [question for question in result.open_questions if question.state == "open"]
    assert (waiting.label, waiting.owner) == ("Alerting", "Tove")


def test_it_is_complete_when_everything_is_settled_and_nothing_is_left_to_ask() -> None:
    words = "labels for one parcel; you decide it all"
    rows = [{"kind": "agent", "topic": label, "quote": "you decide it all"} for label in TOPICS]
    scope = {"kind": "in_scope", "text": "labels", "quote": "labels for one parcel"}
    result = settle({"text": words, "entries": [*rows, scope], "asked": ["In scope", *TOPICS]})
    while result.now:
        assert result.status == "partial"
        result = settle("no", session=result.session, extractor=scripted())
    assert (result.status, result.open_questions) == ("complete", ())


def test_a_phase_of_which_nobody_said_what_is_built_is_not_complete() -> None:
    rows = [{"kind": "agent", "topic": label, "quote": "you decide it all"} for label in TOPICS]
    result = settle({"text": "you decide it all", "entries": rows, "asked": list(TOPICS)})
    while result.now:
        result = settle("no", session=result.session, extractor=scripted())
    assert (result.status, [question.label for question in result.open_questions]) == ("partial", ["In scope"])


def test_a_result_is_plain_data_and_reads_back() -> None:
    result = settle("SQS, ops runs it", extractor=scripted())
    again = Result.model_validate(json.loads(json.dumps(result.data(session=True))))
    assert again == result
    assert again.context.decision("Queue system") is not None


def test_a_journal_keeps_what_the_calls_do(tmp_path: Path) -> None:
    with Journal(tmp_path / "phase-03.jsonl") as journal:
        settle(header=PHASE, session=journal, extractor=scripted())
        settle("SQS, ops runs it", session=journal, extractor=scripted())
    with Journal(tmp_path / "phase-03.jsonl") as journal:
        assert Interview(None, journal).document.decision("Queue system") is not None


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (7, "not a reply"),
        ({"outcome": "maybe"}, "outcome"),
        ({"words": "SQS"}, "words"),
        ({"answers": {"Colour": "blue"}}, "unknown topic 'Colour'"),
    ],
)
def test_what_is_no_reply_is_refused_in_one_line(reply: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        settle(reply)
    assert "\n" not in str(raised.value)


def test_what_is_no_session_is_refused() -> None:
    with pytest.raises(JournalError, match="not a session"):
        settle(session=[{"type": "start", "version": 99}])


def test_async_does_the_same() -> None:
    async def run() -> Result:
        first = await asettle(header=PHASE, transcripts=read_transcript(MEETING))
        return await asettle("no cache", session=first.session)

    here = settle("no cache", session=settle(header=PHASE, transcripts=read_transcript(MEETING)).session)
    assert asyncio.run(run()) == here


class Slow(ScriptedExtractor):
    """It takes its time over each reply."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    async def aextract(self, reading: Reading) -> Extraction:
        await asyncio.sleep(self.seconds)
        words = reading.transcript.turns[0].text
        return Extraction((_queue(words),))


def test_many_sessions_in_one_loop_do_not_mix() -> None:
    async def hold(number: int, reader: Slow) -> Result:
        first = await asettle(extractor=reader)
        return await asettle(f"SQS, queue {number}", session=first.session, extractor=reader)

    async def run() -> list[Result]:
        reader = Slow(0.01)
        return await asyncio.gather(*(hold(number, reader) for number in range(30)))

    for number, result in enumerate(asyncio.run(run())):
        assert [proof.quote for proof in result.evidence] == [f"SQS, queue {number}"]


def test_cancelled_a_plain_session_is_as_it_was() -> None:
    first = settle()
    kept = json.dumps(first.session)
    asyncio.run(_cancelled("SQS", first.session))
    assert json.dumps(first.session) == kept


def test_cancelled_a_kept_session_has_the_reply_and_reads_it_later(tmp_path: Path) -> None:
    with Journal(tmp_path / "phase.jsonl") as journal:
        settle(session=journal)
        asyncio.run(_cancelled("SQS", journal))
    with Journal(tmp_path / "phase.jsonl") as journal:
        later = settle(session=journal, extractor=ScriptedExtractor({"SQS": [_queue("SQS")]}))
    assert [topic.label for topic, _ in later.context.decisions()] == ["Queue system"]
    assert len(later.evidence) == 1


async def _cancelled(words: str, session: Any) -> None:
    task = asyncio.create_task(asettle(words, session=session, extractor=Slow(5)))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_an_interview_in_memory_can_be_taken_up_from_its_records() -> None:
    records = Records()
    Interview(scripted(), records).answer("SQS, ops runs it")
    again = Interview(None, Records(records.records))
    assert again.document.with_status(Status.DECIDED)[0].label == "Queue system"


def test_a_reply_is_itself() -> None:
    reply = Reply(text="SQS")
    assert Reply.of(reply) == reply


def _queue(quote: str) -> Any:
    return decided("Queue system", "SQS", quote)
