"""How people name a thing in passing: "And then attribution, …", "Threads?", "Season passes in phase nine"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import clauses
from phase_context.agent.language.places import PHASE
from phase_context.agent.language.wording import pattern, words

LONGEST_NAME = 8  # words
_SHORT = 4  # words of a remark that may do no more than name a thing
_OPENER = pattern(r"^(?:<before_a_name>\s+|[,.…-]\s*)+")
_TAIL = pattern(r"\s*(?:\b<behind_a_name>\b|[,;:—–-])\s*$")
_PRONOUN = words("pronoun")
_ASKING = words("asking")
_SAID_BY = pattern(
    r"\s+<in_this_phase>\b.*$|\s+(?:i|we|you|they)\s+(?:would|will|see|look|do|want|think|can|could|don't|put|move)\b.*$"
)
_BRINGS_UP = re.compile(
    r"(?:(?:and|but|so|okay|oh)\s+)*(?:(?:and|but|and then|then|what about|how about|also|thế còn|và|y|und|et|e)\s+)"
    r"(?!now\b|then\b|though\b|anyway\b|well\b|please\b|here\b|there\b)(?P<what>(?:(?:the|a|an|cái)\s+)?[^\W\d_][\w'-]*(?:\s+[\w'-]+){0,3}?)(?=\s+(?:like|when|where|if|that|for|before|thing)\b|$)",
    re.IGNORECASE,
)


def noun(text: str) -> str | None:
    """The text as the name of a thing, without what leads up to it and what follows; None when it names none."""
    text = _SAID_BY.sub("", _OPENER.sub("", text.strip(" .,:;?!…")))
    for _ in range(4):
        text = _TAIL.sub("", text)
    words = text.split()
    if not 0 < len(words) <= LONGEST_NAME or not re.search(r"[^\W\d_]{3,}", text):
        return None
    first = re.split(r"['’]", words[0].casefold())[0]
    named = clauses(text)
    service = bool(named) and any(mark.first == 0 for mark in named[0].of("service"))  # "What's app messages"
    if (
        first in _PRONOUN
        or (first in _ASKING and not service)
        or (first.endswith("n") and "'" in words[0])
        or words[-1].casefold() in ("one", "thing", "though", "please")
    ):
        return None
    acts = {i for m in (named[0].of("act") if named else []) for i in range(m.first, m.end)}
    if not named or all(i in acts for i in range(len(named[0].tokens))):
        return None
    return text[:1].upper() + text[1:]


def raised_by(remark: Remark) -> str | None:
    """A thing that a remark brings up: "And then attribution, …", "Threads?", "A report builder."."""
    for clause in remark.clauses:
        begins = clause.start == 0 or clause.sentence != 0
        found = _BRINGS_UP.match(clause.text) if begins else None
        if found and not clause.does("negate", "none", "accept", "unknown"):
            named = noun(found["what"])
            if named and not clause.of("term"):
                return named
    if (
        remark.words <= _SHORT
        and remark.clauses
        and not remark.clauses[0].does("accept", "negate", "none", "ask", "agreement_only")
    ):
        named = noun(remark.clauses[0].text)
        if named and (remark.asks or remark.clauses[0].tokens[0].word in ("a", "an", "the")):
            return named
    return None


def brought_up_before(talk: Sequence[Remark], i: int) -> str | None:
    """What the remarks just before bring up: a short question, or a thing that is turned down or named."""
    for back in range(1, 4):
        if i - back < 0 or talk[i - back].guest:
            return None
        other = talk[i - back]
        if PHASE.search(other.text):
            continue  # it names the phase, or where to something else was put
        named = raised_by(other)
        if named:
            return named
        for clause in [c for c in other.clauses if c.asks] or (other.clauses if other.words <= LONGEST_NAME else []):
            out = [m for m in clause.of("scope", "out_of_scope") if m.end - m.first > 1]
            named = noun(clause.text[: clause.tokens[out[0].first].start] if out else clause.text)
            if named and not (clause.of("act", "ask") and clause.of("act", "ask")[0].first == 0):
                return named
    return None
