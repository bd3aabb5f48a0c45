"""A choice by its place in a list: "Kafka, NATS or SQS: the last one"."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.stated import terms_of
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import pattern
from phase_context.schemas import Topic

_PLACES = {
    0: pattern(r"(?:^|\b(?:the|i'd take the|take the|go with the|it's the)\s+)<first_of_them>[.!]?$"),
    1: pattern(r"(?:^|\b(?:the|i'd take the|take the|go with the|it's the)\s+)<second_of_them>[.!]?$"),
    -1: pattern(r"(?:^|\b(?:the|i'd take the|take the|go with the|it's the)\s+)<last_of_them>[.!]?$"),
}


def by_place(topic: Topic, clauses: Sequence[Clause]) -> tuple[Clause, Mark] | None:
    """The name that a clause picks by its place among those before it; None where none does."""
    listed: dict[str, tuple[Clause, Mark]] = {}
    for clause in clauses:
        named = terms_of(topic, clause)
        for mark in named:
            listed.setdefault(mark.term.name, (clause, mark))
        if len(listed) > 1 and not named and not clause.asks and not clause.does("negate", "reject"):
            place = next((at for at, form in _PLACES.items() if form.search(clause.text)), None)
            if place is not None:
                return list(listed.values())[place]
    return None
