"""What an answer can be other than a choice: none, delegated, deferred, open, not applicable, or a plain yes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.places import PHASE, destination, owner, somebodys
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

YES_NO = frozenset(("Soft deletes", "Dead letter queue"))
REFERENCE = pattern(r"\b<refers_back>\b")
_NO = words("no")
_MORE = 3  # words beside a yes
_LONG = 6  # clauses
_SHORT = 10  # words of a clause that ends with a no
_TOLD = 3  # words before an "ask" that is told of
_MILD = words("mild_no")
_LITTLE = words("little")


def concludes_none(live: Sequence[Clause]) -> bool:
    """Whether it ends in a none: "the proxy does that already, so none in our code"."""
    return any(
        len(clause.tokens) > 1
        and clause.tokens[0].word in words("conclusion")
        and says_none(clause)
        and not any(token.word in words("verbs_of_state") or token.word in ("to", "has") for token in clause.tokens[2:])
        for clause in live[1:]
    )


def comes_later(live: Sequence[Clause]) -> bool:
    """Whether a clause names a later phase, and does not refer back to it: "phase 6 at the earliest"."""
    places = [clause for clause in live if (place := destination(clause.text)) and PHASE.search(place)]
    return any(not REFERENCE.search(clause.text) for clause in places)


def put_off_to(live: Sequence[Clause]) -> Settled:
    """The deferral to the phase or time that is named."""
    return Settled("deferred", to=destination(", ".join(clause.text for clause in live)), rest=tuple(live))


def concludes_yes(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    """A yes that it ends in: "I want the demo data back, so yes"."""
    option = next((option for option in topic.options if option in ("Yes", "Required")), None)
    for clause in live[1:]:
        yes = [mark for mark in clause.of("act", "accept") if mark.first == 1 and mark.end == len(clause.tokens)]
        if option and yes and clause.tokens[0].word in words("conclusion"):
            return Settled("decided", option, choice=(clause,), rest=tuple(live))
    return None


def not_yet(live: Sequence[Clause]) -> bool:
    """Whether there is none only until a later phase: "we have no alerts yet, phase 10"."""
    text = ", ".join(clause.text for clause in live)
    place = destination(text)
    later = bool(place and PHASE.search(place) and not REFERENCE.search(text.replace("have", "")))
    return later and any(token.word in words("yet") for clause in live for token in clause.tokens)


def other_status(live: Sequence[Clause]) -> Settled | None:
    """Deferred, open, not applicable or delegated, when that is what is said."""
    text = ", ".join(clause.text for clause in live)
    acts = {mark.term.name for clause in live for mark in clause.of("act") if not is_no_status(clause, mark)}
    place = destination(text)
    if (
        ("unknown" in acts or somebodys(text))
        and not ("delegate" in acts and not owner(text))
        and not ("defer" in acts and place)
    ):
        return Settled("open", to=owner(text) or somebodys(text), rest=tuple(live))
    later = bool(place and PHASE.search(place) and not REFERENCE.search(text))
    if "skip" in acts and not later and not ("defer" in acts and place and "already" not in text):
        return Settled("not_applicable", rest=tuple(live))
    if "delegate" in acts:
        return Settled("agent", rest=tuple(live))
    if "defer" in acts or later:
        return Settled("deferred", to=place, rest=tuple(live))
    return None


def is_no_status(clause: Clause, mark: Mark) -> bool:
    """Whether the word leaves nothing open and to no later time: "unknown fields", "a week later", "they ask us"."""
    word = clause.tokens[mark.first].word
    before = [token.word for token in clause.tokens[: mark.first]]
    if word in words("turns_on") and mark.first:
        return not all(one in words("points_back") | words("little") | words("filler") for one in before)
    if mark.end - mark.first > 1:
        return False
    if word in words("later_word"):
        return bool(before) and before[-1] in words("spans_of_time")
    if word in words("open_adjective"):
        return mark.end < len(clause.tokens) and (not before or before[-1] not in words("told_of"))
    return word in words("asking_verb") and mark.first >= _TOLD and before[-1] not in words("sends_to_ask")


def leaves_first(live: Sequence[Clause]) -> bool:
    """Whether it begins with "not now" or "no idea" and nothing else, and chooses nothing after all."""
    head = live[0]
    left = [mark for mark in head.of("act", "defer", "skip", "unknown") if mark.end - mark.first > 1 or mark.first == 0]
    covered = {i for mark in left for i in range(mark.first, mark.end)}
    alone = bool(left) and len(covered) == len(head.tokens) and len(live) > 1
    return alone and not any(
        clause.chooses or clause.does("correct", "settle", "interim", "accept") for clause in live[1:]
    )


def decides_against(topic: Topic, live: Sequence[Clause], *, asked: bool) -> bool:
    first = live[0]
    none = [mark for mark in first.of("act", "none") if mark.first == 0 and first.tokens[0].word not in _MILD]
    plain = [
        clause for clause in _where_a_no_counts(live) if declines(clause) and not (_goes_no_further(clause, first))
    ]
    if asked and ((none and no_option(topic) in topic.options) or plain):
        return True
    for clause in live:
        for act in clause.of("act", "none", *(("negate",) if asked else ())):
            if any(m.first < act.end < m.end and m.term.topic == topic.label for m in clause.of("term")):
                continue  # "it has to go without downtime"
            near = [t for t in clause.of("topic", topic.label) if 0 <= t.first - act.end <= 1]
            if asked and clause is first and act.end == len(clause.tokens):  # "we cache nothing"
                near += [t for t in clause.of("topic", topic.label) if t.end == act.first]
            by_name = not asked or topic.label == "Soft deletes"  # "don't delete" keeps it
            near = [t for t in near if not by_name or topic.label not in YES_NO or _is_name(topic, clause.words(t))]
            near = [t for t in near if not _of_a_way(topic, clause, act, t)]
            if len(live) > 1 and clause.words(act).casefold() in words("not_this"):
                continue  # "not roles: it depends on the ward"
            if near and (asked or (not near[0].term.everyday and no_option(topic) in topic.options)):
                return True
    return False


def _goes_no_further(clause: Clause, first: Clause) -> bool:
    """Whether it only says that this is all: "ten a minute on login, nothing else"."""
    states = clause is not first and not first.does("none", "negate")
    return states and any(token.word in words("else") for token in clause.tokens)


def _of_a_way(topic: Topic, clause: Clause, act: Mark, named: Mark) -> bool:
    """Whether the topic's word is part of an option that is turned down: "not zero downtime" leaves the other ways."""
    if topic.label in YES_NO or no_option(topic) in topic.options:
        return False
    ways = [mark for mark in clause.of("term") if mark.term.topic == topic.label and mark.first >= act.end]
    return any(way.first <= named.first and named.end <= way.end and way.end > way.first + 1 for way in ways)


def _where_a_no_counts(live: Sequence[Clause]) -> Sequence[Clause]:
    """Where a no is said of the topic: anywhere in a short answer, only first or last in a long one."""
    return live if len(live) <= _LONG else (live[0], live[-1])


def decided_against(topic: Topic, live: Sequence[Clause]) -> Settled:
    """The decision not to have it."""
    return Settled("decided", no_option(topic), choice=(live[0],), rest=tuple(live))


def declines(clause: Clause) -> bool:
    """Whether the clause says no and nothing else: "so no", "don't"."""
    back = [mark for mark in clause.of("act", "correct") if clause.tokens[mark.end - 1].word in _NO]
    marks = [*clause.of("act", "none", "negate"), *back]
    covered = {i for m in (*marks, *clause.of("act", "correct")) for i in range(m.first, m.end)}
    longer = any(m.end - m.first > 1 for m in clause.of("act", "unknown", "defer", "skip", "delegate"))
    covered |= {i for m in clause.of("act", "noise") for i in range(m.first, m.end)} if marks else set()
    return bool(marks) and not longer and all(i in covered or t.word in _LITTLE for i, t in enumerate(clause.tokens))


def _is_name(topic: Topic, words: str) -> bool:
    """Whether the words are the topic's own name: "no soft deletes" decides against them, "never delete" does not."""
    names = re.findall(r"\w+", topic.label.casefold())
    return words.casefold().startswith(names[0]) or words.casefold() == "".join(name[0] for name in names)


def no_option(topic: Topic) -> str:
    if topic.label in YES_NO:
        return "No"
    return next((option for option in topic.options if option in ("None", "Not needed")), "None")


def states_first(live: Sequence[Clause]) -> bool:
    """Whether a choice stands before what is left to the agent: "a topic of its own, the replay is up to you"."""
    first = live[0]
    return len(live) > 1 and len(first.tokens) > 1 and not first.of("act") and not first.asks


def _closes(clause: Clause, mark: Mark) -> bool:
    """Whether a clause ends with a no of several words: "it's internal, so we don't need any"."""
    return mark.end - mark.first > 1 and mark.end >= len(clause.tokens) - 1 and len(clause.tokens) <= _SHORT


def says_none(clause: Clause) -> bool:
    """Whether the clause says "none", and not as the beginning of another phrase ("no idea", "not now")."""
    none = [m for m in clause.of("act", "none") if m.first <= 1 or _closes(clause, m)]
    longer = [m for m in clause.of("act") if none and m.first <= none[0].first and m.end > none[0].end]
    if not none or longer or clause.does("defer", "unknown", "skip", "delegate", "correct"):
        return False
    strong = clause.words(none[0]).casefold() not in (
        "no",
        "không",
        "non",
        "nein",
        "zero",
        "never",
        "pass",
        "without",
        "sin",
        "ohne",
    )
    named = any(0 <= m.first - none[0].end <= 1 for m in clause.of("topic"))
    return none[0].end == len(clause.tokens) or named or (strong and none[0].first <= 1)


def as_recommended(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    first = live[0]
    accepts = [mark for mark in first.of("act", "accept") if mark.first == 0]
    choice = next((option for option in topic.options if option in ("Yes", "Required")), topic.recommended)
    covered = {i for mark in first.of("act") for i in range(mark.first, mark.end)}
    more = [t for i, t in enumerate(first.tokens) if i not in covered and t.word not in words("filler")]
    if any(token.word in words("remarks") for token in first.tokens):
        return None
    if accepts and choice and (len(more) <= _MORE or choice != topic.recommended):
        return Settled("decided", choice, choice=(first,), rest=tuple(live))
    return None
