"""Which terms of a topic are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.places import destination, somebodys
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.refusals import goes_with, turned_down, turned_down_after
from phase_context.agent.extractors.builtin.stances import Stance, plainest, proposed, stance
from phase_context.agent.extractors.builtin.stated import CONTRAST, MERE, terms_of
from phase_context.agent.extractors.builtin.wording import pattern, words
from phase_context.schemas import Topic

_CONCLUSION = 4  # words of a conclusion: "Rabbit then"
# Topics whose options go together, so that a second one does not replace the first.
TOGETHER = frozenset(("Data encryption", "Input validation", "Alerting"))
_OR = words("or")
_NEITHER = pattern(r"^(?:(?:and|but|so|y|und|et|và|aber|pero|mais|nhưng)\s+)?<neither>(?!\w)")
# Begins what holds for us, after what was told of others.
TO_US = pattern(r"^(?:(?:and|but|so|well|y|und|et|và|aber|pero|mais|nhưng)\s+)?<comes_to_us>(?!\w)")


def choices(
    topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool = False, free: bool = False
) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are stated and not turned down; in a reply, ``free``, the plainest of them."""
    found: list[tuple[Clause, Mark]] = []
    put_off = False
    for i, clause in enumerate(clauses):
        if clause.does("defer") and destination(clause.text):
            put_off = True
            continue
        if (put_off and clause.does("interim")) or _is_left(clause):
            continue
        refused: list[Mark] = []
        after = clauses[i + 1] if i + 1 < len(clauses) else None
        out_at_once = after is not None and after.sentence == clause.sentence and turned_down_after(after)
        for mark in _meant(topic, clause):
            everyday = not asked and _is_everyday(topic, clause, mark, named=named)
            if turned_down(clause, mark) or out_at_once or (refused and goes_with(clause, refused[-1], mark)):
                refused.append(mark)
                found = [(c, m) for c, m in found if m.term.name != mark.term.name]
            elif not everyday and clause.arrow and found and found[-1][0] is clauses[i - 1]:
                found[-1] = (clause, mark)  # "Joi -> Zod"
            elif not everyday:
                found.append((clause, mark))
    found = _bare_first(_after_contrast(_not_either(found)))
    if free:
        found = _for_us(_limited(_announced(_after_neither(found, clauses), clauses)))
        return plainest(found, together=topic.label in TOGETHER)
    # "I'd take NATS. Rabbit works but …": where one sentence chooses, the others only talk.
    found = _without_possible(found)
    choosing = {clause.sentence for clause, _ in found if clause.does("choose")}
    choosing = choosing or {c.sentence for c, _ in found if c.does("conclude") and len(c.tokens) <= _CONCLUSION}
    tools = {mark.term.name for _, mark in found}
    if len(choosing) == 1 and len(tools) > 1:
        found = [(clause, mark) for clause, mark in found if clause.sentence in choosing]
    return found


def _is_everyday(topic: Topic, clause: Clause, mark: Mark, *, named: bool) -> bool:
    """Whether the words need not be the term: an everyday word while nobody speaks of the topic, a mere yes or no."""
    faint = mark.term.everyday and not named and not clause.of("topic", topic.label)
    return faint or clause.words(mark).casefold() in MERE


def _without_possible(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Without what only could be, where something is: "Hangfire could do it, but we've Service Bus"."""
    kept = [(c, m) for c, m in found if not any(token.word in words("possible") for token in c.tokens)]
    return kept or found


def _meant(topic: Topic, clause: Clause) -> list[Mark]:
    because = [mark.end for mark in clause.of("act", "because") if clause.words(mark).casefold() in words("reason")]
    return [
        mark
        for mark in terms_of(topic, clause)
        if not _only_mentioned(clause, mark)
        and not proposed(clause, mark)
        and not (mark.term.everyday and any(end <= mark.first for end in because))  # "because it is slow"
    ]


def _only_mentioned(clause: Clause, mark: Mark) -> bool:
    """Whether the term only tells what something else is of: "the Redis licence"."""
    return mark.end < len(clause.tokens) and clause.tokens[mark.end].word in words("of_a_tool")


def _announced(found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Only what is announced, where something is: "everybody says NATS. We'll use what we have: ActiveMQ"."""
    holding = {id(clause) for clause, _ in found}
    announced = {c.sentence: c.end for c in clauses if c.chooses and id(c) not in holding and not c.asks}
    told = [(c, m) for c, m in found if announced.get(c.sentence, c.end) <= c.start]
    return told if told and len({mark.term.name for _, mark in found}) > 1 else found


def _limited(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only the first where it says so: "latency only. The errors already go to …"."""
    first = found[0][0] if found else None
    alone = first is not None and first.tokens[-1].word in words("only")
    return [(clause, mark) for clause, mark in found if clause.sentence == first.sentence] if alone and first else found


def _after_neither(found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Only what follows a "neither", where two or more stand before it."""
    place = max((clause.start for clause in clauses if _NEITHER.search(clause.text)), default=0)
    before = {mark.term.name for clause, mark in found if clause.start < place}
    return [(clause, mark) for clause, mark in found if clause.start >= place] if len(before) > 1 else found


def _for_us(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only what a later sentence says of us, where all are only mentioned: "they bless Kafka. We got …"."""
    last = found[-1][0] if found else None
    mentioned = len({m.term.name for _, m in found}) > 1 and not plainly(found)
    if not mentioned or last is None or not TO_US.search(last.text) or TO_US.search(found[0][0].text):
        return found
    return [(clause, mark) for clause, mark in found if clause.sentence == last.sentence]


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


def plainly(chosen: list[tuple[Clause, Mark]]) -> bool:
    """Whether one of them is more than mentioned."""
    return any(stance(clause, mark, chosen) >= Stance.STATED for clause, mark in chosen)


def taken_back(chosen: list[tuple[Clause, Mark]], live: Sequence[Clause]) -> bool:
    """Whether the choice was only thought aloud, and the decision left to somebody or some time else."""
    either = (
        any(" or " in f" {clause.text.casefold()} " for clause, _ in chosen)
        and len({m.term.name for _, m in chosen}) > 1
    )
    plain = any(stance(clause, mark, chosen) >= Stance.STATED or numbers(clause) for clause, mark in chosen)
    soft = either or not plain or all(clause.does("hedge", "settle") and not clause.chooses for clause, _ in chosen)
    left = any(clause.does("delegate", "unknown") or somebodys(clause.text) for clause in live)
    if soft and left:
        return True
    # "Ask Yusuf, he runs the redis cluster": a mention after "I don't know" is no answer.
    asking = next((i for i, clause in enumerate(live) if clause.does("unknown")), len(live))
    behind = {id(clause) for clause in live[asking + 1 :]}
    later = [clause for clause, _ in chosen if id(clause) in behind]
    if any(stance(clause, mark, chosen) >= Stance.BARE for clause, mark in chosen):
        return False
    return len(later) == len(chosen) and all(len(c.tokens) > 3 and not c.does("choose", "settle") for c in later)  # noqa: PLR2004
