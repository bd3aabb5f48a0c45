"""Whether what looks like a choice, or like leaving a topic, may well be none."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.measures import is_percentile
from phase_context.agent.extractors.builtin.answers.quantified import LOADS
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.several import is_told
from phase_context.agent.extractors.builtin.answers.statuses import YES_NO, declines, says_none
from phase_context.agent.extractors.builtin.talk.heard import Heard
from phase_context.agent.extractors.builtin.talk.judged import rests_on_everyday_words
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.places import destination
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import words
from phase_context.schemas import TOPICS

_LONGEST_BRIEF = 6  # words of a clause in which an everyday word can be the choice of a topic named before it
_LONGEST_BOTH = 6  # words of a clause in which "both" can be the choice
_LONGEST_LEAVING = 40  # words about a topic that can come to leaving it
_LONGEST_STATUS = 25  # words of a clause that can leave a topic to somebody
_LONGEST_FAINT = 12  # words of a clause in which an everyday word can be a choice


def doubtful_choice(heard: Heard, settled: Settled) -> bool:
    """Whether words that look like a choice may well be none."""
    label = heard.label
    spelled_out = any(m.term.topic == label and not m.term.everyday for c in settled.choice for m in c.of("term"))
    if label in LOADS and (_is_no_goal(heard, settled) or not (heard.asked or heard.counts or spelled_out)):
        return True
    if settled.text == "None" and "None" not in TOPICS[label].options and not heard.names_it:
        return True
    if heard.asked:
        return heard.before is not None and (
            _refuses_an_offer(heard.before, label, settled, heard.said) or _keeps(heard.before, settled, heard.said)
        )
    marks = [(c, m) for c in settled.choice for m in c.of("term") if m.term.topic == label]
    named = any(clause.of("topic", label) for clause in heard.said)
    if rests_on_everyday_words(settled, label) and not named and not _is_brief(settled):
        return True
    both = bool(marks) and all(c.words(m).casefold() in words("both_words") for c, m in marks)
    if both and (label == "Normalization" or not any(_leads(c, m) for c, m in marks)):
        return True
    held = heard.does("defer", "unknown", "skip") or any(destination(clause.text) for clause in heard.said)
    longest = max((len(clause.tokens) for clause in settled.choice), default=0)
    if rests_on_everyday_words(settled, label) and not heard.lately:
        return True
    if rests_on_everyday_words(settled, label) and not heard.by_name and not heard.does("choose", "conclude", "accept"):
        return True
    if rests_on_everyday_words(settled, label) and (held or longest > _LONGEST_FAINT):
        return True
    return len(heard.said) == 1 and _only_opens(settled, label)


def _is_no_goal(heard: Heard, settled: Settled) -> bool:
    """Whether its number tells what was, or is of something else than a time where a time was to be named."""
    told = not heard.asked and all(is_told(clause) or _is_past(clause) for clause in settled.choice)
    return told or (heard.label == "Response time" and _is_no_time(heard, settled))


def _is_no_time(heard: Heard, settled: Settled) -> bool:
    """Whether its number has no unit, and nothing near it says that times are talked about."""
    if heard.timed or heard.before is None or not any(numbers(clause) for clause in settled.choice):
        return False
    if any(is_percentile(clause) for clause in settled.choice):
        return False
    asking = heard.before.about(heard.label, asking=True)
    return any(c.does("how_many") for c in asking) or not any(
        not mark.term.everyday for clause in asking for mark in clause.of("topic", heard.label)
    )


def _is_past(clause: Clause) -> bool:
    """Whether it tells what came once: "the old form got 4000 in one night"."""
    return any(token.word in words("past_verbs") for token in clause.tokens) and not clause.chooses


def doubtful_status(talk: Sequence[Remark], i: int, heard: Heard, settled: Settled) -> bool:
    """Whether "later", "no idea" and the like may be said of something else."""
    if settled.kind == "open" and not heard.asked and not any(_does_not_know(clause) for clause in heard.said):
        return True
    if settled.kind == "agent" and not any(_leaves(clause) for clause in heard.said):
        return True
    if min(len(clause.tokens) for clause in heard.said) > _LONGEST_STATUS:
        return True
    if sum(len(clause.tokens) for clause in heard.said) > _LONGEST_LEAVING:
        return True
    if not (heard.asked or _just_named(talk, i, heard.label)):
        return True
    return settled.kind == "deferred" and not settled.to and not any(_put_off(clause) for clause in heard.said)


def _leads(clause: Clause, mark: Mark) -> bool:
    """Whether a short clause begins with it: "so both", "a mix"."""
    before = [token.word for token in clause.tokens[: mark.first]]
    return len(clause.tokens) <= _LONGEST_BOTH and all(word in words("before_a_choice") for word in before)


def _refuses_an_offer(before: Remark, label: str, settled: Settled, said: Sequence[Clause]) -> bool:
    """Whether "no" is said to something that the question offered, and so not to the topic as a whole."""
    if settled.text != "None" or any(clause.of("topic", label) for clause in said):
        return False
    offered = [m for c in before.about(label, asking=True) for m in c.of("term") if m.term.topic == label]
    return any(not m.term.everyday for m in offered)


def _keeps(before: Remark, settled: Settled, said: Sequence[Clause]) -> bool:
    """Whether "no" is said to the question whether something goes: "does it disappear?" - "no"."""
    asking = [clause for clause in before.clauses if clause.asks]
    spoken = {token.word for clause in asking for token in clause.tokens}
    goes = bool(spoken & words("goes")) and not spoken & words("keeps")
    return settled.text == "No" and goes and says_none(said[0]) and not any(_is_final(clause) for clause in said)


def without_no(heard: Heard) -> list[Clause]:
    """Its clauses without a no to the question whether something goes: "delete?" - "no, hide it"."""
    before = heard.before if heard.asked and heard.label in YES_NO else None
    if before is None or len(heard.said) < 2 or not says_none(heard.said[0]):  # noqa: PLR2004
        return heard.said
    rest = heard.said[1:]
    more = any(mark.term.topic == heard.label for clause in rest for mark in clause.of("term"))
    return rest if more and _asks_what_goes(before) else heard.said


def refuses_it(heard: Heard) -> bool:
    """Whether it begins with a plain no to the question whether there is to be one."""
    before = heard.before if heard.asked and heard.label in YES_NO else None
    return before is not None and declines(heard.said[0]) and not heard.does("correct") and not _asks_what_goes(before)


def _asks_what_goes(before: Remark) -> bool:
    spoken = {token.word for clause in before.clauses if clause.asks for token in clause.tokens}
    return bool(spoken & words("goes")) and not spoken & words("keeps")


def _is_final(clause: Clause) -> bool:
    """Whether it names a way to delete for good."""
    return any(m.term.option == "No" and not m.term.everyday for m in clause.of("term"))


def _just_named(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether the remark or the one before it names the topic: only then is "later" or "no idea" said of it."""
    return label in talk[i].own or (i > 0 and label in talk[i - 1].own and label == talk[i].follows[0])


def _does_not_know(clause: Clause) -> bool:
    """Whether it says so in several words, or says nothing else: one of them alone is an everyday word."""
    return any(m.end - m.first > 1 or m.end - m.first == len(clause.tokens) for m in clause.of("act", "unknown"))


def _leaves(clause: Clause) -> bool:
    """Whether it leaves something to somebody in several words, or says nothing else."""
    return any(m.end - m.first > 1 or m.end - m.first == len(clause.tokens) for m in clause.of("act", "delegate"))


def _put_off(clause: Clause) -> bool:
    """Whether it puts something off: "later", and not "five minutes later"."""
    timed = {mark.end for mark in clause.of("unit")}
    return any(mark.first not in timed for mark in clause.of("act", "defer"))


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


def _is_brief(settled: Settled) -> bool:
    """Whether it is said in few words, or as a choice."""
    return any(len(c.tokens) <= _LONGEST_BRIEF or c.does("choose", "conclude", "same") for c in settled.choice)
