"""Secrets are masked before anything keeps or sends them."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from phase_context.agent.errors import ExtractionError
from phase_context.agent.extractors.calls import Caller
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.host import Host
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.agent.known.suggestion import Suggestion
from phase_context.agent.meeting import read_meeting
from phase_context.agent.secrets import MASK, mask, mask_data, masked, secrets_in
from phase_context.schemas import Decision, Entry, Header, PhaseContext, Status, Transcript, Turn
from tests.conftest import cassette_bodies
from tests.trust.model import ScriptedModel

KEY = "sk-" + "proj-" + "Ab12" * 6
PASSWORD = "Payout!2026x"

# Put together here, so that no scanner takes them for real ones.
KEYS = [
    "hf_" + "aB3dE5" * 6,
    "xapp-" + "1-A0123-4567-abcdef0123",
    "https://hooks.slack.com/services/" + "T01AB/B02CD/" + "x" * 20,
    "GOCSPX-" + "a1B2c3D4e5F6g7H8i9J0k1L2",
    "dop_v1_" + "0a1b2c3d" * 6,
    "shpat_" + "0a1b2c3d" * 4,
    "key-" + "0123456789abcdef" * 2,
    "glsa_" + "aB3dE5fG" * 4,
    "dckr_pat_" + "aB3dE5fG" * 3,
    "123456789:AA" + "Hd3k9_x" * 5,
    "hvs." + "CAESIJ3k9x" * 3,
]


@pytest.mark.parametrize("key", KEYS)
def test_a_vendors_key_is_masked_wherever_it_stands(key: str) -> None:
    assert mask(f"it is {key}, I think") == f"it is {MASK}, I think"


def test_data_is_masked_through_and_through() -> None:
    data = {"rationale": f"pw is {PASSWORD}", "list": [f"key {KEY}", 5, None], "quote": PASSWORD}
    clean = mask_data(data, known=secrets_in(f"pw is {PASSWORD}"))
    assert PASSWORD not in str(clean)
    assert KEY not in str(clean)
    assert clean["list"][1:] == [5, None]


def test_a_hosts_entries_are_masked_before_the_journal_and_its_answer(tmp_path: Path) -> None:
    entry = {
        "kind": "decided", "topic": "Authentication", "text": f"API Key {KEY}",
        "rationale": f"the sftp password is {PASSWORD}", "quote": f"api key {KEY}",
    }  # fmt: skip
    invented = {"kind": "integration", "text": "SFTP", "rationale": PASSWORD, "quote": PASSWORD}
    with Journal(tmp_path / "s.jsonl") as journal:
        session = Interview(None, journal)
        said = f"api key {KEY}. the sftp password is {PASSWORD}"
        answer = session.record([entry, invented, {"kind": "?", "text": KEY}], said, ["Authentication"])
    kept = (tmp_path / "s.jsonl").read_text(encoding="utf-8")
    for secret in (KEY, PASSWORD):
        assert secret not in kept
        assert secret not in str(answer)
        assert secret not in str(session.document)


def test_a_secret_over_mcp_reaches_no_file_of_the_project(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.start(Header(phase="03"))
    entry = {"kind": "decided", "topic": "Cache strategy", "text": "Redis", "rationale": KEY, "quote": "redis"}
    report = host.record([entry], f"redis, pw is {PASSWORD}", ["Cache strategy"])
    host.write()
    assert KEY not in str(report.sent())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("Redis" in path.read_text(encoding="utf-8") for path in files)
    assert not any(s in path.read_text(encoding="utf-8") for path in files for s in (KEY, PASSWORD))


def test_a_repositorys_secret_is_not_suggested() -> None:
    session = Interview(None)
    entry = Entry(kind="decided", topic="Queue system", text="Redis", rationale=f"redis://app:{PASSWORD}@db", quote="")
    session.suggest([Suggestion(entry, "repository")])
    assert PASSWORD not in str(session.suggested)
    assert MASK in str(session.suggested)


def test_a_secret_in_an_earlier_document_is_masked_when_a_session_begins_with_it() -> None:
    row = Decision(status=Status.DECIDED, choice="Redis", rationale=f"the password is {PASSWORD}")
    session = Interview(None, document=PhaseContext().with_decision("Cache strategy", row))
    assert PASSWORD not in str(session.document)


def test_what_was_told_to_be_a_secret_is_one_when_it_is_said_again() -> None:
    turns = (Turn(text=f"the password is {PASSWORD}"), Turn(text=f"so I type {PASSWORD} there"))
    clean, found = masked(Transcript(turns=turns))
    assert found == 2
    assert PASSWORD not in str(clean)


def test_a_meetings_secret_reaches_neither_the_model_nor_the_document() -> None:
    model = ScriptedModel(entries=[])
    turns = (Turn(text=f"the key is {KEY}, use redis", speaker="Ana"),)
    meeting = read_meeting(Transcript(turns=turns), ModelExtractor(model))
    assert meeting.secrets == 1
    assert KEY not in model.seen[0]


def test_a_key_that_a_provider_repeats_is_in_no_message_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    class Refusing:
        def invoke(self, messages: object) -> None:
            raise ConnectionError(f"Incorrect API key provided: {KEY}\x1b[2J")

    caplog.set_level(logging.WARNING)
    caller = Caller("model", Refusing(), tries=2)  # type: ignore[arg-type]
    with pytest.raises(ExtractionError) as raised:
        caller.call([])
    assert KEY not in str(raised.value) + caplog.text
    assert "\x1b" not in str(raised.value)


def test_no_cassette_holds_a_secret() -> None:
    bodies = cassette_bodies()
    assert bodies
    for path, exchange in bodies:
        text = json.dumps(exchange, default=str)
        assert secrets_in(text) == [], path
