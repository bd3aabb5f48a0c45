"""What a stretch of clauses settles about one topic."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.choices import as_choice, as_pair, choices, taken_back
from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.quantified import as_quantity, in_own_words
from phase_context.agent.extractors.builtin.quantities import milliseconds, numbers
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.stated import after_correction, stating
from phase_context.agent.extractors.builtin.statuses import (
    YES_NO,
    as_recommended,
    decided_against,
    decides_against,
    leaves_first,
    other_status,
    says_none,
    states_first,
)
from phase_context.schemas import Topic

_NOT_A_CHOICE = ("delegate", "defer", "unknown", "skip")
_LONGEST_CLAUSE = 40  # words; in a longer one nothing says what belongs together


def settle(
    topic: Topic,
    clauses: Sequence[Clause],
    *,
    asked: bool,
    free: bool = True,
    named: bool = False,
    counts: bool = False,
) -> Settled | None:
    """What those clauses settle about the topic; None when nothing.

    ``asked`` says that they answer a question about it, so that a bare word is enough; ``free`` that words which the
    lexicon does not know may then be the choice; ``named`` that the topic is being talked about, so that everyday
    words which are its terms count as such; ``counts`` that a number is looked for, so that it needs no unit.
    """
    live = stating(topic, clauses if asked else [clause for clause in clauses if len(clause.tokens) <= _LONGEST_CLAUSE])
    if not live:
        return None
    said = tuple(live)
    live = after_correction(topic, live)
    if asked and leaves_first(live):
        return other_status(live)
    return (
        _chosen(topic, live, said, asked=asked, free=free, named=named)
        or (None if free else as_quantity(topic, live, said, asked=asked or counts))
        or _not_chosen(topic, live, said, asked=asked, free=free)
        or ((as_recommended(topic, live) or in_own_words(topic, live, said)) if asked and free else None)
    )


def _chosen(
    topic: Topic, live: list[Clause], said: Sequence[Clause], *, asked: bool, free: bool, named: bool
) -> Settled | None:
    """A choice by the lexicon's terms, or plainly none."""
    chosen = choices(topic, live, asked=asked, named=named)
    pair = as_pair(topic, live)
    if pair:
        return pair
    if topic.label in YES_NO and not free and decides_against(topic, live, asked=False):
        return decided_against(topic, live)
    timed = any(milliseconds(number) is not None for clause in live for number in numbers(clause))
    if topic.label == "Response time" and asked and free and timed:
        return in_own_words(topic, live, said)
    if chosen and not taken_back(chosen, live):
        return as_choice(topic, chosen, said, live)
    return decided_against(topic, live) if asked and says_none(live[0]) else None


def _not_chosen(topic: Topic, live: list[Clause], said: Sequence[Clause], *, asked: bool, free: bool) -> Settled | None:
    """Another status than a choice, or a decision against it."""
    if asked or any(clause.does(*_NOT_A_CHOICE) for clause in live):
        other = other_status(live)
        if other is not None and other.kind == "agent" and asked and free and states_first(live):
            return in_own_words(topic, live[:1], said) or other
        if other is not None:
            return other
    return decided_against(topic, live) if decides_against(topic, live, asked=asked) else None
