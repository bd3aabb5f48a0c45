"""What the trials of one fault showed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """One line of the table of faults.

    Attributes:
        fault: what was made to happen.
        trials: how often.
        accepted: replies and documents that the program said it had, over all trials.
        lost: those of them that were not there afterwards, and files that were torn, one sentence each.
    """

    fault: str
    trials: int = 0
    accepted: int = 0
    lost: list[str] = field(default_factory=list)
