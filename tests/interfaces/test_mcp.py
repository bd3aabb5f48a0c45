"""The MCP server through the official client, on both protocols: the one with a handshake and the stateless one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import ElicitRequestFormParams, ElicitResult, TextContent, TextResourceContents

from phase_context.agent.document import check
from phase_context.agent.interfaces.mcp import server
from phase_context.prompts import plain

MODES = ("legacy", "auto")
CHARACTERS_A_TOKEN = 4
Scene = Callable[["Agent"], Awaitable[None]]


class Agent:
    """A host agent: what it gets back from a tool is the structure, which must say what the text says."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.progress: list[tuple[float, float | None]] = []

    async def __call__(self, tool: str, **arguments: Any) -> Any:
        async def progressed(done: float, total: float | None, message: str | None) -> None:
            self.progress.append((done, total))

        result = await self.client.call_tool(tool, arguments, progress_callback=progressed)
        assert isinstance(result.content[0], TextContent)
        if result.is_error:
            return result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content


@pytest.fixture(params=MODES)
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    """Plays a scene with a client; ``form`` answers the forms it is shown."""

    def play(scene: Scene, form: Any = None) -> None:
        async def main() -> None:
            async with Client(server(tmp_path), mode=request.param, elicitation_callback=form) as client:
                await scene(Agent(client))

        anyio.run(main)

    return play


def form(action: Any, content: dict[str, Any] | None = None, shown: list[ElicitRequestFormParams] | None = None) -> Any:
    async def answer(context: Any, params: ElicitRequestFormParams) -> ElicitResult:
        if shown is not None:
            shown.append(params)
        return ElicitResult(action=action, content=content)

    return answer


def decided(topic: str, text: str, quote: str | None = None) -> dict[str, Any]:
    return {"kind": "decided", "topic": topic, "text": text, **({"quote": quote} if quote else {})}


def test_a_whole_interview(play: Callable[..., None], tmp_path: Path) -> None:
    async def scene(agent: Agent) -> None:
        report = await agent("start", phase="3", name="Orders", sprint="9", people=["Ann (PO)"])
        assert report["session"] == "phase-03"
        scope = {"kind": "in_scope", "text": "orders", "quote": "only orders"}
        await agent("record", said="only orders", entries=[scope])
        entries = [decided("Queue system", "SQS", "sqs"), decided("Dead letter queue", "Yes", "keep dead letters")]
        await agent("record", said="sqs, keep dead letters", entries=[*entries, decided("Authentication", "JWT")])
        report = await agent("record", said="sorry, no queue", entries=[decided("Queue system", "None", "no queue")])
        assert report["accepted"] == ["Queue system: None"]
        assert report["reopened"] == ["Dead letter queue"]
        assert report["suggested"] == ["Authentication: JWT"]
        await agent("record", said="no cache", entries=[decided("Cache strategy", "None", "no cache")])
        assert (await agent("undo"))["notes"] == ["taken back: “no cache”"]
        shown = await agent("show", document=True)
        assert (await agent("write_document"))["written"] == "PHASE-CONTEXT-03.md"
        text = (tmp_path / "PHASE-CONTEXT-03.md").read_text(encoding="utf-8")
        assert shown["document"] == text
        assert check(text) == []
        assert "JWT" not in text
        assert agent.progress[0] == (0, 9)

    play(scene)


def test_a_new_server_goes_on_where_the_last_one_was(play: Callable[..., None]) -> None:
    async def begin(agent: Agent) -> None:
        await agent("start", phase="3")
        await agent("record", said="redis", entries=[decided("Cache strategy", "Redis", "redis")])

    async def go_on(agent: Agent) -> None:
        assert (await agent("start"))["known"] == ["Cache strategy: Redis"]

    play(begin)
    play(go_on)


def test_calls_at_the_same_time_do_not_lose_each_other(play: Callable[..., None]) -> None:
    async def scene(agent: Agent) -> None:
        await agent("start", phase="3")

        async def record(number: int) -> None:
            said = f"thing {number}"
            await agent("record", said=said, entries=[{"kind": "in_scope", "text": said, "quote": said}])

        async with anyio.create_task_group() as tasks:
            for number in range(5):
                tasks.start_soon(record, number)
        known = (await agent("show"))["known"]
        assert all(f"thing {number}" in known[0] for number in range(5))

    play(scene)


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [
        ("show", {}, "start one with `start`"),
        ("start", {"date": "tomorrow"}, "not a date"),
        ("write_document", {"path": "../x.md"}, "start one with `start`"),
    ],
)
def test_an_error_says_what_to_do(play: Callable[..., None], tool: str, arguments: dict[str, Any], error: str) -> None:
    async def scene(agent: Agent) -> None:
        assert error in await agent(tool, **arguments)

    play(scene)


def test_reply_reads_the_words_itself(play: Callable[..., None]) -> None:
    async def scene(agent: Agent) -> None:
        await agent("start", phase="3")
        report = await agent("reply", text="redis, we already run it", asked=["Cache strategy"])
        assert report["accepted"][0].startswith("Cache strategy: Redis")

    play(scene)


def test_the_round_is_a_form_where_the_client_has_forms(play: Callable[..., None]) -> None:
    shown: list[ElicitRequestFormParams] = []
    content = {"cache_strategy": "Redis", "queue_system": "You decide", "in_your_own_words": ""}

    async def scene(agent: Agent) -> None:
        await agent("start", phase="3")
        scope = [{"kind": kind, "text": kind, "quote": "x"} for kind in ("in_scope", "out_of_scope")]
        await agent("record", said="x", entries=[*scope, decided("Queue system", "SQS")])
        report = await agent("reply")
        assert report["accepted"] == ["Queue system: the agent decides", "Cache strategy: Redis"]

    play(scene, form("accept", content, shown))
    fields = shown[0].requested_schema["properties"]
    assert list(fields) == ["queue_system", "deployment", "cache_strategy", "response_time", "in_your_own_words"]
    assert "You decide" in fields["cache_strategy"]["enum"]
    assert "Suggested: Queue system: SQS" in fields["queue_system"]["description"]


def test_what_is_written_into_a_form_is_read_like_a_reply(play: Callable[..., None]) -> None:
    content = {"in_scope": "the order import", "in_your_own_words": "we use redis as cache"}

    async def scene(agent: Agent) -> None:
        await agent("start", phase="3")
        report = await agent("reply")
        assert any(line.startswith("In scope: ") for line in report["accepted"])

    play(scene, form("accept", content))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (form("decline"), "declined"),
        (form("cancel"), "cancelled"),
        (form("accept", {}), "unanswered"),
        (None, "unsupported"),
    ],
)
def test_a_form_without_an_answer_settles_nothing_and_says_which(
    play: Callable[..., None], answer: Any, outcome: str, tmp_path: Path
) -> None:
    async def scene(agent: Agent) -> None:
        first = await agent("start", phase="3", name="Orders", sprint="9", people=["Ann"])
        report = await agent("reply")
        assert report["notes"] == [f"form: {outcome}"]
        assert report["questions"] == first["questions"]
        assert report["next"]

    play(scene, answer)
    assert len((tmp_path / ".phase-context" / "phase-03.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_the_prompt_and_the_resources(play: Callable[..., None]) -> None:
    async def scene(agent: Agent) -> None:
        await agent("start", phase="3")
        prompt = await agent.client.get_prompt("interview", {"phase": "3"})
        assert plain("interviewing.md") in prompt.messages[0].content.text
        document = await agent.client.read_resource("phase-context://phase-03/document")
        assert isinstance(document.contents[0], TextResourceContents)
        assert document.contents[0].text.startswith("# Phase Context")
        state = await agent.client.read_resource("phase-context://3/state")
        assert json.loads(state.contents[0].text)["session"] == "phase-03"
        templates = await agent.client.list_resource_templates()
        assert len(templates.resource_templates) == 2

    play(scene)


def test_what_a_host_pays_for_having_us_installed(play: Callable[..., None]) -> None:
    async def scene(agent: Agent) -> None:
        tools = [
            tool.model_dump(mode="json", by_alias=True, exclude_none=True)
            for tool in (await agent.client.list_tools()).tools
        ]
        characters = len(json.dumps(tools, ensure_ascii=False)) + len(plain("interviewing.md"))
        assert characters / CHARACTERS_A_TOKEN <= 2500
        assert [tool["name"] for tool in tools if tool.get("_meta", {}).get("anthropic/alwaysLoad")] == [
            "start",
            "record",
        ]
        entry = tools[1]["inputSchema"]["properties"]["entries"]["items"]
        assert "Dead letter queue" in entry["properties"]["topic"]["enum"]
        assert entry["required"] == ["kind"]

    play(scene)


def test_the_program_serves_over_standard_input_and_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "phase_context.agent.interfaces.cli", "mcp", "--root", str(tmp_path)]

    async def main() -> None:
        parameters = StdioServerParameters(command=command[0], args=command[1:])
        async with Client(parameters, mode="auto") as client:
            assert (await Agent(client)("start", phase="3"))["session"] == "phase-03"

    anyio.run(main)


def test_serving_loads_no_model_library() -> None:
    code = "import sys; import phase_context.agent.interfaces.mcp; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["langchain", "langchain_core", "openai", "jinja2", "rapidfuzz", "rich"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_the_extra_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from phase_context.agent.interfaces.cli import main

    monkeypatch.setitem(sys.modules, "mcp", None)
    for name in [name for name in sys.modules if name.startswith(("mcp.", "phase_context.agent.interfaces.mcp"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("phase_context.agent.interfaces.mcp", raising=False)
    monkeypatch.setattr("sys.argv", ["phase-context", "mcp"])
    with pytest.raises(SystemExit) as raised:
        main()
    assert raised.value.code == 2
    assert (
        capsys.readouterr().err == "phase-context: the MCP server needs a package; pip install 'phase-context[mcp]'\n"
    )
