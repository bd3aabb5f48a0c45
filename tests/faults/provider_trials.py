"""Trials of a provider that fails in every order of failures."""

from __future__ import annotations

import asyncio
import itertools
import random
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from unittest import mock

from phase_context.agent.errors import ExtractionError
from phase_context.agent.extractors import calls
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.interview import Interview
from phase_context.agent.jobs import plan
from phase_context.agent.journal import Journal
from phase_context.schemas import Status
from tests.fake_openai import Reply, fake_openai
from tests.faults.afterwards import false_records
from tests.faults.meetings import write_meetings
from tests.faults.tally import Tally

TIMEOUT = 0.12  # seconds


def entry(quote: str) -> dict[str, object]:
    """A right entry, as a model writes it."""
    blank = dict.fromkeys(("rationale", "to", "type", "complexity", "turn"))
    return {**blank, "kind": "decided", "topic": "Queue system", "text": "SQS", "quote": quote}


def good(quote: str) -> Reply:
    """A right answer."""
    return Reply({"entries": [entry(quote)], "say": None})


FAULTS = {
    "429": Reply(status=429, headers={"Retry-After": "0"}),
    "500": Reply(status=500),
    "503": Reply(status=503),
    "400": Reply(status=400),
    "key refused": Reply(status=401),
    "dropped": Reply(drop=True),
    "cut": Reply({"entries": [], "say": None}, cut_body=True),
    "half JSON": Reply('{"entries": [{"kind": "deci'),
    "no JSON": Reply("yes!"),
    "a list": Reply("[1, null]"),
    "entries of nonsense": Reply({"entries": [None, 7, {"kind": "?"}, {"kind": "decided", "topic": "x"}], "say": 3}),
    "invented": Reply({"entries": [entry("we said Kafka")], "say": None}),
    "no call": Reply(content="I would take SQS."),
    "nothing": Reply(content=""),
    "refusal": Reply(refusal="I cannot help with that."),
    "no choices": Reply(choices=False),
    "too long": Reply('{"entries": [', finish="length"),
    "another function": Reply({"path": "/"}, function="delete"),
    "timeout": Reply({"entries": []}, delay=TIMEOUT * 1.6),
}


class Provider:
    """A provider, and one extractor that asks it, for many trials. Used as a context manager."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folders = itertools.count()

    def __enter__(self) -> Self:
        self._stack.enter_context(mock.patch.object(calls, "_backoff", return_value=0.0))
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._server = self._stack.enter_context(fake_openai())
        self._extractor = ModelExtractor("openai:fake", base_url=self._server.url, timeout=TIMEOUT, tries=2)
        self._loop = self._stack.enter_context(asyncio.Runner())  # one for all: it keeps the connections
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def interview(self, order: Sequence[str], tally: Tally) -> None:
        """The faults meet the replies of an interview; when the provider works again, all of them are read.

        A reply whose every answer was nonsense is read too: what was refused is told, and nothing is recorded of it.
        """
        path = self._folder / f"{next(self._folders)}.jsonl"
        said = [f"we take SQS, and word {number}" for number in range(3)]
        tally.trials += 1
        refused = 0
        self._answers(order, "we take SQS")
        with Journal(path) as journal:
            interview = Interview(self._extractor, journal)
            for text in said:
                try:
                    refused += bool(interview.answer(text, ["Queue system"]).refused)
                except ExtractionError as error:
                    tally.lost += [f"not one line: {error}"] if "\n" in str(error) else []
                tally.accepted += 1
            self._answers([], "we take SQS")
            interview.answer("that is all", ["Queue system"])
            tally.lost += [f"{order}: {interview.pending} replies are still not read"] if interview.pending else []
            row = interview.document.decision("Queue system")
            wrong = row is None or row.status is not Status.DECIDED or row.choice != "SQS"
            if wrong and not (row is None and refused == len(said)):
                tally.lost.append(f"{order}: the row is {row}")
        with Journal(path) as journal:
            kept = [record["text"] for record in journal.records if record["type"] == "reply"]
        tally.lost += [f"{order}: reply {text!r}" for text in said if text not in kept]

    def fill(self, order: Sequence[str], tally: Tally) -> None:
        """The faults meet a batch; every meeting is done or named as blocked, and the next run does the rest."""
        source, out = self._folder / "in", self._folder / f"out{next(self._folders)}"
        write_meetings(source, "SQS", 4)
        jobs = plan([str(source)], str(out))
        ended: list[Filled] = []
        self._answers(order, "let us take SQS")
        self._loop.run(Filling(str(out), self._extractor).arun(jobs, ended.append, concurrency=2))
        first = len(ended)
        self._answers([], "let us take SQS")
        self._loop.run(Filling(str(out), self._extractor).arun(jobs, ended.append, concurrency=2))
        tally.trials += 1
        tally.accepted += sum(one.status != "blocked" for one in ended[:first])
        tally.lost += [f"{order}: {first} of 4 meetings were told of"] if first != 4 else []
        tally.lost += [f"{order}: {one.job.target} blocked without a reason" for one in ended if _mute(one)]
        tally.lost += [f"{order}: {one.error}" for one in ended[first:] if one.status == "blocked"]
        tally.lost += false_records(out)

    def _answers(self, order: Sequence[str], quote: str) -> None:
        self._server.script[:] = [*(FAULTS[name] for name in order), *[good(quote)] * 60]


def interviewed(count: int) -> Tally:
    """So many orders of faults, each in an interview."""
    tally = Tally("provider faults, replies")
    with Provider() as provider:
        for order in _orders(count):
            provider.interview(order, tally)
    return tally


def filled(count: int) -> Tally:
    """So many orders of faults, each in a batch."""
    tally = Tally("provider faults, batch")
    with Provider() as provider:
        for order in _orders(count):
            provider.fill(order, tally)
    return tally


def _mute(ended: Filled) -> bool:
    return ended.status == "blocked" and ("\n" in (ended.error or "\n"))


def _orders(count: int, seed: int = 18) -> list[list[str]]:
    """Orders by chance; each fault stands first in one of them."""
    dice = random.Random(seed)
    names = list(FAULTS)
    return [[names[n % len(names)], *dice.choices(names, k=dice.randrange(9))] for n in range(count)]
