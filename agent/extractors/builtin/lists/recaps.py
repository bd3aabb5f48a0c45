"""The recap: somebody says back in a few nouns what was just told: "So booking, the reminder, the arrivals list"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.wording import pattern, words

_LONGEST = 26  # words
_LEAST = 3
_LONGEST_ITEM = 6
_WITHIN = 4  # remarks after the telling
_CAPTIONS = 9  # the same where every line of captions is one
_STEM = 4  # letters that two forms of a word share
_LEADS = pattern(r"^(?:<leads_to_a_recap>[\s,:.—–-]+)+")
_ENDS = pattern(r"[\s,.;:—–-]+(?:<ends_a_recap>)[\s.!?]*$")
_PARTS = re.compile(r"[,;.\n]|\s[+&/]\s|\b(?:and|und|et|y|và|plus)\b", re.IGNORECASE)


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning."""
    said = re.findall(r"[^\W\d_]{3,}", text.casefold())
    return frozenset(word[:_STEM] for word in said if word not in _small())


@cache
def _small() -> frozenset[str]:
    return words("begins_no_name") - words("plain_words")


def recap(talk: Sequence[Remark], told: int) -> tuple[int, list[str]] | None:
    """The remark that says back what remark ``told`` tells, and the things it names; None where nobody does."""
    heard = stems(talk[told].text)
    within = _WITHIN if talk[told].speaker else _CAPTIONS
    for i in range(told + 1, min(told + 1 + within, len(talk))):
        other = talk[i]
        if somebody_else(talk[told], other) and not other.guest:
            found = _named_back(other.text, heard)
            if found:
                return i, found
        heard |= stems(other.text)
    return None


def _named_back(text: str, heard: frozenset[str]) -> list[str]:
    """The items of a text that does nothing but name what was heard; none where it says more than that."""
    said = _ENDS.sub("", _LEADS.sub("", text.strip()))
    if not _LEAST <= len(said.split()) <= _LONGEST or "?" in said:
        return []
    items = [item.strip(" .!:…—–-\"'") for item in _PARTS.split(said)]
    items = [re.sub(r"^(?:the|a|an)\s+", "", item, flags=re.IGNORECASE) for item in items if re.search(r"\w{3,}", item)]
    if len(items) < 2 or any(len(item.split()) > _LONGEST_ITEM for item in items):  # noqa: PLR2004
        return []
    if any(_tells(item) for item in items):
        return []
    known = sum(bool(stems(item) & heard) for item in items)
    return items if known >= max(2, (len(items) + 1) // 2) else []


def _tells(item: str) -> bool:
    """Whether it holds the verb of a sentence, or a person who speaks."""
    said = re.findall(r"[\w'’]+", item.casefold().replace("’", "'"))
    return any(word.replace("'", "") in words("finite") for word in said)
