"""What an interview costs, and a hundred of them at once: beside LangChain's create_agent with one recording tool.

    python -m benchmarks.interview             # tokens, requests, the repeated share of the prompt
    python -m benchmarks.interview --at-once   # a hundred interviews in one process, an endpoint that takes 50 ms

Both sides hold the same dialogue against the same scripted endpoint, with the same instructions, schema, questions and
entries. Tokens are characters / 4 of tools and messages as they are sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("OPENAI_API_KEY", "none")
os.environ["LANGSMITH_TRACING"] = "false"

Said = tuple[str, list[dict[str, Any]]]


def _entry(kind: str, quote: str, topic: str | None = None, text: str | None = None, **more: str) -> dict[str, Any]:
    blank = {"rationale": None, "to": None, "type": None, "complexity": None}
    return {"kind": kind, "topic": topic, "text": text, **blank, **more, "quote": quote}


def _decided(topic: str, text: str, quote: str, **more: str) -> dict[str, Any]:
    return _entry("decided", quote, topic, text, **more)


DIALOGUE: list[Said] = [
    (
        "We build the import of supplier price lists. Currency conversion is phase 6.",
        [
            _entry("in_scope", "the import of supplier price lists", text="Import of supplier price lists"),
            _entry("out_of_scope", "Currency conversion is phase 6", text="Currency conversion"),
            _entry("deferred_idea", "Currency conversion is phase 6", text="Currency conversion", to="Phase 6"),
        ],
    ),
    (
        "No cache. SQS, the platform team runs it. Rolling. 500 ms is fine.",
        [
            _decided("Cache strategy", "None", "No cache"),
            _decided("Queue system", "SQS", "SQS, the platform team runs it", rationale="the platform team runs it"),
            _decided("Deployment", "Rolling", "Rolling"),
            _decided("Response time", "< 500ms p95", "500 ms is fine"),
        ],
    ),
    (
        "A cron at four in the morning; two hundred buyers at the peak; lists of 40k lines a night",
        [
            _decided("Scheduling", "Cron", "A cron at four in the morning", rationale="at four in the morning"),
            _decided("Concurrent users", "200 at the peak", "two hundred buyers at the peak"),
            _decided("Batch processing", "40k lines a night", "lists of 40k lines a night"),
        ],
    ),
    (
        "JWT for buyers, valid an hour; encrypt both, bank details are sensitive; limits per endpoint; zod everywhere",
        [
            _decided("Authentication", "JWT", "JWT for buyers, valid an hour", rationale="valid an hour"),
            _decided("Data encryption", "Both", "encrypt both", rationale="bank details are sensitive"),
            _decided("Rate limiting", "Per endpoint", "limits per endpoint"),
            _decided("Input validation", "Schema validation (Zod)", "zod everywhere"),
        ],
    ),
    (
        "RBAC with buyer and admin. No third parties.",
        [
            _decided("Authorization", "RBAC", "RBAC with buyer and admin", rationale="buyer and admin"),
        ],
    ),
    (
        "3NF, no soft deletes, both timestamps, and an audit log because buyers dispute prices",
        [
            _decided("Normalization", "3NF", "3NF"),
            _decided("Soft deletes", "No", "no soft deletes"),
            _decided("Timestamps", "created_at + updated_at", "both timestamps"),
            _decided("Versioning", "Audit log", "an audit log", rationale="because buyers dispute prices"),
        ],
    ),
    (
        "Zero downtime. Seeding you decide.",
        [
            _decided("Migration approach", "Zero-downtime", "Zero downtime"),
            _entry("agent", "Seeding you decide", "Data seeding"),
        ],
    ),
    (
        "rollback by hand, backoff up to six tries, alert on the error rate in the ops channel",
        [
            _decided("Rollback plan", "Manual", "rollback by hand"),
            _decided("Retry strategy", "Exponential backoff, 6 tries", "backoff up to six tries"),
            _decided("Alerting", "Error rate threshold", "alert on the error rate", rationale="in the ops channel"),
        ],
    ),
    (
        "Yes, and keep dead letters for two weeks",
        [_decided("Dead letter queue", "Yes", "keep dead letters for two weeks", rationale="kept for two weeks")],
    ),
    (
        "Name things as you like. Reject a whole list when one line in fifty is wrong. Nothing else for later.",
        [
            _entry("discretion", "Name things as you like", text="Naming"),
            _entry("idea", "Reject a whole list when one line in fifty is wrong."),
        ],
    ),
]
FACT = ("and the rate limit is a hundred a minute", "limits per endpoint")


def answer(words: str) -> dict[str, Any]:
    """The call of ``record`` for a reply; " (team 17)" at its end makes that team's queue of its queue."""
    said = re.sub(r" \(team \d+\)$", "", words)
    team = words[len(said) :]
    entries = next((entries for text, entries in DIALOGUE if text == said), [])
    named = [{**e, "text": f"SQS{team}"} if e["topic"] == "Queue system" else e for e in entries]
    return {"entries": named, "say": None}


class Endpoint:
    """A scripted stand-in for an OpenAI-compatible server, which keeps what it was sent."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.sent: list[str] = []
        self.got = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                data = json.dumps(self.stats() if head.startswith(b"GET") else await self.reply(json.loads(body)))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(f"Content-Length: {len(data)}\r\n\r\n{data}".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def reply(self, request: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(self.latency)
        messages = request["messages"]
        if not self.latency:
            self.sent.append(json.dumps(request["tools"]) + "".join(json.dumps(message) for message in messages))
        message = self.message(messages)
        self.got += len(json.dumps(message))
        usage = {"prompt_tokens": 1200, "completion_tokens": 80, "total_tokens": 1280}
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
        return {"id": "x", "object": "chat.completion", "created": 0, "model": "x", "choices": [choice], "usage": usage}

    def message(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        last = messages[-1]
        if last["role"] == "tool":
            return {"role": "assistant", "content": last["content"]}
        found = re.search(r"<reply>\n(.*)\n</reply>", last["content"], re.DOTALL)
        arguments = answer(found[1] if found else last["content"])
        call = {"name": "record", "arguments": json.dumps(arguments, ensure_ascii=False)}
        calls = [{"id": f"call_{len(messages)}", "type": "function", "function": call}]
        return {"role": "assistant", "content": None, "tool_calls": calls}

    def stats(self) -> dict[str, Any]:
        pairs = zip(self.sent, self.sent[1:], strict=False)
        repeated = [len(os.path.commonprefix(pair)) for pair in pairs]  # noqa: RUF071 - they are no paths
        later = sum(map(len, self.sent[1:]))
        return {
            "requests": len(self.sent),
            "in": sum(map(len, self.sent)) // 4,
            "out": self.got // 4,
            "repeated": sum(repeated) / later if later else 0,
            "repeated with the first": sum(repeated) / max(1, sum(map(len, self.sent))),
        }


@contextmanager
def endpoint(port: int, latency: float) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.interview", "--serve", str(port), "--latency", str(latency)]
    with subprocess.Popen(command) as process:  # noqa: S603
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            time.sleep(0.05)
            try:
                stats(url)
                break
            except OSError:
                continue
        try:
            yield url
        finally:
            process.terminate()


def stats(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url) as response:  # noqa: S310
        found: dict[str, Any] = json.load(response)
    return found


async def hold(extractor: Any, team: str = "") -> Any:
    """One interview by the same call that the graph and the tools make; returns its last result."""
    from phase_context.agent import Header, asettle

    result = await asettle(header=Header(phase="4", name="Price lists"), extractor=extractor)
    for words, _ in DIALOGUE:
        result = await asettle(words + team, session=result.session, extractor=extractor)
    return result


async def hold_by_agent(model: Any, *, direct: bool, team: str = "") -> None:
    """The same dialogue with create_agent: the model asks the questions in its text and records by one tool."""
    from langchain.agents import create_agent
    from langchain_core.messages import HumanMessage
    from langchain_core.tools import StructuredTool

    from phase_context.agent import settle
    from phase_context.agent.extractors.model import system_prompt
    from phase_context.schemas import record_function

    session = settle()

    def record(entries: list[Any], **_: Any) -> str:
        """Record what the person's words settle."""
        nonlocal session
        words = messages[-1].content if messages else ""
        session = settle({"text": words or "…", "entries": entries}, session=session.session)
        asking = enumerate(session.questions, 1)
        return "\n".join(f"{n}. {q.label}: {q.question} Options: {'; '.join(q.options)}." for n, q in asking)

    tool = StructuredTool(
        name="record",
        description="Record what the person's words settle.",
        func=record,
        args_schema=record_function(meeting=False)["function"]["parameters"],
        return_direct=direct,
    )
    agent: Any = create_agent(model, [tool], system_prompt=system_prompt(meeting=False))
    messages: list[Any] = []
    for words, _ in DIALOGUE:
        messages = [*messages, HumanMessage(words + team)]
        messages = (await agent.ainvoke({"messages": messages}))["messages"]


def chat(url: str) -> Any:
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model="x", base_url=f"{url}/v1", max_retries=0)


def costs() -> None:
    from phase_context.agent import ModelExtractor

    print("| | requests a reply | tokens in | tokens out | repeats, from the second request on | of all |")
    print("|---|---:|---:|---:|---:|---:|")
    for port, name in enumerate(("phase-context", "create_agent", "create_agent, return_direct"), 18861):
        with endpoint(port, 0) as url:
            if name == "phase-context":
                result = asyncio.run(hold(ModelExtractor(chat(url))))
            else:
                asyncio.run(hold_by_agent(chat(url), direct="direct" in name))
            found = stats(url)
        requests = found["requests"] / len(DIALOGUE)
        shares = f"{found['repeated']:.2f} | {found['repeated with the first']:.2f}"
        print(f"| {name} | {requests:.1f} | {found['in']:,} | {found['out']:,} | {shares} |")
    print(f"\nphase-context: {len(list(result.context.decisions()))} topics, {len(result.open_questions)} gaps left")
    one = _decided("Rate limiting", "100 a minute per endpoint", FACT[0])
    arguments = json.dumps({"entries": [one], "say": None}, ensure_ascii=False)
    again = len(result.context.model_dump_json(exclude_none=True, exclude_computed_fields=True)) // 4
    print(f"one new fact in it: {len(arguments) // 4} tokens out (the whole document again: {again:,})")


def at_once(count: int = 100, latency: float = 0.05) -> None:
    from phase_context.agent import ModelExtractor

    ideal = len(DIALOGUE) * latency
    with endpoint(18871, latency) as url:
        extractor = ModelExtractor(chat(url))
        results, took, cpu, grown = asyncio.run(_timed(lambda team: hold(extractor, team), count))
    documents = [r.document.replace(f"(team {n})", "(team)") for n, r in enumerate(results)]
    print(f"{count} interviews of {len(DIALOGUE)} replies at once, {latency * 1000:.0f} ms a request: {took:.2f} s")
    print(f"  {count * len(DIALOGUE) / took:.0f} requests/s, {ideal / took:.2f} of ideal ({ideal:.1f} s)")
    each = 1000 * cpu / count / len(DIALOGUE)
    print(f"  {each:.1f} ms of CPU a reply; documents with another's words: {len(set(documents)) - 1}")
    print(f"  {grown / count:.0f} kB resident a session, {len(json.dumps(results[0].session)) / 1000:.1f} kB as data")
    with endpoint(18872, latency) as url:
        model = chat(url)
        _, took, cpu, _ = asyncio.run(_timed(lambda team: hold_by_agent(model, direct=False, team=team), count))
    print(f"create_agent, the same: {took:.2f} s, {2 * ideal / took:.2f} of its ideal ({2 * ideal:.1f} s),", end=" ")
    print(f"{1000 * cpu / count / len(DIALOGUE):.1f} ms of CPU a reply")


async def _timed(interview: Callable[[str], Awaitable[Any]], count: int) -> tuple[list[Any], float, float, float]:
    """What so many interviews at once returned; seconds, seconds of CPU, and kilobytes they took."""
    await interview("")  # warm
    before = _resident()
    cpu, start = time.process_time(), time.perf_counter()
    results = await asyncio.gather(*(interview(f" (team {n})") for n in range(count)))
    return results, time.perf_counter() - start, time.process_time() - cpu, _resident() - before


def _resident() -> float:
    """Kilobytes, at the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def serve(port: int, latency: float) -> None:
    server = await asyncio.start_server(Endpoint(latency).serve, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--at-once", action="store_true")
    parser.add_argument("--serve", type=int)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.serve, given.latency))
    elif given.at_once:
        at_once(latency=given.latency or 0.05)
    else:
        costs()


if __name__ == "__main__":
    main()
