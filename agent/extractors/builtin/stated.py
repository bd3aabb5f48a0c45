"""The clauses that state something about a topic: no question, no hypothetical, nothing that was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.quantified import IF, NUMERIC
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.statuses import declines, says_none
from phase_context.agent.extractors.builtin.wording import pattern, words
from phase_context.schemas import Topic

_MODAL = pattern(r"\b<modal>\b")
MERE = words("mere_answer")
CONTRAST = words("contrast")


def stating(topic: Topic, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that state something: no question, no hypothetical, nobody else's case."""
    unreal = {clause.sentence for clause in clauses if clause.does("suppose")}
    others = {clause.sentence for clause in clauses if clause.does("other")}
    others -= {clause.sentence for clause in clauses if clause.does("same")}
    unless = {clause.sentence for clause in clauses if clause.tokens and clause.tokens[0].word in IF}
    unreal |= {clause.sentence for clause in clauses if clause.sentence in unless and _MODAL.search(clause.text)}
    turns: dict[int, int] = {}  # the sentences that turn back to the case, with where they do
    for i, clause in enumerate(clauses):
        if clause.tokens and clause.tokens[0].word in CONTRAST:
            turns.setdefault(clause.sentence, i)
    back = {i for i, clause in enumerate(clauses) if i >= turns.get(clause.sentence, len(clauses))}
    return [
        clause
        for i, clause in enumerate(clauses)
        # "Kafka would be nice one day but SQS": what follows the but is meant.
        if (clause.sentence not in unreal or (i in back and not clause.does("suppose")))
        and (clause.sentence not in others or ((i in back or clause.does("choose")) and not clause.does("other")))
        and (not clause.asks or (clause.does("settle") and not _goes_on(clause) and terms_of(topic, clause)))
    ]


def _goes_on(clause: Clause) -> bool:
    """Whether it only gives an example of what was asked: "does that count? like a header"."""
    return clause.tokens[0].word in words("example")


def after_correction(topic: Topic, clauses: list[Clause]) -> list[Clause]:
    """What stands after the last word that takes something back, if anything that can be a choice does."""
    for i in range(len(clauses) - 1, 0, -1):
        corrects = [m for m in clauses[i].of("act", "correct") if m.first <= 2]  # noqa: PLR2004
        after = clauses[i:]
        settles = any(
            terms_of(topic, c) or says_none(c) or declines(c) or (topic.label in NUMERIC and numbers(c)) for c in after
        )
        if corrects and settles:
            return after
    return clauses


def without_refusals(topic: Topic, clauses: Sequence[Clause], live: list[Clause]) -> list[Clause]:
    """Without each no that only answers the speaker's own question: "Memcached? No. Redis"; unless it is all."""
    asked = {clauses[i].sentence + 1 for i in range(len(clauses)) if clauses[i].asks}
    kept = [clause for clause in live if not (clause.sentence in asked and declines(clause))]
    settles = any(terms_of(topic, c) or (topic.label in NUMERIC and numbers(c)) for c in kept)
    return kept if settles else live


def terms_of(topic: Topic, clause: Clause) -> list[Mark]:
    """The terms that answer the topic. A mere yes or no is one only where it begins the clause."""
    return [
        mark
        for mark in clause.of("term")
        if mark.term.topic == topic.label
        and (mark.first == 0 or clause.words(mark).casefold() not in MERE)
        and not (clause.words(mark).casefold() in MERE and clause.does("skip", "unknown", "defer", "delegate"))
    ]
