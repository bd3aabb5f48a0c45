"""The schemas of the MCP tools: derived from the types, less what costs a host tokens and tells its model nothing."""

from __future__ import annotations

from typing import Any

from phase_context.schemas import Entry


def plainer(schema: Any) -> Any:
    """A JSON schema without titles, defaults and the null of what may be left out."""
    if isinstance(schema, list):
        return [plainer(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: plainer(value) for key, value in schema.items() if key not in ("default", "additionalProperties")}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    options = [option for option in kept.pop("anyOf", []) if option != {"type": "null"}]
    return {**kept, **(options[0] if options else {})}


def outline(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a result with the types of the fields that are always in it: all tools carry it."""
    required = schema["required"]
    return {
        "type": "object",
        "properties": {name: {"type": part["type"]} for name, part in schema["properties"].items() if name in required},
    }


def entry_schema() -> dict[str, Any]:
    """An entry as a host may send it: only its kind is required, as a missing quote makes it a suggestion."""
    schema: dict[str, Any] = plainer(Entry.model_json_schema())
    del schema["description"], schema["properties"]["turn"]
    schema["properties"]["kind"]["enum"].remove("possibly")
    schema["required"] = ["kind"]
    return schema
