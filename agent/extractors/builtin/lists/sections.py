"""The sections that are lists: scope, integrations, discretion, ideas, deferred ideas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.partial import leaves_all
from phase_context.agent.extractors.builtin.lists.integrations import integrations
from phase_context.agent.extractors.builtin.lists.items import (
    SENTENCES,
    entry,
    items,
    only_place,
    reason_behind,
    trimmed,
    without_place,
)
from phase_context.agent.extractors.builtin.lists.scope_items import scope
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.places import destination
from phase_context.agent.language.wording import pattern
from phase_context.agent.language.wording import words as named
from phase_context.schemas import Entry

_PURPOSE = re.compile(r"\b(?:so|so that|otherwise|because|then|instead of)\b", re.IGNORECASE)
_OCCASION = pattern(r"\b<on_occasion>\b")
_ADDED_THING = pattern(r"^(?:<adds>)\s+(?:a|an|one|two|three|ein|eine|un|una|une|một|\d+)\b")
_THAT_DOES = re.compile(r"\s(?:that|which|who|der|die|das|que|qui)\s+\w+", re.IGNORECASE)
_BUT = pattern(r",\s+<contrast>\s+")
_CODE = re.compile(r"\w+_\w+|\w=\w|`")
_LEAST_IDEA, _LEAST_THING = 6, 9  # words
_FOR_WHOM = re.compile(
    r"(?:to|for|by|with|from)?\s*(?:us|me|them|him|her|you|anybody|anyone|everybody|here)?", re.IGNORECASE
)
_LONGEST_HEAD = 6  # words before the colon of a list
_BARE_PLACE = 4  # words of a sentence that only says where to
_LISTED = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
_COPULA_BEHIND = re.compile(r"\s*\b(?:is|are|that's|for|ist|es|est|thì)?\s*$")
DEFERRED = "Deferred Ideas"
_NOTHING = named("nothing_more")


def read(label: str, text: str, said: Sequence[Clause]) -> list[Entry]:
    """What a reply about a section adds to it."""
    stated = [clause for clause in said if not clause.asks]
    later = label == DEFERRED and destination(text) is not None
    if not stated or (_nothing(stated) and not later):
        return []
    match label:
        case "In scope":
            return scope(text, "in_scope")
        case "Out of scope (deferred)":
            return scope(text, "out_of_scope")
        case "Integration Complexity":
            return integrations(text)
        case "Agent's Discretion":
            return _discretion(text)
        case "Specific Ideas":
            return [entry("idea", text.strip())]
        case _:
            return _deferred(text)


def _nothing(stated: Sequence[Clause]) -> bool:
    first = stated[0]
    acts = first.of("act", "none", "negate", "unknown", "defer")
    covered = {i for m in acts for i in range(m.first, m.end)}
    covered |= {i for i, token in enumerate(first.tokens) if token.word in _NOTHING}
    said = [clause for clause in stated if not all(_is_noise(clause, i) for i in range(len(clause.tokens)))]
    if said and said[0].does("unknown") and not said[0].of("service"):
        return True
    nothing = bool(acts) and len(covered) == len(first.tokens)
    return nothing or first.text.lower().startswith(("no third", "no extern", "nothing", "none", "no integration"))


def _is_noise(clause: Clause, i: int) -> bool:
    return any(mark.first <= i < mark.end for mark in clause.of("act", "noise"))


def _discretion(text: str) -> list[Entry]:
    """What the agent may decide; what it is to ask about first is left out."""
    found = []
    for sentence in (part for whole in SENTENCES.split(text) for part in _BUT.split(whole)):
        own = clauses(sentence)
        asks_first = any(clause.of("scope", "ask_first") for clause in own)
        if asks_first or (own and any(mark.first == 0 for mark in own[0].of("act", "unknown"))):
            continue
        for item in items(_listed(sentence).replace(":", ",")):
            words = trimmed(item)
            only_acts = all(
                any(m.first <= i < m.end for m in c.of("act")) for c in clauses(item) for i in range(len(c.tokens))
            )
            if words and not only_acts:
                found.append(entry("discretion", item, text=words))
    return found


def _listed(sentence: str) -> str:
    """What stands after the colon of "You can decide: …"; else the whole sentence."""
    head, colon, tail = sentence.partition(":")
    leads = any(clause.does("delegate") or clause.of("scope", "lead") for clause in clauses(head))
    delegates = any(clause.does("delegate") for clause in clauses(tail))
    return tail if colon and leads and not delegates and len(head.split()) <= _LONGEST_HEAD else sentence


def _deferred(text: str) -> list[Entry]:
    found: list[Entry] = []
    for sentence in SENTENCES.split(text):
        own = clauses(sentence)
        if not own:
            continue
        place = destination(sentence)
        last = found[-1] if found else None
        if last and not place and not _LISTED.match(sentence):
            found[-1] = last.model_copy(update={"rationale": last.rationale or sentence.strip(" .")})
            continue
        alone = len(own[0].tokens) <= _BARE_PLACE or only_place(own[0].text)
        if last and place and not last.to and alone and destination(own[0].text):
            reason = ", ".join(clause.text for clause in own[1:]) or None
            whole = _through(text, last.quote, sentence)
            found[-1] = last.model_copy(update={"to": place, "quote": whole, "rationale": last.rationale or reason})
            continue
        idea = trimmed(own[0].text) or own[0].text
        rest = [
            c.text
            for c in own[1:]
            if c.text.strip() and not (place and c.text.strip(" .").endswith(place) and len(c.tokens) <= _BARE_PLACE)
        ]
        found.append(
            entry(
                "deferred_idea",
                sentence,
                text=without_place(idea),
                to=place,
                rationale=", ".join(rest) or reason_behind(idea),
            )
        )
    return found


def _through(text: str, first: str, last: str) -> str:
    """The text from one stretch of it through another."""
    start = text.find(first)
    return text[start : text.find(last, start) + len(last)].strip()


def left_to_the_agent(said: Sequence[Clause]) -> list[Entry]:
    """What a decided answer leaves to the agent beside: "let the agent choose the tool"."""
    found = []
    for i, clause in enumerate(said):
        marks = clause.of("act", "delegate")
        if not marks or clause.asks:
            continue
        before = said[i - 1] if i and said[i - 1].sentence == clause.sentence else None
        if leaves_all(clause) and before is not None and any(token.word in named("or") for token in before.tokens):
            found.append(entry("discretion", before.text, text=before.text))  # "flyway or liquibase, toss a coin"
            continue
        cut = max(m.end for m in marks)
        rest = clause.text[clause.tokens[cut].start :] if cut < len(clause.tokens) else ""
        lead = _COPULA_BEHIND.sub("", clause.text[: clause.tokens[marks[0].first].start])
        rest = rest if len(rest.split()) > 1 or not lead else lead
        words = re.sub(r"^(?:on|for|about|the|which|what)\s+(?:the\s+)?", "", rest, flags=re.IGNORECASE).strip()
        words = re.sub(r"\s+(?:does|runs|handles) (?:it|that|this)$", "", words, flags=re.IGNORECASE)
        loose = len(marks) == 1 and clause.words(marks[0]).casefold() in named("whichever")
        if loose and not any(token.word in named("agent") | {"you"} for token in clause.tokens):
            continue  # "whatever Azure gives us"
        if words and len(words.split()) <= _LONGEST_HEAD and not _FOR_WHOM.fullmatch(words):
            found.append(entry("discretion", clause.text, text=words))
    return found


def ideas(text: str, said: Sequence[Clause]) -> list[Entry]:
    """Concrete ways to do something, with their purpose or occasion, kept word for word."""
    ends = {clause.sentence: clause.end for clause in said}
    for clause in said:
        whole = text[clause.start : ends[clause.sentence]]
        if not clause.asks and len(whole.split()) >= _LEAST_IDEA and _is_a_way(clause, whole):
            return [entry("idea", whole)]
    return []


def _is_a_way(clause: Clause, whole: str) -> bool:
    """Whether it tells how to do something: "start at :07 so we don't collide", "rename it once it's complete"."""
    leads = [token.word in named("adds") for token in clause.tokens]
    verb = next((m for m in clause.of("scope", "verbs") if all(leads[: m.first])), None)
    code, purpose = _CODE.search(clause.text), _PURPOSE.search(whole)
    if purpose and purpose.start() > 0:
        refuses = any(clause.tokens[m.first].start < purpose.start() for m in clause.of("act", "negate"))
        added = (bool(_ADDED_THING.match(whole)) and len(whole.split()) >= _LEAST_THING) or _orders(clause)
        return bool(code) or ((verb is not None or added) and not refuses)
    if _ADDED_THING.match(whole) and _THAT_DOES.search(whole):
        return not clause.does("negate")
    if verb is None or verb.end >= len(clause.tokens) or clause.does("negate", "delegate", "defer", "unknown"):
        return False
    points = clause.tokens[verb.end].word in named("points_back")
    names = any(not mark.term.everyday for mark in clause.of("term"))
    return bool(_OCCASION.search(clause.text)) and not points and not names


def _orders(clause: Clause) -> bool:
    """Whether it begins as an order does, whatever the verb: "freeze the clock at …"."""
    said = [token.word for token in clause.tokens if token.word not in named("adds")][:2]
    if len(said) < 2 or said[0] in named("begins_no_order") | named("tells") | named("copula"):  # noqa: PLR2004
        return False
    return said[1] in named("determiner")
