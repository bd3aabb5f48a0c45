"""Which terms of a topic are chosen, which are turned down, and what the choice is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.quantified import NUMERIC, quantity_of
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.stated import CONTRAST, MERE, terms_of
from phase_context.agent.extractors.builtin.wording import words
from phase_context.schemas import Topic

_BOTH = {
    frozenset(("At rest", "In transit")): "Both",
    frozenset(("3NF", "Denormalized")): "Hybrid",
    frozenset(("Schema validation", "Manual")): "Both",
    frozenset(("Error rate threshold", "Latency")): "Both",
}
_OR = words("or")
_NOT_IT = words("after_a_name")


def choices(topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool = False) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are stated and not turned down."""
    found: list[tuple[Clause, Mark]] = []
    put_off = False
    for i, clause in enumerate(clauses):
        if clause.does("defer") and destination(clause.text):
            put_off = True
            continue
        if (put_off and clause.does("interim")) or _is_left(clause):
            continue
        refused: list[Mark] = []
        for mark in terms_of(topic, clause):
            everyday = mark.term.everyday and not asked and not named and not clause.of("topic", topic.label)
            everyday = everyday or (not asked and clause.words(mark).casefold() in MERE)
            turned_down = _turned_down(clause, mark) or (
                i + 1 < len(clauses)
                and clauses[i + 1].sentence == clause.sentence
                and _turned_down_after(clauses[i + 1])
            )
            turned_down = turned_down or (bool(refused) and _goes_with(clause, refused[-1], mark))
            if turned_down:
                refused.append(mark)
                found = [(c, m) for c, m in found if m.term.name != mark.term.name]
            elif not everyday:
                found.append((clause, mark))
    found = _bare_first(_after_contrast(_not_either(found)))
    # "I'd take NATS. Rabbit works but …": where one sentence chooses, the others only talk.
    choosing = {clause.sentence for clause, _ in found if clause.does("choose")}
    tools = {mark.term.name for _, mark in found}
    if len(choosing) == 1 and len(tools) > 1:
        found = [(clause, mark) for clause, mark in found if clause.sentence in choosing]
    return found


def _bare_first(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only the first where it is a sentence of its own and others are talked about, as in "SQS. Bull would …"."""
    if not found:
        return found
    clause, mark = found[0]
    if mark.first > 0 or mark.end < len(clause.tokens):
        return found
    return [(c, m) for c, m in found if m.term.name == mark.term.name or not _is_modal(c)]


def _is_modal(clause: Clause) -> bool:
    return any(token.word in words("modal") for token in clause.tokens)


def _is_left(clause: Clause) -> bool:
    """Whether the clause leaves the topic to somebody or out; what stands behind a because is only its reason."""
    reasons = [mark.first for mark in clause.of("act", "because")]
    left = [mark.first for mark in clause.of("act", "skip", "unknown", "delegate")]
    return bool(left) and not (reasons and min(reasons) < min(left)) and not clause.does("same")


def _goes_with(clause: Clause, refused: Mark, mark: Mark) -> bool:
    """Whether it is turned down together with the one before it: "I wouldn't do JWT or Passport"."""
    between = [token.word for token in clause.tokens[refused.end : mark.first]]
    return 0 < len(between) <= 2 and all(word in _OR for word in between)  # noqa: PLR2004


def _not_either(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Without two that are only offered: "rabbit or sqs"."""
    offered = {
        id(clause)
        for (clause, mark), (other, second) in pairwise(found)
        if other is clause
        and second.first > mark.end
        and second.term.name != mark.term.name
        and any(token.word in _OR for token in clause.tokens[mark.end : second.first])
        and not clause.does("choose")
    }
    return [(clause, mark) for clause, mark in found if id(clause) not in offered]


def _after_contrast(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """What is chosen after a but, where something is: "we have Kafka for events, but for jobs use Sidekiq"."""
    turns = [c for c, _ in found if c.tokens[0].word in CONTRAST and c.does("choose")]
    return [(clause, mark) for clause, mark in found if clause.start >= turns[-1].start] if turns else found


def _turned_down(clause: Clause, mark: Mark) -> bool:
    for act in clause.of("act", "negate", "reject", "none"):
        overlaps = act.first < mark.end and mark.first < act.end
        if overlaps:
            continue
        if act.term.name in ("negate", "none") and 0 <= mark.first - act.end <= 2:  # noqa: PLR2004
            return True
        if act.first >= mark.end and act.first - mark.end <= 1 and clause.tokens[act.first].word in _NOT_IT:
            return True
        between = {token.word for token in clause.tokens[mark.end : act.first]}
        if act.term.name == "negate" and between and between <= words("speakers"):
            return True
        if act.term.name == "reject":
            return True
    return False


def _turned_down_after(clause: Clause) -> bool:
    """Whether the clause does nothing but turn down what came before it: "X is out", "…, never again"."""
    return bool(clause.of("act", "reject")) and not clause.of("term") and len(clause.tokens) <= 6  # noqa: PLR2004


def taken_back(chosen: list[tuple[Clause, Mark]], live: Sequence[Clause]) -> bool:
    """Whether the choice was only thought aloud, and the decision left to somebody or some time else."""
    either = (
        any(" or " in f" {clause.text.casefold()} " for clause, _ in chosen)
        and len({m.term.name for _, m in chosen}) > 1
    )
    soft = either or all(clause.does("hedge", "settle") for clause, _ in chosen)
    if soft and any(clause.does("delegate", "unknown") for clause in live):
        return True
    # "Ask Yusuf, he runs the redis cluster": a mention after "I don't know" is no answer.
    asking = next((i for i, clause in enumerate(live) if clause.does("unknown")), len(live))
    behind = {id(clause) for clause in live[asking + 1 :]}
    later = [clause for clause, _ in chosen if id(clause) in behind]
    return len(later) == len(chosen) and all(len(c.tokens) > 3 and not c.does("choose", "settle") for c in later)  # noqa: PLR2004


def as_choice(
    topic: Topic, chosen: list[tuple[Clause, Mark]], said: Sequence[Clause], live: Sequence[Clause]
) -> Settled:
    options = list(dict.fromkeys(mark.term.option for _, mark in chosen if mark.term.option))
    tools = list(dict.fromkeys(_as_said(clause, mark) for clause, mark in chosen if mark.term.name != mark.term.option))
    both = _BOTH.get(frozenset(options))
    mixed = next((option for option in options if option in _BOTH.values()), None)
    head = both or mixed or (options[-1] if options else "")
    if mixed:
        both = mixed
    if len(options) > 1 and not both:
        tools = [_as_said(c, mark) for c, mark in chosen if mark.term.option in (None, head) and mark.term.name != head]
        tools = list(dict.fromkeys(tools))
    if topic.options and head in tools:
        tools.remove(head)
    if head and head in topic.options and all(tool in topic.options for tool in tools):
        tools = []
    text = f"{head} ({', '.join(tools)})" if head and tools else head or ", ".join(tools)
    quantity = quantity_of(topic, live)
    if topic.label == "Rate limiting" and quantity and quantity.text not in text:
        text = f"{text}, {quantity.text}" if len(quantity.tokens) <= 6 else text  # noqa: PLR2004
    picked = tuple(dict.fromkeys(id(clause) for clause, _ in chosen))
    return Settled("decided", text, choice=tuple(c for c in live if id(c) in picked), rest=tuple(said))


def _as_said(clause: Clause, mark: Mark) -> str:
    """The term's name, or the words that were said where they hold the name and say more: "Google SSO"."""
    said = clause.words(mark)
    more = re.search(rf"\b{re.escape(mark.term.name)}\b", said, re.IGNORECASE) and len(said) > len(mark.term.name) + 1
    return " ".join(said.split()) if more else mark.term.name


def as_pair(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    """An option that names two things, "created_at + updated_at", when both are named."""
    for option in topic.options:
        parts = [re.split(r"\W|_", part)[0] for part in option.split(" + ")]
        holding = [clause for clause in live if any(token.word in parts for token in clause.tokens)]
        if len(parts) > 1 and {t.word for c in holding for t in c.tokens} >= set(parts):
            return Settled("decided", option, choice=tuple(holding), rest=tuple(live))
    return None


def combined(topic: Topic, old: Settled, new: Settled, clauses: Sequence[Clause]) -> str | None:
    """The text of both choices where the new one adds to the old, or says it again in fewer words; else None."""
    was, now = old.text or "", new.text or ""
    heads = frozenset(text.split(" (")[0] for text in (was, now))
    both = next((all_ for parts, all_ in _BOTH.items() if all_ in topic.options and heads <= {*parts, all_}), None)
    both = both if len(heads) > 1 and topic.label != "Normalization" else None
    if both and not any(clause.does("correct", "negate") for clause in clauses):
        inner = [text[:-1].split(" (", 1)[1] for text in (was, now) if text.endswith(")") and " (" in text]
        return f"{both} ({', '.join(inner)})" if inner else both
    said_again = now != was and set(_words(now)) <= set(_words(was))
    digits = set(re.findall(r"\d+", now))
    said_again = said_again or (topic.label in NUMERIC and bool(digits) and digits <= set(re.findall(r"\d+", was)))
    return was if said_again else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
