"""What a meeting says beside the topics: its header, scope, integrations, delegations, deferrals, ideas."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from phase_context.agent.extractors.builtin import sections
from phase_context.agent.extractors.builtin.asides import delegations, idea
from phase_context.agent.extractors.builtin.boundary import boundary
from phase_context.agent.extractors.builtin.lexicon import lookup
from phase_context.agent.extractors.builtin.places import destination
from phase_context.agent.extractors.builtin.reactions import Reaction, reaction
from phase_context.agent.extractors.builtin.talk import Remark, somebody_else
from phase_context.agent.extractors.builtin.third_parties import third_parties
from phase_context.schemas import Entry

OPEN_QUESTION = frozenset(["what", "which", "how", "who", "where", "why", "when", "was", "welche", "welcher", "wie", "wer", "qué", "cuál", "cómo", "quién", "quel", "quelle", "comment", "qui"])
OR = frozenset(["or", "hay", "oder", "ou", "o", "hoặc"])


def objected(talk: Sequence[Remark], i: int) -> bool:
    return reaction(talk, i, None, ()) is Reaction.OBJECTED




def scope(talk: Sequence[Remark]) -> list[Entry]:
    """The boundary: in scope, out of scope and deferred ideas."""
    return boundary(talk)


def loose_ends(talk: Sequence[Remark]) -> list[Entry]:
    """Integrations, delegations, deferrals and ideas."""
    found = third_parties(talk)
    for i, remark in enumerate(talk):
        if remark.guest:
            continue
        found += delegations(talk, i)
        found += idea(talk, i)
    return found


def _at(entry: Entry, remark: Remark) -> Entry:
    return entry.model_copy(update={"turn": remark.number})


def _entry(kind: str, remark: Remark, quote: str, **fields: Any) -> Entry:
    return Entry.model_validate({"kind": kind, "quote": quote, "turn": remark.number, **fields})

