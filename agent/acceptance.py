"""What a reply takes as it was put: "yes", "2 yes", "all fine but 3: use SQS".

A yes to one question takes what it suggests or recommends. A yes to a whole round takes what is easy to reverse;
what is costly to reverse must be agreed to by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from phase_context.agent import numbered
from phase_context.agent.evidence import words
from phase_context.agent.lexicon import act, holds, is_assent, made_of, phrases
from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS, Entry


@dataclass(frozen=True)
class Acceptance:
    """What a reply agreed to, and what is left to be read.

    Attributes:
        entries: what was taken.
        withheld: labels that a yes to the whole round does not take, because they are costly to reverse.
        asked: labels that the rest of the reply answers.
        text: the rest of the reply; "" when there is none.
    """

    entries: tuple[Entry, ...]
    withheld: tuple[str, ...]
    asked: tuple[str, ...]
    text: str


def accept(
    text: str, asked: Sequence[str], suggested: Mapping[str, Sequence[Entry]], unclear: Collection[str] = ()
) -> Acceptance:
    """Tell apart what a reply takes as it was put and what it says itself.

    Args:
        text: the reply.
        asked: the labels of its round, in order.
        suggested: what was shown with the questions, by label.
        unclear: labels whose question a yes does not answer, because it puts one thing against another.
    """
    suggested = {label: entries for label, entries in suggested.items() if label not in unclear}
    if is_assent(text) and set(asked) <= set(unclear):
        return Acceptance((), (), (), "")
    nothing = Acceptance((), (), tuple(asked), text)
    if not asked:
        return nothing
    if is_assent(text) or (len(asked) > 1 and _whole(text)):
        if len(asked) == 1:
            taken = _put(asked[0], text, suggested) if asked[0] in suggested else ()
            return Acceptance(taken, (), (), "") if taken else nothing
        return _general(text, text, [label for label in asked if label not in unclear], suggested)
    if len(asked) > 1:
        found = _but(text, asked, suggested, unclear) or _each(text, asked, suggested, unclear)
        if found:
            return found
    return nothing


def _general(text: str, quote: str, asked: Sequence[str], suggested: Mapping[str, Sequence[Entry]]) -> Acceptance:
    """A yes to all of those questions."""
    taken: list[Entry] = []
    withheld, left = [], []
    for label in asked:
        entries = _put(label, quote, suggested)
        if entries and label in TOPICS and TOPICS[label].one_way:
            withheld.append(label)
        elif entries:
            taken += entries
        else:
            left.append(label)
    return Acceptance(tuple(taken), tuple(withheld), tuple(left) if not taken else (), text if not taken else "")


def _but(
    text: str, asked: Sequence[str], suggested: Mapping[str, Sequence[Entry]], unclear: Collection[str]
) -> Acceptance | None:
    """All is taken but some: "all fine but 3: use SQS", "3: use SQS, the rest is fine"."""
    head, rest = _parted(text)
    if rest is None:
        return None
    own = numbered.parts(rest, len(asked))
    if own:
        excepted = [asked[i] for i in own]
        asked_left: tuple[str, ...] = (excepted[0],) if len(own) == 1 else tuple(asked)
        left = next(iter(own.values())) if len(own) == 1 else rest
        if not any(own.values()):
            left = ""
    else:
        excepted = [label for label in asked if label in TOPICS and _names(rest, label)]
        asked_left, left = tuple(excepted), rest
    if not excepted:
        return None
    general = _general(text, head, [label for label in asked if label not in (*excepted, *unclear)], suggested)
    return Acceptance(general.entries, general.withheld, asked_left, left)


def _parted(text: str) -> tuple[str, str | None]:
    """The words that take the whole, and what is excepted; None when the reply is not of that kind."""
    found = list(re.finditer(r"[^\W\d]+", text))
    for i, match in enumerate(found):
        for last in found[i : i + 2]:
            head = text[: match.start()].strip(" ,;.:-–—")
            if tuple(words(text[match.start() : last.end()])) in phrases("accept_all", "but") and _whole(head):
                return head, text[last.end() :].strip(" ,;:")
    tail = re.search(r"[,;.\n]\s*(?:and\s+)?([^,;.\n]+)[.!]?\s*$", text)
    if tail and _whole(tail[1], rest=True):
        return tail[1].strip(), text[: tail.start()].strip(" ,;.")
    return "", None


def _whole(text: str, *, rest: bool = False) -> bool:
    """Whether the words agree to the whole round: "all fine", "the rest is ok"."""
    everything = phrases("accept_all", "rest") | (frozenset() if rest else phrases("accept_all", "all"))
    known = act("accept") | everything | phrases("accept_all", "filler")
    if not made_of(text, known):
        return False
    return holds(text, everything) and holds(text, act("accept") | {("accept",), ("take",), ("keep",)})


def _each(
    text: str, asked: Sequence[str], suggested: Mapping[str, Sequence[Entry]], unclear: Collection[str]
) -> Acceptance | None:
    """Numbered answers, some of which are a plain yes. Each of those is agreed to by itself."""
    own = {i: said.partition("\n") for i, said in numbered.parts(text, len(asked)).items()}
    yes = {asked[i]: said for i, (said, _, _) in own.items() if is_assent(said) and asked[i] not in unclear}
    taken = [entry for label, said in yes.items() for entry in _put(label, said, suggested)]
    if not taken:
        return None
    others = [i for i in own if asked[i] not in yes]
    # What stands in lines after a yes is said beside the questions.
    more = "\n".join(after for i, (_, _, after) in own.items() if asked[i] in yes and after)
    if not others:
        return Acceptance(tuple(taken), (), (), more)
    if len(others) == 1 and not more:
        said, _, after = own[others[0]]
        return Acceptance(tuple(taken), (), (asked[others[0]],), f"{said}\n{after}".strip())
    return Acceptance(tuple(taken), (), tuple(asked), text)


def _put(label: str, quote: str, suggested: Mapping[str, Sequence[Entry]]) -> tuple[Entry, ...]:
    """What a yes to the question takes: what was suggested with it, else what it recommends."""
    shown = suggested.get(label, ())
    if shown:
        return tuple(entry.model_copy(update={"quote": quote, "turn": None}) for entry in shown)
    question = QUESTIONS.get(label)
    if question is None or not question.recommended:
        return ()
    return (Entry(kind="decided", topic=label, text=question.recommended, quote=quote),)


def _names(text: str, label: str) -> bool:
    topic = TOPICS[label]
    return holds(text, frozenset(tuple(words(name)) for name in (topic.label, *topic.aliases)))
