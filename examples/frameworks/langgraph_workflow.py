"""plan → interview → write in LangGraph: the interview stops for each reply, and goes on in any later process.

python examples/frameworks/langgraph_workflow.py state.db                       # begins, and prints the questions
python examples/frameworks/langgraph_workflow.py state.db "SQS, and no cache"   # goes on with a reply
python examples/frameworks/langgraph_workflow.py state.db --enough              # ends with the gaps listed

pip install langgraph-checkpoint-sqlite. No key: without PHASE_CONTEXT_MODEL the built-in extractor reads the replies.
For PostgreSQL: `with PostgresSaver.from_conn_string("postgresql://…") as saver: saver.setup()`, and nothing else
changes (pip install langgraph-checkpoint-postgres 'psycopg[binary]').
"""

from __future__ import annotations

import sys
from typing import Any, TypedDict

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from phase_context.agent import Result, brief_of, interview_graph

THREAD: Any = {"configurable": {"thread_id": "phase-03"}}


class Work(TypedDict, total=False):
    phase: dict[str, Any]
    phase_context: dict[str, Any]
    written: str


def plan(_: Work) -> Work:
    return {"phase": {"phase": "03", "name": "Order ingestion"}}


def write(state: Work) -> Work:
    result = Result.model_validate(state["phase_context"])
    return {"written": f"{result.document}\n{brief_of(result.context)}"}


def workflow() -> StateGraph[Work]:
    graph = StateGraph(Work)
    graph.add_node("plan", plan)
    graph.add_node("interview", interview_graph().compile())  # it takes the parent's checkpointer
    graph.add_node("write", write)
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "interview")
    graph.add_edge("interview", "write")
    graph.add_edge("write", END)
    return graph


def main() -> None:
    path, *words = sys.argv[1:]
    given: Any = {}
    if words:
        given = Command(resume={"outcome": "declined"} if words == ["--enough"] else " ".join(words))
    with SqliteSaver.from_conn_string(path) as saver:
        state = workflow().compile(checkpointer=saver).invoke(given, THREAD)
    for asked in state.get("__interrupt__", ()):
        for question in asked.value["questions"]:
            print(f"{question['label']}: {question['question']} {' / '.join(question['options'])}".rstrip())
    print(state.get("written", ""), end="")


if __name__ == "__main__":
    main()
