"""How much is taken in. What is more is refused in one line; the same figures stand in SECURITY.md."""

from __future__ import annotations

MOST_BYTES = 50_000_000
"""Of a file that is read: an hour of talk is about 60 kB."""

MOST_UNPACKED = 100_000_000
"""Bytes of XML in a Word document, unpacked."""

DEEPEST_XML = 100
"""Elements inside each other in a Word document."""

MOST_TURNS = 100_000
"""Of a transcript."""

MOST_CHARACTERS = 200_000
"""Of one reply; a longer text is a transcript."""

MOST_ENTRIES = 500
"""Of one call of record."""

DEEPEST_ENTRY = 8
"""Lists and objects inside each other in an entry or an earlier document; ours have at most five."""
