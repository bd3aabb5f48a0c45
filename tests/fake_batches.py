"""A stand-in for OpenAI's files and batches, on a real socket; its batches end when the test says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fake_openai import Reply

Answer = Callable[[dict[str, Any]], Reply | None]
"""The answer to one request of a batch; None leaves it without one."""


class FakeBatches:
    """``url`` is the base URL; ``requests`` the requests submitted, by batch id."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.files: dict[str, str] = {}
        self.requests: dict[str, list[dict[str, Any]]] = {}
        self.ended = False
        self.live = 0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/v1/files":
                    start = body.index(b"{")
                    fake.files["file-in"] = body[start : body.rindex(b"}") + 1].decode()
                    self._json({"id": "file-in", "object": "file", "bytes": 1, "created_at": 0, "filename": "x",
                                "purpose": "batch", "status": "processed"})  # fmt: skip
                elif self.path == "/v1/batches":
                    id_ = f"batch_{len(fake.requests)}"
                    lines = fake.files[json.loads(body)["input_file_id"]].splitlines()
                    fake.requests[id_] = [json.loads(line) for line in lines]
                    self._json(fake.batch(id_))
                else:
                    fake.live += 1
                    reply = fake.answer({"body": json.loads(body)}) or Reply(status=500)
                    self._send(reply.body("fake"), reply.status)

            def do_GET(self) -> None:
                id_ = self.path.rsplit("/", 1)[1]
                if self.path.startswith("/v1/batches/") and id_ not in fake.requests:
                    self._send(b'{"error": {"message": "no such batch"}}', 404)
                elif self.path.startswith("/v1/batches/"):
                    self._json(fake.batch(id_))
                else:
                    self._send(fake.output(self.path.split("/")[3]).encode())

            def _json(self, value: object) -> None:
                self._send(json.dumps(value).encode())

            def _send(self, data: bytes, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def batch(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-in",
                "completion_window": "24h", "status": "completed" if self.ended else "in_progress", "created_at": 0,
                "output_file_id": f"out-{id_}" if self.ended else None}  # fmt: skip

    def output(self, file: str) -> str:
        lines = []
        for request in reversed(self.requests[file.removeprefix("out-")]):
            reply = self.answer(request)
            if reply is not None:
                body = json.loads(reply.body("fake"))
                lines.append(json.dumps({"id": "x", "custom_id": request["custom_id"], "error": None,
                                         "response": {"status_code": reply.status, "body": body}}))  # fmt: skip
        return "\n".join(lines)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def fake_batches(answer: Answer) -> Iterator[FakeBatches]:
    server = FakeBatches(answer)
    try:
        yield server
    finally:
        server.close()
