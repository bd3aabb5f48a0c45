"""Whether what was said was meant: not turned down, not only supposed, not asked and left without an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby

from phase_context.agent.carried.names import related, terms
from phase_context.agent.carried.passage import Passage, Said
from phase_context.agent.evidence import words
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.lexicon import Term
from phase_context.agent.lexicon import data, holds
from phase_context.schemas import Topic

_AGAINST = frozenset(("None", "No", "N/A", "Not needed"))
_NEAR = 2  # words between a no and what it turns down


def turned_down(clause: Clause, mark: Mark) -> bool:
    """Whether the clause says no to what the mark names: "no Kafka", "Kafka is overkill", "Kafka not"."""
    for no in clause.of("act", "negate", "none", "reject"):
        if no.first < mark.end and mark.first < no.end:
            continue
        if any(no.end <= act.first and act.end <= mark.first for act in clause.of("act", "choose")):
            continue  # "OAuth was too complicated, so we agreed on API keys"
        if no.term.name == "reject" or 0 <= mark.first - no.end <= _NEAR:
            return True
        if no.first - mark.end in (0, 1) and clause.tokens[no.first].word in data("wording")["after_a_name"]:
            return True
    return False


def rejected(
    claims: Sequence[Term], passage: Passage, later: Callable[[Term], Iterable[Said]], topic: Topic
) -> str | None:
    """The words that turn the choice down, in the quote itself or afterwards; None when nothing does."""
    for term in claims:
        here = [turned_down(c, m) for c, m in terms(passage.quote, topic) if related(term, m.term)]
        kept = [c for c, m in terms(passage.turn, topic) if related(term, m.term) and not turned_down(c, m)]
        if here and all(here) and not kept:
            return passage.quote[0].text
        last: Clause | None = None
        for said in later(term):
            for clause, mark in terms(said, topic):
                if mark.term.name == term.name and not mark.term.everyday and not clause.asks:
                    last = clause if turned_down(clause, mark) else None
        if last is not None:
            return last.text
    return None


def says_no(passage: Passage, topic: Topic) -> bool:
    """Whether the words turn the row down as a whole, so that they can carry "None" or "No"."""
    near = [passage.quote]
    if len(_tokens(passage.quote)) <= _NEAR + 1 and not any(True for _ in terms(passage.quote, topic)):
        near += [passage.turn, *passage.before[:1]]
    return any(_turns_down_the_row(said, topic) for said in near)


def _turns_down_the_row(said: Said, topic: Topic) -> bool:
    if any(holds(clause.text, _denials(topic.id)) and not _takes_it(clause, topic) for clause in said):
        return True
    kept = [mark for clause, mark in terms(said, topic) if not turned_down(clause, mark)]
    against = [c for c in said for m in c.of("term") if m.term.topic == topic.label and m.term.option in _AGAINST]
    if any(not (kept and clause.does("negate")) for clause in against):
        return True
    for clause in said:
        named = [mark for mark in clause.of("term") if mark.term.topic == topic.label]
        for no in clause.of("act", "negate", "none", "reject", "skip"):
            of_a_name = any(0 <= mark.first - no.end <= _NEAR for mark in named)
            if not kept or (no.term.name == "none" and not of_a_name):
                return True
    return False


def _takes_it(clause: Clause, topic: Topic) -> bool:
    """Whether the clause negates what would be a no, "never really deleted", or says yes beside it."""
    marks = [mark.term for mark in clause.of("term") if mark.term.topic == topic.label]
    return clause.does("negate") or any(term.option and term.option not in _AGAINST for term in marks)


def only_denies(passage: Passage, topic: Topic) -> bool:
    """Whether the quote says no to the row, so that it cannot carry a choice in other words."""
    if not passage.quote or any(_takes_it(clause, topic) for clause in passage.quote if not clause.does("negate")):
        return False
    if any(not turned_down(c, m) for c, m in terms(passage.quote, topic)):
        return False
    first = passage.quote[0]
    if first.does("none", "negate") and len(first.tokens) <= _NEAR + 2 and not first.does("accept"):
        return not any(clause.does("accept", "choose") for clause in passage.quote[1:])
    if holds(" ".join(clause.text for clause in passage.quote), _denials(topic.id)):
        return not _agrees(passage.quote)
    marks = [(c, m) for c in passage.quote for m in c.of("topic", topic.label)]
    bare = any(m.term.option in _AGAINST and m.term.topic == topic.label for c in passage.quote for m in c.of("term"))
    return bool(marks) and (all(turned_down(*found) for found in marks) or (bare and not _agrees(passage.quote)))


def _agrees(said: Said) -> bool:
    return any(clause.does("accept") or clause.chooses for clause in said)


def unreal(claims: Sequence[Term], passage: Passage, topic: Topic) -> bool:
    """Whether everything the quote says of the choice is only supposed, and nobody took it up."""
    parts = [tuple(part) for _, part in groupby(passage.sentences, key=lambda clause: clause.sentence)]
    naming = [part for part in parts if any(related(t, m.term) for _, m in terms(part, topic) for t in claims)]
    considered = naming or parts
    return bool(considered) and all(_supposes(part, claims, topic) for part in considered) and not taken_up(passage)


def only_asks(passage: Passage) -> bool:
    """Whether the quote is a question that nobody said yes to."""
    said = passage.sentences
    return bool(said) and all(clause.asks for clause in said) and not taken_up(passage)


def taken_up(passage: Passage) -> bool:
    """Whether what followed agrees to it."""
    for said in passage.after[:2]:
        if any(clause.does("negate", "reject", "none", "defer") or _contrasts(clause) for clause in said[:3]):
            return False
        if any(clause.does("accept", "choose", "settle", "same") for clause in said[:2]):
            return True
        if set(_tokens(said[:1])) <= set(_tokens(passage.quote)):
            return True  # an echo
    return False


def _supposes(sentence: Said, claims: Sequence[Term], topic: Topic) -> bool:
    text = " ".join(clause.text for clause in sentence)
    wishes = holds(text, _cues()) or (
        any(word in data("carried")["unreal"]["if"] for word in words(text))
        and any(word in data("carried")["unreal"]["modal"] for word in words(text))
    )
    if not wishes:
        return False
    # "Kafka would have been nice but SQS": what follows the but is meant.
    turn = next((i for i, clause in enumerate(sentence) if _contrasts(clause)), None)
    real = sentence[turn:] if turn is not None else ()
    return not any(related(term, mark.term) for _, mark in terms(real, topic) for term in claims)


def _contrasts(clause: Clause) -> bool:
    return bool(clause.tokens) and clause.tokens[0].word in data("wording")["contrast"]


def _tokens(said: Said) -> list[str]:
    return [token.word for clause in said for token in clause.tokens]


@cache
def _cues() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(cue)) for cue in data("carried")["unreal"]["cue"])


@cache
def _denials(topic_id: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(cue)) for cue in data("carried")["no"].get(topic_id, ()))
