"""Nothing invented: corrupted answers do not reach the document, and right ones do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.interview import Interview
from phase_context.agent.jobs import plan
from phase_context.agent.meeting import read_meeting
from phase_context.schemas import Status
from tests.trust.faults import Fault, faults, right_answers
from tests.trust.material import as_vtt, cases, meetings
from tests.trust.model import ScriptedModel
from tests.trust.trial import Table, reached, refused

MOST_REFUSED = 0.01
KINDS = sorted({fault.kind for fault in faults(rounds=1)})


@cache
def corrupted() -> Sequence[Fault]:
    """Every second fault of each kind; all of them are run by ``python -m benchmarks.trust``."""
    by_kind = {kind: [fault for fault in faults(rounds=1) if fault.kind == kind] for kind in KINDS}
    return [fault for made in by_kind.values() for fault in (made if len(made) < 40 else made[::2])]


def test_there_are_enough_corruptions_and_the_same_ones_each_time() -> None:
    assert len(corrupted()) >= 500
    assert [fault.answer for fault in faults(rounds=1)] == [fault.answer for fault in faults(rounds=1)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_corruption_reaches_the_document_as_decided(kind: str) -> None:
    assert [line for fault in corrupted() if fault.kind == kind and (line := reached(fault))] == []


def test_right_entries_are_hardly_ever_refused() -> None:
    right = list(right_answers())
    assert sum(refused(case, entry) for case, entry in right) <= MOST_REFUSED * len(right)


def test_a_whole_right_answer_is_recorded_whole() -> None:
    for case in meetings():
        extractor = ModelExtractor(ScriptedModel(entries=list(case.entries)))
        found = {
            topic.label: row.choice for topic, row in read_meeting(case.transcript, extractor).document.decisions()
        }
        assert found == {entry["topic"]: entry["text"] for entry in case.entries}, case.name


def test_a_quote_across_cues_is_found_and_placed_at_its_beginning(tmp_path: Path) -> None:
    case = next(case for case in cases() if case.name == "bakery")
    source = tmp_path / "bakery.vtt"
    source.write_text(as_vtt(case.said, 3), encoding="utf-8")
    done: list[Filled] = []
    extractor = ModelExtractor(ScriptedModel(entries=list(case.entries)))
    Filling(str(tmp_path / "out"), extractor).run(plan([str(source)], str(tmp_path / "out")), done.append)
    assert done[0].meeting is not None
    row = done[0].meeting.document.decision("Dead letter queue")
    assert row is not None
    assert row.status is Status.DECIDED
    assert row.evidence[0].quote == "After that put it into a dead letter queue"
    assert row.evidence[0].speaker == "Marit"


def test_what_a_person_said_is_kept_for_a_reader_when_the_entry_is_not() -> None:
    case = next(case for case in cases() if case.name == "bakery")
    wrong = {**case.entries[0], "text": "Hazelcast"}
    meeting = read_meeting(case.transcript, ModelExtractor(ScriptedModel(entries=[wrong])))
    assert meeting.document.decision("Cache strategy") is None
    assert [(kept.topic, kept.quote) for kept in meeting.document.possibly] == [("Cache strategy", wrong["quote"])]
    assert "Hazelcast" in meeting.document.possibly[0].reason
    assert "Hazelcast" in meeting.refused[0].reason


def test_a_hosts_entry_that_its_quote_does_not_carry_is_only_suggested() -> None:
    session = Interview(None)
    entry = {"kind": "decided", "topic": "Queue system", "text": "RabbitMQ", "quote": "we take SQS"}
    answer = session.record([entry], "we take SQS, it is there already", ["Queue system"])
    assert session.document.decision("Queue system") is None
    assert [suggested.text for suggested in answer.suggested] == ["RabbitMQ"]


def test_the_table_counts_by_kind() -> None:
    table = Table()
    table.caught["x"] += 3
    table.reached["y"] += 1
    table.right = 10
    assert table.lines()[2:] == [
        "| x | 3 | 0 |",
        "| y | 0 | 1 |",
        "| **All 4** | **3** | **1** |",
        "",
        "Right entries: 10, refused: 0 (0.0 %).",
    ]
