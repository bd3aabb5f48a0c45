"""A decision as the second and third cell of its row, and back."""

from __future__ import annotations

import re

from phase_context.schemas import Decision, Position, Status
from phase_context.schemas.decision import AGENT, DEFERRED, NOT_APPLICABLE, OPEN

_OWNER, _CONFLICT, _VERSUS = "Owner: ", "Conflict: ", " vs "
_POSITION = re.compile(r"(.+) \((.+)\)")
_STATUS_CELL = re.compile(
    r"(?P<agent>agent['’]s discretion|agent decides)|(?P<na>not applicable)|deferred(?: to (?P<to>.*))?"
    r"|(?P<open>open|tbd|to be decided|to be confirmed)",
    re.IGNORECASE,
)


def to_cells(decision: Decision) -> tuple[str, str]:
    """The text of the row's second and third cell."""
    match decision.status:
        case Status.DECIDED:
            return decision.choice, decision.rationale
        case Status.AGENT:
            return AGENT, decision.rationale
        case Status.NOT_APPLICABLE:
            return NOT_APPLICABLE, decision.rationale
        case Status.DEFERRED:
            return f"{DEFERRED} to {decision.defer_to}" if decision.defer_to else DEFERRED, decision.rationale
        case Status.OPEN:
            return OPEN, _lines(_OWNER + decision.owner if decision.owner else "", decision.rationale)
        case Status.CONFLICT:
            sides = (f"{p.choice} ({p.speaker})" if p.speaker else p.choice for p in decision.positions)
            return OPEN, _lines(_CONFLICT + _VERSUS.join(sides), decision.rationale)


def from_cells(second: str, third: str) -> Decision:
    """The decision those two cells show. ``second`` is not empty.

    What `to_cells` makes of the result is the same two texts again, for every pair that it made.
    """
    found = _STATUS_CELL.fullmatch(second)
    if not found:
        return Decision(status=Status.DECIDED, choice=second, rationale=third)
    if found["agent"]:
        return Decision(status=Status.AGENT, rationale=third)
    if found["na"]:
        return Decision(status=Status.NOT_APPLICABLE, rationale=third)
    if not found["open"]:
        return Decision(status=Status.DEFERRED, defer_to=found["to"] or "", rationale=third)
    split = _from_open(third)
    return split if to_cells(split)[1] == third else Decision(status=Status.OPEN, rationale=third)


def _from_open(third: str) -> Decision:
    first, _, rest = third.partition("\n")
    if first.startswith(_CONFLICT):
        sides = [side for side in first.removeprefix(_CONFLICT).split(_VERSUS) if side.strip()]
        if sides:
            return Decision(status=Status.CONFLICT, positions=tuple(map(_position, sides)), rationale=rest)
    if first.startswith(_OWNER) and first != _OWNER:
        return Decision(status=Status.OPEN, owner=first.removeprefix(_OWNER), rationale=rest)
    return Decision(status=Status.OPEN, rationale=third)


def _position(side: str) -> Position:
    found = _POSITION.fullmatch(side)
    return Position(choice=found[1], speaker=found[2]) if found else Position(choice=side)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
