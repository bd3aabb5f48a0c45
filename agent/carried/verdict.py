"""The checks in order, for one entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from phase_context.agent.carried import figures, names, rows, stance
from phase_context.agent.carried.passage import Passage, Talk
from phase_context.agent.evidence import Spoken, words
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.lexicon import Term, key
from phase_context.agent.lexicon import act, holds, is_assent
from phase_context.agent.questions import CHANGES
from phase_context.schemas import TOPICS, Decision, Entry, Evidence, Status, Topic
from phase_context.schemas.update import HEADER_KINDS, TOPIC_KINDS

_CHOICES = ("decided", "conflict")
_AFTER_NO = re.compile(r"\s*no(?:ne)?\s*[,:;(–—-]\s*(?=\w)", re.IGNORECASE)
_PLACES = 20  # of a phrase that is said again and again, the nearest ones
_SHORT = 6  # words of an answer that only points to what was put


@dataclass(frozen=True)
class Doubt:
    """Why an entry is not taken.

    Attributes:
        reason: one line, for the model and for a person.
        said: whether somebody said the quote at all.
        on_topic: whether the words may be about the entry's row.
    """

    reason: str
    said: bool = True
    on_topic: bool = True


class Carried:
    """Checks entries against the transcript they were made from.

    Args:
        spoken: what was said.
        asked: the labels that a reply answers; None for a meeting.
        suggested: what was shown with a question, by its label.
    """

    def __init__(
        self,
        spoken: Spoken,
        asked: Collection[str] | None = None,
        suggested: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._spoken = spoken
        self._talk = Talk(spoken.transcript)
        self._asked = None if asked is None else frozenset(asked)
        self._suggested = suggested or {}

    def placed(self, entry: Entry) -> tuple[Entry, Doubt | None]:
        """The entry with the place whose words carry it, and None; or as it was, and why no place does."""
        if entry.kind in HEADER_KINDS and self._spoken.evidence(entry):
            return entry, None
        doubts: list[Doubt] = []
        for evidence in islice(self._spoken.everywhere(entry.quote, entry.turn), _PLACES):
            doubt = self.doubt(entry, evidence)
            if doubt is None:
                turn = entry.turn if len(self._talk) == 1 else evidence.turn
                return entry if turn == entry.turn else entry.model_copy(update={"turn": turn}), None
            doubts.append(doubt)
        return entry, doubts[0] if doubts else Doubt("the quote is in no person's words", said=False, on_topic=False)

    def in_order(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries, those of one row in the order in which they were said: what was said last holds."""
        entries = list(entries)
        rows = Counter(entry.topic for entry in entries if entry.kind in TOPIC_KINDS)
        for topic in (topic for topic, times in rows.items() if times > 1):
            places = [i for i, entry in enumerate(entries) if entry.topic == topic and entry.kind in TOPIC_KINDS]
            for i, entry in zip(places, sorted((entries[i] for i in places), key=self._place), strict=True):
                entries[i] = entry
        return entries

    def _place(self, entry: Entry) -> tuple[int, int]:
        return self._spoken.place(entry.quote, entry.turn)

    def doubt(self, entry: Entry, evidence: Evidence) -> Doubt | None:
        """Why the words do not carry the entry; None when they do as far as code can tell."""
        if self._talk.orders(evidence):
            return Doubt("the words give orders to their reader, and settle nothing", on_topic=False)
        if entry.topic is None or entry.kind not in TOPIC_KINDS:
            return None
        topic = TOPICS[entry.topic]
        passage = self._talk.around(evidence)
        if not (self._asked and CHANGES in self._asked):
            off = rows.off_topic(topic, passage, self._asked)
            if off:
                return Doubt(off, on_topic=False)
        if entry.kind not in _CHOICES:
            return None
        if self._takes_what_was_put(entry.text or "", passage, topic):
            return None
        reason = self._of_choice(entry.text or "", evidence, passage, topic)
        return Doubt(reason) if reason else None

    def _of_choice(self, choice: str, evidence: Evidence, passage: Passage, topic: Topic) -> str | None:
        if Decision(status=Status.DECIDED, choice=choice).against:
            rest = _AFTER_NO.match(choice)
            carried = stance.says_no(passage, topic)
            carried = carried or (rest is not None and names.has_a_word_of(choice[rest.end() :], passage.quote, topic))
            return None if carried else f"nobody says no there, as “{choice}” does"
        elsewhere = rows.belongs_elsewhere(topic, choice, passage, self._asked)
        if elsewhere:
            return elsewhere
        claims = names.claimed(choice, topic)
        if not claims and not figures.holds_any(choice) and stance.only_denies(passage, topic):
            return f"the words say no, “{choice}” does not"
        unsaid = self._unsaid(choice, claims, passage, topic)
        if unsaid:
            return unsaid
        figure = figures.holds_any(choice) and figures.unsaid(choice, (*passage.turn, *_near(passage, topic)))
        if figure:
            return f"nobody says “{figure}” there"
        turned = stance.rejected(claims, passage, lambda term: self._talk.later(evidence, term), topic)
        if turned:
            return f"it is turned down: “{turned}”"
        if stance.unreal(claims, passage, topic):
            return "the words only suppose it"
        if self._asked is None and stance.only_asks(passage):
            return "the words ask, and nobody says yes"
        return None

    def _unsaid(self, choice: str, claims: Sequence[Term], passage: Passage, topic: Topic) -> str | None:
        """What the choice names and nobody said; or what was named instead."""
        found = [
            term
            for term in claims
            if names.is_said(term, passage.quote, topic) or names.is_said(term, passage.reach, topic, passage.letters)
        ]
        own = list(names.terms(passage.quote, topic)) or list(names.terms(passage.turn, topic))
        meant = [mark.term for clause, mark in own if not stance.turned_down(clause, mark)]
        quoted = [term for term in meant if not term.everyday] or meant
        for term in claims:
            if any(names.stands_for(other, term) for other in (meant if names.is_named(term) else quoted)):
                continue
            beside = any(other is not term for other in found)
            if names.is_named(term):
                reason = _name_unsaid(term, choice, passage, topic, quoted, said=term in found, beside=beside)
            else:
                reason = _option_unsaid(term, choice, passage, topic, quoted, said=term in found, beside=beside)
            if reason and (names.is_named(term) or names.is_option(term) or not self._mentions(term)):
                return reason
        for name in names.unknown_names(choice, topic):
            if not names.is_written(name, self._talk.letters):
                return f"nobody says “{name}”"
        linked = claims or figures.holds_any(choice) or _is_option(choice, topic)
        if not linked and not names.has_a_word_of(choice, passage.reach, topic):
            return f"nobody says “{choice}” there"
        return None

    def _mentions(self, term: Term) -> bool:
        """Whether the name is anywhere in what was said."""
        return names.is_written(term.name, self._talk.letters)

    def _takes_what_was_put(self, choice: str, passage: Passage, topic: Topic) -> bool:
        """Whether a reply points to what its question put: "yes", "the second one", "go with your suggestion"."""
        if self._asked is None or topic.label not in self._asked:
            return False
        said = " ".join(clause.text for clause in passage.quote)
        put = {key(option) for option in (*self._suggested.get(topic.label, ()), *topic.options)}
        if key(choice) not in put and not any(
            key(choice) in shown for shown in map(key, self._suggested.get(topic.label, ()))
        ):
            return False
        if is_assent(said):
            return True
        pointing = len(words(said)) <= _SHORT or holds(said, act("same"))
        return pointing and names.points(said) and not any(True for _ in names.terms(passage.quote, topic))


def _name_unsaid(
    term: Term, choice: str, passage: Passage, topic: Topic, quoted: Sequence[Term], *, said: bool, beside: bool
) -> str | None:
    """Why a tool that the quote does not name cannot be the choice."""
    sorts = names.is_option(term) and beside  # "Cron (EventBridge)": the option only says what sort of tool it is
    if not said:
        return None if sorts else f"nobody says “{term.name}” there"
    tools = [other.name for other in quoted if names.is_named(other)]
    others = re.sub(re.escape(term.name), "", choice, flags=re.IGNORECASE)
    if tools and not sorts and not names.has_a_word_of(others, passage.turn, topic):
        return f"the words name {tools[0]}, not {term.name}"
    return None


def _option_unsaid(
    term: Term, choice: str, passage: Passage, topic: Topic, quoted: Sequence[Term], *, said: bool, beside: bool
) -> str | None:
    """Why an option that the quote may say in other words cannot be the choice."""
    if term.name in names.composed():
        two = names.is_composed(passage.reach, topic)
        return None if two else f"the words do not say two things, as “{term.name}” does"
    if not names.is_option(term):
        return None if said else f"nobody says “{term.name}” there"
    options = {other.option or other.name for other in quoted if other.option or names.is_named(other)}
    if options - names.composed() and not beside:
        return f"the words say {min(options)}, not {term.name}"
    elsewhere = None if said or quoted else rows.answers_another(passage.quote, topic)
    if elsewhere:
        return f"the words answer {elsewhere}, not {topic.label}"
    if not said and stance.only_denies(passage, topic):
        return f"the words say no, “{choice}” does not"
    return None


def _near(passage: Passage, topic: Topic) -> tuple[Clause, ...]:
    """What stands next to the quote, and further away what speaks of the topic: there its numbers may be."""
    next_to = (*passage.before[:2], *passage.after[:2])
    further = (said for said in (*passage.before[2:], *passage.after[2:]) if rows.speaks_of(topic, said))
    return tuple(clause for said in (*next_to, *further) for clause in said)


def _is_option(choice: str, topic: Topic) -> bool:
    return any(key(choice) == key(option) for option in topic.options)
