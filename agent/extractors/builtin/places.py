"""Where something is put off to, and who is to answer: phases, sprints, times and people as they are named."""

from __future__ import annotations

import re

from phase_context.agent.extractors.builtin.lexicon import lookup

_NUMBER = r"(?:\d+[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|eins|zwei|drei|vier|fünf|sechs|sieben|acht|deux|trois|quatre|cinq|sept|huit|neuf|dix)"
_DESTINATION = re.compile(
    rf"\b(?:(?:phase|sprint|fase|giai đoạn|etapa|étape|release|milestone|q)\s*(?:no\.?\s*)?-?{_NUMBER}\b"
    r"|(?:the\s+)?next\s+(?:phase|sprint|release|quarter|year|round|milestone)"
    r"|(?:the|a)\s+(?:[\w-]+\s+)?(?:phase|sprint|release)\b(?! \d)"
    r"|(?:nächste[nr]?|próxim[oa]|siguiente|prochaine?|later|spätere[nr]?)\s+(?:phase|sprint|fase|release)"
    r"|(?:phase|sprint)\s+sau|\b(?:one|some) ?day\b|\bthe future\b"
    r"|(?:in|for|with)\s+v\d+(?:\.\d+)?\b|(?:(?:in|until|till|by|after|for|next|this)\s+(?:the\s+)?|the\s+)(?:spring|summer|autumn|fall|winter)\b"
    r"|(?:in|until|till|by|after)\s+(?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|20\d\d|next year|christmas)\b)",
    re.IGNORECASE,
)
PHASE = re.compile(r"phase|sprint|fase|release|milestone|giai đoạn", re.IGNORECASE)
_NAME = r"(?:the\s+|our\s+|bên\s+|anh\s+|chị\s+|el\s+|la\s+|die\s+|den\s+|le\s+)?[\wÀ-ỹ.'’-]+(?:\s+(?:guild|team|people|guys|folks|lead|bên\s+\w+|\([^)]*\)|from\s+\w+|of\s+\w+|[A-ZÀ-Ỹ][\wÀ-ỹ'’-]+))*"
_OWNER = re.compile(
    rf"(?:\b(?:ask|asking|check with|ask with|wait(?:ing)? (?:for|on)|hỏi|để hỏi|preguntar(?: a)?|pregunta(?:r)? a|frag(?:en)?|demander(?: à)?|demande à|consultar con|talk to|up to|depends on|từ|klären mit|à voir avec)\s+(?P<after>{_NAME}))"
    rf"|(?:^|[.,;!]\s*|\b(?:because|that's)\s+)(?P<before>(?:the\s+)?[\wÀ-ỹ'’-]+(?:\s+[\wÀ-ỹ'’-]+){{0,3}}?)\s+(?:decides?|promised|has to (?:say|decide)|have to (?:say|decide)|needs? to (?:say|decide|answer|sign)|must (?:say|decide)|will (?:say|decide|tell|know)|knows?|owns? (?:that|it)|still (?:has|have) to|wollen|entscheidet|muss|decide\b)",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    [
        "i",
        "we",
        "you",
        "it",
        "they",
        "he",
        "she",
        "that",
        "this",
        "nobody",
        "one",
        "somebody",
        "someone",
        "me",
        "us",
        "them",
        "the",
        "a",
    ]
)


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
    place = (named or [p for p in found if p not in named and not PHASE.search(p)] or [None])[0]
    return re.sub(r"^(?:(?:in|until|till|by|after|for|the|a)\s+)+", "", place, flags=re.IGNORECASE) if place else None


def number_of(place: str) -> int | None:
    """The number of a phase or sprint as it is named: "phase six" is 6."""
    word = re.split(r"[\s-]+", place.strip())[-1].casefold()
    if word.isdigit():
        return int(word)
    return next((int(term.number) for term in lookup([word]) if term.kind == "number"), None)


def owner(text: str) -> str | None:
    """Who can answer, as they are named; None when nobody is."""
    for match in _OWNER.finditer(text):
        name = (match["after"] or match["before"] or "").strip()
        plain = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
        if plain and plain.lower().split()[0] not in _NOBODY:
            return plain
    return None
