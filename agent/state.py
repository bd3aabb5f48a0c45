"""The journal, folded: everything that is known of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from phase_context.agent import draft
from phase_context.agent.areas import labels_of
from phase_context.agent.corrections import SPEAKER, weighed
from phase_context.agent.errors import JournalError
from phase_context.agent.evidence import Spoken, words
from phase_context.agent.extractors.base import Refusal, Usage
from phase_context.agent.grounding import SECTION_OF_KIND, question_of
from phase_context.agent.journal import Record
from phase_context.schemas import TOPICS, Decision, Entry, Evidence, Header, PhaseContext, Status, Transcript, Turn

STEPS = ("reply", "skip", "back")
"""The records that an undo takes back, one at a time."""


YOUR_WORDS = "your words"
"""The basis of a suggestion that the person's own reply gave, unasked, and nothing was read of."""


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
        checks: what does not go together since this reply, one sentence for each rule.
        skipped: areas that the reply left out.
    """

    learnt: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    reopened: tuple[str, ...] = ()
    say: str | None = None
    usage: Usage = Usage()
    suggested: tuple[Entry, ...] = ()
    checks: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    def __add__(self, other: Answer) -> Answer:
        return Answer(
            self.learnt + other.learnt,
            self.refused + other.refused,
            self.reopened + other.reopened,
            other.say or self.say,
            self.usage + other.usage,
            self.suggested + other.suggested,
            self.checks + other.checks,
            self.skipped + other.skipped,
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
        basis: where those come from, by label: "repository", "earlier phase", "host agent" or `YOUR_WORDS`.
        base: the document that the session began with.
        update: whether it began to bring that document up to date.
        ruled: ids of the rules whose question was asked.
        offered: areas that were offered for skipping.
        last: what the latest reply did.
        steps: how many records stand; ``records``: how many there are, with those that were taken back.
    """

    document: PhaseContext = field(default_factory=PhaseContext)
    asked: Counter[str] = field(default_factory=Counter)
    skipped: set[str] = field(default_factory=set)
    again: tuple[str, ...] = ()
    pending: list[tuple[int, Record]] = field(default_factory=list)
    messages: list[Spoken] = field(default_factory=list)
    suggested: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    basis: dict[str, str] = field(default_factory=dict)
    base: PhaseContext = field(default_factory=PhaseContext)
    update: bool = False
    ruled: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    last: Answer = Answer()
    steps: int = 0
    records: int = 0


class Messages(Spoken):
    """All messages of a session; the newest that holds a quote is its place."""

    def __init__(self, messages: Sequence[Spoken]) -> None:
        super().__init__(Transcript(turns=()))
        self._messages = messages

    def evidence(self, entry: Entry) -> Evidence | None:
        """The words an entry rests on, or None when no message holds them."""
        found = (message.evidence(entry) for message in reversed(self._messages))
        return next((evidence for evidence in found if evidence), None)

    def holding(self, entry: Entry) -> Transcript:
        """The message that the entry's words are in."""
        found = (message.transcript for message in reversed(self._messages) if message.evidence(entry))
        return next(found, self.transcript)


def fold(records: Sequence[Record]) -> State:
    """The state that a journal's records lead to.

    Raises:
        JournalError: a record does not hold what its type needs.
    """
    state = State()
    try:
        for record in standing(records):
            _step(state, record)
    except (LookupError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise JournalError(f"the session is malformed: {reason[:200]}") from None
    state.records = len(records)
    return state


def advance(state: State, records: Sequence[Record]) -> State:
    """What `fold` makes of the records, from the state that all but the last one led to, which is used up.

    All of them are folded only after an undo, an update to a reply that something followed, or when the state is
    not of all but the last.

    Raises:
        JournalError: the record does not hold what its type needs.
    """
    record = records[-1]
    if record["type"] == "undo" or state.records + 1 != len(records):
        return fold(records)
    try:
        match record["type"]:
            case "update":
                number, reply = state.pending[-1]
                if (record["reply"], number) != (number, state.steps - 1):
                    return fold(records)
                # The reply once more, and this time with what was read of it.
                state.pending.pop()
                state.messages.pop()
                state.steps = number
                _step(state, {**reply, "update": record})
            case _:
                _step(state, record)
    except (LookupError, TypeError, ValueError):
        return fold(records)  # which says what is wrong
    state.records += 1
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
    speaker = record.get("speaker") or SPEAKER
    return Transcript(turns=(Turn(text=record["text"], speaker=speaker),), source=f"reply {number}")


def _step(state: State, record: Record) -> None:
    number = state.steps
    match record["type"]:
        case "start":
            state.document = state.base = PhaseContext.model_validate(record["document"])
            state.update = record.get("update", False)
        case "known":
            for entry in record["suggested"]:
                basis = entry["basis"]
                _suggest(state, Entry.model_validate({k: v for k, v in entry.items() if k != "basis"}), basis)
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
    state.steps += 1


def _reply(state: State, number: int, record: Record) -> None:
    state.again = ()
    state.messages.append(Spoken(transcript(number, record)))
    update = record.get("update")
    if update is None:
        state.pending.append((number, record))
        return
    suggested = tuple(Entry.model_validate(entry) for entry in update.get("suggested", ()))
    entries = weighed(
        [Entry.model_validate(entry) for entry in update["entries"]],
        state.document,
        said=record["text"],
        speaker=record.get("speaker") or SPEAKER,
        asked=record["asked"],
    )
    before = state.document
    applied = draft.apply(state.document, entries, Messages(state.messages))
    skipped = tuple(update.get("skipped", ()))
    # A reply that only asked back leaves the question as it was.
    if entries or skipped or not update["say"]:
        state.asked.update(update.get("asked", record["asked"]))
        state.ruled |= set(record.get("rules", ()))
    state.offered |= set(record.get("offered", ()))
    state.skipped |= set(labels_of(skipped))
    new = [entry.topic for entry in entries if entry.kind == "conflict" and not _in_conflict(before, entry.topic)]
    for label in (*applied.reopened, *filter(None, map(question_of, suggested)), *filter(None, new)):
        state.asked.pop(label, None)
    state.document = applied.document
    for entry in entries:
        _confirm(state, entry)
    for entry in suggested:
        _suggest(state, entry, "host agent")
    for entry in update.get("heard", ()):
        _suggest(state, Entry.model_validate(entry), YOUR_WORDS)
    refused = tuple(Refusal(what, reason) for what, reason in update["refused"]) + applied.refused
    state.last = Answer(applied.learnt, refused, applied.reopened, update["say"], suggested=suggested, skipped=skipped)


def _in_conflict(document: PhaseContext, label: str | None) -> bool:
    row = document.decision(label) if label else None
    return row is not None and row.status is Status.CONFLICT


def _suggest(state: State, entry: Entry, basis: str) -> None:
    """Keep a suggestion for its question: one for a topic, any number for a section.

    What is settled already is not suggested again, unless an update finds something else.
    """
    label = question_of(entry)
    if label is None:
        return
    row = state.document.decision(label) if label in TOPICS else None
    if row is not None and row.settled and not (state.update and _differs(row, entry)):
        return
    others = () if entry.topic else tuple(e for e in state.suggested.get(label, ()) if not _same(e, entry))
    state.suggested[label] = (*others, entry)
    state.basis[label] = basis


def _differs(row: Decision, entry: Entry) -> bool:
    known, shown = set(words(row.choice)), set(words(entry.text or ""))
    return row.status is Status.DECIDED and not (known <= shown or shown <= known)


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
