"""Passages of talk for a document: clauses that stand together stay together, as they were said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words

_GAP = re.compile(r"\n|\s{3,}")  # another message, or what was blanked out
_BLANKED = re.compile(r"[^\S\n]{3,}\S")
_BETWEEN = re.compile(r"[\s,;:.!?()—–\-|…]*(?:but\s+)?")
_LEADS_IN = pattern(r"^(?:<leads_in>(?![\w'’]|\s+(?:of|de)\b)[\s,.]*)+")
_BROKEN_OFF = re.compile(r"\s(?:and|or|und|y|et|và|&|\+|the|a|is|are)$", re.IGNORECASE)
_EMOJI = re.compile(r"(?<!\S):[a-z_+]{3,}:?(?!\S)")


def passages(
    remarks: Iterable[tuple[Remark, Sequence[int]]],
    known: str,
    says_only: Callable[[Clause], bool],
    *,
    longest: int,
    least: int,
) -> str | None:
    """The clauses at those places of each remark, in order; None where they say nothing new.

    ``known`` is what the reader is told anyway; ``says_only`` tells whether words before a reason add nothing to it.
    ``longest`` is how many words there may be in all, ``least`` how many stand alone; a number does so with less.
    """
    pieces: list[str] = []
    told = _plain(known)
    for remark, places in remarks:
        for text in _stretches(remark, places, says_only):
            piece = _trimmed(text)
            new = _plain(piece) - told
            if new and not _is_fragment(piece, least) and sum(len(one.split()) for one in pieces) < longest:
                told |= new
                pieces.append(piece)
    return "; ".join(pieces) or None


def _stretches(remark: Remark, places: Sequence[int], says_only: Callable[[Clause], bool]) -> Iterator[str]:
    """The text of those clauses, where they follow one another as one stretch."""
    start = end = -1
    for k in places:
        clause = remark.clauses[k]
        if _BLANKED.match(remark.text, clause.end):
            continue  # what leads to words that may not be shown
        gap = remark.text[end : clause.start] if end >= 0 else "\n"
        if _BETWEEN.fullmatch(gap) and not _GAP.search(gap):
            end = clause.end
            continue
        if end >= 0:
            yield remark.text[start:end]
        start, end = clause.start + _reason(clause, says_only), clause.end
    if end >= 0:
        yield remark.text[start:end]


def _reason(clause: Clause, says_only: Callable[[Clause], bool]) -> int:
    """Where in the clause its reason begins: "Celery because it is there", "medium because tokens expire"."""
    for mark in clause.of("act", "because"):
        first, last = clause.tokens[mark.first], clause.tokens[mark.end - 1]
        before = Clause(clause.text[: first.start], clause.start, clause.asks, clause.sentence)
        opens = clause.words(mark).casefold() in words("reason") and not clause.does("same")  # "since phase one"
        if mark.first and mark.end < len(clause.tokens) and opens and says_only(before):
            return last.end
    return 0


def _trimmed(text: str) -> str:
    """A stretch of talk without the small words that led over to it, and without the one it breaks off at."""
    text = _BROKEN_OFF.sub("", " ".join(_EMOJI.sub(" ", text).split()))
    return _LEADS_IN.sub("", text).strip(" ,;:–—-")


def _plain(text: str) -> set[str]:
    """The words of a text that say something."""
    return set(re.findall(r"\w+", re.sub(r"['’]", "", text.casefold()))) - words("around_a_choice")


def _is_fragment(piece: str, least: int) -> bool:
    """Whether it cannot stand alone: "and me"; a number with what it counts can, and "kiosks included"."""
    said = piece.casefold().split()
    if len(said) == 1:
        return not re.search(r"\d\D|\D\d", piece)
    full = all(word.isalpha() and word not in words("around_a_choice") | words("common") for word in said)
    return len(said) < least and not full and not numbers(Clause(piece, 0, asks=False, sentence=0))
