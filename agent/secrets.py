"""Mask keys, tokens, passwords and connection strings before they reach a model, a document or a journal.

Formats of keys that vendors publish are masked wherever they stand; anything else only beside a word like "password",
and only if it looks like one: a detector that masks "the token is short-lived" would be switched off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from phase_context.agent.limits import DEEPEST_ENTRY
from phase_context.schemas import Transcript

MASK = "[masked]"
_LEAST = 6  # characters of a secret that is looked for elsewhere
_SHORTEST = 14  # characters of the shortest that _FORMATS knows
_BEGINS = "-----"  # what a key of several words begins with

_FORMATS = re.compile(
    r"""
      -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----[\s\S]*?(?:-----END\ [A-Z ]*PRIVATE\ KEY-----|\Z)
    | \b(?:  # one boundary for all: tried at the beginning of words alone
        (?:sk|pk|rk)[-_](?:live|test|proj|ant|or)[-_][A-Za-z0-9_-]{8,}   # Stripe, OpenAI, Anthropic
      | [a-z]{2,12}[-_](?:sk|pk|rk)[-_](?=[\w-]*\d)[A-Za-z0-9_-]{8,}      # the same habit elsewhere: "sup_sk_…"
      | sk-[A-Za-z0-9_-]{16,}                                            # OpenAI
      | whsec_[A-Za-z0-9+/=]{8,}                                         # Stripe webhooks
      | gh[pousr]_[A-Za-z0-9]{20,} | github_pat_\w{20,}                  # GitHub
      | glpat-[\w-]{16,}                                                 # GitLab
      | (?:AKIA|ASIA)[0-9A-Z]{16}\b                                      # AWS
      | xox[abeoprs]-[\w-]{10,} | xapp-[\w-]{20,}                        # Slack
      | https://hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/\w{16,}
      | AIza[\w-]{30,} | ya29\.[\w-]{20,} | GOCSPX-[\w-]{20,}           # Google
      | hf_[A-Za-z0-9]{30,} | gsk_[A-Za-z0-9]{30,} | r8_[A-Za-z0-9]{30,}  # Hugging Face, Groq, Replicate
      | do[opr]_v1_[a-f0-9]{40,} | shp(?:at|ca|pa|ss)_[a-fA-F0-9]{30,}   # DigitalOcean, Shopify
      | (?:SK|AC)[0-9a-f]{32}\b | key-[0-9a-f]{32}\b                     # Twilio, Mailgun
      | glsa_\w{30,} | dckr_pat_[\w-]{20,} | dapi[0-9a-f]{32}\b | hvs\.[\w-]{20,} | AGE-SECRET-KEY-1\w{40,}
      | \d{8,10}:AA[\w-]{32,}                                            # Telegram
      | SG\.[\w-]{16,}\.[\w-]{16,}                                       # SendGrid
      | npm_[A-Za-z0-9]{30,} | pypi-[\w-]{30,}
      | eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}                               # a JSON web token
    )
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)([^\s:/@]*):([^\s@/]+)@", re.IGNORECASE)
_NAMED = re.compile(
    r"""
    (?P<before>(?<![^\W_])(?:pass(?:word|wort|phrase|wd)?|pwd?|contraseña|mot\ de\ passe|mật\ khẩu|secret|token|bearer
      |(?:api|test|testing|live|prod|sandbox|staging|dev|access|private)[ _-]?key|client[ _-]?secret
      |key\ for\ (?:the\ )?(?:test|testing|tests|sandbox|staging|dev|prod))\b
      (?:['’]s|\s+(?:is|was|still|now|lautet|ist|es|est|là|für|for|de|of)\b(?:\s+\w+){0,2}?)?\s*[:=]?\s*)
    (?P<quote>[`'"“]?)(?P<value>[^\s`'"”,;|]{6,})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNLIKE_WORDS = re.compile(r"[\d!@#$%^&*+]")  # in every secret that is known by the word beside it
# A part of a name that no name has: digits among letters, "hK9", "Zz81"; but "v2", "utf8", "3rd".
_ODD = re.compile(r"(?!v?\d+[a-z]{0,2}$|[a-z]+\d{1,4}$|[A-Z]+\d{1,4}$)(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d]+")
_LOGIN = re.compile(
    r"(?P<before>\b(?:login|log-in|credentials?|creds|user(?:name)?)\b[^.\n]{0,24}?[`'\"]?[\w.@-]{2,}[`'\"]?\s*/\s*)"
    r"(?P<quote>[`'\"]?)(?P<value>[^\s`'\",;|]{6,})",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """The text with every secret in it replaced by "[masked]"."""
    return _replaced(text, lambda _: MASK)


def secrets_in(text: str) -> list[str]:
    """The secrets in a text, the longest first."""
    found: list[str] = []

    def kept(secret: str) -> str:
        found.append(secret)
        return secret

    _replaced(text, kept)
    return sorted({secret for secret in found if MASK not in secret}, key=len, reverse=True)


def mask_data(value: Any, *, known: Sequence[str] = (), depth: int = 0) -> Any:
    """JSON data with the secrets in its texts masked, also those that are known from elsewhere.

    What nests deeper than anything of ours is cut off.
    """
    if isinstance(value, str):
        for secret in known:
            value = value.replace(secret, MASK)
        return mask(value)
    if not isinstance(value, dict | list | tuple):
        return value
    if depth > DEEPEST_ENTRY:
        return None
    if isinstance(value, dict):
        return {key: mask_data(part, known=known, depth=depth + 1) for key, part in value.items()}
    return [mask_data(part, known=known, depth=depth + 1) for part in value]


def blank(text: str) -> str:
    """The text with spaces for every secret in it, so that all else stays in its place."""
    return _replaced(text, lambda secret: " " * len(secret)).replace(MASK, " " * len(MASK))


def _replaced(text: str, by: Callable[[str], str]) -> str:
    if _BEGINS in text or any(len(word) >= _SHORTEST for word in text.split()):
        text = _FORMATS.sub(lambda match: by(match[0]), text)
    if "://" in text:
        text = _ADDRESS.sub(lambda match: f"{match[1]}{match[2]}:{by(match[3])}@", text)
    if _UNLIKE_WORDS.search(text):
        for pattern in (_NAMED, _LOGIN):
            text = pattern.sub(lambda match: _without_value(match, by), text)
    return text


def masked(transcript: Transcript) -> tuple[Transcript, int]:
    """The transcript without secrets, and in how many turns there were any.

    What was told once to be a secret is one wherever it is said again.
    """
    turns = list(transcript.turns)
    found = {at: text for at, turn in enumerate(turns) if (text := mask(turn.text)) != turn.text}
    known = {secret for at in found for secret in secrets_in(turns[at].text) if len(secret) >= _LEAST}
    for at, turn in enumerate(turns if known else ()):
        if any(secret in turn.text for secret in known):
            found[at] = mask_data(turn.text, known=sorted(known, key=len, reverse=True))
    for at, text in found.items():
        turns[at] = turns[at].model_copy(update={"text": text})
    return (transcript.model_copy(update={"turns": tuple(turns)}), len(found)) if found else (transcript, 0)


def _without_value(match: re.Match[str], by: Callable[[str], str]) -> str:
    if not _looks_secret(match["value"]):
        return match[0]
    return f"{match['before']}{match['quote']}{by(match['value'])}"


def _looks_secret(value: str) -> bool:
    """Letters mixed with digits or marks, as no word of a language is: "Payout!2026x", "hunter2"."""
    value = value.rstrip(".?!)")
    letters = sum(char.isalpha() for char in value)
    named = re.fullmatch(r"[\w.-]*(?:_|-|\.)[A-Za-z.-]+|\d+\w{0,3}|\w+\(.*|v?\d[\d.]*", value)
    plain = bool(named) and not any(_ODD.fullmatch(part) for part in re.split(r"[_.-]", value))
    return "[masked" not in value and letters > 1 and bool(_UNLIKE_WORDS.search(value)) and len(value) > 5 and not plain  # noqa: PLR2004
