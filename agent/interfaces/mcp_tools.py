"""The tools of the MCP server: each is one call of `Host`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeAlias

from anyio.to_thread import run_sync
from mcp.server.mcpserver import AcceptedElicitation, CancelledElicitation, Context, Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field, WithJsonSchema

from phase_context.agent.errors import PhaseContextError
from phase_context.agent.host import Host
from phase_context.agent.interfaces.form import chosen, form, written
from phase_context.agent.interfaces.options import header
from phase_context.agent.interfaces.tool_schemas import entry_schema
from phase_context.agent.report import FORM, Report

Session = Annotated[str | None, Field(description="Session or phase; the latest one when left out.")]
Labels = Annotated[list[str] | None, Field(description="Labels it answers; the current round when left out.")]
# Taken as they come: a malformed entry must not take the others of its call with it.
Entries = Annotated[list[Any], WithJsonSchema({"type": "array", "items": entry_schema()})]
Result = Annotated[CallToolResult, Report]
Call: TypeAlias = Context[Host, Any]


class NoForm(BaseModel):
    """The person was shown no form."""


async def start(
    ctx: Call,
    phase: Annotated[str | None, Field(description="Number: 03.")] = None,
    name: str | None = None,
    sprint: str | None = None,
    people: Annotated[list[str] | None, Field(description="Who takes part: Priya (PO).")] = None,
    date: Annotated[str | None, Field(description="YYYY-MM-DD; today when left out.")] = None,
    questions: Annotated[int | None, Field(description="At most so many questions in all.")] = None,
    update: Annotated[str | None, Field(description="A document to bring up to date.")] = None,
) -> Result:
    def started() -> Report:
        return host_of(ctx).start(header(phase, name, sprint, people, date), budget=questions, update=update)

    return await _sent(ctx, started)


async def record(
    ctx: Call,
    entries: Entries,
    said: Annotated[str | None, Field(description="The person's newest message, to the letter.")] = None,
    asked: Labels = None,
    session: Session = None,
) -> Result:
    return await _sent(ctx, lambda: host_of(ctx).record(entries, said or "", asked, session))


def ask(ctx: Call, text: str | None = None, session: str | None = None) -> BaseModel | Elicit[BaseModel]:
    """The form to show before ``reply`` runs. It is called again for each round of a call, so it changes nothing."""
    if (text or "").strip() or not _shows_forms(ctx):
        return NoForm()
    with clear_errors():
        questions = host_of(ctx).questions(session)
    areas = ", ".join(dict.fromkeys(question.area for question in questions))
    return Elicit(f"{areas}. Leave empty what you do not want to answer.", form(questions)) if questions else NoForm()


async def reply(
    ctx: Call,
    filled: Annotated[ElicitationResult[BaseModel], Resolve(ask)],
    text: Annotated[str | None, Field(description="The person's words, to the letter.")] = None,
    asked: Labels = None,
    session: Session = None,
) -> Result:
    host = host_of(ctx)
    if text and text.strip():
        return await _sent(ctx, lambda: host.reply(text, asked, session))
    if not isinstance(filled, AcceptedElicitation):
        return await _no_answer(ctx, "cancelled" if isinstance(filled, CancelledElicitation) else "declined", session)
    if isinstance(filled.data, NoForm):
        return await _no_answer(ctx, "unsupported", session)
    with clear_errors():
        questions = await run_sync(host.questions, session)
    picked, words = chosen(questions, filled.data), written(questions, filled.data)
    if not (picked or words):
        return await _no_answer(ctx, "unanswered", session)
    return await _sent(ctx, lambda: host.fill_in(picked, words, session))


async def show(
    ctx: Call,
    session: Session = None,
    document: Annotated[bool, Field(description="With the document's text so far.")] = False,
) -> Result:
    return await _sent(ctx, lambda: host_of(ctx).show(session, document=document))


async def undo(ctx: Call, session: Session = None) -> Result:
    return await _sent(ctx, lambda: host_of(ctx).undo(session))


async def write_document(
    ctx: Call,
    session: Session = None,
    path: Annotated[str | None, Field(description="Below the project, ending in .md.")] = None,
) -> Result:
    return await _sent(ctx, lambda: host_of(ctx).write(session, path))


def host_of(ctx: Call) -> Host:
    """The sessions of the project that the server was started for."""
    return ctx.request_context.lifespan_context


def as_json(report: Report) -> str:
    """A report as text: the same facts as its structure, because a client shows its model the one or the other."""
    return json.dumps(report.sent(), ensure_ascii=False)


@contextlib.contextmanager
def clear_errors(kind: type[Exception] = ToolError) -> Iterator[None]:
    """An error the user can mend reaches the model as its one line; the SDK hides the text of all others."""
    try:
        yield
    except PhaseContextError as error:
        raise kind(str(error)) from None


async def _sent(ctx: Call, call: Callable[[], Report]) -> CallToolResult:
    with clear_errors():
        report = await run_sync(call)
    done = f"{report.areas_done} of {report.areas} areas done, {report.questions_left} questions left"
    await ctx.report_progress(report.areas_done, report.areas, done)
    return CallToolResult(content=[TextContent(text=as_json(report))], structured_content=report.sent())


async def _no_answer(ctx: Call, outcome: str, session: str | None) -> CallToolResult:
    """The session as it stood, with what became of the form."""

    def standing() -> Report:
        now = host_of(ctx).show(session)
        step = FORM[outcome] if now.questions else now.next
        return now.model_copy(update={"next": step, "notes": (*now.notes, f"form: {outcome}"), "known": ()})

    return await _sent(ctx, standing)


def _shows_forms(ctx: Call) -> bool:
    capabilities = ctx.client_capabilities
    forms = capabilities.elicitation if capabilities else None
    # A client of the first protocol with forms names no mode.
    return forms is not None and (forms.form is not None or forms.url is None)
