"""Update: the entries that one reply or one transcript adds, which are the arguments of the function call."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from phase_context.schemas.decision import Status, Value
from phase_context.schemas.document import TOPICS, find_topic
from phase_context.schemas.text import Line, Text

Kind = Literal[
    "decided", "agent", "open", "deferred", "not_applicable", "conflict",
    "in_scope", "out_of_scope", "integration", "discretion", "idea", "deferred_idea",
    "phase", "sprint", "date", "person", "possibly",
]  # fmt: skip
"""What was learnt. The first six are the statuses of a topic."""

KINDS: tuple[Kind, ...] = get_args(Kind)
HEADER_KINDS = frozenset(("phase", "sprint", "date", "person"))
TOPIC_KINDS = frozenset(status.value for status in Status)
_OF_MEETINGS = HEADER_KINDS | {"possibly"}
_WITH_TEXT = frozenset(KINDS) - {"agent", "open", "deferred", "not_applicable", "idea", "possibly"}


def _label(name: str) -> str:
    topic = find_topic(name)
    if topic is None:
        raise ValueError(f"unknown topic {name!r}")
    return topic.label


TopicLabel = Annotated[
    Line, AfterValidator(_label), WithJsonSchema({"type": "string", "enum": list(TOPICS)}, mode="validation")
]
"""A topic's row label; well-known other names are brought to it."""


class Entry(Value):
    """One thing learnt, in the person's own words.

    Which fields a kind uses:

    - ``decided``: topic, text (the choice; "None" or "No" when decided against), rationale.
    - ``agent`` (delegated), ``open`` (to: who can answer), ``deferred`` (to: phase or sprint),
      ``not_applicable``: topic, rationale.
    - ``conflict``: topic, text: one position, one entry for each side.
    - ``in_scope``, ``out_of_scope``, ``discretion``: text. ``idea``: the quote alone.
    - ``integration``: text (the service), type, complexity, rationale (notes).
    - ``deferred_idea``: text, to, rationale.
    - ``phase`` (text "03 — Order ingestion"), ``sprint``, ``date``, ``person``: text.
    - ``possibly``: a passage that may matter and settles nothing; topic where clear, rationale.

    Raises:
        ValueError: a field the kind needs is missing.
    """

    kind: Kind
    topic: TopicLabel | None = None
    text: Text | None = Field(default=None, description="The choice, item, idea or name, in few words.")
    rationale: Text | None = Field(default=None, description="Reason, details, limits or notes that were said.")
    to: Line | None = Field(default=None, description="Destination phase or sprint; for open: who can answer.")
    type: Line | None = Field(default=None, description="Integrations: REST API, Webhook, OAuth, SDK …")
    complexity: Literal["Low", "Med", "High"] | None = None
    quote: Text = Field(description="The person's exact words, copied.")
    turn: int | None = Field(default=None, description="The number of the turn the quote begins in.")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind in TOPIC_KINDS and self.topic is None:
            raise ValueError(f"a {self.kind!r} entry needs a topic")
        if self.kind in _WITH_TEXT and not self.text:
            raise ValueError(f"a {self.kind!r} entry needs text")
        return self


class Update(Value):
    """Everything one reply or transcript adds. Empty when nothing was settled."""

    entries: tuple[Entry, ...] = ()
    say: Text | None = Field(
        default=None, description="A short answer, only when the person asked a question back; else null."
    )


def record_function(*, meeting: bool = True) -> dict[str, Any]:
    """The definition of the function ``record``, in OpenAI's strict form: all fields required, none extra.

    Built from Update once, at the caller's; see https://platform.openai.com/docs/guides/function-calling#strict-mode.
    It goes with the system prompt, which says what each field is for, and so says nothing twice.

    Args:
        meeting: whether it takes what only a meeting has: turns, its date and people, and passages to look at.
    """
    parameters = _strict(Update.model_json_schema())
    if not meeting:
        entry = parameters["$defs"]["Entry"]
        del entry["properties"]["turn"]
        entry["required"].remove("turn")
        kind = entry["properties"]["kind"]
        kind["enum"] = [name for name in kind["enum"] if name not in _OF_MEETINGS]
    return {
        "type": "function",
        "function": {
            "name": "record",
            "description": "Record what the person's words settle.",
            "strict": True,
            "parameters": parameters,
        },
    }


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """An object's schema without defaults, titles and descriptions, with every property required."""
    schema = {key: value for key, value in schema.items() if key not in ("title", "description")}
    schema["$defs"] = {name: _strict(part) for name, part in schema.get("$defs", {}).items()}
    schema["properties"] = {
        name: {key: value for key, value in part.items() if key not in ("title", "default", "description")}
        for name, part in schema["properties"].items()
    }
    schema |= {"required": list(schema["properties"]), "additionalProperties": False}
    return schema if schema["$defs"] else {key: value for key, value in schema.items() if key != "$defs"}
