"""OpenAI's Batch API: submit the requests of many meetings, collect their answers a day later at half the price.

The format is https://platform.openai.com/docs/guides/batch: one JSON request a line, answers in any order, joined by
``custom_id``. Both steps may be repeated: what is submitted is not submitted again, what is done is not done again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from phase_context.agent import storage
from phase_context.agent.errors import ExtractionError, InputError, PhaseContextError
from phase_context.agent.extractors import completions
from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.fill import Filled, Filling
from phase_context.agent.jobs import Job, read_job
from phase_context.agent.manifest import Manifest
from phase_context.agent.meeting import Meeting, reading_of, taken
from phase_context.schemas import PhaseContext, record_function

if TYPE_CHECKING:
    import openai

NAME = "phase-context-batches.json"
_ENDED = ("completed", "expired", "failed", "cancelled")


def run(
    step: str,
    filling: Filling,
    jobs: Sequence[Job],
    done: Callable[[Filled], None],
    *,
    say: Callable[[str], None],
) -> None:
    """One of the two steps.

    Raises:
        InputError: no such step, or the model is none of OpenAI's.
        ExtractionError: the API does not answer.
    """
    if step not in ("submit", "collect"):
        raise InputError(f"--batch {step}: it is submit or collect")
    extractor = filling.extractor
    if not isinstance(extractor, ModelExtractor) or not extractor.name.startswith("openai:"):
        raise InputError("--batch needs --model openai:…")
    import openai

    try:
        (_submit if step == "submit" else _collect)(extractor, filling, jobs, done, say)
    except openai.OpenAIError as error:
        raise ExtractionError(
            f"{extractor.name}: the Batch API does not answer ({str(error).splitlines()[0]})"
        ) from None


def _submit(
    extractor: ModelExtractor,
    filling: Filling,
    jobs: Sequence[Job],
    done: Callable[[Filled], None],
    say: Callable[[str], None],
) -> None:
    kept, pending = Manifest(filling.output), _pending(filling)
    waiting = {key for batch in pending.values() for key in batch}
    lines, keys = [], []
    for job in jobs:
        try:
            key, reading = _reading(filling, job)
        except PhaseContextError as error:
            done(filling.keep(kept, filling.blocked(job, "", str(error))))
            continue
        if key in waiting or kept.done(job.target, key):
            continue
        messages = extractor.first_request(reading)
        if messages is None:
            done(
                filling.keep(
                    kept,
                    filling.blocked(job, key, f"{job.sources[0]}: too long for one request; fill it without --batch"),
                )
            )
            continue
        lines.append(
            json.dumps(
                {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": _body(extractor, messages)},
                ensure_ascii=False,
            )
        )
        keys.append(key)
    kept.close()
    if not lines:
        say("nothing to submit: all is done, or waits in a batch")
        return
    _keep_pending(filling, _pending(filling))  # what cannot be noted is not submitted: its answers would be lost
    client = extractor.client()
    file = client.files.create(file=("phase-context.jsonl", io.BytesIO("\n".join(lines).encode())), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    try:
        _keep_pending(filling, {**_pending(filling), batch.id: keys})
    except InputError as error:
        raise InputError(f"{error}; {batch.id} was submitted and its answers can be had from the API alone") from None
    say(f"{batch.id}: {len(keys)} meetings submitted; collect with --batch collect")


def _collect(
    extractor: ModelExtractor,
    filling: Filling,
    jobs: Sequence[Job],
    done: Callable[[Filled], None],
    say: Callable[[str], None],
) -> None:
    client, kept, pending = extractor.client(), Manifest(filling.output), _pending(filling)
    answers, left, ended = _answers(client, pending, say)
    taken: set[str] = set()
    for job in jobs:
        try:
            key, reading = _reading(filling, job)
        except PhaseContextError as error:
            done(filling.keep(kept, filling.blocked(job, "", str(error))))
            continue
        if key in answers and not kept.done(job.target, key):
            finished = _finished(extractor, filling, job, key, reading, answers[key])
            written = filling.keep(kept, finished)
            done(written)
            if written.status == "blocked" and finished.status != "blocked":
                continue  # the disk refused it: the answer is still to be had
        taken.add(key)
    kept.close()
    for id_, keys in ended.items():
        rest = [key for key in keys if key not in taken]
        if rest:
            say(f"{id_}: {len(rest)} answers are of meetings that were not named, or not written; collect once more")
            left[id_] = rest
    # Only now: killed before this line, the next collect finds the answers again.
    # What another process submitted meanwhile stays.
    _keep_pending(filling, {**{id_: keys for id_, keys in _pending(filling).items() if id_ not in pending}, **left})


def _answers(
    client: openai.OpenAI, pending: dict[str, list[str]], say: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, list[str]], dict[str, list[str]]]:
    """The answers there are, by key; the batches that go on; and of those that ended, the keys that were answered."""
    import openai

    answers: dict[str, Any] = {}
    going_on: dict[str, list[str]] = {}
    ended: dict[str, list[str]] = {}
    for id_, keys in pending.items():
        try:
            batch = client.batches.retrieve(id_)
        except openai.NotFoundError:
            say(f"{id_}: there is no such batch any more; submit its meetings again")
            continue
        if batch.status not in _ENDED:
            say(f"{id_}: {batch.status}; try again later")
            going_on[id_] = keys
            continue
        for file in (batch.output_file_id, batch.error_file_id):
            if file:
                lines = client.files.content(file).text.splitlines()
                answers |= {answer["custom_id"]: answer for answer in map(json.loads, filter(None, lines))}
        ended[id_] = [key for key in keys if key in answers]
        missing = [key for key in keys if key not in answers]
        answers |= {key: {"error": {"message": f"no answer; the batch {batch.status}"}} for key in missing}
    return answers, going_on, ended


def _finished(
    extractor: ModelExtractor, filling: Filling, job: Job, key: str, reading: Reading, answer: dict[str, Any]
) -> Filled:
    response = answer.get("response") or {}
    if answer.get("error") or response.get("status_code") != 200:  # noqa: PLR2004
        error = answer.get("error") or (response.get("body") or {}).get("error") or {}
        return filling.blocked(
            job, key, f"{job.sources[0]}: {extractor.name}: {error.get('message', 'no answer')}; submit again"
        )
    try:
        extraction = extractor.finish(reading, completions.answer(response["body"]))
    except PhaseContextError as error:
        return filling.blocked(job, key, f"{job.sources[0]}: {error}")
    return filling.made(job, key, taken(Meeting(PhaseContext()), reading, extraction), [reading.transcript])


def _body(extractor: ModelExtractor, messages: Sequence[Any]) -> dict[str, Any]:
    return completions.request(extractor.name.partition(":")[2], messages, record_function())


def _reading(filling: Filling, job: Job) -> tuple[str, Reading]:
    contents = [(storage.name_of(source), storage.read(source)) for source in job.sources]
    transcripts = read_job(contents, filling.format, merged=job.merged)
    if len(transcripts) > 1:
        raise InputError("--merge reads each meeting with what the one before settled; fill it without --batch")
    return filling.key(contents), reading_of(transcripts[0], filling.header)


def _pending(filling: Filling) -> dict[str, list[str]]:
    """Keys of the meetings that wait, by batch."""
    place = storage.join(filling.output, NAME)
    try:
        found: dict[str, list[str]] = json.loads(storage.read(place)) if storage.exists(place) else {}
        return {id_: list(keys) for id_, keys in found.items()}
    except (ValueError, AttributeError, TypeError):
        raise InputError(f"{place}: not a list of batches; mend or remove it") from None


def _keep_pending(filling: Filling, pending: dict[str, list[str]]) -> None:
    storage.write(storage.join(filling.output, NAME), json.dumps(pending, indent=1))
