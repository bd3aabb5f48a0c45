"""Phase Context in CrewAI, which takes it as an MCP server.

CrewAI needs an environment of its own, because it wants other versions; phase-context, with its extra [mcp], is
installed in another one and on the PATH:

pip install crewai; OPENAI_API_KEY=… python crewai_mcp.py
"""

from __future__ import annotations

import os

from crewai import LLM, Agent
from crewai.mcp import MCPServerStdio

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
ASKED = "We start phase 03, order ingestion. Get it settled. Our lead says: SQS, the platform team runs it."


def main() -> None:
    # CrewAI starts a new server for each call: the session lives in the project's journal. It names the tools after
    # the command, so a path would make names that providers refuse.
    server = MCPServerStdio(command="phase-context", args=["mcp"])
    model = LLM(model=f"openai/{MODEL}", base_url=os.environ.get("OPENAI_BASE_URL"))
    agent = Agent(role="planner", goal="Settle the phase", backstory="You prepare phases.", llm=model, mcps=[server])
    print(agent.kickoff(ASKED).raw)


if __name__ == "__main__":
    main()
