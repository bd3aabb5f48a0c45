"""The clauses that state something about a topic: no question, no hypothetical, nothing that was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.quantified import IF, NUMERIC
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO, declines, says_none
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

_MODAL = pattern(r"\b<modal>\b")
_STATUS_QUO = pattern(r"\b(?:<nowadays>|<how_it_was>)\b")
_FROM_NOW_ON = pattern(r"\b<from_now_on>\b")
MERE = words("mere_answer")
CONTRAST = words("contrast")
_BRIEF = 6  # words of a sentence that is an answer in a tone of asking
_TAGGED = 2  # clauses of a name and its tag
_OPENS = 2  # words within which a question opens
_PLAIN_NO = frozenset(("No", "None", "Not needed"))


def stating(topic: Topic, clauses: Sequence[Clause], *, reply: bool = False) -> list[Clause]:
    """The clauses that state something: no question, no hypothetical, nobody else's case.

    In a ``reply`` a name with a tag, "Caffeine, no?", is stated.
    """
    unreal = {
        clause.sentence
        for i, clause in enumerate(clauses)
        if clause.does("suppose") and not _adds_a_case(clauses, i) and not _is_the_case(topic, clause)
    }
    others = {clause.sentence for clause in clauses if clause.does("other")}
    others -= {clause.sentence for clause in clauses if clause.does("same")}
    unless = {clause.sentence for clause in clauses if clause.tokens and clause.tokens[0].word in IF}
    unreal |= {clause.sentence for clause in clauses if clause.sentence in unless and _MODAL.search(clause.text)}
    turns: dict[int, int] = {}  # the sentences that turn back to the case, with where they do
    for i, clause in enumerate(clauses):
        if clause.tokens and clause.tokens[0].word in CONTRAST:
            turns.setdefault(clause.sentence, i)
    back = {i for i, clause in enumerate(clauses) if i >= turns.get(clause.sentence, len(clauses))}
    return [
        clause
        for i, clause in enumerate(clauses)
        # "Kafka would be nice one day but SQS": what follows the but is meant.
        if not (clause.does("suppose") and (_adds_a_case(clauses, i) or _is_the_case(topic, clause)))
        and (clause.sentence not in unreal or (i in back and not clause.does("suppose")))
        and (clause.sentence not in others or ((i in back or clause.does("choose")) and not clause.does("other")))
        and (
            not clause.asks
            or (terms_of(topic, clause) and (_answers_asking(clauses, i) or (reply and _is_tagged(clauses, i))))
        )
    ]


def _is_the_case(topic: Topic, clause: Clause) -> bool:
    """Whether it is the case that the topic is for: "if it breaks, Ines flips the switch"."""
    fails = topic.label == "Rollback plan" and clause.tokens[0].word in IF
    return fails and any(token.word in words("goes_wrong") for token in clause.tokens)


def _adds_a_case(clauses: Sequence[Clause], i: int) -> bool:
    """Whether a case follows what is stated: "Caffeine, and if we ever get a second node then Redis"."""
    begins = [token.word for token in clauses[i].tokens[:2]]
    return i > 0 and clauses[i - 1].sentence == clauses[i].sentence and any(word in IF for word in begins)


def _answers_asking(clauses: Sequence[Clause], i: int) -> bool:
    """Whether it is an answer said in a tone of asking, "Redis I guess?", and no case that something is asked about."""
    clause = clauses[i]
    near = clauses[max(0, i - _BRIEF) : i + _BRIEF]
    same = [c for c in near if c.sentence == clause.sentence]
    others = [[token.word for token in c.tokens[:_OPENS]] for c in same if c is not clause]
    asked = any(word in words("open_question") for begins in others for word in begins)
    asked = asked or any(begins and begins[0] in words("or") and begins[-1] in words("asks_on") for begins in others)
    brief = sum(len(c.tokens) for c in same) <= _BRIEF
    settles = clause.does("settle") or (brief and any(c.does("settle") for c in same))
    return settles and not _goes_on(clause) and not asked


def _is_tagged(clauses: Sequence[Clause], i: int) -> bool:
    """Whether nothing but a tag makes a question of it: "Caffeine, no?"."""
    same = [clause for clause in clauses if clause.sentence == clauses[i].sentence]
    return len(same) == _TAGGED and same[0] is clauses[i] and same[1].text.casefold() in words("tags")


def _goes_on(clause: Clause) -> bool:
    """Whether it only gives an example of what was asked: "does that count? like a header"."""
    return clause.tokens[0].word in words("example")


def after_correction(topic: Topic, clauses: list[Clause]) -> list[Clause]:
    """What stands after the last word that takes something back, if anything that can be a choice does."""
    for i in range(len(clauses) - 1, 0, -1):
        if any(mark.first <= 2 for mark in clauses[i].of("act", "correct")):  # noqa: PLR2004
            after = _after_a_no(topic, clauses, i) or clauses[i:]
        elif declines(clauses[i]) or clauses[i].does("accept"):
            after = _after_a_no(topic, clauses, i)
        else:
            continue
        counted = topic.label in NUMERIC and any(numbers(c) for c in after)
        if counted or any(terms_of(topic, c) or says_none(c) or declines(c) for c in after):
            return after
    return clauses


def _after_a_no(topic: Topic, clauses: list[Clause], i: int) -> list[Clause]:
    """What stands after a no, or a yes, that takes back what stood before it; nothing where it does not."""
    no = declines(clauses[i])
    counted = topic.label in NUMERIC and no and any(numbers(c) for c in clauses[i + 1 :])
    if counted and any(numbers(c) for c in clauses[:i]):  # "250 ms. No, 180"
        return clauses[i + 1 :]
    if topic.label in YES_NO:  # "Yes. Hm. No"
        return clauses[i:] if _turns(clauses[i - 1 - (i > 1 and _noise(clauses[i - 1]))], clauses[i]) else []
    # "Redis. No, the licence. Valkey"
    before = {m.term.name for c in clauses[:i] for m in terms_of(topic, c)} if no else set()
    named = {m.term.name for c in clauses[i:] if not c.does("negate", "reject") for m in terms_of(topic, c)}
    return clauses[i:] if before and named - before - _PLAIN_NO else []


def _noise(clause: Clause) -> bool:
    return len(clause.tokens) == 1 and clause.does("noise")


def _turns(before: Clause, clause: Clause) -> bool:
    """Whether a bare yes turns into a bare no, or the other way, in a sentence of its own."""
    yes = [any(mark.end == len(c.tokens) == 1 for mark in c.of("act", "accept")) for c in (before, clause)]
    no = [len(c.tokens) == 1 and declines(c) for c in (before, clause)]
    return before.sentence != clause.sentence and ((yes[0] and no[1]) or (no[0] and yes[1]))


def without_status_quo(live: list[Clause]) -> list[Clause]:
    """Without how it is or was, where what follows says how it is to be: "Celery now, but it should be Rabbit"."""
    turn = next((i for i in range(len(live) - 1, 0, -1) if _FROM_NOW_ON.search(live[i].text)), 0)
    kept = [c for i, c in enumerate(live) if i >= turn or not _STATUS_QUO.search(c.text) or c.does("choose", "settle")]
    return kept if turn and len(kept) > len(live) - turn - 1 else live


def without_refusals(topic: Topic, clauses: Sequence[Clause], live: list[Clause]) -> list[Clause]:
    """Without each no that only answers the speaker's own question: "Memcached? No. Redis"; unless it is all."""
    asked = {clauses[i].sentence + 1 for i in range(len(clauses)) if clauses[i].asks}
    kept = [clause for clause in live if not (clause.sentence in asked and declines(clause))]
    settles = any(terms_of(topic, c) or (topic.label in NUMERIC and numbers(c)) for c in kept)
    return kept if settles else live


def terms_of(topic: Topic, clause: Clause) -> list[Mark]:
    """The terms that answer the topic. A mere yes or no is one only where it begins the clause."""
    return [
        mark
        for mark in clause.of("term")
        if mark.term.topic == topic.label
        and (clause.words(mark).casefold() not in MERE or _begins(clause, mark))
        and not (clause.words(mark).casefold() in MERE and _is_put_aside(clause, mark))
    ]


def _is_put_aside(clause: Clause, mark: Mark) -> bool:
    """Whether a yes or no goes with words that leave or put off: "yes later", and not "yes and ring when there's …"."""
    acts = clause.of("act", "skip", "unknown", "defer", "delegate")
    return any(act.first - mark.end <= 1 for act in acts)


def _begins(clause: Clause, mark: Mark) -> bool:
    """Whether nothing stands before it but a word that takes something back: "actually yes"."""
    return mark.first == 0 or any(act.first == 0 and act.end == mark.first for act in clause.of("act", "correct"))
