"""What a choice is called: the template's option with the tools that were named, or both of two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.partial import is_limited
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC, quantity_of
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.several import side_by_side
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.lexicon import key
from phase_context.agent.language.wording import words
from phase_context.schemas import Topic

_BOTH = {
    frozenset(("At rest", "In transit")): "Both",
    frozenset(("3NF", "Denormalized")): "Hybrid",
    frozenset(("Schema validation", "Manual")): "Both",
    frozenset(("Error rate threshold", "Latency")): "Both",
}
_LONGEST_LIMIT, _LONGEST_COUNT = 9, 12  # words of what a choice is limited to, of a number with what it is of
_SHORTEST_NAME = 6  # letters; what is shorter are initials
_ALIKE = 70  # of 100, from which on two spellings are of one name
_LEADS = re.compile(r"^(?:(?:and|but|so|then|also|und|aber|y|pero|et|mais|và|nhưng)\s+)+", re.IGNORECASE)
_PER = re.compile(r"\b(?:per|for each|for every|pro|por|par|mỗi)\s+(\w+)")
_IDENTIFIER = re.compile(r"_|\b[A-Z]{2,}|[a-z][A-Z]")


def as_choice(
    topic: Topic, chosen: list[tuple[Clause, Mark]], said: Sequence[Clause], live: Sequence[Clause]
) -> Settled:
    options = list(dict.fromkeys(mark.term.option for _, mark in chosen if mark.term.option))
    tools = list(dict.fromkeys(_as_said(clause, mark) for clause, mark in chosen if mark.term.name != mark.term.option))
    tools = [tool for tool in tools if not any(other.startswith(f"{tool}/") for other in tools)]
    tools += [said for said in _identifiers(chosen) if said not in tools]
    last = chosen[-1][0]
    if topic.label in YES_NO and len(options) > 1 and last.tokens[0].word in words("conclusion"):
        chosen = [(clause, mark) for clause, mark in chosen if clause is last]  # "…, so no dead letters"
        options = list(dict.fromkeys(mark.term.option for _, mark in chosen if mark.term.option))
    if topic.label in YES_NO and len(options) > 1:  # yes for some, no for others: as it was said
        held = tuple(dict.fromkeys(clause for clause, _ in chosen))
        return Settled(
            "decided", ", ".join(_LEADS.sub("", clause.text) for clause in held), choice=held, rest=tuple(said)
        )
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
        counted = [c.text for c in side_by_side(topic, quantity, live) if len(c.tokens) <= _LONGEST_COUNT]
        text = ", ".join([text, *counted])
    limited = next((c for c, _ in chosen if is_limited(c) and len(c.tokens) <= _LONGEST_LIMIT), None)
    if limited and not any(char.isdigit() for char in text) and _differs(limited.text, text):
        text = text if "(" in text else f"{text} ({limited.text})"
    picked = tuple(dict.fromkeys(id(clause) for clause, _ in chosen))
    return Settled("decided", text, choice=tuple(c for c in live if id(c) in picked), rest=tuple(said))


def _as_said(clause: Clause, mark: Mark) -> str:
    """The term's name, or the words that were said where they hold the name and say more: "Google SSO"."""
    said = clause.words(mark)
    more = re.search(rf"\b{re.escape(mark.term.name)}\b", said, re.IGNORECASE) and len(said) > len(mark.term.name) + 1
    if more:
        return " ".join(said.split())
    return f"{mark.term.name}/{' '.join(said.split())}" if _is_another_name(clause, mark) else mark.term.name


def _is_another_name(clause: Clause, mark: Mark) -> bool:
    """Whether it was called by a name of its own that nobody takes for the one in the document: "Alertmanager"."""
    written = clause.words(mark)
    said, name = key(written), key(mark.term.name)
    plain = not all(word[0].isupper() for word in written.split())
    if plain or mark.term.everyday or len(said) < _SHORTEST_NAME or said in name or name in said:
        return False
    from rapidfuzz import fuzz  # its import takes a while

    return fuzz.ratio(said, name) < _ALIKE


def _identifiers(chosen: list[tuple[Clause, Mark]]) -> list[str]:
    """Names that were said for an option and are not its own: "inserted_at/updated_at", "OIDC"."""
    said = [(clause.words(mark), mark.term) for clause, mark in chosen if mark.term.name == mark.term.option]
    return list(
        dict.fromkeys(words_ for words_, term in said if _IDENTIFIER.search(words_) and _differs(words_, term.name))
    )


def _differs(said: str, name: str) -> bool:
    said, name = ("".join(_names(text)).replace("_", "") for text in (said, name))
    return said not in name and name not in said


def _names(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def as_pair(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    """An option that names two things, "created_at + updated_at", when both are named."""
    for option in topic.options:
        parts = [re.split(r"\W|_", part)[0] for part in option.split(" + ")]
        holding = [clause for clause in live if any(token.word in parts for token in clause.tokens)]
        holding = [clause for clause in holding if not clause.does("negate", "reject", "none")]
        if len(parts) > 1 and {t.word for c in holding for t in c.tokens} >= set(parts):
            return Settled("decided", option, choice=tuple(holding), rest=tuple(live))
    return None


def combined(topic: Topic, old: Settled, new: Settled, clauses: Sequence[Clause]) -> str | None:
    """The text of both choices where the new one adds to the old, or says it again in fewer words; else None."""
    was, now = old.text or "", new.text or ""
    heads = frozenset(text.split(" (")[0] for text in (was, now))
    both = next((all_ for parts, all_ in _BOTH.items() if all_ in topic.options and heads <= {*parts, all_}), None)
    beside = topic.label != "Normalization" or any(
        token.word in words("rest") | words("beside") for clause in clauses for token in clause.tokens
    )
    both = both if len(heads) > 1 and beside else None
    if both and not any(clause.does("correct", "negate") for clause in clauses):
        inner = [text[:-1].split(" (", 1)[1] for text in (was, now) if text.endswith(")") and " (" in text]
        return f"{both} ({', '.join(inner)})" if inner else both
    if _PER.findall(was.casefold()) and _PER.findall(now.casefold()) not in ([], _PER.findall(was.casefold())):
        return None  # "per parent", and then "per device"
    said_again = now != was and set(_names(now)) <= set(_names(was))
    digits = set(re.findall(r"\d+", now))
    said_again = said_again or (topic.label in NUMERIC and bool(digits) and digits <= set(re.findall(r"\d+", was)))
    return was if said_again else None
