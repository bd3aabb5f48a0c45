"""The time columns of a table by their own names: "measured-at and received_at"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words

LABEL = "Timestamps"
_USUAL = frozenset(
    f"{what}_{joint}" for what in ("created", "updated", "inserted", "modified") for joint in ("at", "on")
)
_COLUMN = re.compile(
    r"\b(?P<what>[a-z]+)(?P<joint>[-_]| )(?:at|ts|on)\b(?!\s+(?:the|a|an|about|least|all|\d+)\b)", re.IGNORECASE
)


def as_columns(said: Sequence[Clause], usual: str) -> Settled | None:
    """The columns that are named beside the ``usual`` ones, which are named first where both are; else None."""
    stated = [clause for clause in said if not clause.does("suppose", "reject")]
    named: dict[str, Clause] = {}
    for clause in stated:
        for found in _COLUMN.finditer(clause.text):
            if _is_participle(found) and not _refused(clause, found.start()):
                named.setdefault(found[0].replace(" ", "_").replace("-", "_").casefold(), clause)
    if not set(named) - _USUAL:
        return None
    spoken = {token.word for clause in stated for token in clause.tokens}
    both = {"created", "updated"} <= spoken
    shown = [usual] if both else []
    shown += [name for name in named if not (both and name in ("created_at", "updated_at"))]
    holding = dict.fromkeys(clause for clause in named.values())
    return Settled("decided", ", ".join(shown), choice=tuple(holding), rest=tuple(said))


def names_several(clause: Clause) -> bool:
    """Whether it names two columns or more, which can only be of this topic: "sent_at and read_at"."""
    if "_at" not in clause.text and "-at" not in clause.text:
        return False
    return len([1 for found in _COLUMN.finditer(clause.text) if found["joint"] != " " and _is_participle(found)]) > 1


def _is_participle(found: re.Match[str]) -> bool:
    what: str = found["what"].casefold()
    if found["joint"] == " ":
        return what.endswith("ed") or what in words("participles")
    return what not in words("no_participles")


def _refused(clause: Clause, start: int) -> bool:
    """Whether the words right before the name turn it down."""
    return any(0 <= start - clause.tokens[m.end - 1].end <= 2 for m in clause.of("act", "negate"))  # noqa: PLR2004
