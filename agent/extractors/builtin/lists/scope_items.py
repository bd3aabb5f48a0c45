"""What is in and what is out, in a reply about the scope."""

from __future__ import annotations

import re

from phase_context.agent.extractors.builtin.answers.statuses import declines
from phase_context.agent.extractors.builtin.lists.items import (
    SENTENCES,
    entry,
    items,
    only_place,
    reason_behind,
    trimmed,
    without_place,
)
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.places import destination
from phase_context.agent.language.wording import pattern
from phase_context.agent.language.wording import words as named
from phase_context.schemas import Entry

_JOINS = frozenset(("and", "or", "but"))
_LEAST_STATED = 3  # words of an item that can be a statement
_LONGEST_ASKED = 5  # words of a question that names a thing
_LEAST_LISTED = 2  # items behind a colon that make a list of it
# "The waiting list is something Ines does", "refunds stay with billing", "the platform team does that".
_IS_OTHERS = pattern(r"^(?P<what>.+?)\s+(?:is|are|was)\s+<a_thing>\s+(?P<who>.+?)\s+<does_it>$")
_IS_WHOSE = pattern(r"^(?P<what>.+?)\s+(?:is|are)\s+(?P<who>.+?['’]s?)\s+(?:<area>|thing)$")
_COMES_LATER = pattern(
    r"^(?:(?:so|but|and|that|this|it|they|that's|it's|those|which)\s+)*(?:is|are|will)?\s*<comes_later>$"
)
_IS_FOR_LATER = pattern(r"^(?P<what>.+?)\s+(?:is|are|comes?|can|will be|wird|ist|es|est)\s+(?:for\s+)?<comes_later>$")
_IS_A_NAMES = re.compile(r"^(?P<what>.+?)\s+(?:is|are)\s+(?P<who>[A-Z]\w*['’]s)$")
_NO_IN_IT = pattern(r"\b(?:there's|there is|there are|with)\s+<no_article>\s+(?P<what>[^,]+?)\s+<in_it>$")
_STAYS_WITH = pattern(r"^(?P<what>.+?)\s+<stays_with>\s+(?P<who>.+)$")
_OTHERS_DO = pattern(r"^(?P<who>(?:the\s+)?[\w'’-]+(?:\s+[\w'’-]+){0,3}?)\s+(?:already\s+)?<does_it>\s+(?P<what>.+)$")
_LIKEWISE = re.compile(r"^(?:so|neither|nor) (?:is|are|does|do|will)\s+", re.IGNORECASE)
_COUNTS = pattern(r"^(?:(?:just|only|exactly|basically)\s+)?(?:<numeral>|\d)\s+things?$")
_COPULA = re.compile(r"\s+(?:is|are|was|were|ist|sind|es|son|est|sont)$", re.IGNORECASE)


def scope(text: str, default: str) -> list[Entry]:
    """One entry an item; an item that is turned down, put off or somebody else's goes the other way."""
    found: list[Entry] = []
    sentences = [sentence for sentence in SENTENCES.split(_without_lead(text)) if sentence.strip()]
    answered = False
    for sentence, following in zip(sentences, [*sentences[1:], ""], strict=True):
        if answered:
            answered = False
            continue
        own = _asked_and_answered(sentence, following)
        answered = own is not None
        found += own if own is not None else _of_sentence(sentence, default)
    return found


def _asked_and_answered(sentence: str, answer: str) -> list[Entry] | None:
    """What a question of a few words and its answer come to: "Refunds? no", "Groups? phase 6"; else None."""
    what = trimmed(sentence.strip(" ?"))
    said = clauses(answer)
    if not sentence.rstrip().endswith("?") or not said or not what or len(what.split()) > _LONGEST_ASKED:
        return None
    to = destination(answer)
    if to and (only_place(answer.strip(" .")) or said[0].does("defer")):
        return [entry("out_of_scope", what, text=what), entry("deferred_idea", what, text=what, to=to)]
    if declines(said[0]):
        return [entry("out_of_scope", what, text=what)]
    yes = any(mark.first == 0 and mark.end == len(said[0].tokens) for mark in said[0].of("act", "accept"))
    return [entry("in_scope", what, text=what)] if yes else None


def _without_lead(text: str) -> str:
    """The text from behind "what they want is this: …", when what stands before it only leads up to it."""
    for colon in re.finditer(r"[:.]\s", text):
        head = clauses(text[: colon.start()])
        tail = SENTENCES.split(text[colon.end() :])[0]
        last = head[-1].tokens[-1].word if head and head[-1].tokens else ""
        points = last in named("points_on") if colon[0][0] == ":" else last in ("this", "these")
        if points and len(list(items(tail))) >= _LEAST_LISTED:
            return text[colon.end() :]
    return text


def _of_sentence(sentence: str, default: str) -> list[Entry]:
    found: list[Entry] = []
    own = clauses(sentence)
    out = [m for c in own for m in c.of("scope", "out_of_scope", "owner")]
    begins = bool(out) and own[0].text.casefold().startswith(
        tuple(own[0].words(m).casefold() for m in own[0].of("scope", "out_of_scope"))
    )
    place = destination(sentence)
    told = False  # whether the item before was plainly said to be out
    for listed in items(sentence):
        item = _LIKEWISE.sub("", listed)
        others = _somebody_elses(item)
        if others is not None:
            _give_away(found, item, others)
            told = True
            continue
        says = _negated(item) or _says_out(item) or (told and item != listed)
        this = "out_of_scope" if says or default == "out_of_scope" else "in_scope"
        if out and (begins or _owned(item) or place):
            this = "out_of_scope"
        words = _without_verdict(trimmed(item)) if says else trimmed(item)
        if len(words) < 2 or _says_nothing(item):  # noqa: PLR2004
            continue
        if found and (place or told) and item == listed and not _says_out(item) and _is_reason(item):
            found[-1] = found[-1].model_copy(update=_with_reason(found[-1], item))
            continue
        to = destination(item)
        if to and found and only_place(item):
            meant = found if _speaks_of_all(item) else found[-1:]
            found += [entry("deferred_idea", one.quote, text=one.text, to=to) for one in meant]
            continue
        if to and told and found and clauses(item)[0].tokens[0].word in named("tells"):
            found.append(entry("deferred_idea", item, text=found[-1].text, to=to))
            continue
        if to and default == "in_scope" and not item.casefold().startswith(to.casefold()):
            found.append(entry("out_of_scope", item, text=without_place(words)))
            found.append(entry("deferred_idea", item, text=without_place(words), to=to, rationale=reason_behind(words)))
            continue
        told = says
        found.append(entry(this, item, text=words))
        if place and to:
            why = reason_behind(words)
            found.append(entry("deferred_idea", item, text=without_place(words), to=place, rationale=why))
    return found


def _somebody_elses(item: str) -> str | None:
    """What an item says is not ours or not now, "" where it only points back; None where it says no such thing."""
    absent = _NO_IN_IT.search(item) or _IS_FOR_LATER.match(item)
    if absent:
        return trimmed(absent["what"])
    if _COMES_LATER.match(item):
        return ""
    for form in (_IS_OTHERS, _IS_WHOSE, _IS_A_NAMES, _STAYS_WITH, _OTHERS_DO):
        match = form.match(item)
        if match and _is_somebody(match["who"], item):
            what = trimmed(match["what"])
            return "" if what.casefold() in named("points_back") else what
    return None


def _is_somebody(who: str, item: str) -> bool:
    """Whether people are named who are not us: by a name, a team or a "they"."""
    said = re.findall(r"[\w'’-]+", who)
    group = named("teams") | named("team_names") | named("others") | named("group")
    if not said or said[0].casefold() in named("we_say"):
        return False
    # At the beginning of a sentence a capital tells nothing; a single word there may still be a name.
    if any(re.search(r"['’]s$", word) for word in said[:2]):
        return True
    capital = any(word[0].isupper() for word in said[1:]) or (said[0][0].isupper() and not item.startswith(said[0]))
    return capital or (len(said) == 1 and said[0][0].isupper()) or any(word.casefold() in group for word in said)


def _give_away(found: list[Entry], item: str, what: str) -> None:
    """Add what somebody else does; where it only points back, what was named last goes out."""
    if what:
        found.append(entry("out_of_scope", item, text=what))
    elif found and found[-1].kind == "in_scope":
        found[-1] = found[-1].model_copy(update={"kind": "out_of_scope"})


def _says_out(item: str) -> bool:
    """Whether it says of a thing that it is out: "the signature is not in it", "hands off the vans"."""
    own = clauses(item)
    marks = [m for m in own[0].of("scope", "out_of_scope") if m.end - m.first > 1] if own else []
    lead = sum(token.word in named("adds") | named("contrast") for token in own[0].tokens[:1]) if own else 0
    return any(m.first <= lead or m.end == len(own[0].tokens) for m in marks)


def _without_verdict(words: str) -> str:
    """A thing without the no behind it: "the rerouting neither", "the signature is"."""
    before, _, last = words.rpartition(" ")
    return _COPULA.sub("", before.rstrip(" :,") if before and last.casefold() in named("no_behind") else words)


def _says_nothing(item: str) -> bool:
    """Whether it only says "right", "god no", "two things", or that this is all."""
    return bool(_COUNTS.match(item)) or all(_covered(clause) or declines(clause) for clause in clauses(item))


def _covered(clause: Clause) -> bool:
    marks = [*clause.of("act", "noise", "accept"), *clause.of("scope", "in_scope.closes")]
    small = {i for mark in marks for i in range(mark.first, mark.end)}
    return all(i in small or token.word in _JOINS for i, token in enumerate(clause.tokens))


def _is_reason(item: str) -> bool:
    """Whether it tells why, rather than naming a thing: "finance has not decided", "no customer abroad yet"."""
    own = clauses(item)
    if not own or destination(item):
        return False
    said = [token.word for token in own[0].tokens]
    verbs = (named("verbs_of_state") | named("past") | named("modal") | named("told_of")) - _JOINS
    tells = said[0] in named("tells") or any(word in verbs for word in said[1:])
    return len(said) >= _LEAST_STATED and (tells or said[-1] in named("yet"))


def _with_reason(one: Entry, item: str) -> dict[str, str]:
    """The reason as a deferred idea's; a bullet has no place for one."""
    return {"rationale": item} if one.kind == "deferred_idea" else {}


def _speaks_of_all(item: str) -> bool:
    return any(token.word in named("all_of_them") for clause in clauses(item) for token in clause.tokens)


def _owned(item: str) -> bool:
    return any(clause.of("scope", "owner") for clause in clauses(item)) and bool(
        re.search(r"'s\b|’s\b|\bteam\b|\bnot us\b", item)
    )


def _negated(item: str) -> bool:
    own = clauses(item)
    if len(own) > 1 and declines(own[-1]):
        return True  # "guests seeing anything: no"
    if own and len(own[0].tokens) > 1 and own[0].tokens[-1].word in named("after_a_name") | named("no_behind"):
        return True
    return (bool(own) and any(m.first <= 1 for m in own[0].of("act", "negate", "none"))) or bool(
        re.match(r"(?:no|not|pas d|kein|sin|không|chưa|todavía no|aún no|noch nicht|pas encore)\b", item, re.IGNORECASE)
    )
