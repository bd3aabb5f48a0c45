"""The LangChain tools, alone and in the hands of create_agent with a scripted model."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import Field

from phase_context.agent import Result, phase_context_tools
from tests.scripted import ScriptedExtractor, decided

WORDS = "SQS, ops runs it"
ENTRY = {"kind": "decided", "topic": "Queue system", "text": "SQS", "rationale": "ops runs it", "quote": WORDS}
Move = Callable[[list[BaseMessage]], AIMessage]


class Scripted(BaseChatModel):
    """A model that makes the next move of its script; each sees the conversation."""

    moves: list[Move]
    offered: list[Any] = Field(default_factory=list)

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        self.offered.extend(tools)
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.moves.pop(0)(messages))])

    @property
    def _llm_type(self) -> str:
        return "scripted"


def call(name: str, **arguments: Any) -> Move:
    def move(messages: list[BaseMessage]) -> AIMessage:
        if name != "phase_context_start" and "session" not in arguments and name != "phase_context_interview":
            arguments["session"] = session_in(str(messages[-1].text) + str(messages[-2].text if messages[1:] else ""))
        return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{len(messages)}"}])

    return move


def says(text: str) -> Move:
    return lambda _: AIMessage(text)


def session_in(text: str) -> str:
    return str(re.findall(r"Session (\S+):", text)[-1])


def tools(**given: Any) -> dict[str, BaseTool]:
    reader = ScriptedExtractor({WORDS: [decided("Queue system", "SQS", WORDS, rationale="ops runs it")]})
    return {tool.name: tool for tool in phase_context_tools(reader, **given)}


def use(tool: BaseTool, **arguments: Any) -> ToolMessage:
    message = tool.invoke({"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"})
    assert isinstance(message, ToolMessage)
    return message


def test_the_arguments_are_typed() -> None:
    found = tools()
    start = {"phase", "name", "sprint", "people", "date", "transcript", "update"}
    assert set(found["phase_context_start"].args) == start
    record = found["phase_context_record"].get_input_jsonschema()
    entry = record["properties"]["entries"]["items"]
    assert "Cache strategy" in entry["properties"]["topic"]["enum"]
    assert record["required"] == ["session", "entries"]


def test_a_call_gives_text_for_the_model_and_the_whole_result_beside_it() -> None:
    found = tools()
    first = use(found["phase_context_start"], phase="3", name="Parcel labels")
    assert "1. In scope: What is delivered in this phase?" in first.text
    assert isinstance(first.artifact, Result)
    assert first.artifact.context.header.phase == "03"
    second = use(found["phase_context_answer"], session=session_in(first.text), text=WORDS)
    assert "Recorded: Queue system: SQS (ops runs it)" in second.text
    assert second.artifact.usage.requests == 1
    shown = use(found["phase_context_show"], session=session_in(first.text))
    assert shown.artifact.document == second.artifact.document


def test_async_is_the_same_and_sessions_do_not_mix() -> None:
    found = tools()

    async def hold(number: int) -> Result:
        first = await _ause(found["phase_context_start"], phase=str(number))
        session = session_in(first.text)
        answer, entry = f"SQS number {number}", {**ENTRY, "quote": f"SQS number {number}", "rationale": None}
        await _ause(found["phase_context_record"], session=session, said=answer, entries=[entry])
        shown: Result = (await _ause(found["phase_context_show"], session=session)).artifact
        return shown

    async def run() -> list[Result]:
        return await asyncio.gather(*(hold(number) for number in range(1, 21)))

    for number, result in enumerate(asyncio.run(run()), 1):
        assert result.context.header.phase == f"{number:02d}"
        assert [proof.quote for proof in result.evidence] == [f"SQS number {number}"]


def test_two_calls_at_once_on_one_session_both_count() -> None:
    found = tools()
    session = session_in(use(found["phase_context_start"]).text)

    async def run() -> None:
        said = [("no cache at all", "Cache strategy", "None"), ("rolling it is then", "Deployment", "Rolling")]
        calls = []
        for words, topic, text in said:
            entry = {"kind": "decided", "topic": topic, "text": text, "quote": words}
            calls.append(_ause(found["phase_context_record"], session=session, said=words, entries=[entry]))
        await asyncio.gather(*calls)

    asyncio.run(run())
    result = use(found["phase_context_show"], session=session).artifact
    assert [topic.label for topic, _ in result.context.decisions()] == ["Cache strategy", "Deployment"]


async def _ause(tool: BaseTool, **arguments: Any) -> ToolMessage:
    message = await tool.ainvoke({"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"})
    assert isinstance(message, ToolMessage)
    return message


@pytest.mark.parametrize("outcome", ["declined", "cancelled", "timed_out"])
def test_no_answer_is_told_as_such(outcome: str) -> None:
    found = tools()
    session = session_in(use(found["phase_context_start"]).text)
    message = use(found["phase_context_answer"], session=session, outcome=outcome)
    assert "Nothing was answered, and nothing is recorded" in message.text
    assert (message.artifact.outcome, list(message.artifact.context.decisions())) == (outcome, [])


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("phase_context_answer", {"session": "nope", "text": "SQS"}, "no session 'nope'"),
        ("phase_context_start", {"date": "tomorrow"}, "not a date"),
        ("phase_context_start", {"transcript": "  "}, ""),
    ],
)
def test_what_the_model_can_mend_it_is_told(name: str, arguments: dict[str, Any], problem: str) -> None:
    message = use(tools()[name], **arguments)
    assert problem in message.text
    assert message.status == "error"


def test_a_meeting_is_read_by_start() -> None:
    found = {tool.name: tool for tool in phase_context_tools()}
    transcript = "Ida: what queue?\nPer: SQS, ops runs it.\nIda: SQS it is.\n"
    message = use(found["phase_context_start"], phase="3", transcript=transcript)
    assert "| Queue system | SQS |" in message.artifact.document


def test_journals_keep_the_sessions_of_a_project(tmp_path: Path) -> None:
    first = use(tools(root=tmp_path)["phase_context_start"], phase="3")
    use(tools(root=tmp_path)["phase_context_answer"], session=session_in(first.text), text=WORDS)
    later = use(tools(root=tmp_path)["phase_context_start"], phase="3").artifact
    assert "| Queue system | SQS |" in later.document
    assert use(tools(root=tmp_path)["phase_context_show"], session="phase-99").status == "error"


def test_create_agent_takes_the_tools_as_they_are() -> None:
    moves = [
        call("phase_context_start", phase="3"),
        says("What is in scope?"),
        call("phase_context_record", said=WORDS, entries=[ENTRY]),
        says("Noted."),
    ]
    model = Scripted(moves=moves)
    agent: Any = create_agent(model, phase_context_tools(), checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    agent.invoke({"messages": [("user", "start phase 3")]}, config)
    # The model finds the session in what the tool told it.
    moves[0] = model.moves[0] = _with_session_of_thread(model.moves[0])
    state = agent.invoke({"messages": [("user", WORDS)]}, config)
    (message,) = [m for m in state["messages"] if isinstance(m, ToolMessage) and m.name == "phase_context_record"]
    assert message.artifact.learnt == ("Queue system: SQS (ops runs it)",)
    assert {tool.name for tool in model.offered} == {tool.name for tool in phase_context_tools()}


def _with_session_of_thread(move: Move) -> Move:
    def moved(messages: list[BaseMessage]) -> AIMessage:
        told = [m for m in messages if isinstance(m, ToolMessage)]
        return move([told[-1], messages[-1]])

    return moved


def test_shown_directly_a_turn_is_one_request() -> None:
    model = Scripted(moves=[call("phase_context_start", phase="3")])
    agent: Any = create_agent(model, phase_context_tools(direct=True))
    state = agent.invoke({"messages": [("user", "start phase 3")]})
    assert "1. In scope" in state["messages"][-1].text
    assert model.moves == []


def test_the_interview_as_one_tool_asks_through_the_agents_checkpointer() -> None:
    (tool,) = phase_context_tools(ScriptedExtractor({WORDS: [decided("Queue system", "SQS", WORDS)]}), interrupts=True)
    model = Scripted(moves=[call("phase_context_interview", phase="3", people=["Ida (PO)"]), says("Planned.")])
    agent: Any = create_agent(model, [tool], checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    state = agent.invoke({"messages": [("user", "plan phase 3")]}, config)
    assert state["__interrupt__"][0].value["questions"][0]["label"] == "In scope"
    state = agent.invoke(Command(resume=WORDS), config)
    state = agent.invoke(Command(resume={"outcome": "timed_out"}), config)
    (message,) = [m for m in state["messages"] if isinstance(m, ToolMessage)]
    assert message.artifact.outcome == "timed_out"
    assert "| Queue system | SQS |" in message.text
    assert "Ida (PO)" in message.text
    assert state["messages"][-1].text == "Planned."
