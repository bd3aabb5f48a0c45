"""The built-in extractor: rules and a lexicon, no model, no network."""

from __future__ import annotations

from phase_context.agent.extractors.base import Extraction, Reading
from phase_context.agent.extractors.builtin.replies import read_reply

VERSION = "5"
"""Raised whenever the rules or the lexicon change what is read."""


class BuiltinExtractor:
    """Reads with rules and a lexicon: private, instant, the same every time. It leaves out what it is not sure of."""

    name = "built-in"
    version = VERSION

    def extract(self, reading: Reading) -> Extraction:
        """What the words settle. Never fails."""
        if reading.is_reply:
            return Extraction(tuple(read_reply(reading)))
        # Only a transcript needs them, and a reply should be read at once.
        from phase_context.agent.extractors.builtin.logs import FORMAT, read_log
        from phase_context.agent.extractors.builtin.meetings import read_meeting

        if reading.transcript.format == FORMAT:
            return Extraction(tuple(read_log(reading.transcript)))
        return Extraction(tuple(read_meeting(reading)))

    async def aextract(self, reading: Reading) -> Extraction:
        """`extract` for asyncio."""
        return self.extract(reading)
