"""Decision: what is known about one topic, with its status from the closed set and its evidence."""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, model_validator

from phase_context.schemas.text import Line, SomeLine, Text

# What the second cell of a row says when no choice was made. A choice may not read like one of them,
# or a reader of the document could not tell the two apart.
OPEN, AGENT, NOT_APPLICABLE, DEFERRED = "Open", "Agent's discretion", "Not applicable", "Deferred"
_RESERVED = re.compile(
    r"(open|agent['’]s discretion|not applicable|deferred( to .*)?|tbd|to be (decided|confirmed))",
    re.IGNORECASE | re.DOTALL,
)
_AGAINST = re.compile(
    r"(none|no|not needed|not required|n/?a|without)\b(?!.*\b(but|except|only|downtime)\b)", re.IGNORECASE | re.DOTALL
)


class Value(BaseModel):
    """A record that does not change: an edit makes a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """The closed set of states of a topic. A topic nobody touched has none of them."""

    DECIDED = "decided"
    AGENT = "agent"
    OPEN = "open"
    DEFERRED = "deferred"
    NOT_APPLICABLE = "not_applicable"
    CONFLICT = "conflict"


class Evidence(Value):
    """The exact words a record rests on.

    ``where`` names the place for a person: a time in the recording ("00:04:13"), a file and line.
    ``turn`` is the index in the transcript, from 0, or in the session's replies.
    """

    quote: Text
    speaker: Line | None = None
    where: Line | None = None
    turn: int | None = None
    source: Line | None = None


class Position(Value):
    """One side of a conflict."""

    choice: SomeLine
    speaker: Line | None = None


class Decision(Value):
    """One row: what was said about a topic.

    ``choice`` is set for ``decided`` alone; ``owner`` names who can answer an ``open`` topic; ``defer_to``
    the phase or sprint of a ``deferred`` one; ``positions`` the sides of a ``conflict``.

    Raises:
        ValueError: a decided row without a choice, or with one that reads like a status.
    """

    status: Status
    choice: Text = ""
    rationale: Text = ""
    owner: Line = ""
    defer_to: Line = ""
    positions: tuple[Position, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _fits_its_status(self) -> Decision:
        decided = self.status is Status.DECIDED
        if decided and not self.choice:
            raise ValueError("a decided topic needs a choice")
        if decided and _RESERVED.fullmatch(self.choice):
            raise ValueError(f"{self.choice!r} is a status, not a choice")
        if self.choice and not decided:
            raise ValueError(f"a topic that is {self.status} has no choice")
        if self.owner and self.status is not Status.OPEN:
            raise ValueError("only an open topic has an owner")
        if self.defer_to and self.status is not Status.DEFERRED:
            raise ValueError("only a deferred topic has a destination")
        if bool(self.positions) != (self.status is Status.CONFLICT):
            raise ValueError("a conflict, and nothing else, has positions")
        return self

    @property
    def against(self) -> bool:
        """Whether the decision is not to have the thing: "None", "No queue"."""
        return self.status is Status.DECIDED and bool(_AGAINST.match(self.choice))

    @property
    def settled(self) -> bool:
        """Whether nobody needs to be asked about it again in this phase."""
        return self.status not in (Status.OPEN, Status.CONFLICT)

    @property
    def summary(self) -> str:
        """The decision in one line: "Redis (we already run it)"."""
        match self.status:
            case Status.DECIDED:
                shown = self.choice
            case Status.AGENT:
                shown = "the agent decides"
            case Status.OPEN:
                shown = f"open, {self.owner} to answer" if self.owner else "open"
            case Status.DEFERRED:
                shown = f"deferred to {self.defer_to}" if self.defer_to else "deferred"
            case Status.NOT_APPLICABLE:
                shown = "not applicable"
            case Status.CONFLICT:
                shown = "conflict: " + " or ".join(position.choice for position in self.positions)
        return " ".join(f"{shown}{f' ({self.rationale})' if self.rationale else ''}".split())
