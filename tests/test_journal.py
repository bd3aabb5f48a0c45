"""The session on disk survives what happens to processes and disks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from phase_context.agent.errors import JournalError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from tests.scripted import ScriptedExtractor


def _session(path: Path) -> None:
    with Journal(path) as journal:
        Interview(ScriptedExtractor(), journal).answer("hello")


def test_each_record_is_one_line_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [record["type"] for record in records] == ["start", "reply", "update"]
    assert all(record["at"].endswith("+00:00") for record in records)


def test_a_torn_last_line_is_dropped_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    whole = path.read_bytes()
    for cut in range(1, len(whole.splitlines()[-1])):
        path.write_bytes(whole[:-cut])
        with Journal(path) as journal:
            assert "cut off" in (journal.notice or "")
            assert [record["type"] for record in journal.records] == ["start", "reply"]
        assert path.read_bytes() + whole.splitlines(keepends=True)[-1] == whole


def test_a_second_process_is_refused_with_one_line(tmp_path: Path) -> None:
    with Journal(tmp_path / "s.jsonl"), pytest.raises(JournalError, match="another process has this session open"):
        Journal(tmp_path / "s.jsonl")
    Journal(tmp_path / "s.jsonl").close()


@pytest.mark.parametrize(
    "content",
    [
        "not json\n",
        '{"no": "type"}\n',
        '{"type": "start", "version": 99}\n',
        '{"type": "reply", "text": "x"}\n',
        "[]\n",
    ],
)
def test_a_malformed_session_is_one_line_and_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(JournalError) as raised, Journal(path) as journal:
        Interview(ScriptedExtractor(), journal)
    assert "\n" not in str(raised.value)
    assert path.read_text(encoding="utf-8") == content


def test_an_update_for_no_reply_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"type": "update", "reply": 77, "entries": []}\n')
    with Journal(path) as journal, pytest.raises(JournalError, match="malformed"):
        Interview(ScriptedExtractor(), journal)


def test_a_full_disk_is_one_line_and_leaves_the_journal_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Journal(path) as journal:
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(JournalError, match="No space left on device"):
            journal.append("reply", text="lost?", asked=[])
        monkeypatch.undo()
        assert path.read_bytes() == before
        journal.append("reply", text="kept", asked=[])
    assert b"kept" in path.read_bytes()


def test_the_folder_of_sessions_keeps_itself_out_of_git(tmp_path: Path) -> None:
    Journal(tmp_path / ".phase-context" / "phase-03.jsonl").close()
    assert (tmp_path / ".phase-context" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "file" / "s.jsonl")
