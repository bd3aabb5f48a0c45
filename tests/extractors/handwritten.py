"""Answers written by hand, in the form a model's take, to make the cassettes where no vendor can be reached."""

from __future__ import annotations

from typing import Any

_FIELDS = ("topic", "text", "rationale", "to", "type", "complexity")


def _entry(kind: str, quote: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **dict.fromkeys(_FIELDS), **fields, "quote": quote}


def _update(*entries: dict[str, Any], say: str | None = None) -> dict[str, Any]:
    return {"entries": list(entries), "say": say}


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "test_a_reply_becomes_a_decision": [
        _update(
            _entry(
                "decided",
                "valkey, ops moved everybody off redis in spring",
                topic="Cache strategy",
                text="Valkey",
                rationale="ops moved everybody off redis in spring",
            )
        )
    ],
    "test_a_question_back_is_answered_and_settles_nothing": [
        _update(
            say="Sessions can be revoked at once but need a shared store; JWTs need none but live until they expire."
        )
    ],
    "test_a_meeting_becomes_a_document": [
        _update(
            _entry("phase", "phase two is the export", text="02 — Export", turn=0),
            _entry("in_scope", "phase two is the export", text="CSV export of invoices", turn=0),
            _entry(
                "decided",
                "River then",
                topic="Queue system",
                text="River",
                rationale="it lives in our Postgres",
                turn=2,
            ),
            _entry("open", "I have to ask Lena about that", topic="Soft deletes", to="Lena", turn=4),
            _entry("idea", "name each file after the hash of what is in it", turn=5),
        )
    ],
    "test_an_invented_quote_goes_back_once_and_stays_out": [
        _update(
            _entry("decided", "postgres full text is enough", topic="Normalization", text="3NF"),
            _entry("decided", "nightly, two million rows", topic="Batch processing", text="2 million rows, nightly"),
        ),
        _update(),
    ],
}
