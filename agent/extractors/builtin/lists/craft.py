"""The small matters of writing code that people leave to whoever writes it: names, folders, fixtures, log texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.wording import pattern

_CRAFT = pattern(r"(?<![\w-])<craft>(?:s|es|'s)?(?![\w-])|\w<craft_compound>(?![\w-])")  # German: "Klassennamen"
_TO_THE_AGENT = pattern(r"(?P<what>[^.;\n→]{3,120}?)\s*(?:→|->|=>|=)\s*(?:the\s+)?(?:<agent>|<whoever_writes>)\b")
_ARROWS = ("→", "->", "=")
_HANDS_OVER = pattern(
    r"(?:^|\b)<hands_over>(?:\b|$)|\b(?:whatever|whichever|however|wherever)(?:['’]s)?(?=\s*(?:$|[,.;!?\n])|\s+(?:you|it|they"
    r"|he|she|reads?|fits?|works?|suits?|feels?|looks?|seems?|is|people|everybody|\w+ people|the <judges>)\b)"
)
_KEEPS = pattern(r"(?:^|\b)<keeps_for_people>(?:\b|$)")
_SPOKEN_TO = pattern(r"\b(?:you|your|anybody|anyone|somebody|someone|this|that|it|want|question|<agent>)\b")
_INDIRECT = pattern(r"^<asks_how>\b")
_LISTED = re.compile(r"\s*(?:[,;\n]|\s[+&/]\s|\b(?:and|or|und|oder|y|o|et|ou|và|với)\b)\s*")
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]+:")
_NO_MATTER = re.compile(
    r"\d|^(?!how|where|what|which)(?:\S+\s){0,3}(?:it|them|yoursel\w+|ourselves)\b|^(?:type|which|what|call|work)$",
    re.IGNORECASE,
)
_WEAK = frozenset(("whatever", "whichever", "however", "wherever"))
_BEHIND_COLON = re.compile(r":\s")
_LONGEST = 9  # words of one
_LONG = 60  # words of a remark that may leave small matters to somebody in passing
_TOO = pattern(r"\b(?:too|as well|also|same|<that_one_too>)\b")
_GIVEN = pattern(  # "let the robot cook", "you and the agent", "Claude can choose those", "the agent's taste"
    r"\b<gives_to>\s+(?:(?:the|your|our|my|his|her)\s+)?(?:<agent>|<agent_too>)\b|\b(?:<agent>|<agent_too>)(?:['’]?s)?\s+(?:own\s+)?<agent_may>\b"
    r"|^\W*(?:(?:the\s+)?<agent>\W*)+$"
)
_NO = re.compile(r"(?:not|no|nobody|don|won|need|couldn|doesn)\b", re.IGNORECASE)
_ASKS_LEAVE = pattern(
    r"\b(?:shall|should|do|must)\s+(?:i|we)\s+(?:have to |need to )?(?:ask|check with|come to|bother|show|tell|run)\b"
    r"|\b(?:do|will|would)\s+you\s+(?:want|need|like)\s+to\s+(?:see|know|hear|approve|review|look)\b|\bneed\s+you\b"
    r"|\b(?:do|does|should|shall|must)\s+(?:we|you|anybody|anyone|it|i)\s+(?:really\s+)?<minds>\b"
)
_WITHHELD = pattern(r"\b<withholds>\s+(?:\w+\s+){0,2}?<agent>\b|\b<agent>\s+(?:\w+\s+)?<must_not>\b")
_ASIDE = pattern(r"^(?:<before_a_list>[\s,:]+)+|^(?:<leads_to_an_item>[\s,:]+)+")
_TAIL = pattern(r"[\s,]+(?:<behind_small_matters>)[\s?.!]*$")


@lru_cache(maxsize=4096)  # what was said is looked at again with what answers it
def is_craft(text: str) -> bool:
    """Whether the text names a matter of craft."""
    return bool(_CRAFT.search(text))


def hands_over(remark: Remark) -> bool:
    """Whether the remark leaves what was named to somebody: "all yours", "→ agent", "I needn't see it"."""
    if remark.words > _LONG or _WITHHELD.search(remark.text):
        return False
    if is_given(remark.text):
        return True
    said = _HANDS_OVER.search(remark.text)
    if said and _NO.match(said[0]):  # "not my circus", "no need to ask"
        return True
    return bool(said or any(map(_delegates, remark.clauses))) and not remark.clauses[0].does("negate")


def _delegates(clause: Clause) -> bool:
    """Whether it leaves something to somebody; a mere "whatever" need not."""
    return any(clause.words(mark).casefold() not in _WEAK for mark in clause.of("act", "delegate"))


def need_not_be_asked(remark: Remark, before: Remark) -> bool:
    """Whether it is a no to being asked, or a yes to the agent: "Do I come to you with the names?" — "Please don't"."""
    first = remark.clauses[0]
    if first.does("negate", "none"):
        return bool(_ASKS_LEAVE.search(before.text))
    return first.does("accept") and is_given(before.text)


def is_given(text: str) -> bool:
    """Whether the text gives something to the agent by name."""
    return bool(_GIVEN.search(text))


def given_to_the_agent(remark: Remark) -> list[str]:
    """What an arrow gives to the agent: "crate layout, table prefixes → agent"."""
    if not any(arrow in remark.text for arrow in _ARROWS):
        return []
    return [item for found in _TO_THE_AGENT.finditer(remark.text) for item in _items(found["what"]) if is_craft(item)]


def small_matters(remark: Remark, *, asked: bool) -> list[str]:
    """The matters of craft that a remark names, as a question (``asked``) or beside the words that leave them."""
    found: list[str] = []
    for sentence in _sentences(remark, asked=asked):
        if _KEEPS.search(_HANDS_OVER.sub(",", sentence)):
            continue
        listed = list(_items(sentence))
        named = [item for item in listed if is_craft(item)]
        if named:  # "test names, how the mails get templated?"
            named = [item for item in listed if item in named or _is_another(item, asked=asked or is_given(sentence))]
        found += [item for item in named if item not in found]
    return found


def _is_another(item: str, *, asked: bool) -> bool:
    """Whether what is named beside small matters is one as well: words for how, or in a question any thing."""
    names = bool(_INDIRECT.match(item)) or (asked and " " in item and is_thing(item))
    return names and not _SPOKEN_TO.search(item) and not any(c.of("term", "topic") for c in clauses(item))


def _sentences(remark: Remark, *, asked: bool) -> Iterator[str]:
    numbers = list(dict.fromkeys(c.sentence for c in remark.clauses))
    for number in numbers:
        own = [c for c in remark.clauses if c.sentence == number]
        leaves = any(map(_delegates, own)) or _HANDS_OVER.search(remark.text[own[0].start : own[-1].end])
        text = remark.text[own[0].start : own[-1].end]
        if not asked and all(clause.asks for clause in own):
            continue
        if asked or leaves or _TOO.search(text) or (number == numbers[0] and _is_left_next(remark, numbers)):
            yield text


def _is_left_next(remark: Remark, numbers: Sequence[int]) -> bool:
    """Whether the second sentence leaves what the first lists: "Class names, folders. I don't care"."""
    second = [c for c in remark.clauses if c.sentence == numbers[1]] if len(numbers) > 1 else remark.clauses
    text = remark.text[second[0].start : second[-1].end]
    return any(map(_delegates, second)) or is_given(text) or bool(_HANDS_OVER.search(text))


def _items(text: str) -> Iterator[str]:
    for part in _LISTED.split(_GIVEN.sub(",", _HANDS_OVER.sub(",", text))):
        sides = _BEHIND_COLON.split(_EMOJI.sub("", part).strip(" .,:;!?…—–-\"'“”()→"))
        item = next(filter(is_craft, sides), sides[0])  # "agent's choice: DTO names", "file names: the robot"
        for _ in range(2):
            item = _TAIL.sub("", _ASIDE.sub("", item)).strip(" .,:;!?…—–-\"'“”()")
        said = item.split()
        if _NO_MATTER.search(item):
            continue
        if 0 < len(said) <= _LONGEST and (_INDIRECT.match(item) or not _has_a_speaker(said)):
            yield item


def _has_a_speaker(said: Sequence[str]) -> bool:
    return said[0].casefold().split("'")[0] in {"i", "we", "you", "he", "she", "they", "it", "that", "this", "there"}
