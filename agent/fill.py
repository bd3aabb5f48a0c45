"""Fill documents from many transcripts: several at once, resumable, none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any, Literal

from phase_context.agent import manifest, rules, storage
from phase_context.agent.document import save
from phase_context.agent.errors import PhaseContextError
from phase_context.agent.extractors import BUILT_IN, choose
from phase_context.agent.extractors.base import Extractor, Usage
from phase_context.agent.jobs import Job, read_job
from phase_context.agent.manifest import Manifest
from phase_context.agent.meeting import Meeting, aread_meeting, read_meeting
from phase_context.agent.turns import Turns
from phase_context.schemas import Header, Transcript

CONCURRENCY = 8
IN_WORK = 2
"""Meetings in work for each request at once: while some wait for their answers, others are read ahead and finished."""
_IN_FLIGHT = 4  # submitted to an executor for each of its workers, so that memory stays flat

Contents = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Filled:
    """One job's outcome.

    Attributes:
        status: complete; partial, when topics wait or are in conflict; blocked, when there is no document.
        meeting, transcripts: what was read; None and empty when it was skipped or blocked.
        skipped: it was done before and nothing changed.
        error: why it is blocked, in one line.
        record: the summary, as the manifest keeps it.
    """

    job: Job
    status: Literal["complete", "partial", "blocked"]
    record: dict[str, Any]
    meeting: Meeting | None = None
    transcripts: Sequence[Transcript] = ()
    skipped: bool = False
    error: str | None = None

    @property
    def usage(self) -> Usage:
        """What reading it cost in this run."""
        return Usage() if self.skipped else Usage(**self.record.get("usage", {}))


@dataclass
class Filling:
    """What all jobs of a run share.

    Attributes:
        output: the folder of the documents and the manifest.
        extractor: reads the transcripts.
        header: given for all of them.
        format: their format, when it is not to be recognised.
        again: read also what was done before.
        review: write a page beside each document.
    """

    output: str
    extractor: Extractor
    header: Header = field(default_factory=Header)
    format: str | None = None
    again: bool = False
    review: bool = False
    _turns: Turns = field(default_factory=Turns, init=False, repr=False)

    def run(self, jobs: Sequence[Job], done: Callable[[Filled], None], *, concurrency: int = CONCURRENCY) -> None:
        """Fill all, so many at once, and tell of each when it is done. A failure stops none of the others."""
        asyncio.run(self.arun(jobs, done, concurrency=concurrency))

    async def arun(
        self, jobs: Sequence[Job], done: Callable[[Filled], None], *, concurrency: int = CONCURRENCY
    ) -> None:
        """`run` for asyncio."""
        kept = Manifest(self.output)
        left = iter(jobs)

        async def work() -> None:
            for job in left:
                done(self.noted(kept, await self.fill(kept, job)))

        try:
            await asyncio.gather(*(work() for _ in range(max(1, min(concurrency, len(jobs))))))
        finally:
            kept.close()

    def run_on(
        self,
        executor: Executor,
        jobs: Sequence[Job],
        done: Callable[[Filled], None],
        *,
        model: str | None,
        base_url: str | None = None,
        workers: int = 1,
    ) -> None:
        """The same on the workers of any executor, of this machine or a cluster.

        The transcripts are sent to the workers and the documents written here, so workers need no shared disk.
        """
        kept = Manifest(self.output)
        running: dict[Future[Meeting], tuple[Job, str]] = {}
        for job in (*jobs, None):
            while running and (job is None or len(running) >= workers * _IN_FLIGHT):
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    ended, key = running.pop(future)
                    done(self.keep(kept, self._ended(ended, key, future)))
            if job is None:
                break
            ready = self._ready(kept, job)
            if isinstance(ready, Filled):
                done(ready)
                continue
            contents, key = ready
            header = self.header.model_dump_json(exclude_defaults=True)
            future = executor.submit(read_on_a_worker, contents, self.format, job.merged, header, model, base_url)
            running[future] = (job, key)
        kept.close()

    def keep(self, kept: Manifest, filled: Filled) -> Filled:
        """Write the document and the record."""
        return self.noted(kept, self.saved(filled))

    def saved(self, filled: Filled) -> Filled:
        """Write the document, and its page where there is to be one."""
        if filled.meeting is None:
            return filled
        try:
            save(rules.marked(filled.meeting.document), filled.job.target)
            if self.review:
                from phase_context.agent.review import files

                files.write_page(filled.job.target, filled.meeting.document, filled.transcripts)
        except PhaseContextError as error:
            return self.blocked(filled.job, filled.record["key"], str(error))
        return filled

    def noted(self, kept: Manifest, filled: Filled) -> Filled:
        """Write the record of what is saved: killed before it, the next run does the document again."""
        if filled.skipped or filled.status == "blocked":
            return filled  # what failed leaves no trace, and is tried again
        try:
            kept.add(filled.record)
        except PhaseContextError as error:
            return self.blocked(filled.job, filled.record["key"], str(error))
        return filled

    async def fill(self, kept: Manifest, job: Job) -> Filled:
        """Read one job and write its document; the record is for whoever keeps the manifest."""
        await self._turns.next()
        ready = self._ready(kept, job)
        if isinstance(ready, Filled):
            return ready
        contents, key = ready
        try:
            transcripts = read_job(contents, self.format, merged=job.merged)
            meeting = await aread_meeting(transcripts, self.extractor, self.header)
        except PhaseContextError as error:
            return self.blocked(job, key, str(error))
        except Exception as error:  # noqa: BLE001 - whatever an extractor raises, the others go on
            return self.blocked(job, key, _reason(job, error))
        # Waiting for the disk holds nobody back.
        return await asyncio.to_thread(self.saved, self.made(job, key, meeting, transcripts))

    def _ready(self, kept: Manifest, job: Job) -> Filled | tuple[Contents, str]:
        """The contents to be read with their key; or the outcome, when there is nothing to read."""
        try:
            contents = [(storage.name_of(source), storage.read(source)) for source in job.sources]
        except PhaseContextError as error:
            return self.blocked(job, "", str(error))
        key = self.key(contents)
        record = None if self.again else kept.done(job.target, key)
        if record is not None:
            return Filled(job, record["status"], record, skipped=True)
        return contents, key

    def key(self, contents: Contents) -> str:
        """What a document made of these contents is recognised by."""
        data = b"\0".join(name.encode() + b"\0" + content for name, content in contents)
        return manifest.key(data, self.extractor.name, self.extractor.version, self.header, self.format)

    def _ended(self, job: Job, key: str, future: Future[Meeting]) -> Filled:
        try:
            return self.made(job, key, future.result())
        except Exception as error:  # noqa: BLE001 - whatever a worker or its engine raised, the others go on
            return self.blocked(job, key, _reason(job, error))

    def made(self, job: Job, key: str, meeting: Meeting, transcripts: Sequence[Transcript] = ()) -> Filled:
        """The outcome of a job that was read."""
        status: Literal["complete", "partial"] = "partial" if meeting.open or meeting.conflicts else "complete"
        return Filled(job, status, _record(job, key, status, meeting), meeting, transcripts)

    def blocked(self, job: Job, key: str, error: str) -> Filled:
        """The outcome of a job that gave no document."""
        record = {"target": job.target, "sources": list(job.sources), "key": key, "status": "blocked", "error": error}
        return Filled(job, "blocked", record, error=error)


def read_on_a_worker(
    contents: Contents, format_: str | None, merged: bool, header: str, model: str | None, base_url: str | None
) -> Meeting:
    """A job's meeting, from nothing but what is passed in: what runs on another process or machine."""
    transcripts = read_job(contents, format_, merged=merged)
    return read_meeting(transcripts, choose(model, base_url=base_url), Header.model_validate_json(header))


def _reason(job: Job, error: Exception) -> str:
    """Why a job gave no document, in one line."""
    text = str(error) if isinstance(error, PhaseContextError) else f"{type(error).__name__}: {error}"
    return f"{job.sources[0]}: {text.splitlines()[0]}"


def _record(job: Job, key: str, status: str, meeting: Meeting) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for _, decision in meeting.document.decisions():
        counts[decision.status] = counts.get(decision.status, 0) + 1
    return {
        "target": job.target,
        "sources": list(job.sources),
        "key": key,
        "status": status,
        "topics": counts,
        "open_questions": meeting.open,
        "conflicts": meeting.conflicts,
        "checks": [rule.sentence for rule in rules.broken(meeting.document)],
        "assumptions": [],
        "possibly": len(meeting.document.possibly),
        "refused": [f"{refusal.what}: {refusal.reason}" for refusal in meeting.refused],
        "secrets_masked": meeting.secrets,
        "usage": vars(meeting.usage),
    }


def estimate(jobs: Sequence[Job], extractor: str, format_: str | None) -> Iterator[tuple[Job, int, int]]:
    """For each job, about how many tokens a model will take in and out, from its length alone.

    Raises:
        InputError: a file cannot be read as a transcript.
    """
    for job in jobs:
        contents = [(storage.name_of(source), storage.read(source)) for source in job.sources]
        tokens_in = tokens_out = 0
        for transcript in read_job(contents, format_, merged=job.merged):
            said = sum(len(turn.text) + len(turn.speaker or "") + 8 for turn in transcript.turns)
            tokens_in += _PROMPT + said // 4
            tokens_out += min(_MOST_OUT, _LEAST_OUT + said // 8)
        yield job, *((tokens_in, tokens_out) if extractor != BUILT_IN else (0, 0))


_PROMPT = 1_950  # tokens of the prompt and the function, which are the same for every transcript
_LEAST_OUT, _MOST_OUT = 300, 5_000
