"""The interview: ask, answer, undo. It has no input or output of its own; every way in calls it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from phase_context.agent import agenda, draft
from phase_context.agent.agenda import Progress, Round
from phase_context.agent.errors import InputError, JournalError
from phase_context.agent.evidence import Spoken
from phase_context.agent.extractors.base import Extraction, Extractor, Reading, Refusal, Usage
from phase_context.agent.journal import VERSION, Journal, Record
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import Entry, Header, PhaseContext, Transcript, Turn

SPEAKER = "Developer"


@dataclass(frozen=True)
class Answer:
    """What a reply did.

    Attributes:
        learnt: one line for each thing recorded.
        refused: what was offered and not recorded, with the reason.
        reopened: labels of topics that a correction opened again.
        say: an answer to a question the person asked back.
        usage: what it cost.
    """

    learnt: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    reopened: tuple[str, ...] = ()
    say: str | None = None
    usage: Usage = Usage()


@dataclass
class State:
    """The journal, folded. ``pending`` are replies that no update answers yet, with their numbers."""

    document: PhaseContext = field(default_factory=PhaseContext)
    asked: Counter[str] = field(default_factory=Counter)
    skipped: set[str] = field(default_factory=set)
    again: tuple[str, ...] = ()
    pending: list[tuple[int, Record]] = field(default_factory=list)
    last: Answer = Answer()


class Interview:
    """One session.

    Args:
        extractor: reads the replies.
        journal: keeps them; None keeps the session in memory alone.
        header: what is known of the document's first lines; for a new session.
        document: what is known already (an earlier document); for a new session.
        size: questions in a round, 1 to 5.
        budget: the most questions in all, or None.

    Raises:
        InputError: ``size`` or ``budget`` out of range.
    """

    def __init__(
        self,
        extractor: Extractor,
        journal: Journal | None = None,
        *,
        header: Header | None = None,
        document: PhaseContext | None = None,
        size: int = agenda.ROUND_SIZE,
        budget: int | None = None,
    ) -> None:
        if not 1 <= size <= agenda.LARGEST_ROUND:
            raise InputError(f"a round has 1 to {agenda.LARGEST_ROUND} questions, not {size}")
        if budget is not None and budget < 1:
            raise InputError(f"an interview has at least 1 question, not {budget}")
        self._extractor = extractor
        self._journal = journal
        self._records: list[Record] = journal.records if journal else []
        self.usage = Usage()
        if not self._records:
            start = (document or PhaseContext()).model_copy(update={"header": header} if header else {})
            self._append("start", version=VERSION, size=size, budget=budget, document=_dump(start))
        self._size: int = self._records[0]["size"]
        self._budget: int | None = self._records[0]["budget"]
        self._state = fold(self._records)

    @property
    def document(self) -> PhaseContext:
        """What is known so far."""
        return self._state.document

    @property
    def pending(self) -> int:
        """How many replies wait to be read because no answer could be had when they were given."""
        return len(self._state.pending)

    def next(self) -> Round | None:
        """The questions to ask now, or None when nothing is left to ask."""
        state = self._state
        if state.again:
            questions = tuple(QUESTIONS[label] for label in state.again)
            return Round(", ".join(dict.fromkeys(q.area for q in questions)), questions)
        return agenda.next_round(state.document, state.asked, state.skipped, size=self._size, budget=self._budget)

    def progress(self) -> Progress:
        """How far the interview is."""
        return agenda.progress(self._state.document, self._state.asked, self._state.skipped, budget=self._budget)

    def answer(self, text: str, asked: Sequence[str] | None = None) -> Answer:
        """Take a reply to the current round, or to the labels given.

        The reply is in the journal before it is read. An empty one changes nothing.

        Raises:
            ExtractionError: it could not be read now; it is kept, and read with the next one.
            JournalError: it could not be kept.
        """
        self._keep(text, asked)
        total = Answer()
        for number, reading in self._readings():
            total = _sum(total, self._take(number, self._extractor.extract(reading)))
        return total

    async def aanswer(self, text: str, asked: Sequence[str] | None = None) -> Answer:
        """`answer` for asyncio."""
        self._keep(text, asked)
        total = Answer()
        for number, reading in self._readings():
            total = _sum(total, self._take(number, await self._extractor.aextract(reading)))
        return total

    def skip(self) -> tuple[str, ...]:
        """Leave out the areas of the current round; returns the labels that are not asked any more."""
        current = self.next()
        if current is None:
            return ()
        areas = {question.area for question in current.questions}
        labels = tuple(q.label for q in QUESTIONS.values() if q.area in areas)
        self._append("skip", labels=labels)
        self._state = fold(self._records)
        return labels

    def back(self) -> Round | None:
        """Ask the last answered round again; None when there is none."""
        replies = [record for record in _standing(self._records) if record["type"] == "reply" and record["asked"]]
        backs = sum(record["type"] == "back" for record in _standing(self._records)[-len(replies) :])
        if not replies or backs >= len(replies):
            return None
        self._append("back", labels=replies[-1 - backs]["asked"])
        self._state = fold(self._records)
        return self.next()

    def undo(self) -> str | None:
        """Take back the last reply, skip or back; returns what it was, in one line, or None."""
        standing = [record for record in _standing(self._records) if record["type"] in _STEPS]
        if not standing:
            return None
        self._append("undo")
        self._state = fold(self._records)
        last = standing[-1]
        return f"“{last['text']}”" if last["type"] == "reply" else f"{last['type']} of {', '.join(last['labels'])}"

    def _keep(self, text: str, asked: Sequence[str] | None) -> None:
        if not text.strip():
            return
        if asked is None:
            current = self.next()
            asked = current.labels if current else ()
        self._append("reply", text=text, asked=list(asked))
        self._state = fold(self._records)

    def _readings(self) -> Iterator[tuple[int, Reading]]:
        for number, record in list(self._state.pending):
            yield number, Reading(_transcript(number, record), tuple(record["asked"]), self._state.document)

    def _take(self, number: int, extraction: Extraction) -> Answer:
        self.usage += extraction.usage
        self._append(
            "update",
            reply=number,
            entries=[entry.model_dump(mode="json", exclude_none=True) for entry in extraction.entries],
            say=extraction.say,
            refused=[[refusal.what, refusal.reason] for refusal in extraction.refused],
        )
        self._state = fold(self._records)
        last = self._state.last
        return Answer(last.learnt, last.refused, last.reopened, last.say, extraction.usage)

    def _append(self, type_: str, **fields: Any) -> None:
        if self._journal:
            self._journal.append(type_, **fields)
        else:
            self._records.append({"type": type_, **fields})


_STEPS = ("reply", "skip", "back")


def fold(records: Iterable[Record]) -> State:
    """The state that a journal's records lead to.

    Raises:
        JournalError: a record does not hold what its type needs.
    """
    state = State()
    try:
        for number, record in enumerate(_standing(records)):
            _step(state, number, record)
    except (LookupError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise JournalError(f"the session is malformed: {reason[:200]}") from None
    return state


def _standing(records: Iterable[Record]) -> list[Record]:
    """The records that no undo took back; each reply carries its update, if it has one."""
    standing: list[Record] = []
    for record in records:
        if record["type"] == "undo":
            while standing[1:] and standing.pop()["type"] not in _STEPS:
                pass
        elif record["type"] == "update":
            standing[record["reply"]] = {**standing[record["reply"]], "update": record}
        else:
            standing.append(record)
    return standing


def _step(state: State, number: int, record: Record) -> None:
    match record["type"]:
        case "start":
            state.document = PhaseContext.model_validate(record["document"])
        case "skip":
            state.skipped |= set(record["labels"])
            state.again = ()
        case "back":
            state.again = tuple(record["labels"])
            state.skipped -= set(record["labels"])
        case "reply":
            _reply(state, number, record)


def _reply(state: State, number: int, record: Record) -> None:
    state.again = ()
    update = record.get("update")
    if update is None:
        state.pending.append((number, record))
        return
    entries = [Entry.model_validate(entry) for entry in update["entries"]]
    applied = draft.apply(state.document, entries, Spoken(_transcript(number, record)))
    # A reply that only asked back leaves the question as it was.
    if entries or not update["say"]:
        state.asked.update(record["asked"])
    for label in applied.reopened:
        state.asked.pop(label, None)
    state.document = applied.document
    refused = tuple(Refusal(what, reason) for what, reason in update["refused"]) + applied.refused
    state.last = Answer(applied.learnt, refused, applied.reopened, update["say"])


def _transcript(number: int, record: Record) -> Transcript:
    return Transcript(turns=(Turn(text=record["text"], speaker=SPEAKER),), source=f"reply {number}")


def added(document: PhaseContext) -> dict[str, Any]:
    """What a document holds, in the small JSON form that ``phase-context reply`` prints; absent is empty."""
    rows = {}
    for topic, decision in document.decisions():
        row = decision.model_dump(mode="json", exclude_defaults=True, exclude={"evidence"})
        rows[topic.label] = row | {"quote": decision.evidence[0].quote if decision.evidence else ""}
    found = {
        "decisions": rows,
        "integrations": [i.model_dump(include={"name", "type", "complexity", "notes"}) for i in document.integrations],
        "in_scope": [item.text for item in document.in_scope],
        "out_of_scope": [item.text for item in document.out_of_scope],
        "discretion": [item.text for item in document.discretion],
        "specific_ideas": [item.text for item in document.specific_ideas],
        "deferred": [{"idea": d.idea, "to": d.defer_to, "reason": d.reason} for d in document.deferred],
    }
    return {key: value for key, value in found.items() if value}


def _dump(document: PhaseContext) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_defaults=True, exclude_computed_fields=True)


def _sum(first: Answer, second: Answer) -> Answer:
    return Answer(
        first.learnt + second.learnt,
        first.refused + second.refused,
        first.reopened + second.reopened,
        second.say or first.say,
        first.usage + second.usage,
    )
