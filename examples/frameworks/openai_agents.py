"""Phase Context in the OpenAI Agents SDK: each function is a FunctionTool.

pip install openai-agents; OPENAI_API_KEY=… python examples/frameworks/openai_agents.py
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from agents import Agent, FunctionTool, OpenAIChatCompletionsModel, Runner, set_tracing_disabled
from openai import AsyncOpenAI

from phase_context.agent import Functions, PhaseContextError, definitions

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
ASKED = "We start phase 03, order ingestion. Get it settled. Our lead says: SQS, the platform team runs it."


def tools(functions: Functions) -> list[FunctionTool]:
    def tool(function: dict[str, Any]) -> FunctionTool:
        async def call(_: Any, arguments: str) -> str:
            try:
                content, result = await functions.acall(function["name"], arguments)
            except PhaseContextError as error:
                return str(error)
            print(f"{function['name']}: {result.status}, {len(result.open_questions)} questions open")
            return content

        return FunctionTool(
            name=function["name"],
            description=function["description"],
            params_json_schema=function["parameters"],
            on_invoke_tool=call,
            strict_json_schema=False,
        )

    return [tool(definition["function"]) for definition in definitions("openai")]


async def main() -> None:
    set_tracing_disabled(True)
    async with AsyncOpenAI() as client:
        model = OpenAIChatCompletionsModel(MODEL, client)
        agent = Agent(name="planner", instructions="You prepare phases.", tools=[*tools(Functions())], model=model)
        print((await Runner.run(agent, ASKED)).final_output)


if __name__ == "__main__":
    asyncio.run(main())
