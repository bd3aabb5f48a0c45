"""Ideas worth keeping word for word: what somebody announces as one, or what others welcome."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phase_context.agent.carried.orders import gives_orders
from phase_context.agent.extractors.builtin.answers.entries import entry, quotation
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Entry, Transcript

_LEAST = 7  # words of an idea
_LONGEST = 60  # words
_LONG_REACTION = 24  # words from which on a remark is no reaction to the one before
_PRAISED_WITHIN = 4  # remarks
_ANNOUNCED = 3  # words before which the announcement of an idea stands in its remark
_CONDITION = pattern(r"^<condition>\b")
_SUBJECT = pattern(r"^<subject>\b")
_DIRECTS = pattern(r"\b<directs>\b")
_OFFERS = pattern(
    r"^(?:so\s+)?(?:you|we|it|they|one)\s+(?:could|should|can|must|might)\s+(?!be\b|not\b|see\b|talk\b|ask\b)\w+"
)
_PROMISES = re.compile(r"\b(?:i['’]ll|i can|i will|i['’]d|we['’]d need)\b", re.IGNORECASE)
_NO_BEGINNING = pattern(r"^(?:<begins_no_idea>)\b")
_META = pattern(
    r"\b(?:write|put|get) (?:\w+ ){0,3}down\b|\bin (?:her|his|their|those) words\b|^let me\b|\bverbatim\b"
    r"|\bminuted?\b|nguyên văn|\bghi\b"
)
_QUOTED = pattern(r"\b<word_for_word>\b[^\"“”\n]{0,30}[\"“](?P<idea>[^\"“”\n]{20,320})[\"”]")
_ORDERS = pattern(r"\b<orders_a_machine>\b")


def ideas(talk: Sequence[Remark], i: int) -> list[Entry]:
    """A way to do something, said as an idea or welcomed by somebody else, in the person's words."""
    remark = talk[i]
    cued = [(c, m) for c in remark.clauses for m in c.of("scope", "idea") if not m.term.everyday]
    strong = [(c, m) for c, m in cued if m.end == len(c.tokens) or m.first <= _ANNOUNCED]
    if not (strong or _praised(talk, i)):
        return []
    for text in _candidates(remark, cued, announced=bool(strong)):
        if _LEAST <= len(text.split()) <= _LONGEST and _is_idea(text):
            return [entry("idea", text, remark.number)]
    return []


def quoted_ideas(transcript: Transcript) -> list[Entry]:
    """What notes give word for word: 'Ana (write it like this): "..."'. Orders to a machine are nobody's idea."""
    return [
        entry("idea", found["idea"].strip(), number)
        for number, turn in enumerate(transcript.turns)
        if turn.person
        for found in _QUOTED.finditer(turn.text)
        if len(found["idea"].split()) >= _LEAST and not (_ORDERS.search(turn.text) or gives_orders(turn.text))
    ]


def _praised(talk: Sequence[Remark], i: int) -> bool:
    """Whether the remark begins with praise of its own, or somebody else praises it before the subject changes."""
    first = talk[i].clauses[1:2]
    if _praises(talk[i], opening=True) and (not talk[i].own or (first and _tells(first[0]))):
        return True
    for other in talk[i + 1 : i + 1 + _PRAISED_WITHIN]:
        if somebody_else(talk[i], other) and _praises(other):
            return True
        if other.words > _LONG_REACTION or (other.own and not other.asks):
            return False
    return False


def _praises(remark: Remark, *, opening: bool = False) -> bool:
    for clause in remark.clauses[: 1 if opening else 4]:
        for mark in clause.of("scope", "idea.praise"):
            said = clause.words(mark).split()
            alone = len(clause.tokens) <= 3 and said[0].casefold() != "yes"  # noqa: PLR2004
            if len(said) > 1 or alone or clause.words(mark).isupper():
                return True
    return False


def _candidates(remark: Remark, cued: Sequence[tuple[Clause, Mark]], *, announced: bool) -> Iterator[str]:
    """The stretches that may be the idea: after its announcement, else from where somebody is told to do something."""
    for clause, mark in cued:
        if len(clause.tokens) - mark.end >= _LEAST:
            yield _stretch(remark, clause, mark.end)
    after = [c for c in remark.stated if cued and c.start > cued[-1][0].start]
    for clause in (*after, *remark.stated):
        same = [c for c in remark.clauses if c.sentence == clause.sentence]
        conditional = _CONDITION.match(clause.text) and not any(c.of("topic") for c in same)
        subject = announced and _SUBJECT.match(clause.text) and len(clause.tokens) > _LEAST
        said = remark.text[clause.start : same[-1].end]
        if _META.search(said) or any(_tells_the_scope(c) for c in same):
            continue
        if (
            clause in after
            or _tells(clause)
            or subject
            or _OFFERS.match(clause.text)
            or (conditional and _concludes(said))
        ):
            yield _stretch(remark, clause, 0)
    for clause, mark in cued:
        if len(clause.tokens) > _LEAST:
            yield _stretch(remark, clause, mark.end)


def _tells_the_scope(clause: Clause) -> bool:
    """Whether it begins to list what is built: "In scope is"."""
    return any(mark.first == 0 and mark.end > 1 for mark in clause.of("scope", "in_scope"))


def _tells(clause: Clause) -> bool:
    """Whether it begins by telling somebody to do something."""
    return any(mark.first == 0 for mark in clause.of("scope", "verbs"))


def _concludes(said: str) -> bool:
    """Whether a sentence with a condition also says what is to be done then."""
    return bool(_DIRECTS.search(said)) and not _PROMISES.search(said)


def _is_idea(text: str) -> bool:
    last = text.casefold().rsplit(maxsplit=1)[-1].strip(".,;:!?")
    return last not in words("holds_on") and not _NO_BEGINNING.match(text) and not _META.search(text)


def _stretch(remark: Remark, begin: Clause, first: int) -> str:
    """The sentence from that clause's word on."""
    same = [c for c in remark.clauses if c.sentence == begin.sentence and c.start >= begin.start]
    for clause in remark.clauses:  # what nothing parts from it belongs to it, where nothing is punctuated
        if clause.start > same[-1].start and remark.text[same[-1].end : clause.start] == " ":
            same.append(clause)
    start = begin.start + (begin.tokens[first].start if first < len(begin.tokens) else 0)
    return quotation(remark.text, start, same[-1].end)
