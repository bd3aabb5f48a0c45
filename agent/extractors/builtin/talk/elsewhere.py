"""What is told of somewhere else: how others do it, and what a third party has of its own."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.wording import pattern, words

_ELSEWHERE = pattern(
    r"\b(?:the|that|their|another|some)\s+(?:[\w-]+\s+){1,3}?<teams>"
    r"(?:\s+next door)?(?:\s+(?:also|still|all|already|just))?\s+<teams_do>\b"
)
# "My sister's company swears by Kafka": whoever they are, what they do is no choice of ours, unless it is a wish.
_ORGANISATION = pattern(
    r"^(?:[\w'’]+\s+){0,4}?(?:(?:the|that|their|another|some|my|his|her|a)\s+(?:[\w'’-]+\s+){1,3}?|<team_names>\s+)"
    r"<teams>\s+(?!<teams_want>\b)\w|\b(?:my|his|her|your|our)\s+(?:[\w'’-]+\s+)?<relatives>(?:-in-law)?['’]?s?\s+\w"
)
_BARE = 2  # words of a clause that is no more than a name, and so no tale
_TEAM = pattern(
    r"(?:^|\b(?:fyi|btw|the|over at|in)\s+)<team_names>(?:\s+(?:team|people|guys))?"
    r"(?:\s+(?:all|also|still))?\s+<teams_do>\b"
)
_THEY = pattern(
    r"\b(?:they|they're|they've|he's|she's|he|she)\s*(?:all\s+|also\s+)?(?:<teams_do>|on|got)\b"
    r"|\bthey['’]ve\b|\bthey['’]re on\b"
)


def of_others(remark: Remark, *, answers: bool = False) -> set[int]:
    """The clauses that tell how others do it: from where they come in to where we do again.

    Where the remark ``answers`` a question, "they" are those who were asked about.
    """
    found, others, turned = set(), False, False
    for clause in remark.clauses:
        spoken = {token.word for token in clause.tokens}
        if (
            (clause.does("other") and not clause.does("same"))
            or _ELSEWHERE.search(clause.text)
            or _ORGANISATION.search(clause.text)
            or _TEAM.search(clause.text)
            or (_THEY.search(clause.text) and not answers)
        ):
            others = True
        elif spoken & words("ours") or (turned and clause.of("term") and len(clause.tokens) <= _BARE):
            others = False
        if others:
            found.add(id(clause))
        turned = bool(clause.tokens) and clause.tokens[0].word in words("contrast")  # "but that's theirs. NATS."
    return found


def of_a_third_party(talk: Sequence[Remark], i: int) -> bool:
    """Whether it describes an integration: what is said of logging in there is not said of us."""
    remark, before = talk[i], talk[i - 1] if i else talk[i]
    asked = before.clauses if before.asks else []
    services = any(m for c in (*asked, *remark.clauses) for m in c.of("service") if not m.term.everyday)
    kinds = any(c.of("service_kind") for c in remark.clauses)
    rated = any(c.of("complexity") for c in remark.clauses)
    return (services and (kinds or rated)) or (kinds and rated)
