"""OpenAI's chat completions as they go over the wire: what a request says, and what an answer holds.

The Batch API takes such requests as a file. A batch of ours sends them with OpenAI's own client: LangChain's types and
callbacks, made anew for each request, take twice the time, and nobody traces a thousand meetings.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

_ROLES = {"system": "system", "human": "user"}
_PATH = "/chat/completions"
_TRACERS = ("LANGSMITH", "LANGCHAIN")
_RESPONSES = re.compile(r"codex|-pro\b")  # models that OpenAI serves by its Responses API alone


def serves(name: str) -> bool:
    """Whether a model "provider:model" is asked this way; with tracing switched on none is."""
    traced = any(os.environ.get(f"{who}_TRACING{v}", "").lower() == "true" for who in _TRACERS for v in ("", "_V2"))
    return name.startswith("openai:") and not _RESPONSES.search(name) and not traced


def request(model: str, messages: Sequence[BaseMessage], function: dict[str, Any]) -> dict[str, Any]:
    """The body of a request that has the function called."""
    return {
        "model": model,
        "messages": [{"role": _ROLES[message.type], "content": message.content} for message in messages],
        "tools": [function],
        "tool_choice": {"type": "function", "function": {"name": function["function"]["name"]}},
        "parallel_tool_calls": False,
    }


def answer(body: dict[str, Any]) -> AIMessage:
    """The answer as LangChain would have made it.

    Raises:
        LookupError, TypeError, ValueError: it is no answer.
    """
    from langchain_core.messages import AIMessage
    from langchain_core.messages.tool import invalid_tool_call, tool_call

    choice = body["choices"][0]
    message, usage = choice["message"], body.get("usage") or {}
    calls, broken = [], []
    for call in message.get("tool_calls") or []:
        name, raw = call["function"]["name"], call["function"]["arguments"]
        try:
            calls.append(tool_call(name=name, args=json.loads(raw), id=call["id"]))
        except ValueError:
            broken.append(invalid_tool_call(name=name, args=raw, id=call["id"], error="not JSON"))
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return AIMessage(
        content=message.get("content") or "",
        tool_calls=calls,
        invalid_tool_calls=broken,
        additional_kwargs={"refusal": message["refusal"]} if message.get("refusal") else {},
        response_metadata={"finish_reason": choice.get("finish_reason")},
        usage_metadata={
            "input_tokens": usage.get("prompt_tokens", 0),
            "output_tokens": usage.get("completion_tokens", 0),
            "total_tokens": usage.get("total_tokens", 0),
            "input_token_details": {"cache_read": cached},
        },
    )


class Completions:
    """A model that is asked by OpenAI's own client, in place of a LangChain model with the function bound to it.

    Args:
        chat: the LangChain model; its clients, with their key, address and timeout, are used.
        model: its name at the provider.
        function: the definition of the function to be called.
    """

    def __init__(self, chat: Any, model: str, function: dict[str, Any]) -> None:
        self._chat = chat
        self._model = model
        self._function = function

    def invoke(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """The answer; what fails is raised as OpenAI's client raises it."""
        body = request(self._model, messages, self._function)
        return answer(json.loads(self._chat.root_client.post(_PATH, cast_to=str, body=body)))

    async def ainvoke(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """`invoke` for asyncio."""
        body = request(self._model, messages, self._function)
        return answer(json.loads(await self._chat.root_async_client.post(_PATH, cast_to=str, body=body)))
