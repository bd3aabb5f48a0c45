"""How hard people say a third party is: "I'd say medium", "that's low", "High it is"."""

from __future__ import annotations

from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words

_SHORT = 4  # words of a clause that may do no more than rate


def rated(clause: Clause) -> str | None:
    """How hard the clause says it is; low, high and medium are everyday words, so only where they rate."""
    for mark in clause.of("complexity"):
        if len(clause.words(mark)) <= 1:
            continue
        last = mark.end == len(clause.tokens)
        behind = {token.word for token in clause.tokens[mark.end :]}
        before = clause.tokens[mark.first - 1].word if mark.first else ""
        short = len(clause.tokens) <= _SHORT and behind <= words("rated_behind")
        alone = mark.first == 0 and (last or short or clause.does("because"))
        described = any(m.end <= mark.first for m in (*clause.of("service_kind"), *clause.of("service")))
        rates = before in words("rates") and (
            last or clause.does("because", "settle") or behind <= words("rated_behind")
        )
        if alone or rates or (last and (described or len(clause.tokens) <= _SHORT)):
            return mark.term.name
    return None
