"""What a topic came to, as an entry: the choice, the words it rests on, and the rest of the words as its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.language.clauses import Clause
from phase_context.schemas import Entry

_BECAUSE = re.compile(r"^(?:because|since|cause|cuz|bc|weil|porque|parce que|car|vì|as)\s+", re.IGNORECASE)
_FILLER = frozenset(
    [
        "a",
        "an",
        "the",
        "we",
        "will",
        "ll",
        "use",
        "using",
        "it",
        "its",
        "is",
        "are",
        "s",
        "go",
        "with",
        "i",
        "d",
        "m",
        "say",
        "just",
        "so",
        "then",
        "let",
        "lets",
        "make",
        "be",
        "do",
        "for",
        "please",
        "k",
        "ok",
        "okay",
        "yes",
        "yeah",
        "and",
        "to",
        "that",
        "this",
        "one",
        "have",
        "has",
        "got",
        "need",
        "want",
        "in",
        "our",
        "my",
    ]
)
_BLANKED = re.compile(r"\s{4,}")


def settled_entry(text: str, label: str, settled: Settled, said: Sequence[Clause], turn: int = 0) -> Entry:
    """What a topic came to, as an entry; the rationale is the rest of the words, as they stand."""
    if settled.kind == "possibly":
        passage = quotation(text, min(c.start for c in said), max(c.end for c in said))
        return entry("possibly", passage, turn, topic=label, text=settled.text)
    choice = {id(clause) for clause in settled.choice}
    kept = [
        c for c in settled.rest if not (id(c) in choice and _says_only(c, settled, label)) and not _empty(c, settled)
    ]
    quote = quotation(text, min(c.start for c in said), max(c.end for c in said))
    return entry(
        settled.kind, quote, turn, topic=label, text=settled.text, to=settled.to, rationale=_rationale(text, kept)
    )


def entry(kind: str, quote: str, turn: int = 0, **fields: Any) -> Entry:
    """An entry of those fields."""
    return Entry.model_validate({"kind": kind, "quote": quote, "turn": turn, **fields})


def quotation(text: str, start: int, end: int) -> str:
    """The words of a stretch of the text; where something in it is blanked out, the longest piece beside it."""
    return max(_BLANKED.split(text[start:end]), key=len).strip()


def _says_only(clause: Clause, settled: Settled, label: str) -> bool:
    """Whether the clause says no more than the choice itself."""
    shown = (settled.text or "").casefold()
    marked = {i for m in clause.of("act") for i in range(m.first, m.end)}
    # An everyday phrase that means the choice says more than its name: "viewer, editor or owner" means roles.
    named = [m for m in clause.of("term") if m.term.topic == label and not (m.term.everyday and m.end - m.first > 1)]
    marked |= {i for m in named for i in range(m.first, m.end)}
    marked |= {i for m in clause.of("topic", label) for i in range(m.first, m.end)}
    return all(
        i in marked or token.word in _FILLER or token.word in shown for i, token in enumerate(clause.tokens)
    ) and not any(char.isdigit() for char in clause.text if char not in shown)


def _empty(clause: Clause, settled: Settled) -> bool:
    """Whether the clause is no more than a cue: "you decide", "later", "no idea"."""
    if settled.kind == "decided":
        return all(token.word in _FILLER for token in clause.tokens)
    acts = {i for m in clause.of("act") for i in range(m.first, m.end)}
    return all(i in acts or token.word in _FILLER for i, token in enumerate(clause.tokens))


def _rationale(text: str, kept: Iterable[Clause]) -> str | None:
    """The clauses as they stand; what is next to each other in the text stays together."""
    runs: list[list[int]] = []
    for clause in sorted(kept, key=lambda c: c.start):
        if runs and re.fullmatch(r"[\s,;:.!?()—–\-|]*(?:but\s+)?", text[runs[-1][1] : clause.start]):
            runs[-1][1] = clause.end
        else:
            runs.append([clause.start, clause.end])
    found = "; ".join(_BECAUSE.sub("", " ".join(text[start:end].split())) for start, end in runs)
    return found or None
