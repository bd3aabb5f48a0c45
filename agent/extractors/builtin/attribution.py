"""Which topic each clause of a reply speaks of, when it is not the one that was asked."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.quantified import LOADS, NUMERIC
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.lexicon import key
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import words
from phase_context.schemas import TOPICS

_HEADS = words("heading")
_ADDS = words("adds")
_NEAR = 6  # clauses within which an answer that was taken back is given anew
_SHORT = 7  # words of a clause that only says that there is none


def elsewhere(text: str, own: Sequence[Clause], label: str | None) -> dict[int, str]:
    """The clauses that speak of another topic than the one asked, by number; a heading speaks for its sentence."""
    found: dict[int, str] = {}
    heading: tuple[int, str] | None = None
    for i, clause in enumerate(own):
        begins = i == 0 or own[i - 1].sentence != clause.sentence
        about, head = about_another(clause, label), head_of(clause)
        if not begins and label not in (None, *LOADS):  # "no cache, 40 concurrent users": only a reason
            about, head = (name if name not in LOADS else None for name in (about, head))
        named = only_names(clause) if text[clause.end : clause.end + 2].strip() == ":" else None
        if named or head:
            heading = (clause.sentence, named or head or "")
        if heading and heading[0] == clause.sentence and not (about is None and _terms_of(label, clause) and not named):
            about = heading[1] if heading[1] != label else about
        if not about and not begins and not _terms_of(label, clause):
            # "forget what I said about rate limiting, make that per endpoint"
            same = [c for c in own[:i] if c.sentence == clause.sentence]
            before = [
                m.term.name for c in reversed(same) for m in c.of("topic") if not m.term.everyday or c.does("correct")
            ]
            before = [name for name in before if name != label]
            about = next((other for other in before if _terms_of(other, clause)), None)
        about = about or _corrected(own, i, label)
        if about:
            found[i] = about
    return found


def _corrected(own: Sequence[Clause], i: int, label: str | None) -> str | None:
    """Another topic whose answer a clause takes back, and the next one gives anew: "the login answer was wrong"."""
    named = [m.term.name for m in own[i].of("topic") if m.term.name != label]
    if not named or not own[i].does("correct") or _terms_of(label, own[i]):
        return None
    after = [c for c in own[i + 1 : i + _NEAR] if c.sentence == own[i].sentence]
    return next((name for name in named if any(_terms_of(name, c) for c in after)), None)


def head_of(clause: Clause) -> str | None:
    """The topic that the clause names first and says something of: "scheduling by Hangfire", "no versioning"."""
    if clause.asks or clause.does("suppose", "hedge", "other"):
        return None
    for mark in clause.of("topic"):
        if _nothing_is(clause, mark.term.name):
            return mark.term.name
        if mark.term.everyday or not all(_leads(clause, i) for i in range(mark.first)):
            continue
        terms = [m for m in clause.of("term") if m.term.topic == mark.term.name and m.end > mark.end]
        terms = [m for m in terms if not m.term.everyday or m.first - mark.end <= 1]
        counted = mark.term.name in NUMERIC and _is_its_name(mark.term.name, clause.words(mark)) and numbers(clause)
        if terms or counted or says_none_of(clause, mark.term.name):
            return mark.term.name
    return None


def _leads(clause: Clause, i: int) -> bool:
    """Whether the word may stand before a topic that the clause is about."""
    counted = any(m.first <= i < m.end for kind in ("number", "scale") for m in clause.of(kind))
    word = clause.tokens[i].word
    return counted or word.isdigit() or word in _HEADS or word in words("no_article") or word in words("before_a_topic")


def _is_its_name(label: str, said: str) -> bool:
    """Whether the words are the topic's own name, and not only a cue for it: "no undo" is not "no rollback"."""
    topic = TOPICS[label]
    names = {key(name) for name in (label, *topic.aliases)}
    return key(said) in names or key(said).startswith(key(label.split(maxsplit=1)[0]))


def says_none_of(clause: Clause, label: str) -> bool:
    """Whether the clause says in a few words that there is none: "no versioning needed", "we cache nothing"."""
    concludes = clause.tokens[0].word in words("conclusion")  # "so no soft delete after all"
    reasons = [mark for mark in clause.of("act", "because") if not (concludes and mark.first == 0)]
    if len(clause.tokens) > _SHORT or reasons or clause.does("suppose", "hedge", "unknown"):
        return False
    named = [m for m in clause.of("topic", label) if not m.term.everyday and _is_its_name(label, clause.words(m))]
    acts = clause.of("act", "none", "negate")
    before = any(0 <= t.first - a.end <= 1 for t in named for a in acts)
    behind = any(a.first == t.end and a.end == len(clause.tokens) for t in named for a in acts)
    return before or behind or _nothing_is(clause, label)


def _nothing_is(clause: Clause, label: str) -> bool:
    """Whether it says that nothing is done so: "nothing is processed in batches"."""
    begins = any(mark.first == 0 and mark.end == 1 for mark in clause.of("act", "none"))
    named = [m for m in clause.of("topic", label) if _is_its_name(label, clause.words(m))]
    return begins and clause.tokens[0].word in words("nothing") and any(m.end == len(clause.tokens) for m in named)


def _terms_of(label: str | None, clause: Clause) -> bool:
    return any(mark.term.topic == label for mark in clause.of("term"))


def only_names(clause: Clause) -> str | None:
    """The topic that the clause names and says nothing about, as a heading does: "authorization: …"."""
    for mark in clause.of("topic"):
        if (
            not mark.term.everyday
            and mark.end == len(clause.tokens)
            and all(t.word in _HEADS for t in clause.tokens[: mark.first])
        ):
            return mark.term.name
    return None


def about_another(clause: Clause, label: str | None) -> str | None:
    """Another topic that the clause names and says something about; None when it keeps to what was asked."""
    head = head_of(clause)
    if head and head != label:
        return head
    if label and any(mark.term.topic == label and not mark.term.everyday for mark in clause.of("term")):
        return None
    for mark in clause.of("topic"):
        other = mark.term.name
        if other == label or mark.term.everyday:
            continue
        terms = [m for m in clause.of("term") if m.term.topic == other]
        # "plus a soft delete": naming it is choosing it only where it is added to something.
        added = clause.tokens[0].word in _ADDS
        terms = [m for m in terms if added or not (mark.first <= m.first and m.end <= mark.end)]
        told = any(token.word in words("before_a_case") for token in clause.tokens[:2])
        counted = other == "Retry strategy" and numbers(clause) and not told
        if terms or counted:
            return other
    return None


def decides(text: str, clause: Clause, label: str) -> bool:
    """Whether a clause decides a topic that was not asked, and does not only give it as a reason: "dlq yes"."""
    if head_of(clause) == label and not clause.does("reject"):
        return True
    if clause.does("reject", "suppose", "other") or any(mark.first == 0 for mark in clause.of("act", "because")):
        return False
    if (
        clause.chooses
        or clause.does("correct")
        or clause.tokens[0].word in _ADDS
        or text[: clause.start].rstrip().endswith(":")
    ):
        return True
    terms = [mark for mark in clause.of("term") if mark.term.topic == label]
    names = [mark for mark in clause.of("topic") if mark.term.name == label]
    return any(max(t.first - n.end, n.first - t.end) <= 1 for t in terms for n in names)
