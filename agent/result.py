"""What every call of a larger workflow returns at once: the document so far, what is missing, and what it cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from phase_context.agent import changes, rules
from phase_context.agent.agenda import Round, gaps
from phase_context.agent.document import render
from phase_context.agent.extractors.base import Usage
from phase_context.agent.journal import Record
from phase_context.agent.questions import QUESTIONS, Question
from phase_context.agent.report import Asked, Refused, asked_of
from phase_context.agent.state import Answer, State
from phase_context.schemas import SECTIONS, TOPICS, Decision, Evidence, PhaseContext, Position, Status

Outcome = Literal["answered", "declined", "cancelled", "timed_out", "unanswered"]
"""What became of the questions. Unanswered: something came back, and it was empty. Only ``answered`` records."""

Gap = Literal["untouched", "open", "conflict", "suggested", "check"]
_FIELDS = {section.heading: name for name, section in SECTIONS.items()}


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenQuestion(Asked):
    """A gap, as a question that is ready to show.

    Attributes:
        id: the topic's, as plans cite it; that of a section or of a third party's aspect for their questions.
        state: untouched, when nobody said anything; open, when nobody knew; conflict, when people disagree;
            suggested, when a yes is missing; check, when it does not go together with another decision.
        owner: who can answer, where somebody was named.
    """

    id: str
    area: str
    state: Gap
    owner: str = ""


class Conflict(_Data):
    """A topic on which people or sources disagree, with every position."""

    id: str
    label: str
    positions: tuple[Position, ...]
    rationale: str = ""


class Proof(Evidence):
    """The words that a row or an item of the document rests on."""

    id: str
    label: str


class Result(_Data):
    """How the session stands after a call.

    Attributes:
        status: complete; partial, when a question is open; blocked, when words could not be read (``problem`` says
            why): they are kept, and the same call goes on.
        outcome: what became of the questions put before this call; None when none were.
        document: the Markdown so far. What nobody settled is not in it.
        context: the same as the typed model.
        open_questions: every gap, those to ask now first.
        now: the labels of the round to ask now; empty when nothing is left to ask.
        together: whether the questions of the round are suggestions, to be taken by one yes, or all but some.
        skippable: areas that the phase does not seem to need: offer to leave them out ("skip Data Modeling").
        conflicts: what people disagree about; each is among the open questions, too.
        checks: what was decided and does not go together, one sentence each.
        evidence: whose words each row and item rests on.
        changes: what an update did to its document so far: added, changed or withdrawn.
        notes: what else the person should know of the repository and of earlier phases.
        usage: what this call cost.
        learnt, refused, reopened, say: what this call did; see `Answer`.
        problem: why the call is blocked, in one line.
        session: the session as plain JSON data. Give it to the next call.
    """

    status: Literal["complete", "partial", "blocked"]
    outcome: Outcome | None = None
    document: str
    context: PhaseContext
    open_questions: tuple[OpenQuestion, ...] = ()
    now: tuple[str, ...] = ()
    together: bool = False
    skippable: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    checks: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Usage = Usage()
    learnt: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    reopened: tuple[str, ...] = ()
    say: str = ""
    problem: str = ""
    session: tuple[Record, ...] = ()

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """The round to ask now."""
        return self.open_questions[: len(self.now)]

    def data(self, *, session: bool = False) -> dict[str, Any]:
        """The result as JSON data; ``Result.model_validate`` reads it back."""
        left_out = None if session else {"session"}
        return self.model_dump(mode="json", exclude=left_out, exclude_computed_fields=True)


def result(
    state: State,
    session: Sequence[Record],
    current: Round | None,
    answer: Answer | None = None,
    *,
    outcome: Outcome | None = None,
    notes: Sequence[str] = (),
    problem: str = "",
) -> Result:
    """How the session stands, with what the call did.

    Args:
        state: what the records lead to.
        session: the records.
        current: the round to ask now.
        answer: what the call did.
        outcome: what became of the questions.
        notes: what the repository and earlier phases tell beside.
        problem: why words could not be read.
    """
    answer = answer or Answer()
    gaps = tuple(_gaps(state, current))
    document = state.document
    return Result(
        status="blocked" if problem else "partial" if gaps else "complete",
        outcome=outcome,
        document=render(rules.marked(document)),
        context=document,
        open_questions=gaps,
        now=current.labels if current else (),
        together=current.together if current else False,
        skippable=current.skippable if current else (),
        conflicts=tuple(_conflicts(document)),
        checks=tuple(rule.sentence for rule in rules.broken(document)),
        evidence=tuple(_evidence(document)),
        changes=tuple(changes.compare(state.base, document).lines()) if state.update else (),
        notes=tuple(notes),
        usage=answer.usage,
        learnt=answer.learnt,
        refused=tuple(Refused(what=refusal.what, reason=refusal.reason) for refusal in answer.refused),
        reopened=answer.reopened,
        say=answer.say or "",
        problem=problem,
        session=tuple(session),
    )


def _gaps(state: State, current: Round | None) -> Iterator[OpenQuestion]:
    """The round to ask now as it is shown, then whatever else nobody settled."""
    asking = current.questions if current else ()
    shown = {question.label for question in asking}
    for question in asking:
        yield _open(question, state)
    left = {question.label: question for question in gaps(state.document) if not _said_nothing(state, question.label)}
    for label, question in QUESTIONS.items():
        row = state.document.decision(label) if label in TOPICS else None
        if label in state.suggested or (row is not None and not row.settled):
            left.setdefault(label, question)
    for label, question in left.items():
        if label not in shown:
            yield _open(question, state)


def _said_nothing(state: State, label: str) -> bool:
    """Whether it is a section that was asked about and has nothing to say; of what is built, something must be said."""
    return label in _FIELDS and _FIELDS[label] != "in_scope" and bool(state.asked[label])


def _open(question: Question, state: State) -> OpenQuestion:
    topic = TOPICS.get(question.label)
    decision = state.document.decision(question.label) if topic else None
    named = topic.id if topic else _FIELDS.get(question.label, question.label)
    return OpenQuestion(
        **asked_of(question).model_dump(),
        id=re.sub(r"[\W_]+", "-", named.lower()).strip("-"),
        area=question.area,
        state=_state(decision, suggested=question.label in state.suggested),
        owner=decision.owner if decision else "",
    )


def _state(decision: Decision | None, *, suggested: bool) -> Gap:
    if suggested:
        return "suggested"
    if decision is None:
        return "untouched"
    if decision.settled:
        return "check"
    return "conflict" if decision.status is Status.CONFLICT else "open"


def _conflicts(document: PhaseContext) -> Iterator[Conflict]:
    for topic, row in document.decisions():
        if row.status is Status.CONFLICT:
            yield Conflict(id=topic.id, label=topic.label, positions=row.positions, rationale=row.rationale)


def _evidence(document: PhaseContext) -> Iterator[Proof]:
    for topic, row in document.decisions():
        for evidence in row.evidence:
            yield Proof(id=topic.id, label=topic.label, **evidence.model_dump())
    for name, section in SECTIONS.items():
        for item in getattr(document, name):
            for evidence in item.evidence:
                yield Proof(id=item.id, label=section.heading, **evidence.model_dump())
