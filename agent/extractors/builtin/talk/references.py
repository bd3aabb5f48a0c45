"""What stands for a choice without naming one: "the same as last time", "caching we leave out"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO, declines, no_option, says_none
from phase_context.agent.extractors.builtin.talk.heard import Heard
from phase_context.agent.extractors.builtin.talk.judged import rests_on_everyday_words
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.extractors.builtin.talk.weight import rules_out
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words
from phase_context.schemas import TOPICS

_LONGEST_REFERENCE = 16  # words of a choice that refers to an earlier one
_LONGEST_REFUSAL = 12  # words of a clause that turns a topic down


def reference_of(remark: Remark, heard: Heard, settled: Settled | None) -> Settled | None:
    """What the remark refers to, where it chooses nothing by name and the question offered nothing."""
    if settled is not None and not rests_on_everyday_words(settled, heard.label):
        return None
    if settled is not None and settled.text == no_option(TOPICS[heard.label]):
        return None
    told = settled is not None and any(clause.does("same") for clause in settled.choice)
    before = heard.before.clauses if heard.asked and heard.before is not None else []
    offered = any(mark.term.topic == heard.label for clause in before for mark in clause.of("term"))
    if told or offered or any(rules_out(clause, heard.label) for clause in heard.said):
        return None
    referred = _referred(remark, heard.said, heard.label, asked=heard.asked)
    said = (referred.text or "").casefold() if referred else ""
    echoed = next((clause.text for clause in before if said and said in clause.text.casefold()), None)
    return replace(referred, text=echoed) if referred and echoed else referred


def _referred(remark: Remark, said: Sequence[Clause], label: str, *, asked: bool) -> Settled | None:
    """The person's own words as the choice, as in "the same as last time: …"."""
    first = next((i for i, clause in enumerate(said) if _refers(clause)), None)
    if (
        first is None
        or not (asked or label in remark.own)
        or label in NUMERIC
        or any(clause.does("unknown", "defer") for clause in said)
    ):
        return None
    length = 0
    choice: list[Clause] = []
    same = [clause for clause in said if clause.sentence == said[first].sentence]
    before = same[: same.index(said[first])] if _points_back(said[first]) else []  # "a badge, it's the same as there"
    kept = [c for c in before if not _heads(c, label)]
    for clause in [c for c in same if c.start >= said[first].start or c in kept or _terms(c, label)]:
        length += len(clause.tokens)
        if choice and length > _LONGEST_REFERENCE:
            break
        choice.append(clause)
    text = " ".join(remark.text[choice[0].start : choice[-1].end].split())
    return Settled("decided", text, choice=tuple(choice), rest=tuple(said))


def _points_back(clause: Clause) -> bool:
    return clause.tokens[0].word in words("stands_for_a_party")


def _heads(clause: Clause, label: str) -> bool:
    """Whether it only names the topic."""
    return any(mark.first == 0 and mark.end == len(clause.tokens) for mark in clause.of("topic", label))


def _terms(clause: Clause, label: str) -> bool:
    return any(mark.term.topic == label for mark in clause.of("term"))


def _refers(clause: Clause) -> bool:
    """Whether it points to an earlier choice, and does not only say that there is one: "which we already pay for"."""
    if clause.tokens and clause.tokens[0].word in words("relative"):
        return False
    return any(clause.tokens[m.end - 1].word not in words("merely_there") for m in clause.of("act", "same"))


def declined(heard: Heard, remark: Remark) -> bool:
    """Whether the topic as a whole is turned down: "caching we leave out"."""
    label = heard.label
    if heard.asked and no_option(TOPICS[label]) in TOPICS[label].options and _nothing_now(heard.said[0]):
        return True
    terms = [mark for clause in heard.said for mark in clause.of("term") if mark.term.topic == label]
    if label not in remark.own or any(not mark.term.everyday for mark in terms):
        return False
    if label in YES_NO and says_none(remark.clauses[0]):
        return True
    if no_option(TOPICS[label]) not in TOPICS[label].options:
        return False
    fronted = any(_turned_down_whole(clause, label) for clause in heard.said)
    return fronted or (heard.names_it and any(declines(clause) for clause in heard.said[1:]))


def _nothing_now(clause: Clause) -> bool:
    """Whether it says none and nothing else of weight: "nothing this time"."""
    none = [mark for mark in clause.of("act", "none") if mark.first == 0]
    return bool(none) and all(token.word in words("this_time") for token in clause.tokens[none[0].end :])


def _turned_down_whole(clause: Clause, label: str) -> bool:
    """Whether it begins with the topic's name and ends by leaving it out."""
    named = [mark for mark in clause.of("topic", label) if not mark.term.everyday]
    left = [mark for mark in clause.of("act", "none", "skip", "leave_out") if mark.end >= len(clause.tokens) - 1]
    if any(token.word in words("for_a_part") for token in clause.tokens):
        return False
    return bool(named) and any(mark.first >= named[0].end for mark in left) and len(clause.tokens) <= _LONGEST_REFUSAL
