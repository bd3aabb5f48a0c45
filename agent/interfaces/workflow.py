"""One call for every step of a larger workflow: it takes what there is, returns at once, and asks nobody itself."""

from __future__ import annotations

import logging
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from phase_context.agent.agenda import ROUND_SIZE
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import Extractor, choose
from phase_context.agent.interview import Answer, Interview
from phase_context.agent.journal import Record, Records
from phase_context.agent.known import look
from phase_context.agent.meeting import aread_meeting, read_meeting
from phase_context.agent.questions import find_label
from phase_context.agent.result import Outcome, Result, result
from phase_context.agent.state import State
from phase_context.schemas import Header, PhaseContext, Transcript

_LOG = logging.getLogger(__name__)  # what was said stays out of it


class Reply(BaseModel):
    """What came back when questions were put to somebody.

    Attributes:
        outcome: only what was ``answered`` is read.
        text: the words, about anything.
        answers: or the words for each question, by its label or id.
        entries: what the host's own model made of ``text``; then nothing else reads it. Each is checked against it.
        asked: labels or ids of the questions that were put; the round of the session when left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome = "answered"
    text: str = ""
    answers: Mapping[str, str] = {}
    entries: tuple[Any, ...] | None = None
    asked: tuple[str, ...] | None = None

    @classmethod
    def of(cls, given: Any) -> Self:
        """The reply that a person's words, a mapping with the fields above, or nothing at all stands for.

        Raises:
            InputError: it is none of these, or names an unknown topic.
        """
        if isinstance(given, cls):
            reply = given
        elif given is None or isinstance(given, str):
            reply = cls(text=given or "")
        elif isinstance(given, Mapping):
            try:
                reply = cls.model_validate(given)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "it"
                raise InputError(f"not a reply: {where}: {first['msg']}") from None
        else:
            raise InputError("not a reply: give the person's words, or {'outcome': …, 'text': …, 'answers': {…}}")
        answers = {find_label(label): words for label, words in reply.answers.items()}
        asked = None if reply.asked is None else tuple(map(find_label, reply.asked))
        nothing = reply.outcome == "answered" and not reply.words and not reply.entries
        outcome: Outcome = "unanswered" if nothing else reply.outcome
        return reply.model_copy(update={"answers": answers, "asked": asked, "outcome": outcome})

    @property
    def words(self) -> str:
        """All of it as one text, which is what the evidence is found in; several answers by their number."""
        said = self._said
        lines = list(said.values()) if len(said) == 1 else [f"{n}. {words}" for n, words in enumerate(said.values(), 1)]
        return "\n".join(filter(str.strip, (*lines, self.text)))

    @property
    def labels(self) -> tuple[str, ...] | None:
        """The questions it answers, in the order of the numbers; None for the round of the session."""
        said = self._said
        return (*said, *(label for label in self.asked or () if label not in said)) if said else self.asked

    @property
    def _said(self) -> dict[str, str]:
        return {label: words for label, words in self.answers.items() if words.strip()}


@dataclass(frozen=True)
class _Wait:
    """Something that takes time, in both worlds."""

    here: Callable[[], Any]
    there: Callable[[], Awaitable[Any]]


_Steps = Generator[_Wait, Any, Result]


@dataclass(frozen=True)
class _Start:
    """What a session may begin with; see `settle`."""

    header: Header | None
    transcripts: Transcript | Sequence[Transcript]
    document: PhaseContext | None
    update: bool
    repo: Path | None
    size: int
    budget: int | None


def settle(
    reply: Reply | Mapping[str, Any] | str | None = None,
    *,
    session: Sequence[Record] | Records | None = None,
    header: Header | None = None,
    transcripts: Transcript | Sequence[Transcript] = (),
    document: PhaseContext | None = None,
    extractor: Extractor | str | None = None,
    update: bool = False,
    repo: Path | None = None,
    size: int = ROUND_SIZE,
    budget: int | None = None,
) -> Result:
    """Settle what can be settled with what there is, and say what is missing. It waits for nobody.

    The first call may have a transcript to read, or nothing; a later one has a reply and the ``session`` of the
    result before. Gaps are listed and never filled.

    Args:
        reply: what somebody said to the questions of the result before, or that they did not; see `Reply`.
        session: ``Result.session``, which is not changed; or a `Journal`, which is written to.
        header: what is known of the document's first lines.
        transcripts: of the meetings before the interview, in their order; for a new session.
        document: what is known already; for a new session without transcripts.
        update: whether that document is to be brought up to date: only what is open in it or has changed is asked.
        repo: the repository whose files, and whose documents of earlier phases, suggest what they show; for a new
            session. Nothing of it is recorded until somebody says yes.
        extractor: reads the words: an object that is kept for many calls, or the name that `choose` takes.
        size: questions in a round; for a new session.
        budget: the most questions in all; for a new session.

    Raises:
        InputError: the arguments do not fit together, or there is no such repository.
        JournalError: the session is malformed, or could not be kept.
    """
    start = _Start(header, transcripts, document, update, repo, size, budget)
    steps = _settling(reply, session, start, extractor)
    try:
        wait = next(steps)
        while True:
            try:
                got = wait.here()
            except ExtractionError as error:
                wait = steps.throw(error)
            else:
                wait = steps.send(got)
    except StopIteration as done:
        settled: Result = done.value
        return settled


async def asettle(
    reply: Reply | Mapping[str, Any] | str | None = None,
    *,
    session: Sequence[Record] | Records | None = None,
    header: Header | None = None,
    transcripts: Transcript | Sequence[Transcript] = (),
    document: PhaseContext | None = None,
    extractor: Extractor | str | None = None,
    update: bool = False,
    repo: Path | None = None,
    size: int = ROUND_SIZE,
    budget: int | None = None,
) -> Result:
    """`settle` for asyncio. Cancelled, it leaves a plain session as it was, and a journal with the reply unread."""
    start = _Start(header, transcripts, document, update, repo, size, budget)
    steps = _settling(reply, session, start, extractor)
    try:
        wait = next(steps)
        while True:
            try:
                got = await wait.there()
            except ExtractionError as error:
                wait = steps.throw(error)
            else:
                wait = steps.send(got)
    except StopIteration as done:
        settled: Result = done.value
        return settled


def _settling(
    given: Reply | Mapping[str, Any] | str | None,
    session: Sequence[Record] | Records | None,
    start: _Start,
    extractor: Extractor | str | None,
) -> _Steps:
    reader = choose(extractor) if extractor is None or isinstance(extractor, str) else extractor
    records = session if isinstance(session, Records) else Records(session or ())
    reply = None if given is None else Reply.of(given)
    outcome = reply.outcome if reply else None
    total, notes = Answer(), tuple[str, ...]()
    if records.records:
        if start.transcripts or start.document:
            raise InputError("the session has begun: a transcript or a document can only be given to a new one")
        interview = Interview(reader, records)
        if start.header:
            interview.describe(start.header)
    else:
        try:
            interview, total, notes = yield from _begin(start, reader, records)
        except ExtractionError as error:
            state = State(PhaseContext(header=start.header or Header()))
            # Nothing has begun, so that the same call can be made again.
            return result(state, (), None, outcome=outcome, problem=str(error))
    problem = ""
    if reply is None or reply.outcome == "answered":
        try:
            total += yield from _take(interview, reply or Reply())
        except ExtractionError as error:
            problem = str(error)
    current = interview.next()
    found = result(interview.state, records.records, current, total, outcome=outcome, notes=notes, problem=problem)
    counts = len(found.learnt), len(found.refused), len(found.open_questions), found.usage.requests
    _LOG.info("%s: %d recorded, %d refused, %d open, %d requests", found.status, *counts)
    return found


def _begin(
    start: _Start, reader: Extractor, records: Records
) -> Generator[_Wait, Any, tuple[Interview, Answer, tuple[str, ...]]]:
    """A new session, with what reading the meetings did and what is to be known beside."""
    document, header = start.document, start.header
    if start.update and not document:
        raise InputError("an update needs the document that it brings up to date")
    if start.transcripts and document:
        raise InputError("give the transcripts or the document, not both")
    total = Answer()
    if start.transcripts:
        meeting = yield _Wait(
            partial(read_meeting, start.transcripts, reader, header),
            partial(aread_meeting, start.transcripts, reader, header),
        )
        document, header = meeting.document, None
        total += Answer(refused=meeting.refused, usage=meeting.usage)
    seen = None
    if start.repo is not None:
        head = header or (document.header if document else Header())
        # Before anything is written: without the repository that was named, no session begins.
        seen = yield _Wait(partial(look, start.repo, head), partial(to_thread, look, start.repo, head))
    interview = Interview(
        reader,
        records,
        header=None if document else header,
        document=document,
        size=start.size,
        budget=start.budget,
        update=start.update,
    )
    if header:
        interview.describe(header)
    if seen:
        interview.suggest(seen.suggestions)
    return interview, total, seen.notes if seen else ()


def _take(interview: Interview, reply: Reply) -> Generator[_Wait, Any, Answer]:
    """What the reply did; and the ones before that could not be read then."""
    if reply.entries is not None:
        return interview.record(reply.entries, reply.words, reply.labels)
    if not (reply.words or interview.pending):
        return Answer()
    answer: Answer = yield _Wait(
        partial(interview.answer, reply.words, reply.labels), partial(interview.aanswer, reply.words, reply.labels)
    )
    return answer
