"""The interview as a LangGraph graph: inside a parent, with its checkpointer, resumed, replayed, streamed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from phase_context.agent import Extraction, ModelExtractor, Reading, Result, interview_graph
from phase_context.agent.questions import QUESTIONS
from tests.fake_openai import Reply, fake_openai
from tests.scripted import ScriptedExtractor, decided
from tests.workflow.examples import example

REPLIES = ["CSV import of orders; no refunds in this phase", "SQS, ops runs it; no cache; rolling", "you decide"]
SCRIPT: dict[str, Any] = {
    "SQS, ops runs it": [decided("Queue system", "SQS", "SQS, ops runs it")],
    "no cache": [decided("Cache strategy", "None", "no cache")],
    "away": "the model is away",
}


class Work(TypedDict, total=False):
    phase: dict[str, Any]
    phase_context: dict[str, Any]
    written: str


def workflow(**given: Any) -> Any:
    def plan(_: Work) -> Work:
        return {"phase": {"phase": "03", "name": "Order ingestion"}}

    def write(state: Work) -> Work:
        return {"written": Result.model_validate(state["phase_context"]).document}

    graph: Any = StateGraph(Work)
    graph.add_node("plan", plan)
    graph.add_node("interview", interview_graph(**given).compile())
    graph.add_node("write", write)
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "interview")
    graph.add_edge("interview", "write")
    graph.add_edge("write", END)
    return graph


def thread(name: str = "1") -> Any:
    return {"configurable": {"thread_id": name}}


def kept(graph: Any, saver: Any = None) -> Any:
    return graph.compile(checkpointer=saver or InMemorySaver())


def held(graph: Any, replies: list[Any], config: Any) -> Any:
    state = graph.invoke({}, config)
    for reply in replies:
        state = graph.invoke(Command(resume=reply), config)
    return state


def asked(state: Any) -> list[str]:
    return [question["label"] for question in state["__interrupt__"][0].value["questions"]]


def test_as_a_step_of_a_parent_it_asks_is_resumed_and_hands_its_result_on() -> None:
    graph = kept(workflow())
    state = graph.invoke({}, thread())
    assert asked(state) == ["In scope", "Out of scope (deferred)"]
    state = held(graph, [*REPLIES, {"outcome": "declined"}], thread())
    assert "| Queue system | SQS |" in state["written"]
    assert "**Phase:** 03 — Order ingestion" in state["written"]
    assert (state["phase_context"]["status"], state["phase_context"]["outcome"]) == ("partial", "declined")


def test_it_goes_on_until_nothing_is_left_to_ask() -> None:
    graph = kept(workflow())
    state = graph.invoke({}, thread())
    rounds = 0
    while "__interrupt__" in state:
        rounds += 1
        state = graph.invoke(Command(resume="you decide everything here"), thread())
    assert rounds < len(QUESTIONS)
    assert state["phase_context"]["now"] == []
    assert state["written"]


def test_with_nobody_to_ask_it_lists_the_gaps_and_goes_on() -> None:
    state = workflow(human=False).compile().invoke({})
    assert state["phase_context"]["status"] == "partial"
    assert len(state["phase_context"]["open_questions"]) == len(QUESTIONS)


@pytest.mark.parametrize("outcome", ["declined", "cancelled", "timed_out", "unanswered"])
def test_no_answer_records_nothing_and_a_later_run_goes_on(outcome: str) -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    graph.invoke({"phase": {"phase": "3"}}, thread())
    ended = graph.invoke(Command(resume={"outcome": outcome, "text": "no cache"}), thread())
    assert ended["phase_context"]["outcome"] == outcome
    assert ended["phase_context"]["context"].get("infrastructure", {}).get("cache_strategy") is None
    again = graph.invoke({}, thread())
    assert asked(again) == ["In scope", "Out of scope (deferred)"]
    assert (
        "| Cache strategy | None |" in graph.invoke(Command(resume="no cache"), thread())["phase_context"]["document"]
    )


def test_what_is_no_reply_is_asked_again_with_the_reason() -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    graph.invoke({}, thread())
    state = graph.invoke(Command(resume=["no cache"]), thread())
    assert "not a reply" in state["__interrupt__"][0].value["problem"]
    assert graph.invoke(Command(resume="no cache"), thread())["phase_context"]["learnt"] == ["Cache strategy: None"]


def test_each_reply_is_read_once_however_often_nodes_run() -> None:
    reader = ScriptedExtractor(SCRIPT)
    graph = kept(workflow(extractor=reader))
    held(graph, ["SQS, ops runs it", ["no reply"], "no cache", {"outcome": "cancelled"}], thread())
    read = [reading.transcript.turns[0].text for reading in reader.readings]
    assert read == ["SQS, ops runs it", "no cache"]


def test_a_model_that_is_away_blocks_and_nothing_said_is_lost() -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    graph.invoke({}, thread())
    blocked = graph.invoke(Command(resume="away"), thread())["phase_context"]
    assert (blocked["status"], blocked["problem"]) == ("blocked", "the model is away")
    back = interview_graph(ScriptedExtractor({"away": [decided("Cache strategy", "None", "away")]}))
    later = kept(back, graph.checkpointer).invoke({}, thread())
    assert "| Cache strategy | None |" in later["phase_context"]["document"]


def test_a_meeting_is_read_first() -> None:
    transcript = "Ida: what queue?\nPer: SQS, ops runs it.\nIda: SQS it is.\n"
    state = interview_graph(human=False).compile().invoke({"phase": {"phase": "3"}, "transcript": transcript})
    assert "| Queue system | SQS |" in state["phase_context"]["document"]


def test_replayed_from_any_checkpoint_it_comes_to_the_same() -> None:
    graph = kept(interview_graph())
    final = held(graph, [*REPLIES, {"outcome": "declined"}], thread())
    for checkpoint in list(graph.get_state_history(thread())):
        if not checkpoint.next:
            continue
        state = graph.invoke(None, checkpoint.config)
        if "__interrupt__" in state:
            index = len([r for r in state["phase_session"] if r["type"] == "reply"])
            for reply in [*REPLIES, {"outcome": "declined"}][index:]:
                state = graph.invoke(Command(resume=reply), thread())
        assert state["phase_context"] == final["phase_context"]


def test_an_earlier_checkpoint_takes_another_answer_and_the_first_stays() -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    graph.invoke({}, thread())
    waiting = graph.get_state(thread()).config
    first = graph.invoke(Command(resume="no cache"), thread())
    graph.invoke(None, graph.update_state(waiting, {}, as_node="begin"))
    other = graph.invoke(Command(resume="SQS, ops runs it"), thread())
    assert first["phase_context"]["learnt"] == ["Cache strategy: None"]
    assert other["phase_context"]["learnt"] == ["Queue system: SQS"]
    assert "Cache strategy" not in other["phase_context"]["document"]


def test_questions_are_streamed_once_each() -> None:
    graph = kept(workflow())
    streamed, put = [], []
    calls: tuple[Any, ...] = ({}, Command(resume=REPLIES[0]))
    for given in calls:
        for _, event in graph.stream(given, thread(), stream_mode="custom", subgraphs=True):
            assert event["type"] == "phase_context.question"
            streamed.append(event["label"])
        waiting = graph.get_state(thread()).interrupts[0].value
        put += [question["label"] for question in waiting["questions"]]
    assert streamed == put
    assert len(streamed) > 2


def test_two_threads_do_not_mix() -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    for name in ("a", "b"):
        graph.invoke({}, thread(name))
    one = graph.invoke(Command(resume="no cache"), thread("a"))["phase_context"]
    other = graph.invoke(Command(resume="SQS, ops runs it"), thread("b"))["phase_context"]
    assert (one["learnt"], other["learnt"]) == (["Cache strategy: None"], ["Queue system: SQS"])


def test_async_with_the_hosts_sqlite_file_interrupted_and_cancelled(tmp_path: Path) -> None:
    class Once(ScriptedExtractor):
        """Its first reply takes too long."""

        async def aextract(self, reading: Reading) -> Extraction:
            if not self.readings:
                self.readings.append(reading)
                await asyncio.sleep(5)
            return self.extract(reading)

    async def run() -> Any:
        async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "state.db")) as saver:
            graph = kept(interview_graph(Once(SCRIPT)), saver)
            await graph.ainvoke({}, thread())
            task = asyncio.create_task(graph.ainvoke(Command(resume="no cache"), thread()))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # The reply is in the checkpoint: nobody is asked for it again.
            return await graph.ainvoke(None, thread())

    state = asyncio.run(run())
    assert state["phase_context"]["learnt"] == ["Cache strategy: None"]


def test_interrupted_and_resumed_in_another_process_the_document_is_the_same(tmp_path: Path) -> None:
    steps = example("langgraph_workflow")
    with SqliteSaver.from_conn_string(str(tmp_path / "state.db")) as saver:
        graph = steps.workflow().compile(checkpointer=saver)
        held(graph, REPLIES[:2], steps.THREAD)
    command = [sys.executable, str(steps.__file__), "state.db", "--enough"]
    other = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    straight = held(kept(steps.workflow()), [*REPLIES[:2], {"outcome": "declined"}], thread())
    assert other == straight["written"]
    assert "| Queue system | SQS | ops runs it |" in other


def test_the_state_is_plain_data() -> None:
    graph = kept(interview_graph(ScriptedExtractor(SCRIPT)))
    held(graph, ["no cache"], thread())
    values = graph.get_state(thread()).values
    assert json.loads(json.dumps(values)) == values


class Calls(BaseCallbackHandler):
    """Counts what LangChain tells of model calls."""

    def __init__(self) -> None:
        self.ended = 0

    def on_llm_end(self, *_: Any, **__: Any) -> None:
        self.ended += 1


def _by_graph(calls: Calls, reader: ModelExtractor) -> Any:
    graph = kept(interview_graph(reader))
    config = {**thread(), "callbacks": [calls]}
    return held(graph, ["no cache"], config)["phase_usage"]


def _by_graph_async(calls: Calls, reader: ModelExtractor) -> Any:
    async def run() -> Any:
        graph = kept(interview_graph(reader))
        config = {**thread(), "callbacks": [calls]}
        await graph.ainvoke({}, config)
        return (await graph.ainvoke(Command(resume="no cache"), config))["phase_usage"]

    return asyncio.run(run())


@pytest.mark.parametrize("hold", [_by_graph, _by_graph_async])
def test_callbacks_reach_the_model_and_usage_is_counted(hold: Callable[[Calls, ModelExtractor], Any]) -> None:
    calls = Calls()
    with fake_openai(Reply({"entries": [], "say": None})) as server:
        usage = hold(calls, ModelExtractor("openai:fake", base_url=server.url))
    assert calls.ended == 1
    assert usage == {"requests": 1, "tokens_in": 100, "tokens_out": 20, "tokens_cached": 64}
