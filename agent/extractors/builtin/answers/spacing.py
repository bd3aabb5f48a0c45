"""How tries are spaced, from the times that are named: "1s, 5s, 25s" grows, "every 30 seconds" is fixed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import Number, numbers
from phase_context.agent.language.wording import words

GROWING, FIXED = "Exponential backoff", "Fixed"
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_GROWTH = 1.5  # least factor from one wait to the next
_LEAST = 2  # waits from which on they can be compared
_NEAR = 2  # words between "every" and its number


def as_spacing(live: Sequence[Clause], said: Sequence[Clause]) -> Settled | None:
    """The spacing of tries that the times named amount to; None when they do not tell."""
    stated = [c for c in live if not c.does("hedge", "negate", "reject", "suppose")]
    waits: list[float] = []
    timed: list[Clause] = []
    for clause in stated:
        times = _times(clause)
        waits += times
        if times or any(number.unit == "times" for number in numbers(clause)):
            timed.append(clause)
    option = _option(waits)
    run = grows(stated)
    if run and option != FIXED:
        option, timed = GROWING, list(run)
    if option is None and any(_is_interval(clause) for clause in timed):
        option = FIXED
    if option is None:
        return None
    text = ", ".join(clause.text for clause in timed)
    return Settled("decided", f"{option} ({text})", choice=tuple(timed), rest=tuple(said))


def grows(said: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that list three waits or more of which each is far longer than the one before: "one, two, four"."""
    run: list[tuple[float, Clause]] = []
    for clause in said:
        for number in numbers(clause):
            last = run[-1][0] if run else 0.0
            waits = number.unit in ("", *_SECONDS) and not clause.does("negate")
            if waits and last * _GROWTH <= _scaled(number, last):
                run.append((_scaled(number, last), clause))
                continue
            if len(run) > _LEAST:
                break
            run = [(_scaled(number, 0), clause)] if waits else []
        else:
            continue
        break
    return tuple(dict.fromkeys(holding for _, holding in run)) if len(run) > _LEAST else ()


def _scaled(number: Number, before: float) -> float:
    """A number of a list in seconds; one without a unit has that of the one before."""
    scale = _SECONDS.get(number.unit)
    if scale is None:
        scale = next((size for size in (3600.0, 60.0) if before and before >= size and before % size == 0), 1.0)
    return number.value * scale


def _times(clause: Clause) -> list[float]:
    """The waits of a clause in seconds; a number without a unit has the next one's: "1, 2, 4 s"."""
    found: list[float] = []
    bare: list[Number] = []
    for number in numbers(clause):
        scale = _SECONDS.get(number.unit)
        if scale:
            found += [one.value * scale for one in bare] + [number.value * scale]
            bare = []
        elif number.unit:
            bare = []
        else:
            bare.append(number)
    return found


def _option(waits: Sequence[float]) -> str | None:
    if len(waits) < _LEAST or min(waits) <= 0:
        return None
    if len(set(waits)) == 1:
        return FIXED
    grows = all(after >= _GROWTH * before for before, after in pairwise(waits))
    return GROWING if grows and len(waits) > _LEAST else None


def _is_interval(clause: Clause) -> bool:
    """Whether a time stands behind "every" or before "apart"."""
    for number in numbers(clause):
        if number.unit not in _SECONDS:
            continue
        before = [token.word for token in clause.tokens if token.end <= number.start][-_NEAR:]
        after = [token.word for token in clause.tokens if token.start >= number.end][:_NEAR]
        if words("before_an_interval").intersection(before) or words("behind_an_interval").intersection(after):
            return True
    return False
