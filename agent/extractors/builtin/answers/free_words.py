"""Free words as choices, where the lexicon knows none of them: "a small GenStage pipeline"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.partial import is_remark, says_how_many
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC, in_digits, quantity_of
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.several import is_told, side_by_side
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

_THERE_IS = re.compile(r"^(?:there['’]?s|there (?:is|are|will be)|es gibt|hay|il y a|có)\s+", re.IGNORECASE)
_LEADS_ALONE = pattern(r"(?:(?:and|but|so)\s+)?<comes_to_us>")
_CALLS = pattern(r"<alarm_verbs>\s+<alarm_targets>\b")
_CONTRAST = words("contrast")
_LONGEST_BREATH = 10  # words of a free choice of several clauses
_BESIDE = 4  # characters between two numbers of a list
_LONGEST_CHOICE = 14  # words of a free choice
_TELLS = words("tells")


def in_own_words(topic: Topic, live: Sequence[Clause], said: Sequence[Clause]) -> Settled | None:
    """The person's own words as the choice, where the topic was asked and the lexicon knows none of them."""
    counted = topic.label in NUMERIC
    live = [clause for clause in map(_without_reason, live) if not _noise(clause)]
    cut = [clause if counted else _from_the_choice(clause) for clause in live]
    whole_ones = {id(clause) for clause in live}
    turned = [c for c in cut if id(c) not in whole_ones and not _holds_what_was_not_chosen(topic, c)]
    live = [
        clause
        for clause in cut
        if not _LEADS_ALONE.fullmatch(clause.text) and not _holds_what_was_not_chosen(topic, clause)
    ]
    clause = turned[0] if turned else _stating_it(topic, live)
    if clause is None or (not counted and (_tells(topic, clause, said) or is_remark(clause))):
        return None
    if (
        len(clause.tokens) > _LONGEST_CHOICE
        or (len(clause.text) <= 1 and not clause.text.isdigit())
        or (clause.does("ask") and clause.of("act", "ask")[0].first == 0 and clause.asks)
    ):
        return None
    text = in_digits(clause)
    if counted and len(clause.tokens) == 1:
        text = ", ".join(c.text.strip(" |") for c in _alone(clause, live))
    whole = _in_one_breath(clause, live, counted=counted)
    if counted and numbers(clause):
        beside = side_by_side(topic, clause, live)
        whole = beside if len(beside) > 1 else [c for c in whole if c is clause or not is_told(c)]
    if len(whole) > 1:
        text = ", ".join(part.text for part in whole)
    return Settled("decided", text, choice=tuple(whole), rest=tuple(c for c in said if c not in whole))


def _without_reason(clause: Clause) -> Clause:
    """What stands before a reason in the same clause: "SPNEGO because their CISO won't hear of anything else"."""
    begins = [m.first for m in clause.of("act", "because") if clause.words(m).casefold() in words("opens_a_reason")]
    if not begins or not begins[0]:
        return clause
    before = clause.text[: clause.tokens[begins[0]].start].rstrip()
    return Clause(before, clause.start, clause.asks, clause.sentence, clause.arrow)


def _from_the_choice(clause: Clause) -> Clause:
    """What is chosen behind a but, "but they share it so it's a PIN", or said to be there: "there's viewers"."""
    there = _THERE_IS.match(clause.text)
    if there and not clause.does("negate", "none"):
        rest = clause.text[there.end() :]
        return Clause(rest, clause.start + there.end(), clause.asks, clause.sentence, clause.arrow)
    acts = [m for m in clause.of("act", "choose") if clause.words(m).casefold() in words("chooses_behind")]
    behind = acts and clause.tokens[0].word in _CONTRAST and acts[-1].first > 0 and acts[-1].end < len(clause.tokens)
    if not behind:
        return clause
    at = clause.tokens[acts[-1].end].start
    return Clause(clause.text[at:], clause.start + at, clause.asks, clause.sentence, clause.arrow)


def _stating_it(topic: Topic, live: Sequence[Clause]) -> Clause | None:
    """The clause that holds the answer: the one with its number, or the first that neither doubts nor turns down."""
    if topic.label in NUMERIC:
        first = live[0] if live and topic.label == "Batch processing" else None
        return quantity_of(topic, live) or first
    if topic.label == "Scheduling":
        timed = [c for c in live if c.tokens[0].word in words("before_an_interval") and numbers(c)]
        if timed:
            return timed[0]  # "we poll, every 5 minutes"
    avoided = ("hedge", "negate", "reject", "accept", "correct")
    clause = next((c for c in live if not c.does(*avoided) and c.tokens), None) or next(iter(live), None)
    return clause if clause and not clause.does("hedge", "negate", "reject") else None


def _tells(topic: Topic, clause: Clause, said: Sequence[Clause]) -> bool:
    """Whether it tells something rather than names a choice: "they do that", "better than the old one"."""
    if clause.does("choose") and clause.tokens[0].word not in ("it", "its"):
        return False
    if topic.label == "Authorization" and any(token.word in words("may") for token in clause.tokens):
        return False  # "whoever made a thing may change it"
    return (
        (clause.tokens[0].word in _TELLS and not _is_alarm(topic, clause))
        or clause.tokens[-1].word in words("points_back")
        or _only_compares(clause)
        or _is_told(topic, clause)
        or says_how_many(topic, clause)
        or said[-1].asks
    )


def _is_told(topic: Topic, clause: Clause) -> bool:
    """Whether somebody or something is told of: "the officer is back on Monday", "she's been burnt by it"."""
    verbs = words("told_of") if topic.label in YES_NO else words("told_of_people")
    about = [i for i, token in enumerate(clause.tokens) if token.word in verbs and i]
    return bool(about) and not clause.does("choose") and not _is_alarm(topic, clause)


def _alone(clause: Clause, live: Sequence[Clause]) -> list[Clause]:
    """It and the numbers right behind it that stand alone, as it does: "1s, 5s, 25s"."""
    run = [clause]
    for following in live[live.index(clause) + 1 :]:
        if len(following.tokens) > 1 or not numbers(following) or following.start - run[-1].end > _BESIDE:
            break
        run.append(following)
    return run


def _in_one_breath(clause: Clause, live: Sequence[Clause], *, counted: bool) -> list[Clause]:
    """The clause with what goes on in its sentence, up to a reason or a turn, while that is short."""
    whole = [clause]
    for following in live[live.index(clause) + 1 :]:
        turns = not following.tokens or following.tokens[0].word in _CONTRAST | _TELLS
        acts = following.does("because", "negate", "none", "reject", "hedge", "delegate", "defer", "unknown", "skip")
        length = sum(len(part.tokens) for part in whole) + len(following.tokens)
        ends = following.sentence != clause.sentence or length > _LONGEST_BREATH or following.asks
        if ends or turns or acts or (counted and not numbers(following)):
            break
        whole.append(following)
    return whole


def _is_alarm(topic: Topic, clause: Clause) -> bool:
    """Whether it is the case that an alert is for: "if the feed is silent for 5 minutes, call me"."""
    begins = clause.tokens[0].word in words("case") or bool(_CALLS.match(clause.text))
    return topic.label == "Alerting" and begins


def _only_compares(clause: Clause) -> bool:
    return any(token.word in words("than") for token in clause.tokens)


def _holds_what_was_not_chosen(topic: Topic, clause: Clause) -> bool:
    """Whether it names what the lexicon knows, and what was no choice as it was said: "the CTO wants Kafka"."""
    return topic.label not in NUMERIC and any(
        mark.term.topic == topic.label and not mark.term.everyday and mark.term.name not in topic.options
        for mark in clause.of("term")
    )


def _noise(clause: Clause) -> bool:
    """Whether the clause says nothing: "hm", "good question"."""
    covered = {i for m in clause.of("act", "noise", "accept") for i in range(m.first, m.end)}
    return len(covered) == len(clause.tokens) or not any(char.isalnum() for char in clause.text)
