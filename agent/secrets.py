"""Mask keys, tokens, passwords and connection strings before they reach a model, a document or a journal.

Formats of keys that vendors publish are masked wherever they stand; anything else only beside a word like "password",
and only if it looks like one: a detector that masks "the token is short-lived" would be switched off.
"""

from __future__ import annotations

import re

from phase_context.schemas import Transcript

MASK = "[masked]"

_FORMATS = re.compile(
    r"""
      -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----[\s\S]*?(?:-----END\ [A-Z ]*PRIVATE\ KEY-----|\Z)
    | \b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)[-_][A-Za-z0-9_-]{8,}   # Stripe, OpenAI, Anthropic
    | \bsk-[A-Za-z0-9_-]{16,}                                            # OpenAI
    | \bwhsec_[A-Za-z0-9+/=]{8,}                                         # Stripe webhooks
    | \bgh[pousr]_[A-Za-z0-9]{20,} | \bgithub_pat_\w{20,}                # GitHub
    | \bglpat-[\w-]{16,}                                                 # GitLab
    | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b                                      # AWS
    | \bxox[abprs]-[\w-]{10,}                                            # Slack
    | \bAIza[\w-]{30,}                                                   # Google
    | \bSG\.[\w-]{16,}\.[\w-]{16,}                                       # SendGrid
    | \bnpm_[A-Za-z0-9]{30,} | \bpypi-[\w-]{30,}
    | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}                               # a JSON web token
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)([^\s:/@]*):([^\s@/]+)@", re.IGNORECASE)
_NAMED = re.compile(
    r"""
    (?P<before>\b(?:pass(?:word|wort|phrase|wd)?|pwd?|contraseña|mot\ de\ passe|mật\ khẩu|secret|token|bearer
      |api[ _-]?key|access[ _-]?key|private[ _-]?key|client[ _-]?secret)\b
      (?:\s+(?:is|was|still|now|lautet|ist|es|est|là|für|for|de|of)\b(?:\s+\w+){0,2}?)?\s*[:=]?\s*)
    (?P<quote>[`'"“]?)(?P<value>[^\s`'"”,;|]{6,})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?P<before>\b(?:login|log-in|credentials?|creds|user(?:name)?)\b[^.\n]{0,24}?[`'\"]?[\w.@-]{2,}[`'\"]?\s*/\s*)"
    r"(?P<quote>[`'\"]?)(?P<value>[^\s`'\",;|]{6,})",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """The text with every secret in it replaced by "[masked]"."""
    text = _FORMATS.sub(MASK, text)
    text = _ADDRESS.sub(rf"\1\2:{MASK}@", text)
    for pattern in (_NAMED, _LOGIN):
        text = pattern.sub(_masked, text)
    return text


def masked(transcript: Transcript) -> tuple[Transcript, int]:
    """The transcript without secrets, and in how many turns there were any."""
    turns = [turn.model_copy(update={"text": mask(turn.text)}) for turn in transcript.turns]
    found = sum(new.text != old.text for new, old in zip(turns, transcript.turns, strict=True))
    return (transcript.model_copy(update={"turns": tuple(turns)}), found) if found else (transcript, 0)


def _masked(match: re.Match[str]) -> str:
    if not _looks_secret(match["value"]):
        return match[0]
    return f"{match['before']}{match['quote']}{MASK}"


def _looks_secret(value: str) -> bool:
    """Letters mixed with digits or marks, as no word of a language is: "Payout!2026x", "hunter2"."""
    value = value.rstrip(".?!)")
    letters = sum(char.isalpha() for char in value)
    digits = sum(char.isdigit() for char in value)
    marks = sum(char in "!@#$%^&*+" for char in value)
    plain = re.fullmatch(r"[\w.-]*(?:_|-|\.)[A-Za-z.-]+|\d+\w{0,3}|\w+\(.*|v?\d[\d.]*", value)
    return "[masked" not in value and letters > 1 and (digits > 0 or marks > 0) and len(value) > 5 and not plain  # noqa: PLR2004
