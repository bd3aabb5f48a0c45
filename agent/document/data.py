"""The document as JSON: everything the Markdown shows, with statuses, evidence, stable ids, and what was only heard."""

from __future__ import annotations

import json
from typing import Any

from phase_context.agent.errors import InputError
from phase_context.schemas import SECTIONS, Decision, PhaseContext, find_topic

FORMAT = "phase-context/1"
_LISTS = (*SECTIONS, "possibly")


def to_json(document: PhaseContext) -> str:
    """The document as JSON text, one object, keys in the template's order."""
    topics = [
        {
            "id": topic.id,
            "area": topic.area,
            "label": topic.label,
            **decision.model_dump(mode="json", exclude_defaults=True),
        }
        for topic, decision in document.decisions()
    ]
    lists = {
        name: [row.model_dump(mode="json", exclude_none=True) for row in getattr(document, name)] for name in _LISTS
    }
    header = document.header.model_dump(mode="json")
    return (
        json.dumps({"format": FORMAT, "header": header, "topics": topics, **lists}, ensure_ascii=False, indent=2) + "\n"
    )


def from_json(text: str) -> PhaseContext:
    """The document that `to_json` wrote.

    Raises:
        InputError: it is no such JSON.
    """
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT:
            raise InputError(f"not a {FORMAT} file")
        topics = data.pop("topics")
        document = PhaseContext.model_validate({key: _without_ids(value) for key, value in data.items()})
        for row in topics:
            topic = find_topic(row["label"])
            if topic is None:
                raise InputError(f"unknown topic {row['label']!r}")
            decision = {key: value for key, value in row.items() if key not in ("id", "area", "label")}
            document = document.with_decision(topic.label, Decision.model_validate(decision))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"not a {FORMAT} file ({type(error).__name__})") from None
    return document


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: v for key, v in row.items() if key != "id"} for row in value]
    return value
