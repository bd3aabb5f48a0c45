"""What 100,000 meetings cost and take, on paper: from the tokens and the CPU of a few that are really read.

    python -m benchmarks.hundred_thousand [--characters 60000] [--latency 20] [--rpm 10000] [--tpm 10000000] [--cores 8]

An hour of talk is about 60,000 characters. Each meeting settles every row of the document. Tokens are characters / 4 of
what is sent and answered, prices those of agent/prices.toml; the Batch API costs half. The instructions, which repeat
in every request, are counted at the price of cached tokens. CPU is that of `fill` in one process, start left out.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tomllib
from pathlib import Path

from benchmarks.batch import alone, server, stats
from benchmarks.work import meeting

MEETINGS = 100_000
_PRICES = Path(__file__).parent.parent / "agent" / "prices.toml"
_FEW, _MORE = 20, 80


def measured(characters: int) -> tuple[float, float, float]:
    """Tokens in and out, and milliseconds of CPU, of one meeting of that length."""
    with tempfile.TemporaryDirectory() as root, server(8821, 5, work="work") as url:
        seconds = []
        for count in (_FEW, _MORE):
            folder = Path(root) / str(count)
            folder.mkdir()
            for seed in range(count):
                (folder / f"m{seed:03d}.txt").write_text(meeting(characters, seed), encoding="utf-8")
            found = alone("fill", url, str(folder), "8", "1")
            seconds.append(found["CPU ms each"] * found["documents"])
        told = stats(url)
        done = told["requests"]
        return told["in"] / done, told["out"] / done, (seconds[1] - seconds[0]) / (_MORE - _FEW)


def without_a_model(characters: int) -> float:
    """Milliseconds of CPU that the built-in extractor takes for one meeting."""
    from phase_context.agent.extractors import BUILT_IN, choose
    from phase_context.agent.meeting import read_meeting
    from phase_context.agent.transcripts import read_transcript

    extractor, texts = choose(BUILT_IN), [meeting(characters, seed).encode() for seed in range(4)]
    read_meeting(read_transcript(texts[0]), extractor)  # what is loaded once
    start = time.process_time()
    for text in texts[1:]:
        read_meeting(read_transcript(text), extractor)
    return 1000 * (time.process_time() - start) / len(texts[1:])


def instructions() -> float:
    """Tokens that are the same in every request."""
    import json

    from phase_context.agent.extractors.model import system_prompt
    from phase_context.schemas import record_function

    return (len(system_prompt(meeting=True)) + len(json.dumps(record_function()))) / 4


def cost(tokens_in: float, tokens_out: float, cached: float, price: list[float]) -> float:
    """US dollars for all meetings, at prices for a million tokens in, cached and out."""
    each = (tokens_in - cached) * price[0] + cached * price[1] + tokens_out * price[2]
    return MEETINGS * each / 1_000_000


def hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=60_000, help="of a meeting")
    parser.add_argument("--latency", type=float, default=20.0, help="seconds for one answer")
    parser.add_argument("--rpm", type=float, default=10_000, help="most requests a minute")
    parser.add_argument("--tpm", type=float, default=10_000_000, help="most tokens a minute")
    parser.add_argument("--cores", type=int, default=8, help="of one machine")
    given = parser.parse_args()
    tokens_in, tokens_out, cpu = measured(given.characters)
    cached = instructions()
    print(f"A meeting of {given.characters:,} characters: {tokens_in:,.0f} tokens in, of which {cached:,.0f} repeat;")
    print(f"{tokens_out:,.0f} out; {cpu:.0f} ms of CPU.\n")
    print("| 100,000 meetings | at once | by the Batch API |\n|---|---:|---:|")
    for model, price in tomllib.loads(_PRICES.read_text(encoding="utf-8")).items():
        batch = "–"
        if model.startswith("openai:"):
            batch = f"${cost(tokens_in, tokens_out, 0, price) / 2:,.0f}"
        print(f"| {model} | ${cost(tokens_in, tokens_out, cached, price):,.0f} | {batch} |")
    by_requests = MEETINGS / given.rpm * 60
    by_tokens = MEETINGS * (tokens_in + tokens_out) / given.tpm * 60
    limit = max(by_requests, by_tokens)
    print(f"\nTime: {hours(limit)} at {given.rpm:,.0f} requests and {given.tpm:,.0f} tokens a minute,")
    print(f"with {MEETINGS / limit * given.latency:,.0f} in flight at {given.latency:g} s an answer.")
    busy = MEETINGS * cpu / 1000
    print(f"CPU: {hours(busy)} of one core, {hours(busy / given.cores)} of {given.cores}.")
    alone = without_a_model(given.characters)
    hours_of_all = hours(MEETINGS * alone / 1000 / given.cores)
    print(f"Built-in, no model: {alone:.0f} ms of CPU a meeting, {hours_of_all} of all.")


if __name__ == "__main__":
    main()
