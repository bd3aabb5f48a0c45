"""The interview as a LangGraph graph, to be a step of a larger one: it asks by ``interrupt`` and is resumed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from langchain_core.runnables import RunnableLambda
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

from phase_context.agent.agenda import ROUND_SIZE
from phase_context.agent.document import parse
from phase_context.agent.errors import InputError
from phase_context.agent.extractors import Extractor, choose
from phase_context.agent.interfaces.workflow import Reply, asettle, settle
from phase_context.agent.journal import Record
from phase_context.agent.result import Result
from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import Header

if TYPE_CHECKING:
    from langgraph.graph.state import StateGraph as Graph


class InterviewState(TypedDict, total=False):
    """Plain data only, so that any checkpointer keeps it. A parent graph shares the keys that it names alike.

    Attributes:
        phase: in: the fields of the document's `Header`.
        transcript: in: the text of a meeting to read before anything is asked.
        update: in: or the text of a document to bring up to date: only what is open in it or has changed is asked.
        phase_session: the session; left in the state, a later run goes on with it.
        phase_reply: the reply being read.
        phase_usage: what all calls of the session cost so far.
        phase_context: out: the `Result` as JSON data; ``Result.model_validate`` reads it.
    """

    phase: dict[str, Any]
    transcript: str
    update: str
    phase_session: list[Record]
    phase_reply: dict[str, Any]
    phase_usage: dict[str, int]
    phase_context: dict[str, Any]


def interview_graph(
    extractor: Extractor | str | None = None,
    *,
    human: bool = True,
    repo: Path | None = None,
    size: int = ROUND_SIZE,
    budget: int | None = None,
) -> Graph[InterviewState]:
    """The interview, not yet compiled: compile it without a checkpointer to take the parent's, or with your own.

    Each interrupt's value has ``questions`` (ready to show), ``together`` and ``skippable`` as in a `Result`,
    ``conflicts`` and ``left``, the number of questions.
    Resume with the person's words, or with the fields of a `Reply`: ``Command(resume={"outcome": "timed_out"})``.
    Any outcome but answered ends the run with the gaps listed; a later run with the same state goes on.

    A node does its work once: the words are read in another node than the one that is interrupted. Questions are
    streamed as they come, in the stream mode "custom".

    Args:
        extractor: reads the words: an object, or the name that `choose` takes.
        human: whether there is anybody to ask; if not, the gaps are listed at once.
        repo: the repository whose files, and whose documents of earlier phases, suggest what they show.
        size: questions in a round.
        budget: the most questions in all.
    """

    @cache
    def reader() -> Extractor:
        return choose(extractor) if extractor is None or isinstance(extractor, str) else extractor

    def given(state: InterviewState) -> dict[str, Any]:
        session = state.get("phase_session")
        call: dict[str, Any] = {"session": session, "extractor": reader()}
        if not session:
            text, before = state.get("transcript"), state.get("update")
            call |= {"repo": repo, "size": size, "budget": budget}
            call["transcripts"] = read_transcript(text.encode(), source="transcript") if text else ()
            call["header"] = Header.model_validate(state.get("phase") or {})
            if before:
                call |= {"document": parse(before), "update": True}
        return call

    def begin(state: InterviewState) -> InterviewState:
        return _kept(state, settle(**given(state)))

    async def abegin(state: InterviewState) -> InterviewState:
        return _kept(state, await asettle(**given(state)))

    def read(state: InterviewState) -> InterviewState:
        return _kept(state, settle(state["phase_reply"], **given(state)))

    async def aread(state: InterviewState) -> InterviewState:
        return _kept(state, await asettle(state["phase_reply"], **given(state)))

    def after(state: InterviewState) -> str:
        found = state["phase_context"]
        goes_on = found["status"] != "blocked" and found["now"] and found["outcome"] in (None, "answered")
        return "ask" if human and goes_on else END

    graph: StateGraph[InterviewState] = StateGraph(InterviewState)
    graph.add_node("begin", RunnableLambda(begin, abegin, name="begin"))
    graph.add_node("ask", ask)
    graph.add_node("read", RunnableLambda(read, aread, name="read"))
    graph.add_edge(START, "begin")
    graph.add_conditional_edges("begin", after, ["ask", END])
    graph.add_edge("ask", "read")
    graph.add_conditional_edges("read", after, ["ask", END])
    return graph


def ask(state: InterviewState) -> InterviewState:
    """Wait for somebody. It runs again from its start when it is resumed, so it does nothing else."""
    found = state["phase_context"]
    asking = {
        "type": "phase_context",
        "questions": found["open_questions"][: len(found["now"])],
        "together": found["together"],
        "skippable": found["skippable"],
        "conflicts": found["conflicts"],
        "left": len(found["open_questions"]),
        "say": found["say"],
    }
    while True:
        given = interrupt(asking)
        try:
            reply = Reply.of(given)
        except InputError as error:
            # Raised, it would be raised again on every resume: what was resumed with is kept.
            asking = {**asking, "problem": str(error)}
        else:
            return {"phase_reply": reply.model_dump(mode="json")}


def _kept(state: InterviewState, found: Result) -> InterviewState:
    write = get_stream_writer()
    for question in found.questions:
        write({"type": "phase_context.question", **question.model_dump(mode="json")})
    spent: Mapping[str, int] = state.get("phase_usage") or {}
    cost = found.data()["usage"]
    return {
        "phase_session": list(found.session),
        "phase_usage": {name: spent.get(name, 0) + count for name, count in cost.items()},
        "phase_context": found.data(),
    }
