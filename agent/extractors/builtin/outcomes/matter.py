"""What a decision is about: which clauses around it belong to it, bear on it, or begin something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from phase_context.agent.extractors.builtin.answers.measures import measured
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC
from phase_context.agent.extractors.builtin.answers.rated import rated
from phase_context.agent.extractors.builtin.talk.elsewhere import of_others
from phase_context.agent.extractors.builtin.talk.idle import is_idle, names_of, only_names
from phase_context.agent.extractors.builtin.talk.judged import Proposal, decides_against
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.extractors.builtin.talk.small_names import ways_to_talk
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words

_ASIDE = 3  # words of a question that nobody needs to answer
_STEM = 5  # letters that words for the same thing have in common
_SHORTEST = 4  # letters of a word that says what is talked about
_TURNS = pattern(r"^\W*(?:(?:so|and|okay|ok|right|then|good|well|hm)[\s,]+)?<turns_to>(?![\w'’-])")
_PLAN = pattern(r"^\W*(?:(?:so|and|well|but|oh)\W+)?<was_a_plan>(?![\w'’])")
_REASON = pattern(r"(?<![\w'’])<gives_a_reason>(?![\w'’])")
_CONCLUDES = pattern(r"^<concludes>(?![\w'’])")


class Matter:
    """A decision with what it is about.

    Attributes:
        label: its topic.
        shown: the choice as the document shows it.
        people: the names of those who speak, in lower case.
        subject: the stems of the words that the choice, and what is said beside it, is made of.
    """

    def __init__(self, talk: Sequence[Remark], proposal: Proposal) -> None:
        settled = proposal.settled
        self.label = proposal.label
        self.shown = settled.text or ""
        self.people = names_of(talk)
        self.subject: set[str] = set()
        self._against = decides_against(settled)
        marks = (m for c in settled.choice or proposal.clauses for m in c.of("term"))
        self._chosen = {mark.term.name for mark in marks if mark.term.topic == self.label}
        self._values = {number.value for clause in settled.choice for number in numbers(clause)}

    def is_of(self, clauses: Iterable[Clause]) -> None:
        """Take what those clauses talk of for its subject."""
        self.subject |= subject(clauses)

    def parts(self, remark: Remark, k: int, before: int) -> bool:
        """Whether with clause ``k`` something else begins, seen from the clause next to it that belongs."""
        clause, next_to = remark.clauses[k], remark.clauses[before]
        same = clause.sentence == next_to.sentence
        if (not same and id(clause) in of_others(remark)) or self.is_of_a_party(remark, k):
            return True
        if _TURNS.match(clause.text) or clause.does("delegate"):
            return True
        if clause.asks:
            return k < before or len(clause.tokens) > _ASIDE  # "No, what for? It prints the list at eleven"
        if k > before and " ".join(token.word for token in clause.tokens) in self.people:
            return True  # somebody is addressed
        label = remark.labels[k]
        if label is not None and label != self.label:
            if _names(clause, label) and not (same and not _chooses(clause, label)) and not _is_told(clause, label):
                return True
            carried = remark.recorded and label not in remark.own  # a line of minutes is of one thing
            if not same and not carried and not _is_told(clause, label) and not (k < before and concludes(next_to)):
                return True
        first, last = sorted((clause, next_to), key=lambda one: one.start)
        apart = "\n" in remark.text[first.end : last.start]  # each message of a chat stands for itself
        return apart and not self.bears(clause)

    def owns(self, remark: Remark, k: int) -> bool:
        """Whether the clause speaks of the decision's topic, or only looks as if it spoke of another."""
        label = remark.labels[k]
        return label == self.label or (label is not None and _is_told(remark.clauses[k], label))

    def is_of_a_party(self, remark: Remark, k: int) -> bool:
        """Whether the clause describes a third party, or names one that the next clause describes."""
        clause = remark.clauses[k]
        if (ways_to_talk(clause) and not any(m.term.topic == self.label for m in clause.of("term"))) or rated(clause):
            return True
        behind = remark.clauses[k + 1 : k + 3]
        named = any(not mark.term.everyday for mark in clause.of("service"))
        return named and any(ways_to_talk(one) or rated(one) for one in behind)

    def tells(self, clause: Clause, *, beside: bool) -> bool:
        """Whether the clause may be a reason at all; one ``beside`` the choice may name what it is held against."""
        if clause.asks or self.adds_nothing(clause) or clause.does("hedge", "suppose", "delegate"):
            return False
        rivals = any(self._is_rival(mark) for mark in clause.of("term"))
        if clause.does("other") and (rivals or not beside):  # "SQS, the billing team runs it" tells of the choice
            return False
        if is_plan(clause) or self._is_told_of_somebody(clause):  # "I was thinking RabbitMQ"
            return not rivals and bool(numbers(clause))
        return not rivals or clause.does("negate", "reject", "none") or (beside and not clause.chooses)

    def adds_nothing(self, clause: Clause) -> bool:
        """Whether the clause says no more than yes, or than what was chosen."""
        return is_idle(clause, self.people) or only_names(clause, self.label, self.shown)

    def is_put(self, clause: Clause) -> bool:
        """Whether the clause puts forward the same choice, or is against the topic as the decision is."""
        if clause.does("hedge", "suppose") or is_plan(clause):
            return False
        no = clause.does("negate", "reject", "none")
        if self._against or no:
            return self._against and no and not clause.asks
        if self._chosen:
            return any(m.term.name in self._chosen and m.term.topic == self.label for m in clause.of("term"))
        return any(number.value in self._values for number in numbers(clause))

    def bears(self, clause: Clause, *, weakly: bool = True) -> bool:
        """Whether the clause has to do with the decision: it names the topic, the choice or what they were said of.

        ``weakly`` says that the form of a reason, or a number, is enough.
        """
        if _names(clause, self.label, often=False) or subject([clause]) & self.subject:
            return True
        return weakly and self.has_the_form(clause)

    def has_the_form(self, clause: Clause) -> bool:
        """Whether it holds a word that reasons are given with, or a number."""
        return bool(numbers(clause)) or bool(_REASON.search(clause.text))

    def _is_rival(self, mark: Mark) -> bool:
        """Whether it names something else for the topic than what was chosen."""
        term = mark.term
        if term.topic != self.label or term.everyday or term.name in self._chosen:
            return False
        return not any(name and name.casefold() in self.shown.casefold() for name in (term.name, term.option))

    def _is_told_of_somebody(self, clause: Clause) -> bool:
        """Whether it tells what one of the people put forward: "Wei had proposed ActiveMQ"."""
        said = [token.word for token in clause.tokens[:3]]
        return bool(said) and said[0] in self.people and not words("put_forward").isdisjoint(said)


def concludes(clause: Clause) -> bool:
    """Whether it begins as what follows from the words before it: "So normalised"."""
    return bool(_CONCLUDES.match(clause.text))


def is_plan(clause: Clause) -> bool:
    """Whether it begins as people tell what they had meant to do."""
    return bool(_PLAN.match(clause.text))


def subject(said: Iterable[Clause]) -> set[str]:
    """What the clauses talk of: the stems of their words, without the small ones."""
    spoken = (token.word for clause in said for token in clause.tokens)
    return {word.removesuffix("s")[:_STEM] for word in spoken if len(word) >= _SHORTEST and word not in words("common")}


def _chooses(clause: Clause, label: str) -> bool:
    """Whether the clause settles a topic of its own."""
    terms = [m for m in clause.of("term") if m.term.topic == label]
    return any(not m.term.everyday or m.first == 0 for m in terms) or measured(clause) == label


def _is_told(clause: Clause, label: str) -> bool:
    """Whether it only looks like a topic of quantities: "the query takes two milliseconds", "concurrency forbid"."""
    if label not in NUMERIC or clause.does("choose", "conclude"):
        return False
    named = bool(clause.of("topic", label)) or any(mark.term.topic == label for mark in clause.of("term"))
    return not numbers(clause) if named else measured(clause) == label


def _names(clause: Clause, label: str, *, often: bool = True) -> bool:
    """Whether it names the topic or what answers it; ``often`` also by what opens it in everyday words."""
    if any(not m.term.everyday for m in clause.of("topic", label)):
        return True
    if often:
        return _chooses(clause, label)
    return any(m.term.topic == label and not m.term.everyday for m in clause.of("term"))
