"""The interview: ask, answer, undo. It has no input or output of its own; every way in calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from phase_context.agent import agenda, areas, changes, course, replies, rules
from phase_context.agent.agenda import Progress, Round
from phase_context.agent.carried.orders import gives_orders
from phase_context.agent.changes import Changes
from phase_context.agent.corrections import SPEAKER
from phase_context.agent.errors import InputError
from phase_context.agent.extractors.base import Extraction, Extractor, Usage
from phase_context.agent.heard import heard
from phase_context.agent.journal import VERSION, Record, Records
from phase_context.agent.known.suggestion import Suggestion
from phase_context.agent.limits import MOST_CHARACTERS, MOST_ENTRIES
from phase_context.agent.recording import dumped, recorded, shown
from phase_context.agent.secrets import mask, mask_data, secrets_in
from phase_context.agent.state import STEPS, Answer, State, advance, fold, standing
from phase_context.schemas import Entry, Header, PhaseContext

__all__ = ["Answer", "Interview"]


class Interview:
    """One session.

    Args:
        extractor: reads the replies; None when every entry comes by `record`.
        journal: keeps them; None keeps the session in memory alone.
        header: what is known of the document's first lines; for a new session.
        document: what is known already (an earlier document); for a new session.
        size: questions in a round, 1 to 5.
        budget: the most questions in all, or None.
        update: whether the document is to be brought up to date: only what is open in it or changed is asked.

    Raises:
        InputError: ``size`` or ``budget`` out of range.
    """

    def __init__(
        self,
        extractor: Extractor | None,
        journal: Records | None = None,
        *,
        header: Header | None = None,
        document: PhaseContext | None = None,
        size: int = agenda.ROUND_SIZE,
        budget: int | None = None,
        update: bool = False,
    ) -> None:
        if not 1 <= size <= agenda.LARGEST_ROUND:
            raise InputError(f"a round has 1 to {agenda.LARGEST_ROUND} questions, not {size}")
        if budget is not None and budget < 1:
            raise InputError(f"an interview has at least 1 question, not {budget}")
        self._extractor = extractor
        self._journal = Records() if journal is None else journal
        self._records: list[Record] = self._journal.records
        self.usage = Usage()
        if not self._records:
            start = rules.unmarked(document or PhaseContext())
            start = start.model_copy(update={"header": header} if header else {})
            fields: dict[str, Any] = {"update": True} if update else {}
            known = mask_data(_dump(start))
            self._journal.append("start", version=VERSION, size=size, budget=budget, document=known, **fields)
        self._size: int = self._records[0]["size"]
        self._budget: int | None = self._records[0]["budget"]
        self._state = fold(self._records)

    @property
    def document(self) -> PhaseContext:
        """What is known so far."""
        return self._state.document

    @property
    def state(self) -> State:
        """All that the records lead to; to be looked at, not changed."""
        return self._state

    @property
    def written(self) -> PhaseContext:
        """What is to be written: the same, and each row that breaks a rule says so."""
        return rules.marked(self.document)

    @property
    def checks(self) -> tuple[str, ...]:
        """What does not go together, one sentence for each broken rule."""
        return tuple(rule.sentence for rule in rules.broken(self.document))

    @property
    def updates(self) -> bool:
        """Whether the session brings an existing document up to date."""
        return self._state.update

    @property
    def suggested(self) -> dict[str, tuple[Entry, ...]]:
        """What was suggested and nobody confirmed, by the label of its question. None of it is in the document."""
        return dict(self._state.suggested)

    @property
    def basis(self) -> dict[str, str]:
        """Where each suggestion comes from, by label: "repository", "earlier phase" or "host agent"."""
        return {label: self._state.basis[label] for label in self._state.suggested}

    @property
    def pending(self) -> int:
        """How many replies wait to be read because no answer could be had when they were given."""
        return len(self._state.pending)

    def changes(self) -> Changes:
        """What is different from the document that the session began with."""
        return changes.compare(self._state.base, self.document)

    def suggest(self, suggestions: Iterable[Suggestion]) -> None:
        """Keep what is known before anything was asked, to be shown with its source. Nothing of it is recorded.

        Raises:
            JournalError: it could not be kept.
        """
        # A file or document that speaks to its reader suggests nothing.
        plain = [found for found in suggestions if not gives_orders(f"{found.entry.text} {found.entry.rationale}")]
        kept = [{**mask_data(dumped([found.entry])[0]), "basis": found.basis} for found in plain]
        if kept:
            self._append("known", suggested=kept)

    def next(self) -> Round | None:
        """The questions to ask now, or None when nothing is left to ask."""
        return course.next_round(self._state, size=self._size, budget=self._budget)

    def progress(self) -> Progress:
        """How far the interview is."""
        return agenda.progress(self._state.document, course.course(self._state, self._budget))

    def describe(self, header: Header) -> None:
        """Take what a header gives over the one the session has; what it leaves out stays."""
        given = header.model_dump(mode="json", exclude_defaults=True)
        known = self.document.header.model_dump(mode="json")
        changed = {name: value for name, value in given.items() if known[name] != value}
        if changed:
            self._append("header", fields=changed)

    def answer(self, text: str, asked: Sequence[str] | None = None) -> Answer:
        """Take a reply to the current round, or to the labels given.

        The reply is in the journal before it is read. An empty one changes nothing.

        Raises:
            ExtractionError: it could not be read now; it is kept, and read with the next one.
            InputError: there is no extractor to read it.
            JournalError: it could not be kept.
        """
        extractor = self._keep(text, asked)
        total = Answer()
        for number, plan in self._readings():
            extraction = extractor.extract(plan.reading) if plan.reading else Extraction()
            total += self._take(number, plan, extraction)
        return total

    async def aanswer(self, text: str, asked: Sequence[str] | None = None) -> Answer:
        """`answer` for asyncio."""
        extractor = self._keep(text, asked)
        total = Answer()
        for number, plan in self._readings():
            extraction = await extractor.aextract(plan.reading) if plan.reading else Extraction()
            total += self._take(number, plan, extraction)
        return total

    def record(self, entries: Iterable[Any], said: str = "", asked: Sequence[str] | None = None) -> Answer:
        """Take entries that a host agent made of the person's words.

        An entry is recorded when its quote is in one of the person's messages. One that nobody said is kept as a
        suggestion and asked about; a malformed one is refused. The message and what came of it are one record, so
        neither can be lost without the other.

        Args:
            entries: as a model wrote them, checked here one by one.
            said: the person's newest message, to the letter; empty when the entries only suggest.
            asked: the labels it answers; the current round's when left out.

        Raises:
            JournalError: it could not be kept.
        """
        entries = list(islice(entries, MOST_ENTRIES + 1))
        if len(entries) > MOST_ENTRIES:
            raise InputError(f"more than {MOST_ENTRIES} entries in one call; record them in several")
        entries, said = mask_data(entries, known=secrets_in(said)), mask(_checked_length(said))
        fields, refused = recorded(
            entries, said, asked, state=self._state, current=self.next(), speaker=self._speaker(said)
        )
        if fields is None:
            return Answer(refused=refused)
        before = self.checks
        self._append("reply", **fields)
        return self._checked(self._state.last, before)

    def skip(self) -> tuple[str, ...]:
        """Leave out the areas of the current round; returns the labels that are not asked any more."""
        current = self.next()
        if current is None:
            return ()
        labels = areas.labels_of({question.area for question in current.questions})
        labels = (*labels, *(label for label in current.labels if label not in labels))
        self._append("skip", labels=labels)
        return labels

    def back(self) -> Round | None:
        """Ask the last answered round again; None when there is none."""
        replies = [record for record in standing(self._records) if record["type"] == "reply" and record["asked"]]
        backs = sum(record["type"] == "back" for record in standing(self._records)[-len(replies) :])
        if not replies or backs >= len(replies):
            return None
        self._append("back", labels=replies[-1 - backs]["asked"])
        return self.next()

    def undo(self) -> str | None:
        """Take back the last reply, skip or back; returns what it was, in one line, or None."""
        steps = [record for record in standing(self._records) if record["type"] in STEPS]
        if not steps:
            return None
        self._append("undo")
        last = steps[-1]
        if last["type"] == "reply":
            return f"“{last['text']}”" if last["text"] else "the last suggestions"
        return f"{last['type']} of {', '.join(last['labels'])}"

    def _keep(self, text: str, asked: Sequence[str] | None) -> Extractor:
        if self._extractor is None:
            raise InputError("this session reads no replies; record entries instead")
        text = _checked_length(text).encode(errors="replace").decode()  # half a character cannot be kept
        text = mask(text)  # a secret reaches no journal, model or document
        if text.strip():
            current = self.next()
            if asked is None:
                asked = current.labels if current else ()
            self._append("reply", text=text, asked=list(asked), **shown(current, asked, self._speaker(text)))
        return self._extractor

    def _speaker(self, text: str) -> str:
        """Who speaks, when the reply begins with the name of somebody who takes part: "Ann: Redis"."""
        name, colon, _ = text.partition(":")
        for person in self.document.header.discussion_with:
            known = person.partition("(")[0].strip()
            if colon and name.strip().casefold() in (known.casefold(), known.split(" ")[0].casefold()):
                return known
        return SPEAKER

    def _readings(self) -> Iterator[tuple[int, replies.Plan]]:
        """What is still to be read, each reply with what it agrees to."""
        for number, record in list(self._state.pending):
            yield number, replies.plan(number, record, self._state)

    def _take(self, number: int, plan: replies.Plan, extraction: Extraction) -> Answer:
        self.usage += extraction.usage
        before = self.checks
        entries = replies.settle(plan, extraction.entries, self._state)
        beside = heard(plan.reading.transcript.turns[0].text, entries, self.document) if plan.reading else ()
        say = extraction.say
        if plan.withheld and not say:
            say = f"Costly to reverse, so a general yes does not settle it: {', '.join(plan.withheld)}."
        self._append(
            "update",
            reply=number,
            entries=dumped(entries),
            say=extraction.say,
            refused=[[refusal.what, refusal.reason] for refusal in extraction.refused],
            **({"skipped": list(plan.skipped)} if plan.skipped else {}),
            **({"heard": dumped(beside)} if beside else {}),
        )
        return self._checked(replace(self._state.last, say=say, usage=extraction.usage), before)

    def _checked(self, answer: Answer, before: Sequence[str]) -> Answer:
        return replace(answer, checks=tuple(check for check in self.checks if check not in before))

    def _append(self, type_: str, **fields: Any) -> None:
        """Keep a record; what it leads to holds only once it is kept."""
        self._journal.append(type_, **fields)
        self._state = advance(self._state, self._records)


def _checked_length(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"a reply has at most {MOST_CHARACTERS:,} characters; a longer text is a transcript for fill")
    return text


def _dump(document: PhaseContext) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_defaults=True, exclude_computed_fields=True)
