"""The functions for every other framework: their definitions, and the commands that print them."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import threading
from typing import Any

import pytest

from phase_context.agent import Functions, InputError, definitions
from phase_context.agent.interfaces.cli import main
from tests.fake_openai import Reply, fake_openai
from tests.workflow.examples import example


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> Any:
    monkeypatch.setattr("sys.argv", ["phase-context", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    out, _ = capsys.readouterr()
    assert not ended.value.code
    return json.loads(out)


def test_the_command_prints_what_openai_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = printed(capsys, monkeypatch, "schema", "--for", "openai")
    assert found == definitions("openai")
    assert {tool["type"] for tool in found} == {"function"}
    for tool in found:
        assert set(tool["function"]) == {"name", "description", "parameters"}
        assert tool["function"]["parameters"]["type"] == "object"


def test_the_command_prints_what_anthropic_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = printed(capsys, monkeypatch, "schema", "--for", "anthropic")
    assert [tool["name"] for tool in found] == [tool["function"]["name"] for tool in definitions("openai")]
    assert {tuple(tool) for tool in found} == {("name", "description", "input_schema")}


def test_the_command_prints_the_tools_of_the_mcp_server(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = printed(capsys, monkeypatch, "schema", "--for", "mcp")
    assert {"start", "record", "write_document"} <= {tool["name"] for tool in found}
    assert all("inputSchema" in tool for tool in found)


def test_a_schema_names_only_what_it_declares() -> None:
    for tool in definitions("openai"):
        text = json.dumps(tool)
        for name in text.split("#/$defs/")[1:]:
            assert name.split('"')[0] in tool["function"]["parameters"]["$defs"]


def test_arguments_come_as_json_or_as_data() -> None:
    functions = Functions()
    text, result = functions.call("phase_context_start", '{"phase": "3"}')
    assert result.context.header.phase == "03"
    session = text.split()[1].rstrip(":")
    _, result = functions.call("phase_context_answer", {"session": session, "text": "no cache"})
    assert result.outcome == "answered"


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("phase_context_begin", "{}", "no function"),
        ("phase_context_start", "{", "not JSON"),
        ("phase_context_start", "[]", "arguments"),
        ("phase_context_answer", "{}", "session"),
        ("phase_context_answer", {"session": "x", "outcome": "maybe"}, "outcome"),
    ],
)
def test_a_wrong_call_is_one_line(name: str, arguments: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        Functions().call(name, arguments)
    assert "\n" not in str(raised.value)


def test_threads_may_share_the_functions() -> None:
    functions = Functions()
    found: dict[int, Any] = {}

    def hold(number: int) -> None:
        text, _ = functions.call("phase_context_start", {"phase": str(number)})
        session = text.split()[1].rstrip(":")
        found[number] = functions.call("phase_context_answer", {"session": session, "text": "no cache"})[1]

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: result.context.header.phase for number, result in found.items()} == {
        number: f"{number:02d}" for number in range(1, 9)
    }


def _answer_in_the_session(request: dict[str, Any]) -> Reply:
    told = json.dumps(request["messages"])
    session = told.split("Session ")[1].split(":")[0]
    arguments = {"session": session, "text": "SQS, the platform team runs it."}
    return Reply(arguments, function="phase_context_answer", call_id="call_2")


# The frameworks leave their clients to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("name", ["openai_sdk", "openai_agents", "pydantic_ai_agent", "langchain_agent"])
def test_the_example_of_each_framework_runs(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Reply({"phase": "03", "name": "Order ingestion"}, function="phase_context_start")
    with fake_openai(start, _answer_in_the_session, Reply(content="What else?")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        running = example(name).main()
        if inspect.iscoroutine(running):
            asyncio.run(running)
        gc.collect()
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("phase_context_start: partial, ")
    assert second.startswith("phase_context_answer: partial, ")
    assert int(second.split()[2]) < int(first.split()[2])
    assert last == "What else?"
    assert "Recorded: Queue system: SQS" in json.dumps(server.requests[-1]["messages"])
