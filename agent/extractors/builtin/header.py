"""The header facts that a meeting names in its opening: phase, sprint, date, and who is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.answers.entries import entry
from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.dates import find_day, value
from phase_context.agent.language.places import number_of
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Entry

_OPENING = 25  # remarks in which a meeting says what it is about
_PHASE = pattern(
    r"\b(?P<ordinal><ordinal>)\s+(?:phase|fase)\b"
    r"|\b(?:phase|ph\.?|fase|giai đoạn|étape|etapa)\s+(?P<number>\w+(?:-\w+)?)"
)
_SPRINT = re.compile(r"\bsprint[\s-]*(?:no\.?\s*|number\s+|#|số\s+)?(?P<number>\w+(?:[\s-]\w+)?)", re.IGNORECASE)
_PAST = re.compile(r"\s*(?:was|were|had|is done|is live|is finished|and \d|\+)", re.IGNORECASE)
_POINTED = re.compile(
    r"\b(?:until|till|by|from|since|for|to|of|in|as|like|after|before|để|từ|hasta|bis|seit|depuis)\s+$", re.IGNORECASE
)
_IS = re.compile(r"\s*(?:is|=|:|là|es|ist|c'est)\s+(?:the\s+)?", re.IGNORECASE)
_AFTER = re.compile(r"\s*[,.–—-]+\s*(?:the\s+|phần\s+|die\s+|el\s+|la\s+|le\s+)?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\(\s*[\"“'‘]?")  # "phase 4 (timed tickets)"
_WHICH = re.compile(
    r"\s*,?\s*(?:which is|which means|that's|that is|called|namely|que es|das ist)\s+(?:the\s+)?", re.IGNORECASE
)
_BESIDE = re.compile(
    r"\s+(?=[^\W\d_][\w\s-]{2,40}?\s+sprint\b)", re.IGNORECASE
)  # "phase three meter readings sprint twelve"
_SENTENCE_BEFORE = re.compile(
    r"(?P<name>[^.,;:!?\n–—]+?)\s*[.,:]\s*(?:(?:and|so|also)\s+)?"
    r"(?:(?:this|that|it)(?:['’]s|\s+is)\s*)?(?:the\s+)?$",
    re.IGNORECASE,
)
_LEADS_UP = re.compile(
    r"^.*\b(?:so|okay|ok|um|uh|right|about|for|with|to|on|morning|well|now|start|here)\s+(?:(?:the|our|this|is|are|at)\s+)?(?=\w)",
    re.IGNORECASE,
)
_END = re.compile(r"[.,;:!?\n()–—]|\s(?:and|sprint|so|we|in sprint|for sprint|from|it|which|it's)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?P<name>[^.,;:!?\n–—]+?)\s*[,–—-]?\s*(?:,|that's|that is|which is|is|it's|so)?\s*(?:the\s+)?$", re.IGNORECASE
)
_LONGEST = 5  # words of a phase's name
_SHORTEST = 3  # letters of it
_PRESENT = re.compile(
    r"\b(?P<name>[A-ZÀ-Ỹ][\w'’-]*[a-zà-ỹ])(?:'s)?\s+"
    r"(?:from\s+[a-z]|is here|here\b|as the\b|is the (?:lead|po|product)|joined\b|joins\b"
    r"|von der\b|vom\b|aus dem\b|de producto\b|du produit\b)"
)


def header(talk: Sequence[Remark], *, named: bool) -> list[Entry]:
    """The facts of the opening, one entry each. ``named`` says that the transcript gives its speakers' names."""
    opening = talk[:_OPENING]
    found = [*_phase(opening), *_sprint(opening), *_date(opening)]
    return found if named else found + list(_people(opening))


@dataclass(frozen=True)
class _Mention:
    """A phase that is named: how surely it is the meeting's own, its name if said, and the words."""

    number: int
    weight: int
    name: str | None
    quote: str
    remark: Remark


def _phase(opening: Sequence[Remark]) -> Iterator[Entry]:
    mentions = [mention for i, remark in enumerate(opening) for mention in _mentions(opening, i, remark)]
    if not mentions:
        return
    best = max(mentions, key=lambda mention: mention.weight)
    if best.weight < 0:
        return
    same = [m for m in mentions if m.number == best.number and m.name]
    told = max(same, key=lambda mention: mention.weight, default=best)
    text = f"{best.number:02d}" + (f" — {told.name[:1].upper()}{told.name[1:]}" if told.name else "")
    yield entry("phase", told.quote, told.remark.number, text=text)


def _mentions(opening: Sequence[Remark], i: int, remark: Remark) -> Iterator[_Mention]:
    for found in _PHASE.finditer(remark.text):
        number = number_of(found["ordinal"]) if found["ordinal"] else _number(found["number"])
        if number is None:
            continue
        before, after = remark.text[: found.start()], remark.text[found.end() :]
        weight = 2 - i // 10
        weight += 3 if remark.heading else 0
        weight += 3 if _SPRINT.search(remark.text) else 0
        weight -= 4 if _PAST.match(after) else 0
        weight -= 2 if _POINTED.search(before) else 0
        weight -= 2 if i and opening[i - 1].asks else 0
        name, start, end = _name(remark.text, found)
        weight += 1 if name else 0
        weight += 2 if name and _IS.match(after) else 0
        yield _Mention(number, weight, name, remark.text[start:end], remark)


def _name(text: str, phase: re.Match[str]) -> tuple[str | None, int, int]:
    """The phase's name beside its number, and where the words begin and end."""
    for lead in (_IS, _ASIDE, _WHICH, _AFTER, _BESIDE):
        led = lead.match(text, phase.end())
        if not led:
            continue
        ended = _END.search(text, led.end())
        end = ended.start() if ended else len(text)
        name = text[led.end() : end].strip(" \"”'’")
        if _is_name(name):
            return name, phase.start(), end
    for form in (_BEFORE, _SENTENCE_BEFORE):
        before = form.search(text[: phase.start()])
        for name in (_without_leads(before["name"]), _LEADS_UP.sub("", before["name"]).strip()) if before else ():
            if _is_name(name) and is_thing(name):
                return name, text.rindex(name, 0, phase.start()), phase.end()
    return None, phase.start(), phase.end()


def _without_leads(text: str) -> str:
    """The text without the words that only lead up to a name."""
    said = text.split()
    while said and said[0].casefold().strip("',") in words("before_a_phase"):
        said = said[1:]
    return " ".join(said)


def _is_name(text: str) -> bool:
    said = text.casefold().split()
    if not 0 < len(said) <= _LONGEST or len(text.strip()) < _SHORTEST:
        return False
    return said[0] not in words("no_phase_name") and not _SPRINT.match(text.strip())


def _sprint(opening: Sequence[Remark]) -> Iterator[Entry]:
    for remark in opening:
        for found in _SPRINT.finditer(remark.text):
            spelled = found["number"]
            number = _number(spelled)
            if number is None:
                spelled = re.split(r"[\s-]", spelled)[0]
                number = _number(spelled)
            if number is not None:
                quote = remark.text[found.start() : found.start("number") + len(spelled)]
                yield entry("sprint", quote, remark.number, text=f"SPRINT-{number:03d}")
                return


def _date(opening: Sequence[Remark]) -> Iterator[Entry]:
    for remark in opening:
        day = find_day(remark.text)
        if day:
            yield entry("date", day.words, remark.number, text=day.date.isoformat())
            return


def _people(opening: Sequence[Remark]) -> Iterator[Entry]:
    seen = set()
    for remark in opening:
        for found in _PRESENT.finditer(remark.text):
            if found["name"] not in seen and found["name"].casefold() not in words("no_phase_name"):
                seen.add(found["name"])
                yield entry("person", found["name"], remark.number, text=found["name"])


def _number(spelled: str) -> int | None:
    """A number of one or two words: "44", "forty-four", "mười hai"."""
    total = 0
    for word in re.split(r"[\s-]", spelled.casefold()):
        one = value(word)
        if one is None:
            return None
        total = total * 10 if word == "mươi" else total + one
    return total
