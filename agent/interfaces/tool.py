"""The interview as LangChain tools, for `create_agent` or any other agent that takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel

from phase_context.agent.agenda import ROUND_SIZE
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.extractors import Extractor
from phase_context.agent.interfaces.functions import FUNCTIONS, Functions, Start, described, text
from phase_context.agent.result import Result

_INTERVIEW = """Interview the person about a phase of backend work: the questions go to them directly, and this returns
when they are through. A meeting's transcript is read first. What nobody settled is listed as missing."""


def phase_context_tools(
    extractor: Extractor | str | None = None,
    *,
    root: Path | None = None,
    repo: Path | None = None,
    direct: bool = False,
    interrupts: bool = False,
    size: int = ROUND_SIZE,
    budget: int | None = None,
) -> list[BaseTool]:
    """The interview's functions as tools, each sync and async, with the `Result` as artifact.

    Args:
        extractor: reads transcripts and answers: an object, or the name that `choose` takes.
        root: the project that keeps the sessions' journals; None keeps them in the tools alone.
        repo: the repository whose files, and whose documents of earlier phases, suggest what they show.
        direct: show a tool's answer to the person as it is, which saves the model's second request in each turn.
        interrupts: one tool that holds the whole interview by LangGraph interrupts, instead of the functions; the
            agent needs a checkpointer, and the session is kept there.
        size: questions in a round.
        budget: the most questions in all.
    """
    if interrupts:
        return [_interview(extractor, repo, size, budget)]
    functions = Functions(extractor, root=root, repo=repo, size=size, budget=budget)
    return [_tool(functions, name, arguments, direct=direct) for name, arguments in FUNCTIONS.items()]


def _tool(functions: Functions, name: str, arguments: type[BaseModel], *, direct: bool) -> BaseTool:
    def call(**given: Any) -> tuple[str, Result]:
        try:
            return functions.call(name, _plain(given))
        except PhaseContextError as error:
            raise ToolException(str(error)) from None

    async def acall(**given: Any) -> tuple[str, Result]:
        try:
            return await functions.acall(name, _plain(given))
        except PhaseContextError as error:
            raise ToolException(str(error)) from None

    return StructuredTool(
        name=name,
        description=described(name),
        args_schema=arguments,
        func=call,
        coroutine=acall,
        response_format="content_and_artifact",
        handle_tool_error=True,  # what the model can mend, it is told
        return_direct=direct,
    )


def _interview(extractor: Extractor | str | None, repo: Path | None, size: int, budget: int | None) -> BaseTool:
    from phase_context.agent.interfaces.graph import InterviewState, interview_graph

    # Without a checkpointer of its own it takes the agent's.
    graph = interview_graph(extractor, repo=repo, size=size, budget=budget).compile()

    def start(given: dict[str, Any]) -> InterviewState:
        state = InterviewState()
        if transcript := given.pop("transcript", None):
            state["transcript"] = transcript
        if update := given.pop("update", None):
            state["update"] = update
        people = given.pop("people", None) or ()
        state["phase"] = {**{key: value for key, value in given.items() if value}, "discussion_with": people}
        return state

    def told(state: dict[str, Any]) -> tuple[str, Result]:
        found = Result.model_validate(state["phase_context"])
        return f"{text(found, 'over')}\n\n{found.document}", found

    def call(**given: Any) -> tuple[str, Result]:
        return told(graph.invoke(start(given)))

    async def acall(**given: Any) -> tuple[str, Result]:
        return told(await graph.ainvoke(start(given)))

    return StructuredTool(
        name="phase_context_interview",
        description=_INTERVIEW,
        args_schema=Start,
        func=call,
        coroutine=acall,
        response_format="content_and_artifact",
    )


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments as data: LangChain hands nested models over as objects."""

    def data(value: Any) -> Any:
        if isinstance(value, BaseModel):
            return value.model_dump()
        return [data(part) for part in value] if isinstance(value, list) else value

    return {key: data(value) for key, value in given.items()}
