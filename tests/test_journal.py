"""The session on disk survives what happens to processes and disks."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from phase_context.agent.errors import JournalError
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal, Records
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
    assert str(raised.value).startswith(str(path))
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


def test_a_last_line_with_sectors_that_never_reached_the_disk_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    lines = path.read_bytes().splitlines(keepends=True)
    for start in range(len(lines[-1]) - 1):
        path.write_bytes(b"".join(lines[:-1]) + lines[-1][:start] + b"\0" + lines[-1][start + 1 :])
        with Journal(path) as journal:
            assert "cut off" in (journal.notice or "")
            assert [record["type"] for record in journal.records] == ["start", "reply"]
        assert path.read_bytes() == b"".join(lines[:-1])


def test_zeros_in_an_earlier_line_are_no_torn_end(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)
    lines = path.read_bytes().splitlines(keepends=True)
    broken = lines[0] + lines[1][:9] + b"\0" + lines[1][10:] + lines[2]
    path.write_bytes(broken)
    with pytest.raises(JournalError, match="line 2: not a journal record"):
        Journal(path)
    assert path.read_bytes() == broken


def test_a_file_of_one_torn_line_is_a_new_session(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    for content in (b'{"type": "start", "ver', b'{"type": "st\0\0\0\n', b"\0\n"):
        path.write_bytes(content)
        with Journal(path) as journal:
            assert journal.records == []
            assert journal.notice
        _session(path)
        path.unlink()


def test_what_could_not_be_taken_back_at_once_is_taken_back_before_the_next_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.jsonl"
    with Journal(path) as journal:
        journal.append("start", version=1)
        before = path.read_bytes()

        def fail(*_: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr("os.fsync", fail)
        monkeypatch.setattr("os.truncate", fail)
        for _ in range(2):
            with pytest.raises(JournalError, match="Input/output error"):
                journal.append("reply", text="lost?", asked=[])
        assert path.read_bytes() != before
        monkeypatch.undo()
        journal.append("reply", text="kept", asked=[])
        assert [record["type"] for record in journal.records] == ["start", "reply"]
        assert path.read_bytes().startswith(before)
        assert b"lost" not in path.read_bytes()


def test_a_session_reads_in_any_language(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "s.jsonl"
    with Journal(path) as journal:
        Interview(ScriptedExtractor(), journal).answer("Größe für Đặt hàng 注文")
    assert "Größe für Đặt hàng 注文" in path.read_text(encoding="utf-8")
    assert path.with_suffix(".lock").exists()


def test_only_our_own_folder_keeps_itself_out_of_git_and_keeps_what_it_has(tmp_path: Path) -> None:
    Journal(tmp_path / "elsewhere" / "s.jsonl").close()
    assert not (tmp_path / "elsewhere" / ".gitignore").exists()
    ours = tmp_path / ".phase-context"
    ours.mkdir()
    (ours / ".gitignore").write_text("mine\n", encoding="utf-8")
    Journal(ours / "s.jsonl").close()
    assert (ours / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_file_that_is_a_folder_is_one_line_and_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.mkdir()
    with pytest.raises(JournalError, match="cannot be read"):
        Journal(path)
    path.rmdir()
    Journal(path).close()


def test_a_failure_after_many_lines_takes_back_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.jsonl"
    _session(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Journal(path) as journal:
        for number in range(3):
            journal.append("skip", labels=[str(number)])
        before = path.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(JournalError):
                journal.append("skip", labels=["lost"])
        assert path.read_bytes() == before
    with Journal(path) as journal:
        assert len(journal.records) == 6


def test_a_journal_does_not_wait_for_another_process_unless_it_is_told_to(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    with Journal(path):
        started = time.monotonic()
        with pytest.raises(JournalError):
            Journal(path)
        assert time.monotonic() - started < 0.5
        with pytest.raises(JournalError):
            Journal(path, wait=0.6)
        assert time.monotonic() - started > 0.6


def test_a_session_in_memory_says_what_is_wrong_with_it() -> None:
    assert Records().notice is None
    with pytest.raises(JournalError, match=r"^the session: not a session of this version"):
        Records([{"type": "reply", "text": "x"}])
