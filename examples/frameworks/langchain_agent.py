"""Phase Context in LangChain's create_agent: the tools as they are.

OPENAI_API_KEY=… python examples/frameworks/langchain_agent.py
"""

from __future__ import annotations

import os

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.messages import ToolMessage

from phase_context.agent import phase_context_tools

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
ASKED = "We start phase 03, order ingestion. Get it settled. Our lead says: SQS, the platform team runs it."


def main() -> None:
    agent = create_agent(init_chat_model(f"openai:{MODEL}"), phase_context_tools())
    messages = agent.invoke({"messages": [("user", ASKED)]})["messages"]
    for message in messages:
        if isinstance(message, ToolMessage) and message.artifact:  # none when the call was an error
            result = message.artifact  # the whole Result; the model only sees the text
            print(f"{message.name}: {result.status}, {len(result.open_questions)} questions open")
    print(messages[-1].text)


if __name__ == "__main__":
    main()
