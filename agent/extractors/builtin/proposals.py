"""What a remark of a meeting puts forward: a statement, an answer, or a question that holds the answer."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.elsewhere import of_a_third_party, of_others
from phase_context.agent.extractors.builtin.judged import Proposal, judged, rests_on_everyday_words
from phase_context.agent.extractors.builtin.places import destination, owner
from phase_context.agent.extractors.builtin.quantified import LOADS, NUMERIC
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.reactions import Reaction, agrees, echoes, reaction
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.statuses import YES_NO, decided_against, says_none
from phase_context.agent.extractors.builtin.talk import Remark, somebody_else
from phase_context.agent.extractors.builtin.topics import settle
from phase_context.agent.extractors.builtin.wording import words
from phase_context.schemas import TOPICS

_DEBATED = 2  # remarks that name a topic, from which on it is debated and not only mentioned
_THREAD = 5  # remarks in which what was named last is still what is talked about
_LONGEST_LEAVING = 25  # words of a remark that leaves a topic open
_LONGEST_FAINT = 16  # words of a clause in which an everyday word can be a choice
_LONGEST_REFERENCE = 16  # words of a choice that refers to an earlier one
# Topics that a third party has of its own.
_THEIRS = frozenset(("Authentication", "Rate limiting", "Concurrent users", "Batch processing", "Response time"))


def proposals(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """What a remark says about each topic that it speaks of."""
    remark = talk[i]
    if remark.guest:
        return []
    found = _left_open(talk, i)
    for label in dict.fromkeys(label for label in remark.labels if label and label not in {p.label for p in found}):
        proposal = _stated(talk, i, label) or _offered(talk, i, label)
        if proposal is not None:
            found.append(proposal)
    return found


def _left_open(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """The topic that was talked about just before and has no answer, as in "let's fight on Thursday"."""
    remark = talk[i]
    said = [clause for clause in remark.clauses if clause.does("unsettled")]
    spoken_of = [label for clause, label in zip(remark.clauses, remark.labels, strict=True) if clause in said and label]
    if not said or not spoken_of or remark.words > _LONGEST_LEAVING:
        return []
    thread = talk[max(0, i - _THREAD) : i + 1]
    times = {label: sum(label in near.own for near in thread) for label in (spoken_of[-1], *remark.follows[:2])}
    label = max(times, key=lambda label: min(times[label], _DEBATED))
    if not times[label]:
        return []
    settled = Settled("open", to=owner(said[-1].text), rest=tuple(said))
    return [Proposal(label, i, tuple(said), settled, stands=True, firm=True)]


@dataclass(frozen=True)
class _Heard:
    """What a remark states about a topic, and in answer to what.

    Attributes:
        before: the remark before it when that is somebody else's and leaves a question; else None.
        asked: that question names the topic.
        named: the topic is named here or was talked about last.
        counts: it holds a number that can only be of the topic.
        further: it answers a question that goes on about the topic without naming it.
    """

    label: str
    said: list[Clause]
    before: Remark | None
    asked: bool
    named: bool
    counts: bool
    further: bool

    def does(self, *acts: str) -> bool:
        return any(clause.does(*acts) for clause in self.said)

    @property
    def names_it(self) -> bool:
        return any(clause.of("topic", self.label) for clause in self.said)


def _heard(talk: Sequence[Remark], i: int, label: str) -> _Heard | None:
    """What remark ``i`` states about a topic of ours; None when nothing."""
    remark = talk[i]
    said = remark.about(label)
    if label != "Alerting" or all(_conditional(clause, label) for clause in said):
        said = [clause for clause in said if not _conditional(clause, label)]
    elsewhere = of_others(remark)
    said = [clause for clause in said if id(clause) not in elsewhere]
    if not said or (label in _THEIRS and of_a_third_party(talk, i)):
        return None
    answers = i > 0 and talk[i - 1].asks and somebody_else(talk[i - 1], remark)
    before = talk[i - 1] if answers else None
    recent = any(label in near.own for near in talk[max(0, i - 3) : i])
    further = answers and label in remark.follows[:1] and recent
    counts = label in NUMERIC and any(numbers(clause) for clause in said)
    counts = counts and (further or _haggled(talk, i, label) or any(c.of("topic", label) for c in said))
    asked = before is not None and label in before.questions
    return _Heard(label, said, before, asked, label in remark.own or label in remark.follows[:1], counts, further)


def _stated(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """What it states about a topic; in an answer less is enough than in a remark of one's own."""
    heard = _heard(talk, i, label)
    if heard is None:
        return None
    topic = TOPICS[label]
    settled = settle(topic, heard.said, asked=heard.asked, free=False, named=heard.named, counts=heard.counts)
    reference = _reference(talk[i], heard, settled)
    settled = reference or settled
    if settled is None and label in YES_NO and label in talk[i].own and says_none(talk[i].clauses[0]):
        settled = decided_against(topic, heard.said)
    if settled is None:
        return None
    if settled.kind == "decided" and rests_on_everyday_words(settled, label) and heard.does("delegate"):
        settled = Settled("agent", rest=tuple(heard.said))
    doubtful = (
        _doubtful_choice(heard, settled) if settled.kind == "decided" else _doubtful_status(talk, i, heard, settled)
    )
    if doubtful:
        return None
    refers = reference is not None and not heard.asked
    proposal = Proposal(label, i, tuple(heard.said), settled, stands=False, firm=False, refers=refers)
    return judged(talk, proposal, asked=heard.asked or (heard.counts and heard.further))


def _doubtful_choice(heard: _Heard, settled: Settled) -> bool:
    """Whether words that look like a choice may well be none."""
    label = heard.label
    if label in LOADS and not (heard.asked or heard.counts):
        return True
    if settled.text == "None" and "None" not in TOPICS[label].options and not heard.names_it:
        return True
    if heard.asked:
        return heard.before is not None and _refuses_an_offer(heard.before, label, settled, heard.said)
    held = heard.does("defer", "unknown", "skip") or any(destination(clause.text) for clause in heard.said)
    longest = max((len(clause.tokens) for clause in settled.choice), default=0)
    if rests_on_everyday_words(settled, label) and (held or longest > _LONGEST_FAINT):
        return True
    return len(heard.said) == 1 and _only_opens(settled, label)


def _doubtful_status(talk: Sequence[Remark], i: int, heard: _Heard, settled: Settled) -> bool:
    """Whether "later", "no idea" and the like may be said of something else."""
    if not (heard.asked or _just_named(talk, i, heard.label)):
        return True
    return settled.kind == "deferred" and not settled.to and not any(_put_off(clause) for clause in heard.said)


def _reference(remark: Remark, heard: _Heard, settled: Settled | None) -> Settled | None:
    """What the remark refers to, where it chooses nothing by name and the question offered nothing."""
    if settled is not None and not rests_on_everyday_words(settled, heard.label):
        return None
    told = settled is not None and any(clause.does("same") for clause in settled.choice)
    before = heard.before.clauses if heard.asked and heard.before is not None else []
    offered = any(mark.term.topic == heard.label for clause in before for mark in clause.of("term"))
    return None if told or offered else _referred(remark, heard.said, heard.label, asked=heard.asked)


def _refuses_an_offer(before: Remark, label: str, settled: Settled, said: Sequence[Clause]) -> bool:
    """Whether "no" is said to something that the question offered, and so not to the topic as a whole."""
    if settled.text != "None" or any(clause.of("topic", label) for clause in said):
        return False
    offered = [m for c in before.about(label, asking=True) for m in c.of("term") if m.term.topic == label]
    return any(not m.term.everyday for m in offered)


def _just_named(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether the remark or the one before it names the topic: only then is "later" or "no idea" said of it."""
    return label in talk[i].own or (i > 0 and label in talk[i - 1].own and label == talk[i].follows[0])


def _put_off(clause: Clause) -> bool:
    """Whether it puts something off: "later", and not "five minutes later"."""
    timed = {mark.end for mark in clause.of("unit")}
    return any(mark.first not in timed for mark in clause.of("act", "defer"))


def _haggled(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether it goes on about a number: the remark before put one to the topic too, or it can only be of the topic."""
    if i == 0 or label not in talk[i].follows[:1]:
        return False
    if label == "Response time" and any(n.unit == "ms" for c in talk[i].about(label) for n in numbers(c)):
        return True
    before = [clause for near in talk[max(0, i - 3) : i] for clause in near.clauses if label in near.labels]
    return any(numbers(clause) for clause in before)


def _conditional(clause: Clause, label: str) -> bool:
    """Whether it is a case and not a choice, as in "and if it's slow"."""
    said = [token.word for token in clause.tokens if token.word not in words("before_a_choice")]
    return (
        bool(said)
        and said[0] in words("case")
        and all(m.term.everyday for m in clause.of("term") if m.term.topic == label)
    )


def _referred(remark: Remark, said: Sequence[Clause], label: str, *, asked: bool) -> Settled | None:
    """The person's own words as the choice, as in "the same as last time: …"."""
    first = next((i for i, clause in enumerate(said) if clause.does("same")), None)
    if (
        first is None
        or not (asked or label in remark.own)
        or label in NUMERIC
        or any(clause.does("unknown", "defer") for clause in said)
    ):
        return None
    length = 0
    choice: list[Clause] = []
    for clause in [c for c in said[first:] if c.sentence == said[first].sentence]:
        length += len(clause.tokens)
        if choice and length > _LONGEST_REFERENCE:
            break
        choice.append(clause)
    text = " ".join(remark.text[choice[0].start : choice[-1].end].split())
    return Settled("decided", text, choice=tuple(choice), rest=tuple(said))


def _only_opens(settled: Settled, label: str) -> bool:
    """Whether the choice is no more than the topic's name: "seed data and so on"."""
    for clause in settled.choice:
        names = [(m.first, m.end) for m in clause.of("topic", label)]
        terms = [m for m in clause.of("term") if m.term.topic == label]
        if not terms or clause.chooses or clause.does("accept", "none", "negate", "settle") or numbers(clause):
            return False
        if any(not m.term.everyday or not any(a <= m.first and m.end <= b for a, b in names) for m in terms):
            return False
    return bool(settled.choice)


def _offered(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """A question that holds the answer, "Thirty a minute per person?", where it is answered with yes."""
    remark = talk[i]
    said = [_as_statement(clause) for clause in remark.about(label, asking=True)]
    if not said or any(clause.tokens and clause.tokens[0].word in words("open_question") for clause in said):
        return None
    if any(token.word in words("alternative") for clause in said for token in clause.tokens):
        return None
    settled = settle(TOPICS[label], said, asked=False, free=False)
    if settled is None or settled.kind != "decided":
        return None
    answer = talk[i + 1] if i + 1 < len(talk) else None
    agreed = answer is not None and reaction(talk, i, label, said) is Reaction.AGREED
    agreed = agreed and answer is not None and (agrees(answer) or echoes(answer, label, said))
    return Proposal(
        label, i, tuple(said), settled, stands=agreed, firm=agreed and not rests_on_everyday_words(settled, label)
    )


def _as_statement(clause: Clause) -> Clause:
    stated = copy.copy(clause)
    stated.asks = False
    return stated
