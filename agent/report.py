"""What a host agent is told after each call: one model, as an MCP result and as a shell's JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from phase_context.agent import grounding
from phase_context.agent.agenda import Round
from phase_context.agent.interview import Answer, Interview
from phase_context.agent.questions import Question
from phase_context.agent.state import YOUR_WORDS
from phase_context.schemas import PhaseContext, Status

_ASK = "Ask the person these questions in one message, then call record with their words (or reply)."
_CONFIRM = "What is marked suggested is nobody's decision yet: show it, and ask to keep or change it."
_TOGETHER = "These are suggestions: show each with its source. One reply may take all, or all but some."
_SKIP = "Offer to skip the areas in skippable; record the words."
_COMPLETE = "Nothing is left to ask: show the person what is open or only suggested, then write the document."
_WRITTEN = "Tell the person where the document is, and what it says is missing."
FORM = {
    "declined": "The person declined the form. That is no answer: ask in the chat, or stop if they wish.",
    "cancelled": "The person closed the form. That is no answer: ask in the chat whether to go on.",
    "unanswered": "The form came back empty. That is no answer: ask in the chat.",
    "unsupported": f"This client shows no forms. {_ASK}",
}
"""What to do after a form that brought no answer, by what became of it."""


class Asked(BaseModel):
    """A question to put to the person."""

    label: str
    question: str
    why: str
    options: tuple[str, ...] = ()
    recommended: str = ""
    because: str = ""
    suggested: tuple[str, ...] = ()
    basis: str = ""


class Offer(BaseModel):
    """What is known before it is asked: a suggestion, with its source, that nobody confirmed."""

    topic: str
    suggestion: str
    source: str
    basis: str


class Refused(BaseModel):
    """Something that was not recorded, and why."""

    what: str
    reason: str


class Report(BaseModel):
    """How the session stands after a call. What is empty is left out when it is sent.

    Attributes:
        accepted, refused, reopened, say: what the call did; see `Answer`.
        suggested: everything that was suggested and nobody confirmed.
        offers: of that, what the repository and earlier phases show, with its source; when it was asked for.
        skippable: areas that the phase does not seem to need; the person may leave them out.
        checks: decisions that do not go together.
        changes: what an update did to its document; when it was written.
        notes: what else the person or the agent should know.
        known: what is recorded, one line each; when it was asked for.
        questions: the next round, unless the document was just written.
        written: where the document was written, below the root.
        document: the document so far; when it was asked for.
        next: what to do now.
    """

    session: str
    status: Literal["partial", "complete"]
    areas_done: int
    areas: int
    questions_left: int
    accepted: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    suggested: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    skippable: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    say: str = ""
    notes: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()
    written: str = ""
    document: str = ""
    next: str = ""

    def sent(self) -> dict[str, Any]:
        """The report as JSON data, without what is empty."""
        return self.model_dump(mode="json", exclude_defaults=True)


def report(name: str, session: Interview, answer: Answer | None = None, **fields: Any) -> Report:
    """How the session stands; ``fields`` are those of the report that the session does not tell."""
    answer = answer or Answer()
    current = None if fields.get("written") else session.next()
    left = session.next() is not None
    progress = session.progress()
    notes = [f"{session.pending} replies are kept and not read yet"] if session.pending else []
    if answer.skipped:
        notes.append(f"left out: {', '.join(answer.skipped)}")
    return Report(
        session=name,
        status="partial" if left else "complete",
        areas_done=progress.areas_done,
        areas=progress.areas,
        questions_left=progress.questions_left,
        accepted=answer.learnt,
        refused=tuple(Refused(what=refusal.what, reason=refusal.reason) for refusal in answer.refused),
        suggested=tuple(grounding.line(entry) for entries in session.suggested.values() for entry in entries),
        offers=offers_of(session) if "known" in fields else (),
        skippable=current.skippable if current else (),
        checks=session.checks,
        conflicts=_conflicts(session.document),
        reopened=answer.reopened,
        say=answer.say or "",
        notes=(*fields.pop("notes", ()), *notes),
        questions=tuple(map(asked_of, current.questions)) if current else (),
        next=fields.pop("next", "") or _step(current, fields),
        **fields,
    )


def known(document: PhaseContext) -> tuple[str, ...]:
    """What is recorded, one line each."""
    lines = [f"{topic.label}: {decision.summary}" for topic, decision in document.decisions()]
    lists = {
        "In scope": [item.text for item in document.in_scope],
        "Out of scope": [item.text for item in document.out_of_scope],
        "Integrations": [row.name for row in document.integrations],
        "Agent's discretion": [item.text for item in document.discretion],
        "Ideas": [item.text for item in document.specific_ideas],
        "Deferred": [row.idea for row in document.deferred],
    }
    return (*lines, *(f"{name}: {'; '.join(texts)}" for name, texts in lists.items() if texts))


def _conflicts(document: PhaseContext) -> tuple[str, ...]:
    rows = document.decisions()
    return tuple(f"{topic.label}: {row.summary}" for topic, row in rows if row.status is Status.CONFLICT)


def offers_of(session: Interview) -> tuple[Offer, ...]:
    """What the repository and earlier phases suggest and nobody confirmed, with its source."""
    return tuple(
        Offer(topic=label, suggestion=entry.text or "", source=entry.rationale or "", basis=session.basis[label])
        for label, entries in session.suggested.items()
        for entry in entries
        if session.basis[label] not in ("host agent", YOUR_WORDS)
    )


def _step(current: Round | None, fields: dict[str, Any]) -> str:
    if fields.get("written"):
        return _WRITTEN
    if current is None:
        return _COMPLETE
    steps = [_ASK]
    if any(question.suggested for question in current.questions):
        steps.append(_TOGETHER if current.together else _CONFIRM)
    if current.skippable:
        steps.append(_SKIP)
    return " ".join(steps)


def asked_of(question: Question) -> Asked:
    """The question as it is put to a person."""
    return Asked(
        label=question.label,
        question=question.text,
        why=question.why,
        options=question.options,
        recommended=question.recommended or "",
        because=question.because,
        suggested=question.suggested,
        basis=question.basis,
    )
