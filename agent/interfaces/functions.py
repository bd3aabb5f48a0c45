"""The interview as functions that any framework's model can call: their definitions, and what a call does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, WithJsonSchema

from phase_context.agent import sessions
from phase_context.agent.agenda import ROUND_SIZE
from phase_context.agent.document import parse
from phase_context.agent.errors import InputError
from phase_context.agent.extractors import Extractor, choose
from phase_context.agent.interfaces.options import header as header_of
from phase_context.agent.interfaces.tool_schemas import entry_schema, plainer
from phase_context.agent.interfaces.workflow import asettle, settle
from phase_context.agent.journal import Journal, Records
from phase_context.agent.result import OpenQuestion, Outcome, Result
from phase_context.agent.transcripts import read_transcript
from phase_context.prompts import plain
from phase_context.schemas import Header

_WAIT = 2.0  # seconds for another process to close the session
_POLL = 0.005  # seconds
_NO_ANSWER = "Nothing was answered, and nothing is recorded for it."
_TOGETHER = "Nobody decided these yet; one reply may take all, or all but some:"
_SKIPPABLE = "This phase may not need {}; offer to leave it out."

Session = Annotated[str, Field(description="As start named it.")]


class Start(BaseModel):
    """Start the interview about a phase of backend work; a meeting's transcript is read first.

    Returns what is known, every gap, and the questions to put to the person now. Never answer them yourself: if
    nobody can be asked, what is missing stays missing.
    """

    phase: str | None = Field(None, description="Number: 03.")
    name: str | None = None
    sprint: str | None = None
    people: list[str] | None = Field(None, description="Who takes part: Priya (PO).")
    date: str | None = Field(None, description="YYYY-MM-DD.")
    transcript: str | None = Field(None, description="The text of the meeting's export.")
    update: str | None = Field(None, description="The text of a document to bring up to date, instead.")


class Answered(BaseModel):
    """The words about one question."""

    label: str = Field(description="Label or id of the question.")
    words: str


class Answer(BaseModel):
    """Hand over what the person said; it is read here. Returns what was recorded, and the next questions."""

    session: Session
    text: str | None = Field(None, description="Their message, to the letter.")
    answers: list[Answered] | None = Field(None, description="Or what they said to each question.")
    outcome: Outcome = Field("answered", description="Why there are no words, if there are none.")


class Record(BaseModel):
    """Instead of answer: record what you made of the person's words yourself. Returns the same."""

    session: Session
    said: str | None = Field(None, description="Their newest message, to the letter.")
    # Taken as they come: a malformed entry must not take the others of its call with it.
    entries: Annotated[list[Any], WithJsonSchema({"type": "array", "items": entry_schema()})]
    asked: list[str] | None = Field(None, description="Labels it answers; the current round when left out.")


class Show(BaseModel):
    """How the session stands: what is known, what is missing, what to ask now."""

    session: Session


FUNCTIONS: dict[str, type[BaseModel]] = {
    "phase_context_start": Start,
    "phase_context_answer": Answer,
    "phase_context_record": Record,
    "phase_context_show": Show,
}
"""The arguments of each function, by its name."""


def described(name: str) -> str:
    """What a model is told about a function."""
    text = " ".join((FUNCTIONS[name].__doc__ or "").split())
    return f"{text}\n{plain('entries.md')}" if FUNCTIONS[name] is Record else text


def definitions(form: str = "openai") -> list[dict[str, Any]]:
    """The functions as a provider's API takes them.

    Args:
        form: openai (chat completions), or anthropic.

    Raises:
        InputError: no such form.
    """
    found = []
    for name, arguments in FUNCTIONS.items():
        schema = plainer(arguments.model_json_schema())
        schema.pop("description", None)
        told = {"name": name, "description": described(name)}
        match form:
            case "openai":
                found.append({"type": "function", "function": {**told, "parameters": schema}})
            case "anthropic":
                found.append({**told, "input_schema": schema})
            case _:
                raise InputError(f"{form}: no such form of functions; it is openai or anthropic")
    return found


class Functions:
    """The functions, with the sessions they work on.

    Any number of sessions at a time, in threads and event loops; calls of one session wait for each other.

    Args:
        extractor: reads transcripts and answers: an object, or the name that `choose` takes.
        root: the project that keeps the sessions' journals; None keeps them in this object alone.
        repo: the repository whose files, and whose documents of earlier phases, suggest what they show.
        size: questions in a round.
        budget: the most questions in all.
    """

    def __init__(
        self,
        extractor: Extractor | str | None = None,
        *,
        root: Path | None = None,
        repo: Path | None = None,
        size: int = ROUND_SIZE,
        budget: int | None = None,
    ) -> None:
        self._extractor = extractor
        self._shape: dict[str, Any] = {"repo": repo, "size": size, "budget": budget}
        self._sessions = _Sessions(root)

    def call(self, name: str, arguments: str | Mapping[str, Any]) -> tuple[str, Result]:
        """Call a function; returns its answer as text, for a model or a person, and in full.

        Raises:
            InputError: no such function or session, or the arguments do not fit.
            JournalError: the session cannot be kept.
        """
        given = _arguments(name, arguments)
        session = self._session(given)
        with self._sessions.hold(session) as records:
            found = settle(**self._step(given, records))
        return text(found, session), found

    async def acall(self, name: str, arguments: str | Mapping[str, Any]) -> tuple[str, Result]:
        """`call` for asyncio."""
        given = _arguments(name, arguments)
        session = self._session(given)
        async with self._sessions.ahold(session) as records:
            found = await asettle(**self._step(given, records))
        return text(found, session), found

    def _session(self, given: Start | Answer | Record | Show) -> str:
        if not isinstance(given, Start):
            return self._sessions.find(given.session)
        if given.update:
            return self._sessions.begin(parse(given.update).header, update=True)
        return self._sessions.begin(header_of(given.phase, given.name, given.sprint, given.people, given.date))

    @cached_property
    def _reader(self) -> Extractor:
        given = self._extractor
        return choose(given) if given is None or isinstance(given, str) else given

    def _step(self, given: Start | Answer | Record | Show, records: Records) -> dict[str, Any]:
        step: dict[str, Any] = {"session": records, "extractor": self._reader, **self._shape}
        match given:
            case Start():
                step["header"] = header_of(given.phase, given.name, given.sprint, given.people, given.date)
                if given.update:
                    step["document"], step["update"] = parse(given.update), True
                if given.transcript:
                    step["transcripts"] = read_transcript(given.transcript.encode(), source="transcript")
            case Answer():
                answers = {one.label: one.words for one in given.answers or ()}
                step["reply"] = {"outcome": given.outcome, "text": given.text or "", "answers": answers}
            case Record():
                step["reply"] = {"text": given.said or "", "entries": given.entries, "asked": given.asked}
        return step


class _Sessions:
    """Records by the session's name, in memory or in a project's journals; each is held by one call at a time."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._kept: dict[str, Records] = {}
        self._locks: dict[str, threading.Lock] = {}

    def begin(self, header: Header, *, update: bool = False) -> str:
        name = sessions.slug(header)
        if self._root is not None and update:
            name, journal = sessions.begin_update(header, self._root)
            journal.close()
        elif self._root is None:
            # In memory, two workflows may have a phase of the same number.
            name = f"{name}-{secrets.token_hex(4)}"
            self._kept[name] = Records()
        return name

    def find(self, name: str) -> str:
        if self._root is not None:
            return sessions.find(name, self._root)
        if name not in self._kept or not self._kept[name].records:
            raise InputError(f"no session {name!r}; begin one with phase_context_start")
        return name

    @contextlib.contextmanager
    def hold(self, name: str) -> Iterator[Records]:
        with self._locks.setdefault(name, threading.Lock()), self._open(name) as records:
            yield records

    @contextlib.asynccontextmanager
    async def ahold(self, name: str) -> AsyncIterator[Records]:
        lock = self._locks.setdefault(name, threading.Lock())
        # A lock of asyncio belongs to one loop; these calls may come from several, and from threads.
        while not lock.acquire(blocking=False):  # noqa: ASYNC110
            await asyncio.sleep(_POLL)
        try:
            with self._open(name) as records:
                yield records
        finally:
            lock.release()

    @contextlib.contextmanager
    def _open(self, name: str) -> Iterator[Records]:
        if self._root is None:
            yield self._kept[name]
            return
        with Journal(sessions.session_path(name, self._root), wait=_WAIT) as journal:
            yield journal


def text(found: Result, session: str) -> str:
    """A result as lines for a model, or for a person where the tool's answer is shown as it is."""
    lines = [f"Session {session}: {found.status}, {len(found.open_questions)} questions open."]
    lines += [found.problem] if found.problem else []
    lines += [_NO_ANSWER] if found.outcome not in (None, "answered") else []
    lines += [found.say] if found.say else []
    lines += [f"Recorded: {line}" for line in found.learnt]
    lines += [f"Not recorded: {refused.what} ({refused.reason})" for refused in found.refused]
    lines += [f"Open again: {label}" for label in found.reopened]
    for conflict in found.conflicts:
        lines.append(f"In conflict: {conflict.label}: {' or '.join(side.choice for side in conflict.positions)}")
    lines += [f"Does not go together: {check}" for check in found.checks]
    lines += [f"Since the document: {change}" for change in found.changes]
    lines += found.notes
    lines += [_TOGETHER] if found.together else []
    lines += [_SKIPPABLE.format(", ".join(found.skippable))] if found.skippable else []
    for number, question in enumerate(found.questions, 1):
        lines.append(f"{number}. {_shown(question, number)}")
    others = [question.id for question in found.open_questions[len(found.now) :]]
    lines += [f"Missing too: {', '.join(others)}."] if others else []
    return "\n".join(lines)


def _shown(question: OpenQuestion, number: int) -> str:
    shown = f"{question.label}: {question.question} {question.why}"
    for letter, option in zip("abcdef", question.options, strict=False):
        note = f" (recommended: {question.because})" if option == question.recommended else ""
        shown += f"\n   {number}{letter}) {option}{note}"
    for line in question.suggested:
        shown += f"\n   suggested, not confirmed: {line}"
    return shown


def _arguments(name: str, arguments: str | Mapping[str, Any]) -> Any:
    if name not in FUNCTIONS:
        raise InputError(f"no function {name!r}; there is {', '.join(FUNCTIONS)}")
    try:
        given = json.loads(arguments or "{}") if isinstance(arguments, str) else arguments
        return FUNCTIONS[name].model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{name}: {'.'.join(map(str, first['loc'])) or 'arguments'}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: the arguments are not JSON ({error})") from None
