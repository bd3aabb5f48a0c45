"""The commands for the step that comes next: functions for its model, the brief for its planner."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from phase_context.agent.errors import InputError


class Form(StrEnum):
    """Whose form the functions are printed in."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    MCP = "mcp"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (schema, brief):
        app.command(rich_help_panel="For agents")(command)


def schema(
    form: Annotated[Form, typer.Option("--for", help="openai and anthropic: the functions; mcp: the server's tools.")],
) -> None:
    """Print the function definitions for a model, as JSON."""
    from phase_context.agent.interfaces.functions import definitions

    found = _mcp_tools() if form is Form.MCP else definitions(form.value)
    print(json.dumps(found, ensure_ascii=False, indent=2))


def brief(document: Annotated[Path, typer.Argument(help="A Phase Context document, .md or .json.")]) -> None:
    """Print a document in the compact form for a planner: what is locked, what is theirs, what waits."""
    from phase_context.agent.brief import brief_of
    from phase_context.agent.document.files import load

    print(brief_of(load(document)))


def uncovered(document: Path, plan: Path) -> list[str]:
    """One line for each decision that a plan does not mention."""
    from phase_context.agent.brief import brief_of
    from phase_context.agent.document.files import load, read_text

    missing = brief_of(load(document)).uncovered(read_text(plan))
    return [f"{plan}: {point.id} is not mentioned: {point.text}" for point in missing]


def _mcp_tools() -> list[dict[str, Any]]:
    try:
        from phase_context.agent.interfaces.mcp import server
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise InputError("the MCP server needs a package; pip install 'phase-context[mcp]'") from None
    import asyncio

    tools = asyncio.run(server(Path()).list_tools())
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
