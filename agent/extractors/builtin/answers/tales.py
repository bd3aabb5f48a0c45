"""What only tells about a thing, and chooses nothing: "CodeDeploy watches the alarms"."""

from __future__ import annotations

from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import words

# Topics in which "they" are our own users, or our own messages.
_OF_USERS = frozenset(
    ("Authentication", "Authorization", "Rate limiting", "Soft deletes", "Dead letter queue", "Retry strategy")
)
_SHORTEST_VERB = 5  # letters


def is_told_of(clause: Clause, mark: Mark) -> bool:
    """Whether the words right behind the mark tell what the thing is or does."""
    following = clause.tokens[mark.end].word if mark.end < len(clause.tokens) else ""
    return following in words("verbs_of_state") or _is_verb(following)


def is_tale(clause: Clause, label: str) -> bool:
    """Whether it tells of the past, or of what others do, unless it says that something was chosen."""
    if clause.chooses or clause.does("same"):
        return False
    told = words("past") if label in _OF_USERS else words("past") | words("others")
    return any(token.word in told for token in clause.tokens)


def _is_verb(word: str) -> bool:
    """Whether it looks like what a tool does: "watches", "polls"."""
    return len(word) >= _SHORTEST_VERB and word.endswith("s") and not word.endswith(("ss", "us", "less"))
