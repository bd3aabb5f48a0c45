"""One piece of work for all libraries: a meeting of a given length that settles every row, and the answer to it."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, create_model

from benchmarks.meetings import text
from phase_context.schemas import AREAS, SECTIONS

ONE_FACT = "Ana: one more, the rate limit is a hundred a minute."


def rows() -> list[tuple[str, str, str, str, str, str]]:
    """(area, field, label, choice, reason, the words that settle it), one for each row of the document."""
    found = []
    for area, of in AREAS.items():
        for topic in of.topics():
            choice = topic.options[0] if topic.options else "two hundred"
            reason = f"the team knows it, and {topic.label.lower()} is hard to change"
            words = f"For {topic.label.lower()} let's take {choice}, because {reason}"
            found.append((area, topic.field, topic.label, choice, reason, words))
    return found


def meeting(characters: int, seed: int = 0) -> str:
    """A "Name: text" transcript of about so many characters, its decisions spread over it."""
    lines = text(max(1, characters // 105 - 25), seed).splitlines()
    spoken = [f"Ana: {words}." for *_, words in rows()]
    step = max(1, len(lines) // (len(spoken) + 1))
    for number, line in enumerate(spoken, 1):
        lines.insert(number * (step + 1) - 1, line)
    return "\n".join(lines) + "\n"


def document_type() -> type[BaseModel]:
    """What a program that extracts the document directly would declare: areas of rows of a choice and a reason."""
    row = create_model("Row", choice=(str, ...), rationale=(str, ""))
    areas: dict[str, Any] = {
        name: (create_model(name.title(), **{t.field: (row | None, None) for t in area.topics()}), None)
        for name, area in AREAS.items()
    }
    fields: dict[str, Any] = {name: (kind | None, None) for name, (kind, _) in areas.items()}
    return create_model("Document", **fields, **{name: (list[str], []) for name in SECTIONS})


def document() -> dict[str, Any]:
    """The right answer in that type."""
    found: dict[str, Any] = {name: {} for name in AREAS}
    for area, field, _, choice, reason, _ in rows():
        found[area][field] = {"choice": choice, "rationale": reason}
    return {**found, **{name: [] for name in SECTIONS}}


def entries(spoken: list[tuple[str, str, str, str]] | None = None) -> dict[str, Any]:
    """The right answer as a call of ``record``."""
    blank = {"to": None, "type": None, "complexity": None, "turn": None}
    told = spoken or [(label, choice, reason, words) for _, _, label, choice, reason, words in rows()]
    return {
        "entries": [
            {"kind": "decided", "topic": label, "text": choice, "rationale": reason, "quote": words, **blank}
            for label, choice, reason, words in told
        ],
        "say": None,
    }


def spans() -> dict[str, Any]:
    """The right answer as langextract's list of extractions."""
    return {
        "extractions": [
            {"decision": words, "decision_attributes": {"row": label, "choice": choice, "reason": reason}}
            for _, _, label, choice, reason, words in rows()
        ]
    }


def answers() -> dict[str, bytes]:
    """What the stand-in server answers, by the name of the function or schema that a request carries."""
    one = [("Rate limiting", "100 a minute", "", "the rate limit is a hundred a minute")]
    patch = {"op": "replace", "path": "/security/rate_limiting", "value": {"choice": "100 a minute", "rationale": ""}}
    found = {
        "record": entries(),
        "record, one fact": entries(one),
        "Document": document(),
        "PatchDoc": {"json_doc_id": "Document", "planned_edits": "set the rate limit", "patches": [patch]},
        "spans": spans(),
    }
    return {name: json.dumps(answer).encode() for name, answer in found.items()}
