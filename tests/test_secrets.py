"""Secrets are masked, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.agent.meeting import read_meeting
from phase_context.agent.secrets import MASK, mask, masked
from phase_context.schemas import Transcript, Turn
from tests.scripted import ScriptedExtractor

# Put together here, so that no scanner takes them for real ones.
KEYS = [
    "sk-" + "proj-" + "Ab12" * 6,
    "sk_" + "live_" + "51H8xYz" * 3,
    "gh" + "p_" + "a1B2c3D4e5" * 3,
    "AKIA" + "IOSFODNN7EXAMPLE",
    "xox" + "b-12345678901-abcdefghij",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN",
    "AIza" + "SyD" + "x1Y2z3" * 6,
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_a_known_format_is_masked_wherever_it_stands(key: str) -> None:
    assert mask(f"we put {key} in the config, right?") == f"we put {MASK} in the config, right?"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("test sftp pw is Payout!2026x btw", f"test sftp pw is {MASK} btw"),
        ("password: hunter22", f"password: {MASK}"),
        ("is the login still `indexer` / `correct-h0rse-9`?", f"is the login still `indexer` / `{MASK}`?"),
        ("postgres://app:s3cr3t@db:5432/x", f"postgres://app:{MASK}@db:5432/x"),
        ("API_KEY=abc123def456", f"API_KEY={MASK}"),
        ("das Passwort ist Sommer2026!", f"das Passwort ist {MASK}"),
    ],
)
def test_a_secret_beside_its_name_is_masked(text: str, left: str) -> None:
    assert mask(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "the token is short-lived, 15min, and the refresh token 30 days",
        "password reset is Tuan's ticket",
        "one API key per customer, 60 requests a minute",
        "JWT 15m + refresh token in a cookie",
        "the key is user_id + created_at",
        "token: required",
        "secret rotation every 90days",
        "use the order number as the idempotency key, not a uuid4",
        "https://example.com/a:b@c",
        "partition key is order_id2",
        "{FRONTEND_URL}/reset-password?token=xxx. The page renders it.",
    ],
)
def test_what_only_speaks_of_secrets_stays(text: str) -> None:
    assert mask(text) == text


def test_a_private_key_is_masked_to_its_end_or_the_texts() -> None:
    block = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\nabc\n-----END RSA " + "PRIVATE KEY-----"
    assert mask(f"here:\n{block}\nok") == f"here:\n{MASK}\nok"
    assert mask(block[:50]) == MASK


def test_masking_twice_is_masking_once() -> None:
    text = f"pw is Payout!2026x and {KEYS[0]}"
    assert mask(mask(text)) == mask(text)


def test_a_secret_in_a_reply_reaches_neither_the_journal_nor_the_extractor(tmp_path: Path) -> None:
    extractor = ScriptedExtractor()
    with Journal(tmp_path / "s.jsonl") as journal:
        session = Interview(extractor, journal)
        session.answer("pw is Payout!2026x")
        session.record([{"kind": "decided", "topic": "cache", "text": "Redis", "quote": "redis"}], f"redis, {KEYS[0]}")
    kept = (tmp_path / "s.jsonl").read_text(encoding="utf-8")
    assert "Payout" not in kept
    assert KEYS[0] not in kept
    assert extractor.readings[0].transcript.turns[0].text == f"pw is {MASK}"


def test_a_transcript_tells_in_how_many_turns_something_was_masked() -> None:
    transcript = Transcript(turns=(Turn(text="hello"), Turn(text="pw is Payout!2026x")))
    clean, found = masked(transcript)
    assert found == 1
    assert clean.turns[1].text == f"pw is {MASK}"
    assert masked(clean) == (clean, 0)


def test_a_secret_in_a_meeting_reaches_no_document_whichever_way_it_is_read() -> None:
    extractor = ScriptedExtractor()
    transcript = Transcript(turns=(Turn(text="pw is Payout!2026x", speaker="Ana"),))
    meeting = read_meeting(transcript, extractor)
    assert meeting.secrets == 1
    assert extractor.readings[0].transcript.turns[0].text == f"pw is {MASK}"
