"""A limit in the words said: "by the browser session, ten tries a minute"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin.answers.measures import limits
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import words

LABEL = "Rate limiting"
_LONGEST = 30  # words


def in_full(settled: Settled, said: Sequence[Clause]) -> Settled:
    """The limit with its numbers, and before them whom it is for; as it was where no number is of a limit."""
    counted = [c for c in said if numbers(c) and (limits(c) or c.of("unit", "rate")) and not c.does("negate", "reject")]
    if not counted or settled.kind != "decided" or (settled.text or "").startswith("None"):
        return settled
    sentences = {clause.sentence for clause in counted}
    beside = [c for c in said if c.sentence in sentences and c.tokens[0].word in words("for_each") and c not in counted]
    kept = sorted([*counted, *beside], key=lambda clause: clause.start)
    if sum(len(clause.tokens) for clause in kept) > _LONGEST:
        return settled
    text = ", ".join(" ".join(clause.text.split()) for clause in kept)
    spelled = [f"{number.value:.12g}" for clause in counted for number in numbers(clause) if number.spelled]
    text = f"{text} ({', '.join(spelled)})" if spelled else text
    tools = [name for name in _tools(settled) if name.casefold() not in text.casefold()]
    return replace(settled, text=f"{text} ({', '.join(tools)})" if tools else text, choice=tuple(kept))


def _tools(settled: Settled) -> list[str]:
    """The tools that were named, not the template's options."""
    terms = [mark.term for clause in settled.choice for mark in clause.of("term") if mark.term.topic == LABEL]
    return list(dict.fromkeys(t.name for t in terms if t.option is None and not t.name.startswith("Per ")))
