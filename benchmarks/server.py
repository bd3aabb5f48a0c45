"""A fast stand-in for an OpenAI-compatible server, in a process of its own: fixed latency, faults by share.

    python -m benchmarks.server PORT LATENCY_MS [FAULT_SHARE] [KINDS]

KINDS: 429 (Retry-After 1), 500, json (arguments that are not JSON), cut (a body shorter than announced).
GET /stats tells the requests answered and the most in flight.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import Any

ARGUMENTS = {
    "entries": [
        {
            "kind": "decided",
            "topic": "Queue system",
            "text": "SQS",
            "rationale": "the platform team runs it",
            "to": None,
            "type": None,
            "complexity": None,
            "quote": "let's use SQS",
            "turn": None,
        }
    ],
    "say": None,
}


def _answer(arguments: str) -> bytes:
    call = {"id": "call_1", "type": "function", "function": {"name": "record", "arguments": arguments}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    body = {
        "id": "chatcmpl-bench", "object": "chat.completion", "created": 0, "model": "bench",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 80, "total_tokens": 1080},
    }  # fmt: skip
    return json.dumps(body).encode()


GOOD, BAD = _answer(json.dumps(ARGUMENTS)), _answer('{"entries": [{"kind": ')
ERROR = b'{"error": {"message": "scripted", "type": "bench"}}'


class Server:
    """Counts what it answers."""

    def __init__(self, latency: float, share: float, kinds: list[str]) -> None:
        self.latency, self.share, self.kinds = latency, share, kinds
        self.random = random.Random(7)  # noqa: S311 - no secret
        self.requests = self.flying = self.most = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = 0
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                await reader.readexactly(length)
                if head.startswith(b"GET"):
                    stats: dict[str, Any] = {"requests": self.requests, "most": self.most}
                    self._send(writer, 200, json.dumps(stats).encode())
                elif not await self._reply(writer):
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, writer: asyncio.StreamWriter) -> bool:
        self.requests += 1
        self.flying += 1
        self.most = max(self.most, self.flying)
        await asyncio.sleep(self.latency)
        self.flying -= 1
        kind = self.random.choice(self.kinds) if self.random.random() < self.share else "good"
        if kind == "429":
            self._send(writer, 429, ERROR, b"Retry-After: 1\r\n")
        elif kind == "500":
            self._send(writer, 500, ERROR)
        elif kind == "cut":
            self._send(writer, 200, GOOD, cut=True)
            await writer.drain()
            return False
        else:
            self._send(writer, 200, BAD if kind == "json" else GOOD)
        return True

    @staticmethod
    def _send(writer: asyncio.StreamWriter, status: int, body: bytes, extra: bytes = b"", *, cut: bool = False) -> None:
        head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
        writer.write(head % (status, len(body), extra) + (body[: len(body) // 2] if cut else body))


async def main(port: int, latency_ms: float, share: float = 0.0, kinds: str = "429,500,json,cut") -> None:
    server = Server(latency_ms / 1000, share, kinds.split(","))
    async with await asyncio.start_server(server.serve, "127.0.0.1", port, backlog=1024) as listening:
        print("ready", flush=True)
        await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(
        main(int(sys.argv[1]), float(sys.argv[2]), *(f(a) for f, a in zip((float, str), sys.argv[3:], strict=False)))
    )
