"""Read a model's answer: find the call of `record` in it, mend what needs no asking, name what is broken."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from phase_context.schemas import Entry
from phase_context.schemas.document import find_topic
from phase_context.schemas.text import clean, clean_line
from phase_context.schemas.update import KINDS, TOPIC_KINDS

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

    from phase_context.agent.carried.verdict import Carried, Doubt

_COMPLEXITY = {"low": "Low", "l": "Low", "easy": "Low", "med": "Med", "medium": "Med", "mid": "Med", "m": "Med",
               "high": "High", "h": "High", "hard": "High"}  # fmt: skip
_KINDS = {
    "delegated": "agent", "discretionary": "agent", "unknown": "open", "undecided": "open", "n/a": "not_applicable",
    "na": "not_applicable", "skip": "not_applicable", "specific_idea": "idea", "deferred_ideas": "deferred_idea",
    "delegation": "discretion", "decision": "decided", "none": "decided",
}  # fmt: skip

_SHOWN = 2000  # characters of a broken entry


@dataclass
class Answer:
    """What one answer of the model holds.

    Attributes:
        entries: well-formed, with quotes that are in what people said and carry them.
        broken: the others as the model wrote them, each with the reason.
        doubted: of those, what people did say, as passages for a reader to look at.
        say: an answer to a question asked back.
        fault: what is wrong with the answer as a whole, to tell the model; None when nothing is.
    """

    entries: list[Entry] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    doubted: list[Entry] = field(default_factory=list)
    say: str | None = None
    fault: str | None = None


def read_answer(message: AIMessage, carried: Carried) -> Answer:
    """The outcome of one answer: never None, whatever the model sent."""
    raw, say, fault = _arguments(message)
    answer = Answer(say=say, fault=fault)
    for item in raw:
        try:
            entry = read_entry(item)
        except ValueError as error:
            answer.broken.append((shown(item), str(error)))
            continue
        placed, doubt = carried.placed(entry)
        if doubt is None:
            answer.entries.append(placed)
            continue
        answer.broken.append((shown(item), doubt.reason))
        if doubt.said:
            answer.doubted.append(_as_passage(entry, doubt))
    return answer


def _as_passage(entry: Entry, doubt: Doubt) -> Entry:
    """What a person said and the entry made too much of, to be looked at: nothing that was said is lost."""
    topic = entry.topic if doubt.on_topic else None
    return Entry(kind="possibly", topic=topic, rationale=doubt.reason, quote=entry.quote, turn=entry.turn)


def read_entry(item: Any) -> Entry:
    """The entry a model meant, with the slips mended that have only one reading.

    Raises:
        ValueError: what is wrong with it, in one line for the model.
    """
    try:
        return Entry.model_validate(_mended(item))
    except ValidationError as error:
        raise ValueError("; ".join(_sentence(e) for e in error.errors())) from None


def _arguments(message: AIMessage) -> tuple[list[Any], str | None, str | None]:
    """The entries as the model wrote them, what it says, and the fault of the answer."""
    cut = message.response_metadata.get("finish_reason") in ("length", "max_tokens")
    cut = cut or message.response_metadata.get("stop_reason") == "max_tokens"
    entries: list[Any] = []
    say = None
    calls = [call for call in message.tool_calls if call["name"] == "record" or "entries" in call["args"]]
    for call in calls:
        found, said = _entries(call["args"])
        entries, say = entries + found, said or say
    for broken in message.invalid_tool_calls:
        found, said = _entries(_partial(broken["args"] or ""))
        # The last one may have been cut in the middle of a word.
        entries, say, cut = entries + found[:-1], said or say, True
    if calls or message.invalid_tool_calls:
        fault = f"Your call was cut off after entry {len(entries)}. Call `record` with the ones that are missing."
        return entries, say, fault if cut else None
    refusal = message.additional_kwargs.get("refusal")
    if refusal:
        return [], None, f"the model refused: {refusal}"
    content = str(message.text)
    found, said = _entries(_partial(content[content.find("{") :])) if "{" in content else ([], None)
    if found:
        return found, said, None
    return [], None, "the model's answer was cut off" if cut else "the model did not call record"


def _entries(arguments: Any) -> tuple[list[Any], str | None]:
    if isinstance(arguments, str):
        arguments = _partial(arguments)
    if isinstance(arguments, list):
        return arguments, None
    if not isinstance(arguments, dict):
        return [], None
    found = arguments.get("entries", [])
    if isinstance(found, str):
        found = _partial(found)
    if isinstance(found, dict):
        found = [found]
    say = arguments.get("say")
    return found if isinstance(found, list) else [], (clean(say) or None) if isinstance(say, str) else None


def _partial(text: str) -> Any:
    """JSON whose tail may be missing; None when even its head is none."""
    from langchain_core.utils.json import parse_partial_json

    try:
        return parse_partial_json(text)
    except (ValueError, RecursionError):
        return None


def _mended(item: Any) -> Any:
    """The entry without the slips that have only one reading."""
    if not isinstance(item, dict):
        return item
    known = {key: value for key, value in item.items() if key in Entry.model_fields}
    for key, value in known.items():
        if isinstance(value, str) and value.strip().lower() in ("", "null") and key != "quote":
            known[key] = None
    kind = re.sub(r"[\s-]+", "_", str(known.get("kind", "")).strip().lower())
    known["kind"] = kind if kind in KINDS else _KINDS.get(kind, kind)
    topic = known.get("topic")
    if isinstance(topic, str) and known["kind"] not in TOPIC_KINDS:
        known["topic"] = topic if find_topic(topic) else None
    if isinstance(known.get("complexity"), str):
        known["complexity"] = _COMPLEXITY.get(known["complexity"].strip().lower(), known["complexity"])
    if known["kind"] == "idea" and not known.get("quote"):
        known["quote"] = known.get("text")
    if isinstance(known.get("turn"), str) and known["turn"].strip("[] ").isdigit():
        known["turn"] = int(known["turn"].strip("[] "))
    return known


def shown(item: Any) -> str:
    """An entry as a model wrote it, to be named in a message."""
    if isinstance(item, dict):
        item = {key: value for key, value in item.items() if value is not None}
    try:
        text = clean_line(json.dumps(item, ensure_ascii=False, default=str))
    except (RecursionError, ValueError):
        text = "an entry that nests too deep"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _sentence(error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    text = error["msg"].removeprefix("Value error, ")
    return f"{where}: {text}" if where else text
