"""The MCP server, for a host agent whose own model does the talking: tools, a prompt and resources."""

from __future__ import annotations

import contextlib
import importlib.metadata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError
from mcp.server.mcpserver.prompts.base import UserMessage
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations

from phase_context.agent.host import Host
from phase_context.agent.interfaces import mcp_tools as tools
from phase_context.agent.interfaces.tool_schemas import outline, plainer
from phase_context.prompts import plain

NAME = "phase-context"

_START = """Start or resume the interview about a phase of backend work. Returns what is known and the first
questions. Put them to the person; never answer them yourself."""
_RECORD = """Record what the person said. Returns what was accepted, refused (and why) and reopened, and the next
questions. Every entry needs `quote`: the person's exact words, copied from `said` or an earlier message. One without
is only a suggestion, which they must confirm; a "yes" confirms what the round suggested or recommended.
"""
_REPLY = """Instead of record: the program reads the person's words itself. Without text, the questions are shown to
them as a form, where the client has forms."""
_SHOW = "What is known, open and asked next."
_UNDO = "Take the last record or reply back."
_WRITE = """Write the document and its JSON into the project: when it is complete, or the person wants to stop. Notes
say what is missing in it."""


def server(root: Path, *, model: str | None = None, base_url: str | None = None) -> MCPServer[Host]:
    """The server for one project.

    Args:
        root: the project; nothing is read or written outside it.
        model: reads the words given to ``reply``, as `choose` takes it.
        base_url: the address of its server, if it is one's own.
    """
    host = Host(root, model=model, base_url=base_url)

    @contextlib.asynccontextmanager
    async def lifespan(_: MCPServer[Host]) -> AsyncIterator[Host]:
        yield host

    served: MCPServer[Host] = MCPServer(
        NAME,
        version=_version(),
        instructions=plain("interviewing.md"),
        log_level="ERROR",
        lifespan=lifespan,
        tools=[
            _tool(tools.start, _START, always=True),
            _tool(tools.record, _RECORD + plain("entries.md"), always=True),
            _tool(tools.reply, _REPLY),
            _tool(tools.show, _SHOW, read_only=True),
            _tool(tools.undo, _UNDO),
            _tool(tools.write_document, _WRITE),
        ],
    )
    served.prompt(title="Phase interview", description="Settle what a phase needs decided.")(interview)

    @served.resource(
        "phase-context://{session}/document", mime_type="text/markdown", description="The document so far."
    )
    def document(session: str) -> str:
        with tools.clear_errors(ResourceError):
            return host.show(session, document=True).document

    @served.resource("phase-context://{session}/state", mime_type="application/json", description="What is known.")
    def state(session: str) -> str:
        with tools.clear_errors(ResourceError):
            return tools.as_json(host.show(session))

    return served


def interview(phase: str, name: str = "") -> list[UserMessage]:
    """The prompt with which a person starts the interview."""
    about = f"phase {phase} {name}".strip()
    return [UserMessage(f"Interview me about {about}, with the tools of {NAME}.\n\n{plain('interviewing.md')}")]


def _tool(function: Callable[..., Any], description: str, *, always: bool = False, read_only: bool = False) -> Tool:
    # What is said of these decides in some clients whether each call needs the person's leave.
    hints = ToolAnnotations(read_only_hint=read_only or None, destructive_hint=False, open_world_hint=False)
    # Clients that hide tools until they are searched for load these at once.
    meta = {"anthropic/alwaysLoad": True} if always else None
    tool = Tool.from_function(function, description=description, annotations=hints, meta=meta)
    tool.fn_metadata.output_schema = outline(tool.fn_metadata.output_schema or {})
    return tool.model_copy(update={"parameters": plainer(tool.parameters)})


def _version() -> str:
    try:
        return importlib.metadata.version(NAME)
    except importlib.metadata.PackageNotFoundError:  # run from a checkout
        return ""
