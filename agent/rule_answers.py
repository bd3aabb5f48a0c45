"""What an answer to a broken rule's question does: it stands by what is decided, adds to it, or replaces it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent import numbered, rules
from phase_context.agent.corrections import agree
from phase_context.agent.evidence import words
from phase_context.agent.lexicon import act, holds, is_assent, is_unknown, matches, phrases
from phase_context.agent.rules import Rule
from phase_context.schemas import TOPICS, Decision, Entry, PhaseContext, Status

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def answered(
    entries: Sequence[Entry], asking: Sequence[Rule], *, asked: Sequence[str], text: str, document: PhaseContext
) -> list[Entry]:
    """The entries that a reply makes where its round put the questions of those rules.

    "Yes, that is meant" keeps the choice and is recorded in the person's words. Where a rule misses a detail, the
    answer adds to its row and does not replace it.

    Args:
        entries: what was read of the reply.
        asking: the rules that asked.
        asked: the labels of the round, in order.
        text: the reply.
        document: what was known before it.
    """
    found = list(entries)
    for rule in asking:
        row = document.decision(rule.asks)
        if row is None or row.status is not Status.DECIDED:
            continue
        part = _part(rule, asking, list(asked), text)
        mine = [entry for entry in found if entry.topic == rule.asks]
        others = [entry for entry in found if entry.topic != rule.asks]
        if part and _stands(rule, row, part, mine):
            found = [*others, _same(rule, row, rules.confirmed(rule, row, part), part)]
        elif part and is_assent(part):
            # A yes to a question that puts one thing against another says nothing.
            says_yes = rule.yes and rule.yes != rules.MEANT
            found = [*others, *([_same(rule, row, rule.yes, part)] if says_yes else [])]
        elif part and matches(part, "meant", "not"):
            # "No, that is not meant" takes nothing back by itself: what holds instead is still to be said.
            found = [*others, *(entry for entry in mine if not _against(entry))]
        elif rule.detail:
            found = [*others, *_detailed(rule, row, part, mine)]
    return found


def meant_after_all(
    entries: Sequence[Entry], earlier: Sequence[Rule], *, text: str, document: PhaseContext
) -> list[Entry]:
    """The entries with those of rules that asked in vain before, where the reply now names the topic as meant."""
    found = list(entries)
    for rule in earlier:
        row = document.decision(rule.asks)
        part = _meant(text)
        if row is None or not part or not holds(part, _names(rule.asks)):
            continue
        mine = [entry for entry in found if entry.topic == rule.asks]
        if all(entry.kind == "decided" and agree(row.choice, entry.text or "") for entry in mine):
            found = [entry for entry in found if entry not in mine]
            found.append(_same(rule, row, rules.confirmed(rule, row, part), part))
    return found


def _stands(rule: Rule, row: Decision, part: str, mine: Sequence[Entry]) -> bool:
    """Whether the words stand by what is decided, and choose nothing else beside."""
    if is_assent(part):
        return rule.yes == rules.MEANT
    if not is_meant(part):
        return False
    chosen = [entry for entry in mine if _option(rule, entry)]
    return all(words(e.text or "") == words(row.choice) or is_assent(e.text or "") or _against(e) for e in chosen)


def is_meant(text: str) -> bool:
    """Whether the words say that what is decided is meant as it is: "yes, that is on purpose"."""
    return matches(text, "meant", "patterns") and not matches(text, "meant", "not")


def _part(rule: Rule, asking: Sequence[Rule], asked: list[str], text: str) -> str:
    """The words that answer the rule's question; "" when it cannot be told."""
    if asked == [rule.asks]:
        return text.strip()
    own = numbered.parts(text, len(asked))
    if own:
        return own.get(asked.index(rule.asks), "") if rule.asks in asked else ""
    said = _meant(text)
    named = holds(said, _names(rule.asks))
    others_named = any(holds(said, _names(other.asks)) for other in asking if other is not rule)
    everything = holds(said, phrases("accept_all", "all"))
    return said if named or (not others_named and (len(asking) == 1 or everything)) else ""


def _meant(text: str) -> str:
    """The first sentence that stands by something."""
    return next((sentence.strip() for sentence in _SENTENCE.split(text) if is_meant(sentence)), "")


def _names(label: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(name)) for name in (label, *TOPICS[label].aliases))


def _detailed(rule: Rule, row: Decision, part: str, mine: Sequence[Entry]) -> list[Entry]:
    """What adds to the row; a plain choice replaces it all the same."""
    if any(_option(rule, entry) for entry in mine):
        return list(mine)
    part = part or (mine[0].quote if mine else "")
    if not part.strip() or is_assent(part) or is_unknown(part):
        return []
    return [_same(rule, row, part.strip(" ."), part)]


def _option(rule: Rule, entry: Entry) -> bool:
    options = {tuple(words(option)) for option in TOPICS[rule.asks].options}
    return entry.kind == "decided" and tuple(words(entry.text or "")) in options


def _against(entry: Entry) -> bool:
    return tuple(words(entry.text or "")) in act("none")


def _same(rule: Rule, row: Decision, rationale: str, quote: str) -> Entry:
    return Entry(kind="decided", topic=rule.asks, text=row.choice, rationale=rationale, quote=quote)
