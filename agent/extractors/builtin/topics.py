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
    decides_against,
    no_option,
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
    chosen = choices(topic, live, asked=asked, named=named)
    held = [clause for clause in live if clause.does(*_NOT_A_CHOICE)]
    pair = as_pair(topic, live)
    if pair:
        return pair
    if topic.label in YES_NO and not free and decides_against(topic, live, asked=False):
        return Settled("decided", no_option(topic), choice=(live[0],), rest=tuple(live))
    if (
        topic.label == "Response time"
        and asked
        and free
        and any(milliseconds(n) is not None for c in live for n in numbers(c))
    ):
        return in_own_words(topic, live, said)
    if chosen and not taken_back(chosen, live):
        return as_choice(topic, chosen, said, live)
    if asked and says_none(live[0]):
        return Settled("decided", no_option(topic), choice=(live[0],), rest=tuple(live))
    counted = as_quantity(topic, live, said, asked=asked or counts) if not free else None
    if counted is not None:
        return counted
    if asked or held:
        other = other_status(live)
        if other is not None and other.kind == "agent" and asked and free and states_first(live):
            return in_own_words(topic, live[:1], said) or other
        if other is not None:
            return other
    if decides_against(topic, live, asked=asked):
        return Settled("decided", no_option(topic), choice=(live[0],), rest=tuple(live))
    if asked and free:
        return as_recommended(topic, live) or in_own_words(topic, live, said)
    return None
