"""Which names of a clause are turned down: "not Kafka", "Kafka was the plan", "from Heroku to Fly"."""

from __future__ import annotations

from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import words

_OR = words("or")
_LONGEST = 6  # words of a clause that only turns down what came before it
_NOT_IT = words("after_a_name")


def turned_down(clause: Clause, mark: Mark) -> bool:
    """Whether the name is turned down in its clause."""
    if _is_left_behind(clause, mark):
        return True
    for act in clause.of("act", "negate", "reject", "none"):
        overlaps = act.first < mark.end and mark.first < act.end
        if overlaps:
            continue
        if act.term.name in ("negate", "none") and 0 <= mark.first - act.end <= 2:  # noqa: PLR2004
            return True
        if act.term.name == "negate" and act.end <= mark.first and _only_leads(clause, act.end, mark.first):
            return True
        if act.first >= mark.end and act.first - mark.end <= 1 and _says_no_to(clause, mark, act):
            return True
        between = {token.word for token in clause.tokens[mark.end : act.first]}
        if act.term.name == "negate" and between and between <= words("speakers"):
            return True
        if act.term.name == "reject" and not _apart(clause, mark, act):
            return True
    return False


def _is_left_behind(clause: Clause, mark: Mark) -> bool:
    """Whether we go from it to another: "from Heroku to Fly"."""
    others = [m for m in clause.of("term") if m.term.topic == mark.term.topic and m.term.name != mark.term.name]
    after = [clause.tokens[m.first - 1].word for m in others if m.first >= mark.end]
    before = clause.tokens[mark.first - 1].word if mark.first else ""
    started = any(token.word in words("from") for token in clause.tokens[: mark.first])
    return started and (before in words("from") or before in words("to")) and any(word in words("to") for word in after)


def _apart(clause: Clause, mark: Mark, act: Mark) -> bool:
    """Whether a reason begins between the two: "Postgres, as Kafka is too much" turns down Kafka alone."""
    first, last = min(mark.end, act.end), max(mark.first, act.first)
    return any(first <= other.first and other.end <= last for other in clause.of("act", "because", "choose"))


def _says_no_to(clause: Clause, mark: Mark, act: Mark) -> bool:
    """Whether a no right behind a name is said of it, and not of another: "attributes, not roles"."""
    if any(other.term.topic == mark.term.topic and 0 <= other.first - act.end <= 1 for other in clause.of("term")):
        return False
    word = clause.tokens[act.first].word
    reasons = [other.first for other in clause.of("act", "because")]
    closes = act.end == len(clause.tokens) or act.end in reasons
    return word in _NOT_IT or (closes and word in words("no"))


def _only_leads(clause: Clause, start: int, end: int) -> bool:
    """Whether the words between a no and a name only lead to it: "doesn't get a", "not want to add another"."""
    return all(token.word in words("after_a_no") for token in clause.tokens[start:end])


def turned_down_after(clause: Clause) -> bool:
    """Whether the clause does nothing but turn down what came before it: "that's out", "…, never again"."""
    marks = clause.of("act", "reject")
    if not marks or clause.of("term") or len(clause.tokens) > _LONGEST:
        return False
    points = words("points_on_back") | words("tells") | words("adds")
    return all(token.word in points for token in clause.tokens[: marks[0].first])


def turns_down_all(clause: Clause) -> bool:
    """Whether it turns down everything that came before it in its sentence: "we've had the lot", "tried them all"."""
    return turned_down_after(clause) and any(token.word in words("all_of_those") for token in clause.tokens)


def goes_with(clause: Clause, refused: Mark, mark: Mark) -> bool:
    """Whether it is turned down together with the one before it: "I wouldn't do JWT or Passport"."""
    between = [token.word for token in clause.tokens[refused.end : mark.first]]
    return 0 < len(between) <= 2 and all(word in _OR for word in between)  # noqa: PLR2004


def goes_on_listing(clause: Clause) -> bool:
    """Whether it is the end of a list that began in the clause before: "we looked at Kafka, NATS and SQS"."""
    named = {i for mark in clause.of("term") for i in range(mark.first, mark.end)}
    small = _OR | words("adds")
    rest = [token.word for i, token in enumerate(clause.tokens) if i not in named]
    return bool(named) and bool(rest) and all(word in small for word in rest)
