"""Clean up a turn: blank out what is not the person's own say, and secrets. Every place stays where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from phase_context.agent.secrets import blank

_MARKUP = re.compile(
    r"~~[^~\n]+~~|```\w*|<!--.*?(?:-->|$)|<(?P<tag>[a-z_]{2,})\b[^>]*>[^<]*</(?P=tag)>|</?[a-z_]{2,}[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_CITED = re.compile(r"^[ \t]*>(?!\s*\d)[^\n]*", re.MULTILINE)  # somebody else's message, pasted
# What a document "says", a long quotation, and words that give orders to a machine.
_QUOTED = re.compile(
    r"(?:quote|says?|reads?|wrote|said)\s*[:,]?\s*(?:quote\s*[:,]?\s*)?(['\"“‘`])(?:(?!\1)[^”’]){20,}?[\"”’'`]"
    r"|[\"“«`](?:[^\s\"”»`]+\s+){7,}[^\s\"”»`]+[\"”»`]"
    r"|(?<!\w)['‘](?:[^\s'’]+\s+){6,}[^\s'’]+['’](?!\w)"
    r"|(?:ignore|disregard|forget)(?: \w+){0,3} (?:previous|earlier|above|prior)\b[^.\n]*",
    re.IGNORECASE | re.DOTALL,
)
# What speaks to the machine: "[assistant note: …]", "{{system: …}}", "Instruction for the model: …".
_MACHINE = r"(?:system|assistant|ai|llm|model|agent|bot|chatbot|copilot|claude|gpt|prompt|instructions?)"
_ORDERS = re.compile(
    rf"\[[^\]\[\n:]{{0,30}}\b{_MACHINE}\b[^\]\[\n:]{{0,30}}:[^\]\n]*\]"
    rf"|\{{+[^}}{{\n:]{{0,30}}\b{_MACHINE}\b[^}}{{\n:]{{0,30}}:[^}}\n]*\}}+"
    rf"|\([^)(\n:]{{0,30}}\b{_MACHINE}\b[^)(\n:]{{0,30}}:[^)\n]*\)"
    rf"|\b(?:instructions?|notes?) (?:for|to) (?:the |any )?{_MACHINE}\s*:[^\n]*"
    r"|(?<=\n)[ \t]*(?-i:SYSTEM|ASSISTANT|System prompt)\s*:[^\n]*",
    re.IGNORECASE,
)
# Two of these in one message make it a specification that was pasted, and nobody's choice.
_NORMATIVE = re.compile(r"\b(?:MUST(?: NOT)?|SHALL(?: NOT)?|SHOULD(?: NOT)?|REQUIRED|RECOMMENDED|OPTIONAL)\b")
_SAID = r"(?:password|passwort|kennwort|passwd|passphrase|contraseña|mot de passe|mật khẩu|senha)"
_IS = r"(?::|=|(?<=\w)['’]s\b|\b(?:is(?: still)?|lautet|ist(?: immer noch)?|es|sigue siendo|est(?: toujours)?|là|é)\b)"
# A password may be spoken in several words; what follows "the password is" may also be no password.
_SPOKEN = re.compile(
    rf"\b{_SAID}\b(?!\s+(?:reset|polic|hash|rule|rotation|login|field|attempt|change|form|flow|manager|column)\w*)[^.!?\n]{{0,30}}?{_IS}"
    r"(?!\s*(?:hashed|stored|encrypted|checked|required|fine|ok|never|not|in|at|enough|out|too|gone|a|an|the|good|bad)\b)\s*"
    r"(?P<value>[^.!?\n]{1,80})",
    re.IGNORECASE,
)


_NOT_OWN = (  # each with what stands in all that it finds
    (_MARKUP, ("<", "~", "`")),
    (_CITED, (">",)),
    (_ORDERS, (":",)),
    (_QUOTED, ("'", "’", "‘", '"', "”", "“", "«", "»", "`", "ignore", "disregard", "forget")),
)


def own_words(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with everything blanked out that is not the person's own say or must be written nowhere.

    ``secrets`` are values that were found elsewhere, to be blanked out wherever they are said again.
    """
    text = blank(text)
    if len(_NORMATIVE.findall(text)) > 1 and not text.isupper():
        return " " * len(text)
    folded = text.casefold()
    for found, signs in _NOT_OWN:
        if any(sign in folded for sign in signs):
            text = found.sub(lambda match: " " * len(match[0]), text)
    text = _SPOKEN.sub(lambda match: " " * len(match[0]), text)
    again = _any_of(tuple(secrets))
    return again.sub(lambda match: " " * len(match[0]), text) if again else text


@lru_cache(maxsize=8)
def _any_of(values: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, values)), re.IGNORECASE) if values else None


def spoken_secrets(texts: Iterable[str]) -> list[str]:
    """What people gave away as passwords, as pairs of words: whoever says it again says part of it."""
    return sorted({pair for text in texts for match in _SPOKEN.finditer(text) for pair in _pairs(match["value"])})


def _pairs(value: str) -> Iterator[str]:
    words = value.split()
    yield from (" ".join(pair) for pair in pairwise(words))
    if len(words) == 1:
        yield value.strip()
