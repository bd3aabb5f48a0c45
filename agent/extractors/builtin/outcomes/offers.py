"""A question that holds the answer: "Thirty a minute per person?" - "yes"."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.topics import settle
from phase_context.agent.extractors.builtin.talk.judged import Proposal, rests_on_everyday_words
from phase_context.agent.extractors.builtin.talk.reactions import Reaction, agrees, echoes, reaction
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import TOPICS

_ONLY_FOR = pattern(r"\b<only_for>\b")


def offered(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """A question that holds the answer, "Thirty a minute per person?", where it is answered with yes."""
    remark = talk[i]
    said = [_as_statement(clause) for clause in remark.about(label, asking=True)]
    if not said or _answers_itself(remark, label) or any(_is_open(clause) for clause in said):
        return None
    settled = settle(TOPICS[label], said, asked=False, free=False)
    if settled is None or settled.kind != "decided":
        return None
    answer = talk[i + 1] if i + 1 < len(talk) else None
    agreed = answer is not None and reaction(talk, i, label, said) is Reaction.AGREED
    agreed = agreed and answer is not None and (agrees(answer) or echoes(answer, label, said))
    return Proposal(
        label,
        i,
        tuple(said),
        settled,
        stands=agreed,
        firm=agreed and not rests_on_everyday_words(settled, label),
        agreed=agreed,
    )


def _as_statement(clause: Clause) -> Clause:
    stated = copy.copy(clause)
    stated.asks = False
    return stated


def _answers_itself(remark: Remark, label: str) -> bool:
    return any(clause.does("none", "negate") for clause in remark.about(label))


def _is_open(clause: Clause) -> bool:
    """Whether a yes would not settle it: it asks what, offers two, or is about a part only."""
    asks = bool(clause.tokens) and clause.tokens[0].word in words("open_question")
    either = any(token.word in words("alternative") for token in clause.tokens)
    return asks or either or bool(_ONLY_FOR.search(clause.text))
