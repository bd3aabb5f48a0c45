"""A fast stand-in for an OpenAI-compatible server, in a process of its own: fixed latency, faults by share.

    python -m benchmarks.server PORT LATENCY_MS [FAULT_SHARE] [KINDS] [work]

KINDS: 429 (Retry-After 1), 500, json (arguments that are not JSON), cut (a body shorter than announced).
With "work" it answers as benchmarks.work says, by the function or schema asked for; else always with one decision.
GET /stats tells the requests answered, the most in flight, and the tokens in and out (characters / 4).
"""

from __future__ import annotations

import asyncio
import json
import random
import sys

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


def _answer(arguments: str, function: str = "record") -> bytes:
    """The body of a completion that calls a function, or without one says the text."""
    call = {"id": "call_1", "type": "function", "function": {"name": function, "arguments": arguments}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    if not function:
        message = {"role": "assistant", "content": arguments}
    body = {
        "id": "chatcmpl-bench", "object": "chat.completion", "created": 0, "model": "bench",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if function else "stop"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 80, "total_tokens": 1080},
    }  # fmt: skip
    return json.dumps(body).encode()


GOOD, BAD = _answer(json.dumps(ARGUMENTS)), _answer('{"entries": [{"kind": ')
EMPTY = len(_answer("", ""))
ERROR = b'{"error": {"message": "scripted", "type": "bench"}}'


class Work:
    """The right answer to a request, told by the names in it without parsing it, so that the server stays fast."""

    def __init__(self) -> None:
        from benchmarks.work import ONE_FACT, answers

        known = {name: answer.decode() for name, answer in answers().items()}
        self.one_fact = ONE_FACT.encode()
        self.calls = {name: _answer(known[name], name.split(",")[0]) for name in known if name != "spans"}
        self.texts = {name: _answer(known[name], "") for name in ("Document", "spans")}

    def answer(self, body: bytes) -> bytes:
        packed = body.replace(b'": ', b'":')
        if b'"tools":' not in packed:
            return self.texts["Document" if b'"name":"Document"' in packed else "spans"]
        if b'"name":"PatchDoc"' in packed:
            return self.calls["PatchDoc"]
        if b'"name":"Document"' in packed:
            return self.calls["Document"]
        return self.calls["record, one fact" if self.one_fact in body else "record"]


class Server:
    """Counts what it answers."""

    def __init__(self, latency: float, share: float, kinds: list[str], work: Work | None = None) -> None:
        self.latency, self.share, self.kinds, self.work = latency, share, kinds, work
        self.random = random.Random(7)  # noqa: S311 - no secret
        self.requests = self.flying = self.most = self.characters_in = self.characters_out = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = 0
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                body = await reader.readexactly(length)
                if head.startswith(b"GET"):
                    tokens = {"in": self.characters_in // 4, "out": self.characters_out // 4}
                    stats = {"requests": self.requests, "most": self.most, **tokens}
                    self._send(writer, 200, json.dumps(stats).encode())
                elif not await self._reply(writer, body):
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, writer: asyncio.StreamWriter, body: bytes) -> bool:
        good = self.work.answer(body) if self.work else GOOD
        self.requests += 1
        self.characters_in += len(body)
        self.characters_out += len(good) - EMPTY
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
            self._send(writer, 200, good, cut=True)
            await writer.drain()
            return False
        else:
            self._send(writer, 200, BAD if kind == "json" else good)
        return True

    @staticmethod
    def _send(writer: asyncio.StreamWriter, status: int, body: bytes, extra: bytes = b"", *, cut: bool = False) -> None:
        head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
        writer.write(head % (status, len(body), extra) + (body[: len(body) // 2] if cut else body))


async def main(port: int, latency_ms: float, share: float = 0.0, kinds: str = "", work: str = "") -> None:
    server = Server(latency_ms / 1000, share, (kinds or "429,500,json,cut").split(","), Work() if work else None)
    async with await asyncio.start_server(server.serve, "127.0.0.1", port, backlog=1024) as listening:
        print("ready", flush=True)
        await listening.serve_forever()


if __name__ == "__main__":
    port_given, latency_given, *more = sys.argv[1:]
    asyncio.run(main(int(port_given), float(latency_given), float(more[0] if more else 0), *more[1:]))
