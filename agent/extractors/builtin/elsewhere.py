"""What is told of somewhere else: how others do it, and what a third party has of its own."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.talk import Remark
from phase_context.agent.extractors.builtin.wording import pattern, words

_ELSEWHERE = pattern(
    r"\b(?:the|that|their|another|some)\s+(?:[\w-]+\s+){1,3}?<teams>"
    r"(?:\s+next door)?(?:\s+(?:also|still|all|already|just))?\s+<teams_do>\b"
)
_TEAM = pattern(
    r"(?:^|\b(?:fyi|btw|the|over at|in)\s+)<team_names>(?:\s+(?:team|people|guys))?"
    r"(?:\s+(?:all|also|still))?\s+<teams_do>\b"
)
_THEY = pattern(
    r"\b(?:they|they're|they've|he's|she's|he|she)\s*(?:all\s+|also\s+)?(?:<teams_do>|on|got)\b"
    r"|\bthey['’]ve\b|\bthey['’]re on\b"
)


def of_others(remark: Remark) -> set[int]:
    """The clauses that tell how others do it: from where they come in to where we do again."""
    found, others = set(), False
    for clause in remark.clauses:
        spoken = {token.word for token in clause.tokens}
        if (
            (clause.does("other") and not clause.does("same"))
            or _ELSEWHERE.search(clause.text)
            or _TEAM.search(clause.text)
            or _THEY.search(clause.text)
        ):
            others = True
        elif spoken & words("ours"):
            others = False
        if others:
            found.add(id(clause))
    return found


def of_a_third_party(talk: Sequence[Remark], i: int) -> bool:
    """Whether it describes an integration: what is said of logging in there is not said of us."""
    remark, before = talk[i], talk[i - 1] if i else talk[i]
    asked = before.clauses if before.asks else []
    services = any(m for c in (*asked, *remark.clauses) for m in c.of("service") if not m.term.everyday)
    told = any(c.of("service_kind") or c.of("complexity") for c in remark.clauses)
    return services and told
