"""A stand-in for an OpenAI-compatible server, on a real socket, that answers from a script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One scripted answer: arguments of ``record`` (an object, or raw text), or something that goes wrong."""

    arguments: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: str | None = None
    refusal: str | None = None
    finish: str | None = None
    choices: bool = True
    drop: bool = False
    cut_body: bool = False
    delay: float = 0.0
    function: str = "record"
    call_id: str = "call_1"

    def body(self, model: str) -> bytes:
        if self.status != 200:
            return json.dumps({"error": {"message": f"scripted {self.status}", "type": "fake"}}).encode()
        message: dict[str, Any] = {"role": "assistant", "content": self.content}
        if self.refusal:
            message["refusal"] = self.refusal
        if self.arguments is not None:
            raw = self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments, ensure_ascii=False)
            message["tool_calls"] = [
                {"id": self.call_id, "type": "function", "function": {"name": self.function, "arguments": raw}}
            ]
        finish = self.finish or ("tool_calls" if self.arguments is not None else "stop")
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        usage = {
            "prompt_tokens": 100,
            "completion_tokens": 20,
            "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 64},
        }
        answer = {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [choice] if self.choices else [],
            "usage": usage,
        }
        return json.dumps(answer, ensure_ascii=False).encode()


Scripted = Reply | Callable[[dict[str, Any]], Reply]
"""An answer, or what makes it of the request."""


class _Server(ThreadingHTTPServer):
    """Says nothing when a client gives up: that is what some tests are about."""

    def handle_error(self, *args: object) -> None:
        pass


class FakeOpenAI:
    """``url`` is the base URL; ``requests`` the bodies it got, in order, with the time each came in."""

    def __init__(self, script: list[Scripted]) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.times: list[float] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two writes: 40 ms apart otherwise

            def log_message(self, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.times.append(time.monotonic())
                fake.requests.append(body)
                reply = fake.script.pop(0) if fake.script else Reply(status=500)
                reply = reply(body) if callable(reply) else reply
                time.sleep(reply.delay)
                if reply.drop:
                    self.close_connection = True
                    self.connection.close()
                    return
                data = reply.body(body.get("model", "fake"))
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if reply.cut_body else data)
                if reply.cut_body:
                    self.close_connection = True

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def fake_openai(*script: Scripted) -> Iterator[FakeOpenAI]:
    server = FakeOpenAI(list(script))
    try:
        yield server
    finally:
        server.close()
