"""Phase Context in pydantic-ai: each function is a tool made from its schema.

pip install 'pydantic-ai-slim[openai]'; OPENAI_API_KEY=… python examples/frameworks/pydantic_ai_agent.py
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from pydantic_ai import Agent, ModelRetry, Tool
from pydantic_ai.models.openai import OpenAIChatModel

from phase_context.agent import Functions, PhaseContextError, definitions

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
ASKED = "We start phase 03, order ingestion. Get it settled. Our lead says: SQS, the platform team runs it."


def tools(functions: Functions) -> list[Tool[None]]:
    def tool(function: dict[str, Any]) -> Tool[None]:
        async def call(**arguments: Any) -> str:
            try:
                content, result = await functions.acall(function["name"], arguments)
            except PhaseContextError as error:
                raise ModelRetry(str(error)) from None
            print(f"{function['name']}: {result.status}, {len(result.open_questions)} questions open")
            return content

        return Tool.from_schema(call, function["name"], function["description"], function["parameters"])

    return [tool(definition["function"]) for definition in definitions("openai")]


async def main() -> None:
    agent = Agent(OpenAIChatModel(MODEL), instructions="You prepare phases.", tools=tools(Functions()))
    print((await agent.run(ASKED)).output)


if __name__ == "__main__":
    asyncio.run(main())
