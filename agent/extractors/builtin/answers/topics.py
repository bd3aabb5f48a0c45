"""What a stretch of clauses settles about one topic."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.choices import choices, taken_back
from phase_context.agent.extractors.builtin.answers.conclusions import after_a_tale, none_for_us
from phase_context.agent.extractors.builtin.answers.for_us import plainly, unclear
from phase_context.agent.extractors.builtin.answers.free_words import in_own_words
from phase_context.agent.extractors.builtin.answers.partial import given_away, leaves_all, yes_in_part
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC, as_quantity
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.several import is_told
from phase_context.agent.extractors.builtin.answers.shown import as_choice, as_pair
from phase_context.agent.extractors.builtin.answers.spacing import as_spacing
from phase_context.agent.extractors.builtin.answers.stated import (
    CONTRAST,
    after_correction,
    stating,
    without_refusals,
    without_status_quo,
)
from phase_context.agent.extractors.builtin.answers.statuses import (
    YES_NO,
    as_recommended,
    comes_later,
    concludes_none,
    concludes_yes,
    decided_against,
    decides_against,
    declines,
    leaves_first,
    no_option,
    not_yet,
    other_status,
    put_off_to,
    says_none,
    states_first,
)
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import milliseconds, numbers
from phase_context.agent.language.wording import pattern
from phase_context.schemas import Topic

_AS_LONG_AS = pattern(r"\b<as_long_as>\b")
_NO_RULE = ("negate", "none", "reject", "hedge", "suppose", "ask")
_LEAST = 3  # words of what is laid down, with its "but"
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
    heard = clauses if asked else [clause for clause in clauses if len(clause.tokens) <= _LONGEST_CLAUSE]
    live = stating(topic, heard, reply=asked and free)
    if not live:
        return None
    said = tuple(clauses) if asked and free else tuple(live)
    live = after_correction(topic, live)
    if asked and free:
        live = without_status_quo(without_refusals(topic, clauses, live))
    if asked and leaves_first(live):
        return other_status(live)
    if asked and free and (yes := concludes_yes(topic, live)):
        return yes
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
    chosen = choices(topic, live, asked=asked, named=named, free=free)
    if asked and free and chosen and given_away(chosen, live):
        return None
    pair = as_pair(topic, live)
    if pair:
        return pair
    if asked and free and chosen and none_for_us(topic, live):
        return decided_against(topic, live)
    if not free and _turned_down(topic, live, chosen, asked=asked):
        return decided_against(topic, live)
    timed = any(milliseconds(number) is not None for clause in live for number in numbers(clause))
    if topic.label == "Response time" and asked and free and timed:
        return in_own_words(topic, live, said)
    if asked and free:
        instead = yes_in_part(topic, live) or _instead(topic, live, said, chosen)
        instead = instead or after_a_tale(topic, said, live, chosen)
        if instead:
            return instead
    if asked and free and unclear(topic, chosen) and other_status(live) is None:
        return Settled("possibly", as_choice(topic, chosen, said, live).text, rest=tuple(said))
    if chosen and not taken_back(chosen, live) and not (asked and free and concludes_none(live)):
        return as_choice(topic, chosen, said, live)
    whole = not free or not topic.options or no_option(topic) in topic.options or declines(live[0])
    against = (whole and says_none(live[0])) or (free and concludes_none(live))
    return decided_against(topic, live) if asked and against else None


def _turned_down(topic: Topic, live: list[Clause], chosen: list[tuple[Clause, Mark]], *, asked: bool) -> bool:
    """Whether what is said in a meeting is a no, and names only tell why: "No need. Staging gets the masked copy"."""
    if topic.label in YES_NO and decides_against(topic, live, asked=False):
        return True
    begins = asked and len(live) > 1 and declines(live[0]) and no_option(topic) in topic.options
    return begins and not any(clause.chooses or clause.does("choose", "conclude") for clause, _ in chosen)


def _instead(
    topic: Topic, live: list[Clause], said: Sequence[Clause], chosen: list[tuple[Clause, Mark]]
) -> Settled | None:
    """What a reply settles rather than the names in it: spacing told by times; later, or none, where none is plain."""
    if not plainly(chosen):
        if len(live) > 1 and declines(live[0]) and not (chosen and no_option(topic) not in topic.options):
            return decided_against(topic, live)
        if not_yet(live) or (chosen and comes_later(live)):
            return put_off_to(live)
        if chosen and decides_against(topic, live, asked=True):
            return decided_against(topic, live)
    if topic.label == "Retry strategy" and not any(mark.term.option for _, mark in chosen):
        return as_spacing(live, said)
    return None


def _not_chosen(topic: Topic, live: list[Clause], said: Sequence[Clause], *, asked: bool, free: bool) -> Settled | None:
    """Another status than a choice, or a decision against it."""
    if asked or any(clause.does(*_NOT_A_CHOICE) for clause in live):
        other = other_status(live)
        if (
            other is not None
            and other.kind == "agent"
            and asked
            and free
            and states_first(live)
            and not leaves_all(live[-1])
        ):
            return in_own_words(topic, live[:1], said) or other
        if other is not None and other.kind == "agent" and asked and free and _bounded(topic, live):
            return in_own_words(topic, live, said)
        if other is not None and other.kind == "agent" and asked and free:
            return _laid_down_behind(live, said) or other
        if other is not None:
            return other
    counted = [c for c in live if numbers(c) and not c.does("none", "negate") and not is_told(c)]
    if topic.label in NUMERIC and free and counted and (counted[0] is live[0] or not declines(live[0])):
        return None  # "300 a minute, partners have no limit", "not nightly: every 15 minutes"
    return decided_against(topic, live) if decides_against(topic, live, asked=asked) else None


def _laid_down_behind(live: Sequence[Clause], said: Sequence[Clause]) -> Settled | None:
    """What is laid down after a part was left to the agent: "you pick the library, but it runs on Postgres"."""
    parts = [clause for clause in live if clause.does("delegate") and not leaves_all(clause)]
    for clause in live if parts else ():
        turns = clause.start > parts[0].start and clause.tokens[0].word in CONTRAST and len(clause.tokens) > _LEAST
        if turns and not clause.does(*_NOT_A_CHOICE, *_NO_RULE):
            text = clause.text[clause.tokens[1].start :]
            return Settled("decided", text, choice=(clause,), rest=tuple(said))
    return None


def _bounded(topic: Topic, live: Sequence[Clause]) -> bool:
    """Whether a bound is named in place of a choice: "nobody cares as long as it's under 3 seconds"."""
    bound = [clause for clause in live if _AS_LONG_AS.search(clause.text)]
    return topic.label in NUMERIC and any(numbers(clause) for clause in bound)
