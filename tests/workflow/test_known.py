"""What is known before anything is asked, in a larger workflow: the repository, and a document to bring up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from phase_context.agent import (
    Functions,
    Header,
    InputError,
    Result,
    asettle,
    interview_graph,
    parse,
    phase_context_tools,
    settle,
)
from tests.scripted import ScriptedExtractor, decided

PHASE = Header(phase="3", name="Parcel labels")
SCOPE = {
    "text": "a report of the labels",
    "entries": [{"kind": "in_scope", "text": "label report", "quote": "a report of the labels"}],
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("pika==1.3\nslowapi==0.1\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def before() -> str:
    """A document that leaves alerting open."""
    entries = [
        {"kind": "decided", "topic": "Queue system", "text": "SQS", "quote": "SQS for the labels"},
        {"kind": "open", "topic": "Alerting", "to": "Tove", "quote": "ask Tove about alerts"},
    ]
    return settle({"text": "SQS for the labels; ask Tove about alerts", "entries": entries}, header=PHASE).document


def _asettled(*given: Any, **more: Any) -> Result:
    return asyncio.run(asettle(*given, **more))


@pytest.mark.parametrize("call", [settle, _asettled])
def test_what_the_repository_shows_is_suggested_with_its_source_and_not_recorded(
    call: Callable[..., Result], repo: Path
) -> None:
    result = call(SCOPE, header=PHASE, repo=repo)
    assert list(result.context.decisions()) == []
    while result.now and not result.together:
        result = call("nothing", session=result.session, extractor=ScriptedExtractor())
    shown = {question.label: (question.state, question.suggested, question.basis) for question in result.questions}
    assert shown == {
        "Queue system": ("suggested", ("Queue system: RabbitMQ (pika, requirements.txt:1)",), "repository"),
        "Rate limiting": ("suggested", ("Rate limiting: Per endpoint (slowapi, requirements.txt:2)",), "repository"),
    }


def test_one_yes_takes_the_suggestions_of_a_round(repo: Path) -> None:
    result = settle(SCOPE, header=PHASE, repo=repo)
    while not result.together:
        result = settle("nothing", session=result.session, extractor=ScriptedExtractor())
    taken = settle("all fine", session=result.session)
    assert "| Queue system | RabbitMQ |" in taken.document
    assert {proof.quote for proof in taken.evidence if proof.id == "queue-system"} == {"all fine"}


def test_without_the_repository_that_was_named_nothing_begins(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        settle(header=PHASE, repo=tmp_path / "gone")


def test_areas_that_the_phase_may_not_need_are_offered_and_left_out_by_a_word() -> None:
    result = settle({**SCOPE, "asked": ["In scope", "Out of scope (deferred)"]}, header=PHASE)
    assert result.skippable
    missing = {question.area for question in result.open_questions}
    assert missing >= set(result.skippable)
    left = settle("skip them", session=result.session)
    assert not {question.area for question in left.questions} & set(result.skippable)
    assert left.skippable == ()


def test_an_update_asks_what_changed_then_only_what_is_open_and_tells_the_changes(before: str) -> None:
    first = settle(document=parse(before), update=True)
    assert first.now == ("Changes",)
    reader = ScriptedExtractor({"Kafka instead of SQS": [decided("Queue system", "Kafka", "Kafka instead of SQS")]})
    second = settle("Kafka instead of SQS", session=first.session, extractor=reader)
    assert second.changes == ("changed: Queue system: SQS → Kafka — Developer",)
    assert "| Queue system | Kafka |" in second.document
    assert second.context.header.name == "Parcel labels"


def test_a_header_given_with_a_document_adds_to_its_own(before: str) -> None:
    result = settle(document=parse(before), header=Header(sprint="14"))
    assert (result.context.header.sprint, result.context.header.name) == ("SPRINT-014", "Parcel labels")


def test_an_update_needs_its_document() -> None:
    with pytest.raises(InputError, match="update needs the document"):
        settle(header=PHASE, update=True)


@pytest.mark.parametrize("kept", [True, False])
def test_the_functions_take_both(kept: bool, before: str, repo: Path) -> None:
    functions = Functions(ScriptedExtractor(), root=repo if kept else None, repo=repo)
    said, first = functions.call("phase_context_start", {"update": before})
    assert first.now == ("Changes",)
    session = said.split()[1].rstrip(":")
    entry = decided("Alerting", "By phone", "alerts by phone").model_dump(exclude_none=True)
    call = {"session": session, "said": "alerts by phone", "entries": [entry]}
    said, second = functions.call("phase_context_record", call)
    assert "Since the document: changed: Alerting" in said
    # The queue is settled in the document; the rate limit is not, and the repository shows one.
    suggested = [question.label for question in second.open_questions if question.state == "suggested"]
    assert "Rate limiting" in suggested


def test_a_model_is_told_what_may_be_taken_together_and_left_out(repo: Path) -> None:
    functions = Functions(ScriptedExtractor(), repo=repo)
    said, _ = functions.call("phase_context_start", {"phase": "3"})
    call = {"session": said.split()[1].rstrip(":"), "said": SCOPE["text"], "entries": SCOPE["entries"]}
    said, found = functions.call("phase_context_record", call)
    seen = [(said, found)]
    while found.now and not found.together:
        said, found = functions.call("phase_context_answer", {"session": call["session"], "text": "nothing"})
        seen.append((said, found))
    assert "one reply may take all, or all but some" in said
    for said, found in seen:
        assert ("This phase may not need" in said) is bool(found.skippable)
    assert any(found.skippable for _, found in seen)


def test_the_tools_and_the_graph_take_both(before: str, repo: Path) -> None:
    start = next(tool for tool in phase_context_tools(repo=repo) if tool.name == "phase_context_start")
    called = {"name": start.name, "args": {"update": before}, "id": "1", "type": "tool_call"}
    assert start.invoke(called).artifact.now == ("Changes",)
    graph = interview_graph(ScriptedExtractor(), repo=repo).compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    state = graph.invoke({"update": before}, config)
    assert [question["label"] for question in state["__interrupt__"][0].value["questions"]] == ["Changes"]
    while not state["__interrupt__"][0].value["together"]:
        state = graph.invoke(Command(resume="nothing"), config)
        if "__interrupt__" not in state:
            break
    states = {question["label"]: question["state"] for question in state["phase_context"]["open_questions"]}
    assert states["Rate limiting"] == "suggested"
