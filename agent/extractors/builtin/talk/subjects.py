"""Which topic each clause of a meeting speaks of: named, answered, or gone on about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from phase_context.agent.extractors.builtin.answers import time_columns
from phase_context.agent.extractors.builtin.answers.measures import measured
from phase_context.agent.extractors.builtin.answers.quantified import LOADS
from phase_context.agent.extractors.builtin.talk import alarms
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause, Mark, clauses
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words

_LASTS = 6  # remarks in which a topic stays in focus without being named again
_LIVES = 9  # remarks after which a topic is over, however much was said in answer to it
_NEAR = 3  # remarks after a topic's last mention in which a clause that names none goes on about it
_KEEPS = 14  # words of a remark that names no topic and keeps the one before in focus
_HEADING = 2  # words beside a topic's name in a heading
_COUNTED = {"users": "Concurrent users", "rows": "Batch processing", "ms": "Response time"}
_HEADED = 3  # words of a remark that is no more than a heading
_PARTS = 10  # parts of a meeting
_SPREAD = 5  # of them in which a word that would name a topic is only the meeting's subject
_LEADS_OVER = pattern(r"\b<leads_over>\s+(?:[\w'-]+\s+){0,2}$")
_TERSE = 9  # words of a clause that may open a topic with a choice of it
_ENOUGH = 2  # everyday words of one topic in one remark that together name it


def attach(talk: Sequence[Remark]) -> None:
    """Set each remark's topics: `labels`, `own`, `questions` and `follows`."""
    focus: list[tuple[str, int]] = []
    last_named: dict[str, int] = {}
    hints: list[set[tuple[str, str]]] = []
    domain = _domain_words(talk)
    for i, remark in enumerate(talk):
        focus = [(label, at) for label, at in focus if i - at <= _LASTS and i - last_named[label] <= _LIVES]
        remark.follows = tuple(label for label, _ in focus)
        near = focus[0][0] if focus and i - focus[0][1] <= _NEAR else None
        before = talk[i - 1] if i else None
        answering = before is not None and before.asks and near in before.questions and somebody_else(before, remark)
        hints = [*hints[-1:], _hints(remark)]
        hinted = _hinted(hints)
        headed_by = _heading_of(remark)
        current: str | None = headed_by or (near if answering else None)
        sure = answering or headed_by is not None
        before_it: Clause | None = None
        headed = False
        named: list[str] = [headed_by] if headed_by else []
        asked: list[str] = []
        alarming = alarms.alarming(remark) if answering and near == alarms.LABEL else alarms.headed(remark)
        for clause in remark.clauses:
            begins = before_it is None or before_it.sentence != clause.sentence
            before_it = clause
            found = _named(clause, current, remark.follows, hinted, domain, sure=sure, begins=begins)
            found = alarms.LABEL if clause.sentence in alarming else found
            if found:
                sure = (sure and found == current) or _is_sure(clause, found)
                current = found
                named.append(found)
                asked += [found] if clause.asks else []
                headed = len(clause.tokens) <= _HEADED and not clause.asks
            elif clause.asks and headed and current is not None and current in named:
                asked.append(current)  # "Logging in. They have accounts already, don't they?"
            remark.labels.append(found or current or near)
        _call_back(remark)
        if _is_heading(remark):
            asked += named  # "Login.": what follows is the answer
            remark.clauses[-1].asks = True
        remark.own, remark.questions = frozenset(named), frozenset(asked)
        newest = list(dict.fromkeys(reversed(named)))
        last_named.update(dict.fromkeys(newest, i))
        if not newest and near and not remark.guest and remark.words <= _KEEPS:
            newest = [near]
        focus = [(label, i) for label in newest] + [(label, at) for label, at in focus if label not in newest]


def _heading_of(remark: Remark) -> str | None:
    """The topic that a line of minutes is headed by, which looks like a speaker: "Rollback: by hand"."""
    if not remark.recorded or not remark.speaker:
        return None
    marks = [mark for clause in clauses(remark.speaker) for mark in clause.of("topic") if mark.first == 0]
    return marks[0].term.name if marks else None


def _is_heading(remark: Remark) -> bool:
    """Whether it does no more than name a topic."""
    if len(remark.clauses) != 1 or not 0 < remark.words <= _HEADED:
        return False
    return any(_heads(remark.clauses[0], mark) for mark in remark.clauses[0].of("topic"))


def _call_back(remark: Remark) -> None:
    """Give a clause to the topic that the same sentence names after it: "failed_jobs, that's my dead letter queue"."""
    for before, clause in pairwise(range(len(remark.clauses))):
        one, other = remark.clauses[before], remark.clauses[clause]
        label = remark.labels[clause]
        named = bool(label) and one.sentence == other.sentence and bool(other.of("topic", label or ""))
        if named and not one.of("topic") and any(mark.term.topic == label for mark in one.of("term")):
            remark.labels[before] = label


def _other_load(clause: Clause) -> str | None:
    """The load that a number counts, where loads are being talked about: "forty people", "ten thousand lines"."""
    units = {number.unit for number in numbers(clause)}
    return "Concurrent users" if "users" in units else "Batch processing" if "rows" in units else None


def _domain_words(talk: Sequence[Remark]) -> frozenset[str]:
    """Names of topics that the meeting uses all the time, for what it builds: "alarm" where alarms are built."""
    spread: dict[str, set[int]] = {}
    for i, remark in enumerate(talk):
        for clause in remark.clauses:
            for mark in clause.of("topic"):
                spread.setdefault(clause.words(mark).casefold(), set()).add(i * _PARTS // len(talk))
    return frozenset(word for word, parts in spread.items() if len(parts) >= _SPREAD)


def _is_sure(clause: Clause, label: str) -> bool:
    """Whether the clause names the topic by more than everyday words."""
    topics = [m for m in clause.of("topic", label) if not m.term.everyday]
    return bool(topics) or any(m.term.topic == label and not m.term.everyday for m in clause.of("term"))


def _named(
    clause: Clause,
    current: str | None,
    follows: Sequence[str],
    hinted: Sequence[str],
    domain: frozenset[str],
    *,
    sure: bool,
    begins: bool,
) -> str | None:
    """The topic that a clause names, by its own name or by what can only be a choice of it.

    ``sure`` says that the current topic was named by more than everyday words; ``begins`` that a sentence begins.
    """
    everyday = {m for m in clause.of("topic") if m.term.everyday or clause.words(m).casefold() in domain}
    topics = [
        m.term.name for m in clause.of("topic") if m not in everyday or _heads(clause, m) or _is_brought_up(clause, m)
    ]
    faint = [m.term.name for m in clause.of("topic") if m in everyday]
    choices = [m for m in clause.of("term") if not _mere(clause, m)]
    terms = [m.term.topic for m in choices if not m.term.everyday]
    weak = [m.term.topic for m in choices if m.term.everyday and clause.words(m).casefold() not in words("both_words")]
    active = [label for label in (current, *follows[:2]) if label]
    likely = [current] if current else active
    uses = clause.does("choose") and len(clause.tokens) <= _TERSE
    chosen = terms if current is None or not sure or clause.chooses or uses else []
    chosen = chosen or [m.term.topic for m in choices if not m.term.everyday and m.end - m.first > 1]
    chosen = chosen or ([m.term.topic for m in choices if begins and _opens(clause, m)] if current not in terms else [])
    asked_for = (
        [_COUNTED[m.term.name] for m in clause.of("unit") if m.term.name in _COUNTED] if clause.does("how_many") else []
    )
    counted = time_columns.LABEL if time_columns.names_several(clause) else measured(clause)
    counted = counted or (_other_load(clause) if (current or next(iter(follows), None)) in LOADS else None)
    if not counted and not topics and "Rate limiting" in follows[:3] and clause.of("unit", "rate") and numbers(clause):
        counted = "Rate limiting"  # "600 a minute", after what it is for was asked
    for label in (
        *(terms[:1] if clause.arrow else []),  # what a scribe puts down as the outcome
        *[t for t in topics if t in terms or t in weak],
        *([counted] if counted and (not topics or counted in topics) else []),
        *(["Rate limiting"] if "Rate limiting" in terms and clause.of("unit", "rate") else []),
        *[t for t in active if t in terms and t not in topics],
        *topics,
        *asked_for,
        *[t for t in likely if t in faint],
        *[t for t in likely if t in weak],
        *chosen,
        *(faint[:1] if current is None and _leads_off(clause) else []),
        *[t for t in (*faint, *weak) if t in hinted],
        *(faint if clause.asks and (current is None or begins) else []),
    ):
        return label
    return None


def _leads_off(clause: Clause) -> bool:
    """Whether it begins with a topic's everyday name: "the schema I'd do properly"."""
    return any(all(t.word in words("before_a_heading") for t in clause.tokens[: m.first]) for m in clause.of("topic"))


def _opens(clause: Clause, mark: Mark) -> bool:
    """Whether the clause begins with that term, no everyday word: "typebox for the bodies"."""
    led = all(token.word in words("before_a_choice") for token in clause.tokens[: mark.first])
    return led and not mark.term.everyday and len(clause.tokens) <= _TERSE


def _mere(clause: Clause, mark: Mark) -> bool:
    """Whether it is a word of yes or no, which names nothing."""
    return any(m.first <= mark.first and mark.end <= m.end for m in clause.of("act", "none", "accept", "negate"))


def _heads(clause: Clause, mark: Mark) -> bool:
    """Whether the words are all the clause says, as a heading does."""
    rest = [t.word for i, t in enumerate(clause.tokens) if not mark.first <= i < mark.end]
    return len(rest) <= _HEADING and all(word in words("before_a_heading") for word in rest)


def _is_brought_up(clause: Clause, mark: Mark) -> bool:
    """Whether a phrase leads over to it: "coming back to the upload limit"."""
    before = clause.text[: clause.tokens[mark.first].start]
    return bool(_LEADS_OVER.search(before))


def _hints(remark: Remark) -> set[tuple[str, str]]:
    """The everyday words of the remark that point to a topic."""
    return {
        (label, clause.words(mark).casefold())
        for clause in remark.clauses
        for mark in (*clause.of("topic"), *clause.of("term"))
        if mark.term.everyday and not _mere(clause, mark) and clause.words(mark).casefold() not in words("both_words")
        for label in (mark.term.name if mark.term.kind == "topic" else mark.term.topic,)
    }


def _hinted(hints: Sequence[set[tuple[str, str]]]) -> list[str]:
    """Topics that several everyday words of this remark and the one before point to."""
    counted = Counter(label for label, _ in sorted(set().union(*hints)))
    here = {label for label, _ in hints[-1]}
    return [label for label, count in counted.most_common() if count >= _ENOUGH and label in here]
