"""Which terms of a topic are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from phase_context.agent.extractors.builtin.answers.for_us import TOGETHER, for_us
from phase_context.agent.extractors.builtin.answers.refusals import (
    goes_on_listing,
    goes_with,
    turned_down,
    turned_down_after,
    turns_down_all,
)
from phase_context.agent.extractors.builtin.answers.stances import Stance, proposed, stance
from phase_context.agent.extractors.builtin.answers.stated import CONTRAST, MERE, terms_of
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO, is_no_status
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.places import destination, somebodys
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import words
from phase_context.schemas import Topic

_CONCLUSION = 4  # words of a conclusion: "Rabbit then"
_OR = words("or")


def choices(
    topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool = False, free: bool = False
) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are stated and not turned down; in a reply, ``free``, the plainest of them."""
    found = _bare_first(_after_contrast(_not_either(_mentions(topic, clauses, asked=asked, named=named))))
    if free:
        return for_us(topic, found, clauses)
    # "I'd take NATS. Rabbit works but …": where one sentence chooses, the others only talk.
    found = _first_option(topic, _without_possible(found))
    choosing = {clause.sentence for clause, _ in found if clause.does("choose")}
    choosing = choosing or {c.sentence for c, _ in found if c.does("conclude") and len(c.tokens) <= _CONCLUSION}
    tools = {mark.term.name for _, mark in found}
    if len(choosing) == 1 and len(tools) > 1 and topic.label not in TOGETHER:
        found = [(clause, mark) for clause, mark in found if clause.sentence in choosing]
    return found


def _mentions(topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are not turned down, in order."""
    found: list[tuple[Clause, Mark]] = []
    put_off = lists_what_is_out = False
    for i, clause in enumerate(clauses):
        if turns_down_all(clause):
            found = [(c, m) for c, m in found if c.sentence != clause.sentence]
        if clause.does("defer") and destination(clause.text):
            put_off = True
            continue
        if (put_off and clause.does("interim")) or _is_left(clause):
            continue
        refused: list[Mark] = []
        after = clauses[i + 1] if i + 1 < len(clauses) else None
        out = after is not None and after.sentence == clause.sentence and turned_down_after(after)
        out = out or (lists_what_is_out and clauses[i - 1].sentence == clause.sentence and goes_on_listing(clause))
        out = out or (after is not None and (_is_only_no(clause, after) or _is_found_wanting(clause, after)))
        lists_what_is_out = False
        for mark in _meant(topic, clause):
            everyday = not asked and _is_everyday(topic, clause, mark, named=named)
            if out or turned_down(clause, mark) or (refused and goes_with(clause, refused[-1], mark)):
                refused.append(mark)
                lists_what_is_out = clause.does("reject") and mark.end == len(clause.tokens)
                found = [(c, m) for c, m in found if m.term.name != mark.term.name]
            elif not everyday and clause.arrow and found and found[-1][0] is clauses[i - 1]:
                found[-1] = (clause, mark)  # "Joi -> Zod"
            elif not everyday:
                found.append((clause, mark))
    return found


def _is_only_no(clause: Clause, after: Clause) -> bool:
    """Whether a name is followed by a no and nothing else: "RabbitMQ, no"."""
    bare = len(clause.tokens) <= _CONCLUSION and clause.sentence == after.sentence and not clause.asks
    return bare and len(after.tokens) == 1 and after.tokens[0].word in words("no")


def _is_found_wanting(clause: Clause, after: Clause) -> bool:
    """Whether what it lacks leads to something else: "pub/sub isn't durable, so streams"."""
    leads = after.sentence == clause.sentence and bool(after.tokens) and after.tokens[0].word in words("conclusion")
    terms = [mark.end for mark in clause.of("term")]
    lacks = [act.first for act in clause.of("act", "negate")]
    short = len(after.tokens) > 1 and not after.does("accept", "none", "negate")
    return leads and short and bool(terms) and any(first >= terms[0] for first in lacks)


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
        and not _gives_the_case(clause, mark)
        and not (mark.term.everyday and any(end <= mark.first for end in because))  # "because it is slow"
    ]


def _only_mentioned(clause: Clause, mark: Mark) -> bool:
    """Whether the term only tells what something else is of, or is like: "the Redis licence", "it's like Celery"."""
    if mark.end < len(clause.tokens) and clause.tokens[mark.end].word in words("of_a_tool"):
        return True
    before = [token.word for token in clause.tokens[max(0, mark.first - 2) : mark.first]]
    return len(before) > 1 and before[1] in words("example") and before[0] in words("compares")


def _gives_the_case(clause: Clause, mark: Mark) -> bool:
    """Whether the term only tells what we have to do with, before the choice: "with one VM it's stop, copy, start"."""
    begins = [token.word for token in clause.tokens if token.word not in CONTRAST | words("adds")][:1]
    acts = [m for m in clause.of("act", "choose") if clause.words(m).casefold() in words("chooses_behind")]
    later = any(act.first >= mark.end for act in acts)
    return later and begins[0] in words("gives_the_case") if begins else False


def _bare_first(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only the first where it is a sentence of its own and others are talked about, as in "SQS. Bull would …"."""
    if not found:
        return found
    clause, mark = found[0]
    if mark.first > 0 or mark.end < len(clause.tokens):
        return found
    return [(c, m) for c, m in found if m.term.name == mark.term.name or not _is_modal(c)]


def _first_option(topic: Topic, found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Without what means another option and is only told after a first one: "not needed. There's a masked copy"."""
    if topic.label in (*TOGETHER, *YES_NO, "Normalization"):
        return found
    first = next(((clause, mark) for clause, mark in found if mark.term.option), None)
    return [
        (clause, mark)
        for clause, mark in found
        if first is None
        or mark.term.option in (None, first[1].term.option)
        or clause.sentence == first[0].sentence
        or clause.does("choose", "correct", "conclude", "negate")
        or clause.tokens[0].word in CONTRAST
    ]


def _is_modal(clause: Clause) -> bool:
    return any(token.word in words("modal") for token in clause.tokens)


def _is_left(clause: Clause) -> bool:
    """Whether the clause leaves the topic to somebody or out; what stands behind a because is only its reason."""
    reasons = [mark.first for mark in clause.of("act", "because")]
    left = [m.first for m in clause.of("act", "skip", "unknown", "delegate") if not is_no_status(clause, m)]
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


def taken_back(chosen: list[tuple[Clause, Mark]], live: Sequence[Clause]) -> bool:
    """Whether the choice was only thought aloud, and the decision left to somebody or some time else."""
    either = (
        any(" or " in f" {clause.text.casefold()} " for clause, _ in chosen)
        and len({m.term.name for _, m in chosen}) > 1
    )
    plain = any(stance(clause, mark, chosen) >= Stance.STATED or numbers(clause) for clause, mark in chosen)
    given = next((clause.start for clause in live if clause.does("delegate")), None)
    turned = given is not None and any(c.start > given and c.tokens[0].word in CONTRAST for c, _ in chosen)
    plain = plain or turned  # "which library is up to you, but it has to go without downtime"
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
