"""What is too large, too deep or leads elsewhere is refused in one line."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from phase_context.agent import limits, storage
from phase_context.agent import transcripts as transcripts_module
from phase_context.agent.document import from_json
from phase_context.agent.errors import InputError, PhaseContextError, TranscriptError
from phase_context.agent.extractors.answers import shown
from phase_context.agent.host import Host
from phase_context.agent.interfaces.functions import Functions
from phase_context.agent.interview import Interview
from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import Header
from tests.scripted import ScriptedExtractor

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    return file.getvalue()


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


def test_every_limit_is_stated_in_the_security_policy() -> None:
    stated = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    for name, value in vars(limits).items():
        if name.isupper():
            assert f"{value:,}" in stated, name


def test_a_file_is_read_no_further_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST_BYTES", 1000)
    (tmp_path / "a.txt").write_bytes(b"a" * 1001)
    with pytest.raises(InputError, match="more than"):
        storage.read(str(tmp_path / "a.txt"))
    with pytest.raises(InputError, match="more than"):
        storage.read("/dev/zero")


def test_a_word_document_that_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phase_context.agent.transcripts.word.MOST_UNPACKED", 100_000)
    with pytest.raises(TranscriptError, match="unpacks to more"):
        read_transcript(docx(f"<w:document {W}>{' ' * 200_000}</w:document>"))


def test_a_word_document_that_nests_too_deep_is_not_opened() -> None:
    nested = "<w:r>" * 200 + "</w:r>" * 200
    with pytest.raises(TranscriptError, match="nests"):
        read_transcript(docx(f"<w:document {W}>{nested}</w:document>"))


@pytest.mark.parametrize("bomb", ['<!ENTITY a "aaaa">', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
def test_a_word_document_that_declares_entities_is_not_opened(bomb: str) -> None:
    with pytest.raises(TranscriptError, match="DTD"):
        read_transcript(docx(f"<!DOCTYPE d [{bomb}]><w:document {W}>&a;</w:document>"))


def test_a_transcript_of_too_many_turns_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts_module, "MOST_TURNS", 3)
    text = "\n".join(f"{who}: we take redis" for who in ("Ana", "Bo", "Ana", "Bo"))
    with pytest.raises(TranscriptError, match="at most 3"):
        read_transcript(text.encode())


def test_deep_json_is_no_transcript_no_document_and_no_call() -> None:
    text = "[" * 100_000 + "]" * 100_000
    with pytest.raises(TranscriptError):
        read_transcript(text.encode())
    with pytest.raises(InputError):
        from_json('{"format": "phase-context/1", "topics": ' + text + "}")
    with pytest.raises(InputError):
        Functions().call("record", text)


def test_an_entry_that_nests_too_deep_is_refused_and_the_others_recorded() -> None:
    session = Interview(None)
    good = {"kind": "decided", "topic": "Cache strategy", "text": "Redis", "quote": "redis"}
    answer = session.record([{**good, "text": deep(5000)}, deep(5000), good], "redis", ["Cache strategy"])
    assert len(answer.refused) == 2
    assert session.document.decision("Cache strategy") is not None
    assert len(shown({"text": deep(50_000)})) < 100


def test_a_reply_and_a_call_have_a_length() -> None:
    session = Interview(ScriptedExtractor())
    with pytest.raises(InputError, match="characters"):
        session.answer("a" * (limits.MOST_CHARACTERS + 1))
    with pytest.raises(InputError, match="characters"):
        session.record([], "a" * (limits.MOST_CHARACTERS + 1))
    with pytest.raises(InputError, match="entries"):
        session.record([{}] * (limits.MOST_ENTRIES + 1), "x")
    assert session.pending == 0


@pytest.mark.parametrize("words", ["'", '"a ', "<ab ", "password is ", "http://a:", "ignore the ", "redis or "])
def test_a_giant_line_is_read_in_time(words: str) -> None:
    line = f"Ana: {words * (200_000 // len(words))} we take redis"
    transcript = read_transcript(line.encode(), format="text")
    assert transcript.turns


@pytest.mark.parametrize(
    "path",
    ["../out.md", "/tmp/out.md", "a/../../out.md", "a\0.md", "out.txt", "CON.md", "aux.md", "C:out.md", "x/NUL.md", ""],
)
def test_a_document_is_written_below_the_root_alone(tmp_path: Path, path: str) -> None:
    host = Host(tmp_path / "project")
    host.start(Header(phase="03"))
    with pytest.raises(PhaseContextError) as raised:
        host.write(path=path or "..")
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.glob("*.md"))


def test_a_link_does_not_lead_out_of_the_root(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    outside.mkdir()
    host = Host(root)
    host.start(Header(phase="03"))
    (root / "docs").symlink_to(outside)
    (root / "here.md").symlink_to(outside / "there.md")
    for path in ("docs/a.md", "here.md"):
        with pytest.raises(PhaseContextError, match="outside"):
            host.write(path=path)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["../other", "/etc/passwd", "a\0b", "..", ".", "x/../../y"])
def test_a_session_is_looked_for_below_the_root_alone(tmp_path: Path, name: str) -> None:
    host = Host(tmp_path)
    host.start(Header(phase="03"))
    with pytest.raises(PhaseContextError):
        host.show(name)


def test_a_phase_cannot_name_a_place(tmp_path: Path) -> None:
    host = Host(tmp_path / "project")
    host.start(Header(phase="../../etc", name="x"))
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_an_update_reads_below_the_root_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(json.dumps("x"))
    for path in ("../secret.md", str(tmp_path / "secret.md")):
        with pytest.raises(PhaseContextError):
            Host(tmp_path / "project").start(Header(phase="03"), update=path)
