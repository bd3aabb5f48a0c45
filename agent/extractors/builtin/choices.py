"""Which terms of a topic are chosen, which are turned down, and what the choice is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.quantified import NUMERIC, quantity_of
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.stated import MERE, terms_of
from phase_context.agent.extractors.builtin.wording import words
from phase_context.schemas import Topic

_BOTH = {
    frozenset(("At rest", "In transit")): "Both",
    frozenset(("3NF", "Denormalized")): "Hybrid",
    frozenset(("Schema validation", "Manual")): "Both",
    frozenset(("Error rate threshold", "Latency")): "Both",
}
_NOT_IT = words("after_a_name")


def choices(topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool = False) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are stated and not turned down."""
    found: list[tuple[Clause, Mark]] = []
    put_off = False
    for i, clause in enumerate(clauses):
        if clause.does("defer") and destination(clause.text):
            put_off = True
            continue
        if (put_off and clause.does("interim")) or clause.does("skip", "unknown", "delegate"):
            continue
        for mark in terms_of(topic, clause):
            everyday = mark.term.everyday and not asked and not named and not clause.of("topic", topic.label)
            everyday = everyday or (not asked and clause.words(mark).casefold() in MERE)
            turned_down = _turned_down(clause, mark) or (
                i + 1 < len(clauses)
                and clauses[i + 1].sentence == clause.sentence
                and _turned_down_after(clauses[i + 1])
            )
            if turned_down:
                found = [(c, m) for c, m in found if m.term.name != mark.term.name]
            elif not everyday:
                found.append((clause, mark))
    # "I'd take NATS. Rabbit works but …": where one sentence chooses, the others only talk.
    choosing = {clause.sentence for clause, _ in found if clause.does("choose")}
    tools = {mark.term.name for _, mark in found}
    if len(choosing) == 1 and len(tools) > 1:
        found = [(clause, mark) for clause, mark in found if clause.sentence in choosing]
    return found


def _turned_down(clause: Clause, mark: Mark) -> bool:
    for act in clause.of("act", "negate", "reject", "none"):
        overlaps = act.first < mark.end and mark.first < act.end
        if overlaps:
            continue
        if act.term.name in ("negate", "none") and 0 <= mark.first - act.end <= 2:  # noqa: PLR2004
            return True
        if act.first >= mark.end and act.first - mark.end <= 1 and clause.tokens[act.first].word in _NOT_IT:
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
    later = [clause for clause, _ in chosen if live.index(clause) > asking]
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
