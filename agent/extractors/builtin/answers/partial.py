"""Answers that are less than a choice: a yes for a part, names that are given away, a remark in place of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

_VAGUE = pattern(r"\b<vague>\b")
_WE_HAVE = re.compile(
    r"(?:we(?:['’]ve| have| only have)(?: got)?|there(?:['’]s| is| are)|they are|it['’]s (?:only|just))\b",
    re.IGNORECASE,
)
_LEAD = 2  # words before an "only"


def yes_in_part(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    """A yes that is for a part alone: "only on customers"; None when the answer does not begin so."""
    first = live[0]
    if topic.label not in YES_NO or not is_limited(first) or first.does("negate", "none", "reject"):
        return None
    if any(mark.term.topic == topic.label and mark.term.option == "No" for mark in first.of("term")):
        return None
    return Settled("decided", f"Yes ({first.text})", choice=(first,), rest=tuple(live))


def is_limited(clause: Clause) -> bool:
    """Whether it begins or ends with an "only", and says of what."""
    places = [i for i, token in enumerate(clause.tokens) if token.word in words("only")]
    return bool(places) and len(clause.tokens) > 1 and (places[0] < _LEAD or places[-1] == len(clause.tokens) - 1)


def given_away(chosen: Sequence[tuple[Clause, Mark]], live: Sequence[Clause]) -> bool:
    """Whether the names are examples and the choice is left to the agent: "redis or whatever, you decide"."""
    leaving = [clause for clause in live if leaves_all(clause)]
    if not leaving or any(clause.chooses for clause, _ in chosen):
        return False
    if all(_is_the_topics_name(clause, mark) for clause, mark in chosen):
        return True  # "seed data: do as you like"
    holding = list(dict.fromkeys(id(clause) for clause, _ in chosen))
    listed = len({mark.term.name for _, mark in chosen}) > 1 and len(holding) > 1
    return listed or len(leaving) > 1 or any(_VAGUE.search(clause.text) for clause, _ in chosen)


def _is_the_topics_name(clause: Clause, mark: Mark) -> bool:
    """Whether the clause only names the topic, by words that are also one of its terms."""
    named = [m for m in clause.of("topic", mark.term.topic) if m.first == 0 and m.end == len(clause.tokens)]
    return bool(named)


def leaves_all(clause: Clause) -> bool:
    """Whether it leaves all to the agent and names no part: "you decide", and not "you pick the numbers"."""
    covered = {i for mark in clause.of("act", "delegate", "settle", "accept") for i in range(mark.first, mark.end)}
    rest = [token.word for i, token in enumerate(clause.tokens) if i not in covered]
    return clause.does("delegate") and all(word in words("gives_away") for word in rest)


def says_how_many(topic: Topic, clause: Clause) -> bool:
    """Whether it says how many there are, which is no choice but of a number: "we've got nine customers"."""
    return topic.label not in NUMERIC and bool(_WE_HAVE.match(clause.text)) and bool(numbers(clause))


def is_remark(clause: Clause) -> bool:
    """Whether it judges or points to something and says no choice: "always a fight", "the ticket has the details"."""
    return not clause.chooses and any(token.word in words("remarks") for token in clause.tokens)
