"""A meeting as a sequence of remarks: who says what, in answer to what, about which topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from phase_context.agent.extractors.builtin.clauses import Clause, clauses
from phase_context.schemas import Transcript, Turn

_FOCUS_LASTS = 4  # remarks
_GUEST = (0.08, 0.75)  # comes after, and is gone before, this share of the meeting
_FEW = 12  # remarks; below that nobody is a guest


@dataclass
class Remark:
    """One turn, or one speaker's consecutive turns' part, with its clauses.

    Attributes:
        number: the turn's index in the transcript.
        focus: labels of topics that are being talked about when it is said, the newest first.
        answers: the remark before it, by somebody else, asked something.
        follows: the remark before it, by somebody else, named the topic in focus.
    """

    number: int
    turn: Turn
    clauses: list[Clause]
    focus: tuple[str, ...] = ()
    answers: bool = False
    follows: bool = False
    guest: bool = False
    own: frozenset[str] = field(default_factory=frozenset)

    @property
    def asks(self) -> bool:
        return bool(self.clauses) and self.clauses[-1].asks

    @property
    def stated(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.asks]

    def opens_with(self, *acts: str) -> bool:
        """Whether it begins with one of those acts."""
        first = self.clauses[0] if self.clauses else None
        return first is not None and any(mark.first <= 1 for mark in first.of("act", *acts))


def remarks(transcript: Transcript) -> list[Remark]:
    """The remarks of people, in order, each with the topics in focus."""
    found = [
        Remark(number, turn, clauses(turn.text)) for number, turn in enumerate(transcript.turns) if turn.person
    ]
    guests = _guests(found)
    focus: list[tuple[str, int]] = []
    for i, remark in enumerate(found):
        before = found[i - 1] if i else None
        remark.guest = remark.turn.speaker in guests
        remark.answers = before is not None and before.asks and _somebody_else(before, remark)
        remark.follows = before is not None and bool(before.own) and _somebody_else(before, remark)
        named = [m.term.name for c in remark.clauses for m in c.of("topic") if not m.term.everyday]
        named += [m.term.topic for c in remark.clauses for m in c.of("term") if not m.term.everyday and not c.asks]
        faint = [m.term.name for c in remark.clauses if c.asks for m in c.of("topic") if m.term.everyday]
        remark.own = frozenset((*named, *(faint if not named else ())))
        focus = [(label, at) for label, at in focus if i - at <= _FOCUS_LASTS and label not in remark.own]
        focus = [(label, i) for label in dict.fromkeys((*named, *(faint if not named else ())))] + focus
        remark.focus = tuple(label for label, _ in focus)
    return found


def confirmed(talk: Sequence[Remark], i: int) -> bool:
    """Whether somebody else agrees within the next two remarks."""
    said = talk[i]
    for follower in talk[i + 1 : i + 3]:
        if not _somebody_else(said, follower):
            continue
        if follower.opens_with("negate", "correct", "reject") and not follower.opens_with("accept"):
            return False
        if follower.opens_with("accept", "agreement_only") and not follower.asks:
            return True
    return False


def objected(talk: Sequence[Remark], i: int) -> bool:
    """Whether the next remark of somebody else turns it down or asks whether it is right."""
    for follower in talk[i + 1 : i + 3]:
        if _somebody_else(talk[i], follower):
            return follower.opens_with("negate", "correct") or any(c.does("reject") for c in follower.clauses[:2])
    return False


def _somebody_else(one: Remark, other: Remark) -> bool:
    return one.turn.speaker != other.turn.speaker or one.turn.speaker is None


def _guests(found: Sequence[Remark]) -> frozenset[str | None]:
    """Speakers who are there for a part in the middle only: what they tell is of somewhere else."""
    if len(found) < _FEW:
        return frozenset()
    first: dict[str | None, int] = {}
    last: dict[str | None, int] = {}
    for i, remark in enumerate(found):
        first.setdefault(remark.turn.speaker, i)
        last[remark.turn.speaker] = i
    begin, end = _GUEST[0] * len(found), _GUEST[1] * len(found)
    return frozenset(s for s in first if s is not None and first[s] > begin and last[s] < end)
