"""The journal, folded: everything that is known of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phase_context.agent import draft
from phase_context.agent.errors import JournalError
from phase_context.agent.evidence import Spoken, words
from phase_context.agent.extractors.base import Refusal, Usage
from phase_context.agent.grounding import SECTION_OF_KIND, question_of
from phase_context.agent.journal import Record
from phase_context.schemas import Entry, Evidence, Header, PhaseContext, Transcript, Turn

SPEAKER = "Developer"
STEPS = ("reply", "skip", "back")
"""The records that an undo takes back, one at a time."""


@dataclass(frozen=True)
class Answer:
    """What a reply did.

    Attributes:
        learnt: one line for each thing recorded.
        refused: what was offered and not recorded, with the reason.
        reopened: labels of topics that a correction opened again.
        say: an answer to a question the person asked back.
        usage: what it cost.
        suggested: what was offered without the person's words: kept to be asked about, not recorded.
    """

    learnt: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    reopened: tuple[str, ...] = ()
    say: str | None = None
    usage: Usage = Usage()
    suggested: tuple[Entry, ...] = ()

    def __add__(self, other: Answer) -> Answer:
        return Answer(
            self.learnt + other.learnt,
            self.refused + other.refused,
            self.reopened + other.reopened,
            other.say or self.say,
            self.usage + other.usage,
            self.suggested + other.suggested,
        )


@dataclass
class State:
    """What the records lead to.

    Attributes:
        document: what the person settled.
        asked: how often each label was asked.
        skipped: labels not to be asked.
        again: labels of a round to be asked once more.
        pending: replies that no update answers yet, with their numbers.
        messages: every message of the person, oldest first.
        suggested: entries nobody has confirmed, by the label of the question that asks about them.
        last: what the latest reply did.
    """

    document: PhaseContext = field(default_factory=PhaseContext)
    asked: Counter[str] = field(default_factory=Counter)
    skipped: set[str] = field(default_factory=set)
    again: tuple[str, ...] = ()
    pending: list[tuple[int, Record]] = field(default_factory=list)
    messages: list[Spoken] = field(default_factory=list)
    suggested: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    last: Answer = Answer()


class Messages(Spoken):
    """All messages of a session; the newest that holds a quote is its place."""

    def __init__(self, messages: Sequence[Spoken]) -> None:
        super().__init__(Transcript(turns=()))
        self._messages = messages

    def evidence(self, entry: Entry) -> Evidence | None:
        """The words an entry rests on, or None when no message holds them."""
        found = (message.evidence(entry) for message in reversed(self._messages))
        return next((evidence for evidence in found if evidence), None)


def fold(records: Iterable[Record]) -> State:
    """The state that a journal's records lead to.

    Raises:
        JournalError: a record does not hold what its type needs.
    """
    state = State()
    try:
        for number, record in enumerate(standing(records)):
            _step(state, number, record)
    except (LookupError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise JournalError(f"the session is malformed: {reason[:200]}") from None
    return state


def standing(records: Iterable[Record]) -> list[Record]:
    """The records that no undo took back; each reply carries its update, if it has one."""
    kept: list[Record] = []
    for record in records:
        if record["type"] == "undo":
            last = max((i for i, step in enumerate(kept) if step["type"] in STEPS), default=None)
            if last is not None:
                del kept[last]
        elif record["type"] == "update":
            kept[record["reply"]] = {**kept[record["reply"]], "update": record}
        else:
            kept.append(record)
    return kept


def transcript(number: int, record: Record) -> Transcript:
    """A reply as the transcript of one turn."""
    return Transcript(turns=(Turn(text=record["text"], speaker=SPEAKER),), source=f"reply {number}")


def _step(state: State, number: int, record: Record) -> None:
    match record["type"]:
        case "start":
            state.document = PhaseContext.model_validate(record["document"])
        case "header":
            header = Header.model_validate({**state.document.header.model_dump(), **record["fields"]})
            state.document = state.document.model_copy(update={"header": header})
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
    state.messages.append(Spoken(transcript(number, record)))
    update = record.get("update")
    if update is None:
        state.pending.append((number, record))
        return
    entries = [Entry.model_validate(entry) for entry in update["entries"]]
    suggested = tuple(Entry.model_validate(entry) for entry in update.get("suggested", ()))
    applied = draft.apply(state.document, entries, Messages(state.messages))
    # A reply that only asked back leaves the question as it was.
    if entries or not update["say"]:
        state.asked.update(update.get("asked", record["asked"]))
    for label in (*applied.reopened, *filter(None, map(question_of, suggested))):
        state.asked.pop(label, None)
    state.document = applied.document
    for entry in entries:
        _confirm(state, entry)
    for entry in suggested:
        _suggest(state, entry)
    refused = tuple(Refusal(what, reason) for what, reason in update["refused"]) + applied.refused
    state.last = Answer(applied.learnt, refused, applied.reopened, update["say"], suggested=suggested)


def _suggest(state: State, entry: Entry) -> None:
    """Keep a suggestion for its question: one for a topic, any number for a section."""
    label = question_of(entry)
    if label is None:
        return
    others = () if entry.topic else tuple(e for e in state.suggested.get(label, ()) if not _same(e, entry))
    state.suggested[label] = (*others, entry)


def _confirm(state: State, entry: Entry) -> None:
    """Whatever the person says about a topic or an item, the suggestion has done its work."""
    if entry.topic:
        state.suggested.pop(entry.topic, None)
        return
    for label in set(SECTION_OF_KIND.values()) & set(state.suggested):
        left = tuple(other for other in state.suggested[label] if not _same(other, entry))
        if left:
            state.suggested[label] = left
        else:
            del state.suggested[label]


def _same(one: Entry, other: Entry) -> bool:
    return words(one.text or "") == words(other.text or "")
