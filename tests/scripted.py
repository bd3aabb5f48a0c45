"""An extractor that answers from a table, for tests of what comes after extraction."""

from __future__ import annotations

from phase_context.agent.errors import ExtractionError
from phase_context.agent.extractors import Extraction, Reading, Usage
from phase_context.schemas import Entry


class ScriptedExtractor:
    """``script`` maps a reply's text to the entries it gives, or to an error's message; others give nothing."""

    name = "scripted"
    version = "1"

    def __init__(self, script: dict[str, list[Entry] | str] | None = None) -> None:
        self.script = script or {}
        self.readings: list[Reading] = []

    def extract(self, reading: Reading) -> Extraction:
        self.readings.append(reading)
        found = self.script.get(reading.transcript.turns[0].text, [])
        if isinstance(found, str):
            raise ExtractionError(found)
        return Extraction(tuple(found), usage=Usage(requests=1))

    async def aextract(self, reading: Reading) -> Extraction:
        return self.extract(reading)


def decided(topic: str, text: str, quote: str | None = None, **fields: str) -> Entry:
    return Entry.model_validate({"kind": "decided", "topic": topic, "text": text, "quote": quote or text, **fields})
