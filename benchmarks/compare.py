"""Phase Context beside instructor, trustcall, langextract and LangChain: the same work, the same endpoint, one run.

    make bench-peers        # an environment of its own, as the peers pin other versions; ten minutes
    python -m benchmarks.compare [--quick] [SUBJECT ...]

Writes benchmarks/results.md and benchmarks/results.svg. Every figure is measured in a process of its own; compare
columns with each other, not with another machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.batch import server, stats
from benchmarks.peers import SUBJECTS
from benchmarks.plot import draw
from benchmarks.work import meeting

HERE = Path(__file__).parent
SHORT, LONG = 8_000, 80_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subjects", nargs="*", help="all of them, unless named")
    parser.add_argument("--quick", action="store_true", help="a tenth of the documents")
    parser.add_argument("--part", nargs=2, metavar=("WHAT", "URL"), help="one measurement, in this process")
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part[0]](given.subjects[0], given.part[1], 10 if given.quick else 1)))
        return
    subjects = given.subjects or list(SUBJECTS)
    figures = {name: measure(name, quick=given.quick) for name in subjects}
    (HERE / "results.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (HERE / "results.md").write_text(table(figures), encoding="utf-8")
    draw(figures, HERE / "results.svg")
    print(table(figures))


def measure(subject: str, *, quick: bool) -> dict[str, Any]:
    """All figures of one subject."""
    found: dict[str, Any] = {}
    with server(18901, 0, work="work") as url:
        found |= part("first", subject, url, quick=quick)
        for what in ("tokens", "calls", "fact"):
            found |= part(what, subject, url, quick=quick)
    with server(18902, 50, work="work") as url:
        found |= part("few", subject, url, quick=quick)
        found |= part("many", subject, url, quick=quick)
    with server(18903, 50, 0.1, work="work") as url:
        found |= part("faults", subject, url, quick=quick)
    print(subject, found, file=sys.stderr, flush=True)
    return found


def part(what: str, subject: str, url: str, *, quick: bool) -> dict[str, Any]:
    """One measurement in a process of its own, so that its memory and its start are its own."""
    command = [sys.executable, "-m", "benchmarks.compare", subject, "--part", what, url, *["--quick"] * quick]
    begin = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own module
    if done.returncode:
        raise SystemExit(f"{what} of {subject} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"first document, s": round(time.perf_counter() - begin, 2)} if what == "first" else found


def _started(subject: str, url: str) -> Any:
    made = SUBJECTS[subject]()
    made.start(url)
    return made


def first(subject: str, url: str, _: int) -> dict[str, Any]:
    asyncio.run(_started(subject, url).extract([meeting(SHORT)], 1))
    return {}


def tokens(subject: str, url: str, _: int) -> dict[str, Any]:
    """Requests and tokens for a transcript, and for one ten times as long."""

    async def run() -> dict[str, Any]:
        made, found = _started(subject, url), {}
        for name, characters in (("", SHORT), (", 10 times as long", LONG)):
            before = stats(url)
            await made.extract([meeting(characters)], 1)
            after = stats(url)
            found |= {f"{what}{name}": after[what] - before[what] for what in ("requests", "in", "out")}
        return found

    return asyncio.run(run())


def calls(subject: str, url: str, share: int) -> dict[str, Any]:
    """Milliseconds of CPU a transcript when the endpoint takes no time, one after the other."""
    found = {}
    for name, characters, count in (("CPU ms", SHORT, 50 // share), ("CPU ms, 10 times as long", LONG, 20 // share)):

        async def run(texts: list[str]) -> float:
            made = _started(subject, url)
            await made.extract(texts[:2], 1)
            start = time.process_time()
            await made.extract(texts, 1)
            return time.process_time() - start

        texts = [meeting(characters, seed) for seed in range(count)]
        found[name] = round(1000 * asyncio.run(run(texts)) / count, 1)
    return found


def fact(subject: str, url: str, _: int) -> dict[str, Any]:
    """Tokens to add one fact to a full document."""
    made, before = _started(subject, url), stats(url)
    try:
        asyncio.run(made.add_one_fact())
    except NotImplementedError:
        return {"fact in": None, "fact out": None}
    after = stats(url)
    return {"fact in": after["in"] - before["in"], "fact out": after["out"] - before["out"]}


def _batch(subject: str, url: str, count: int) -> dict[str, Any]:
    async def run() -> tuple[int, float]:
        made = _started(subject, url)
        await made.extract(texts[:2], 2)
        start = time.perf_counter()
        return await made.extract(texts, 32), time.perf_counter() - start

    texts = [meeting(SHORT, seed) for seed in range(count)]
    complete, seconds = asyncio.run(run())
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return {"complete": complete, "of": count, "a second": round(count / seconds, 1), "peak MB": round(peak)}


def few(subject: str, url: str, share: int) -> dict[str, Any]:
    found = _batch(subject, url, 100 // share)
    return {"a second, 100": found["a second"], "peak MB, 100": found["peak MB"]}


def many(subject: str, url: str, share: int) -> dict[str, Any]:
    found = _batch(subject, url, 1000 // share)
    return {"a second, 1,000": found["a second"], "peak MB, 1,000": found["peak MB"]}


def faults(subject: str, url: str, share: int) -> dict[str, Any]:
    """How many of 300 documents come out when one reply in ten is a 429, a 500, not JSON, or cut."""
    try:
        found = _batch(subject, url, 300 // share)
    except Exception:  # noqa: BLE001 - a library that gives up with the whole run has nothing
        return {"complete with faults": 0, "of": 300 // share}
    return {"complete with faults": found["complete"], "of": found["of"]}


PARTS = {f.__name__: f for f in (first, tokens, calls, fact, few, many, faults)}


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown, a row each, a column for each subject."""
    names = list(next(iter(figures.values())))
    lines = ["| | " + " | ".join(figures) + " |", "|---|" + "---:|" * len(figures)]
    for name in names:
        if name != "of":
            cells = ("–" if (value := found.get(name)) is None else f"{value:,}" for found in figures.values())
            lines.append(f"| {_TITLES.get(name, name)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


_TITLES = {
    "requests": "requests for a transcript of 8,000 characters",
    "requests, 10 times as long": "… ten times as long",
    "in": "tokens in",
    "in, 10 times as long": "… ten times as long",
    "out": "tokens out",
    "out, 10 times as long": "… ten times as long",
    "CPU ms": "own CPU a transcript, ms",
    "CPU ms, 10 times as long": "… ten times as long",
    "fact in": "one new fact into a full document: tokens in",
    "fact out": "… tokens out",
    "a second, 100": "documents a second, 32 at once, 50 ms, 100 of them",
    "a second, 1,000": "… 1,000 of them",
    "peak MB, 100": "peak memory, 100 documents, MB",
    "peak MB, 1,000": "… 1,000 of them",
    "complete with faults": "complete of 300, one reply in ten broken",
    "first document, s": "start to first document, s",
}


if __name__ == "__main__":
    os.environ.setdefault("OPENAI_API_KEY", "none")
    os.environ["LANGSMITH_TRACING"] = "false"
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    main()
