"""Throughput, memory and losses of `fill` against a stand-in server, beside LangChain's own batch in the same run.

python -m benchmarks.batch [--quick]
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.meetings import folder

os.environ.setdefault("OPENAI_API_KEY", "none")
os.environ["LANGSMITH_TRACING"] = "false"


@contextmanager
def server(
    port: int, latency_ms: float, share: float = 0.0, kinds: str = "429,500,json,cut", work: str = ""
) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.server", str(port), str(latency_ms), str(share), kinds, work]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own module
    if process.stdout:
        process.stdout.readline()  # it is ready
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def stats(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/stats") as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
    return found


def fill(url: str, source: Path, concurrency: int, processes: int = 0) -> dict[str, Any]:
    """One run of fill: documents a second, statuses, requests."""
    from phase_context.agent.extractors import choose
    from phase_context.agent.fill import IN_WORK, Filled, Filling
    from phase_context.agent.jobs import plan
    from phase_context.agent.pace import Pace
    from phase_context.agent.processes import Processes, worth

    with tempfile.TemporaryDirectory() as out:
        make = partial(choose, "openai:bench", base_url=f"{url}/v1", tries=10, direct=True)
        filling = Filling(out, make(pace=Pace(at_once=concurrency)))
        statuses: dict[str, int] = {}

        def done(filled: Filled) -> None:
            statuses[filled.status] = statuses.get(filled.status, 0) + 1

        jobs = plan([str(source)], out)
        before, start = stats(url)["requests"], time.perf_counter()
        count = processes or worth(len(jobs))
        if count > 1:
            with Processes(filling, make, count=count, concurrency=concurrency) as several:
                several.run(jobs, done)
        else:
            filling.run(jobs, done, concurrency=IN_WORK * concurrency)
        seconds = time.perf_counter() - start
        written = len(list(Path(out).glob("*.md")))
        asked = stats(url)["requests"] - before
    return {"documents": written, "a second": round(written / seconds, 1), "seconds": round(seconds, 2),
            "requests": asked, "processes": count, **statuses}  # fmt: skip


def langchain(url: str, source: Path, concurrency: int) -> dict[str, Any]:
    """The same transcripts through `with_structured_output(...).abatch`, into a type of the same rows and lists."""
    from langchain.chat_models import init_chat_model

    texts = [path.read_text(encoding="utf-8") for path in sorted(source.iterdir())]
    model = init_chat_model("openai:bench", base_url=f"{url}/v1", api_key="none", max_retries=2)
    chain = model.with_structured_output(_document_type(), method="function_calling", include_raw=True)

    async def run() -> list[Any]:
        found: list[Any] = await chain.abatch(texts, config={"max_concurrency": concurrency}, return_exceptions=True)
        return found

    start = time.perf_counter()
    found = asyncio.run(run())
    seconds = time.perf_counter() - start
    return {"documents": len(found), "a second": round(len(found) / seconds, 1), "seconds": round(seconds, 2)}


def _document_type() -> Any:
    """What a program that extracts the document directly would declare: areas of rows of a choice and a reason."""
    from pydantic import create_model

    from phase_context.schemas import AREAS, SECTIONS

    row = create_model("Row", choice=(str, ...), rationale=(str, ""))
    areas = {
        name: (create_model(name.title(), **{t.field: (row | None, None) for t in area.topics()}), None)
        for name, area in AREAS.items()
    }
    return create_model(
        "Document", **{n: (t | None, None) for n, (t, _) in areas.items()}, **{n: (list[str], []) for n in SECTIONS}
    )


def alone(what: str, *args: str) -> dict[str, Any]:
    """Run a part in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "benchmarks.batch", what, *args]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return found


def part(what: str, url: str, source: str, *numbers: str) -> None:
    found = {"fill": fill, "langchain": langchain}[what](url, Path(source), *map(int, numbers))
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found["peak MB"] = round(max(own.ru_maxrss, others.ru_maxrss) / 1024)
    found["CPU ms each"] = round(
        1000 * (own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime) / found["documents"], 1
    )
    print(json.dumps(found))


def main(*, quick: bool) -> dict[str, Any]:
    """All figures, by name."""
    scale = 5 if quick else 1
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as root:
        small, large = folder(Path(root) / "small", 1000 // scale), folder(Path(root) / "large", 2000 // scale)
        few, faulty = folder(Path(root) / "few", 200 // scale), folder(Path(root) / "faulty", 300 // scale)
        slow = folder(Path(root) / "slow", 640 // scale)
        with server(8811, 2000) as url:
            figures["2 s, 64 at once"] = found = alone("fill", url, str(slow), "64")
            figures["2 s: share of ideal"] = round(found["a second"] / 32, 3)
        with server(8812, 50) as url:
            figures["50 ms, 32 at once"] = ours = alone("fill", url, str(small), "32")
            figures["LangChain abatch"] = theirs = alone("langchain", url, str(small), "32")
            figures["times LangChain"] = round(ours["a second"] / theirs["a second"], 2)
            figures["200 files"] = first = alone("fill", url, str(few), "32")
            figures["2,000 files"] = second = alone("fill", url, str(large), "32")
            figures["peak memory, 2,000 to 200"] = round(second["peak MB"] / first["peak MB"], 3)
        with server(8813, 50, 0.1) as url:
            figures["10 % faults"] = alone("fill", url, str(faulty), "32")
        with server(8814, 50, 0.3, "429,500") as url:
            figures["30 % 429 and 500"] = alone("fill", url, str(faulty), "32")
    return figures


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004
        part(*sys.argv[1:])
    else:
        for name, value in main(quick="--quick" in sys.argv).items():
            print(f"{name:28} {value}", flush=True)
