"""Where something is put off to, and who is to answer: phases, sprints, times and people as they are named."""

from __future__ import annotations

import re
from functools import lru_cache

from phase_context.agent.language.lexicon import load, lookup
from phase_context.agent.language.wording import pattern, words

_DESTINATION = pattern(
    r"\b(?:ph\.?\s*\d+\b|<phase>\s*(?:no\.?\s*)?-?(?:\d+[a-z]?|(?:<tens>[\s-])?<numeral>)\b|<ordinal>\s+(?:phase|fase|sprint)\b|(?:the\s+)?<next>\s+<span>\b(?:\s*,\s*(?:\d+|<numeral>)\b)?"
    r"|(?:the|a)\s+(?:[\w-]+\s+)?(?:phase|sprint|release)\b(?! \d)|\b<some_day>\b|(?:in|for|with)\s+v\d+(?:\.\d+)?\b"
    r"|(?:the\s+)?(?:first|second|other)\s+half\s+of\s+(?:the|next|this)\s+year\b"
    r"|(?:(?:<until>|next|this)\s+(?:the\s+)?|the\s+)<season>\b|<until>\s+(?:<month>|20\d\d)\b|(?:again\s+)?<before_an_occasion>\s+<occasion>\b)"
)
PHASE = pattern(r"\bph\b|phase|sprint|fase|release|milestone|giai đoạn")
_NAME = r"(?:<article>\s+)?[\wÀ-ỹ.'’-]+(?:\s+(?:<group>|bên\s+\w+|\([^)]*\)|from\s+\w+|of\s+\w+|[A-ZÀ-Ỹ][\wÀ-ỹ'’-]+))*"
_OWNER = pattern(
    rf"(?:\b<asks_somebody>\s+(?P<after>{_NAME}))"
    r"|(?:^|[.,;!]\s*|\b(?:because|that's)\s+)(?P<before>(?:the\s+)?[\wÀ-ỹ'’-]+(?:\s+[\wÀ-ỹ'’-]+){0,3}?)\s+<somebody_decides>\b"
)
_NOBODY = words("nobody")


@lru_cache(maxsize=8192)  # several stages ask it of the same clauses
def destination(text: str) -> str | None:
    """The phase, sprint or time that something is put off to, as it is named; None when none is."""
    found = [match[0].strip() for match in _DESTINATION.finditer(text)]
    named = [
        place
        for place in found
        if PHASE.search(place) and not re.fullmatch(r"(?:the|a)\s+(?:phase|sprint|release)", place, re.IGNORECASE)
    ]
    named = [
        place
        for place in named
        if not re.fullmatch(r"(?:the|a) (?:same|first|last|this) (?:phase|sprint)", place, re.IGNORECASE)
    ]
    place = next(iter(named or [p for p in found if not PHASE.search(p)]), None)
    return re.sub(r"^(?:(?:in|until|till|by|after|for|the|a)\s+)+", "", place, flags=re.IGNORECASE) if place else None


def number_of(place: str) -> int | None:
    """The number of a phase or sprint as it is named: "phase six" is 6, "the fourth phase" 4, "sprint fifty-six" 56."""
    said = [word for word in re.split(r"[\s-]+", place.casefold().strip()) if word]
    if said and said[-1].isdigit():
        return int(said[-1])
    ordered = next((ordinals().index(word) + 1 for word in said if word in ordinals()), None)
    if ordered is not None:
        return ordered
    total = sum(_value(word) or 0 for word in said[-2:])
    return total if said and _value(said[-1]) is not None else None


def _value(word: str) -> int | None:
    return next((int(term.number) for term in lookup((word,)) if term.kind == "number"), None)


def ordinals() -> list[str]:
    """The words "first", "second" and so on, in order."""
    found: list[str] = load("wording")["ordinal"]
    return found


_SOMEBODYS = pattern(
    r"\b(?P<area>[\wÀ-ỹ-]+)['’]s\s+<area>\b"
    rf"|\b<is_for>\s+(?P<for>{_NAME})\s+<to_decide>\b"
    rf"|\b<lies_with>\s+(?P<with>{_NAME})"
)


def somebodys(text: str) -> str | None:
    """Whose it is to decide: "that's Petra's area", "that's for Petra to say"; None when nobody is named."""
    names = [(found["area"] or found["for"] or found["with"]).strip() for found in _SOMEBODYS.finditer(text)]
    return next((name for name in names if name.casefold().split()[-1] not in _NOBODY), None)


def owner(text: str) -> str | None:
    """Who can answer, as they are named; None when nobody is."""
    for match in _OWNER.finditer(text):
        name = (match["after"] or match["before"] or "").strip()
        plain = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
        if plain and plain.lower().split()[0] not in _NOBODY:
            return plain
    return None
