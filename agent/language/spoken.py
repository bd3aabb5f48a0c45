"""Split what a recorder wrote without punctuation: a new subject, a reason or a condition begins a new clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import words

_LONG = 7  # words from which on a clause may be several
_LEAST = 3  # words of a clause before another one begins
_TAIL = 2  # words that still belong to what is before them
_CASE = 4  # words of a clause before what it depends on


def spoken_clauses(said: Sequence[Clause]) -> list[Clause]:
    """The clauses, the long ones split; sentences are numbered anew."""
    found: list[Clause] = []
    number, before = -1, -1
    for clause in said:
        for i, (start, end, new) in enumerate(_parts(clause)):
            number += new if i else clause.sentence != before or not found
            before = clause.sentence
            text = clause.text[start:end]
            found.append(Clause(text, clause.start + start, clause.asks, number, clause.arrow and not i))
    return found


def _parts(clause: Clause) -> Iterator[tuple[int, int, bool]]:
    """The places in the clause's text of its parts, and whether each begins a sentence of its own."""
    tokens = [clause.text[token.start : token.end].casefold().replace("’", "'") for token in clause.tokens]
    cuts = [(0, True)]
    if len(tokens) > _LONG:
        for i in range(1, len(tokens)):
            begins = _begins(tokens, i, i - cuts[-1][0])
            if begins is not None:
                cuts.append((i, begins))
    places = [(0 if not i else clause.tokens[i].start, new) for i, new in cuts]
    for (start, new), (stop, _) in zip(places, [*places[1:], (len(clause.text), True)], strict=True):
        yield start, start + len(clause.text[start:stop].rstrip()), new


def _begins(tokens: Sequence[str], i: int, length: int) -> bool | None:
    """Whether a part begins with word ``i``: True for a sentence, False for what depends on the one before."""
    word, before, after = tokens[i], tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else ""
    if before in words("clause_holds") or not after or len(before) == 1 == len(word):
        return None
    if tokens[i:] in (["it", "is"], ["it's"]):  # "celery it is"
        return None
    if len(tokens) - i <= _TAIL:  # "however many pods we have"
        return None
    if word in ("it", "you") and after not in words("asks_on"):  # "send it to me"
        return None
    if word in words("clause_subject") and length >= _LEAST:
        return tokens[i - length] not in words("case")  # what an if is followed by belongs to it
    if word == "and" and (after in words("clause_subject") or after == "then") and length >= _LEAST:
        return True
    if word in words("clause_reason") and after not in words("clause_no_reason"):
        return False
    return False if word in words("case") and length >= _CASE else None
