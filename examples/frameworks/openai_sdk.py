"""Phase Context with the OpenAI SDK alone: the functions' definitions, and one line that calls them.

OPENAI_API_KEY=… python examples/frameworks/openai_sdk.py
"""

from __future__ import annotations

import os
from typing import Any

from openai import OpenAI

from phase_context.agent import Functions, PhaseContextError, definitions

MODEL = os.environ.get("MODEL", "gpt-4.1-mini")
ASKED = "We start phase 03, order ingestion. Get it settled. Our lead says: SQS, the platform team runs it."


def main() -> None:
    client, functions = OpenAI(), Functions()
    messages: list[Any] = [{"role": "user", "content": ASKED}]
    while True:
        answer = client.chat.completions.create(model=MODEL, messages=messages, tools=definitions("openai"))  # type: ignore[arg-type]
        message = answer.choices[0].message
        messages.append(message.model_dump(exclude_none=True))
        if not message.tool_calls:
            break
        for call in message.tool_calls:
            try:
                content, result = functions.call(call.function.name, call.function.arguments)  # type: ignore[union-attr]
                print(f"{call.function.name}: {result.status}, {len(result.open_questions)} questions open")  # type: ignore[union-attr]
            except PhaseContextError as error:
                content = str(error)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
    print(message.content)


if __name__ == "__main__":
    main()
