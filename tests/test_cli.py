"""The command line as a person uses it: what it prints, writes, and says of bad input."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from phase_context.agent.document import load, render_blank
from phase_context.agent.interfaces.cli import main
from phase_context.schemas import Status

Run = Callable[..., tuple[int, str, str]]

MEETING = """\
Ana: phase three, order ingestion. we are in sprint nine.
Ben: queue? I would say SQS.
Ana: SQS, yes, the platform team runs it already.
Ben: and cache?
Ana: no cache, it is forty requests a day.
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*args: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["phase-context", *args])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_template_prints_the_blank_template(run: Run) -> None:
    assert run("template") == (0, render_blank(), "")


def test_check_exits_1_with_one_line_for_each_problem(run: Run) -> None:
    Path("t.md").write_text(render_blank(), encoding="utf-8")
    code, out, _ = run("check", "t.md")
    assert code == 1
    assert all(line.startswith("t.md: ") for line in out.splitlines())


def test_reply_gives_one_json_object(run: Run) -> None:
    code, out, _ = run("reply", "--json", "--about", "Cache strategy", "--", "redis, we already run it")
    assert code == 0
    assert json.loads(out) == {
        "decisions": {
            "Cache strategy": {
                "status": "decided",
                "choice": "Redis",
                "rationale": "we already run it",
                "quote": "redis, we already run it",
            }
        }
    }


def test_reply_of_nothing_is_an_empty_object(run: Run) -> None:
    assert run("reply", "--json", "--about", "cache", "--", "hm")[1] == "{}\n"


def test_fill_writes_markdown_and_json(run: Run) -> None:
    Path("m.txt").write_text(MEETING, encoding="utf-8")
    code, out, err = run("fill", "m.txt", "--output", "docs", "--date", "2026-02-03", "--name", "Orders")
    assert (code, err) == (0, "")
    assert "docs/m.md" in out
    markdown, data = load(Path("docs/m.md")), load(Path("docs/m.json"))
    assert dict(markdown.decisions()).keys() == dict(data.decisions()).keys()
    assert str(data.header.date) == "2026-02-03"
    assert data.header.name == "Orders"
    queue = data.decision("Queue system")
    assert queue is not None
    assert queue.choice == "SQS"
    assert queue.evidence[0].speaker == "Ana"
    assert queue.evidence[0].source == "m.txt"


def test_fill_goes_on_after_a_bad_file(run: Run) -> None:
    Path("bad.txt").write_bytes(b"")
    Path("good.txt").write_text(MEETING, encoding="utf-8")
    code, out, err = run("fill", "bad.txt", "good.txt", "--output", "docs")
    assert code == 2
    assert "bad.txt" in err
    assert "docs/good.md" in out
    assert err.splitlines()[-1] in (
        "1 document in docs: 1 blocked, 1 complete",
        "1 document in docs: 1 blocked, 1 partial",
    )
    written = sorted(path.name for path in Path("docs").iterdir())
    assert written == ["good.json", "good.md", "phase-context-manifest.jsonl"]


BAD = {
    "a missing file": ["fill", "nowhere.vtt"],
    "an empty file": ["fill", "empty.txt"],
    "a binary file": ["fill", "binary.vtt"],
    "a transcript with no words": ["fill", "silent.vtt"],
    "an unknown format": ["fill", "good.txt", "--format", "smoke-signals"],
    "a folder that cannot be written": ["fill", "good.txt", "--output", "file/below"],
    "two files for one document": ["fill", "good.txt", "sub/good.txt"],
    "an unknown topic": ["reply", "--json", "--about", "Weather", "--", "sunny"],
    "a malformed session": ["interview", "--phase", "07", "--resume"],
    "no session to resume": ["interview", "--phase", "08", "--resume"],
    "no key for the model named": ["fill", "good.txt", "--model", "openai:gpt-4.1-mini"],
    "an unknown model": ["fill", "good.txt", "--model", "nonsense"],
    "a date that is none": ["fill", "good.txt", "--date", "tomorrow"],
    "a round out of range": ["interview", "--phase", "09", "--round", "9"],
    "a document that is missing": ["check", "nowhere.md"],
}


def _make_bad_inputs(tmp: Path) -> None:
    (tmp / "empty.txt").write_bytes(b"")
    (tmp / "binary.vtt").write_bytes(bytes(range(256)) * 20)
    (tmp / "silent.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", encoding="utf-8")
    (tmp / "good.txt").write_text(MEETING, encoding="utf-8")
    (tmp / "sub").mkdir()
    (tmp / "sub" / "good.txt").write_text(MEETING, encoding="utf-8")
    (tmp / "not.md").write_text("# Something else\n", encoding="utf-8")
    (tmp / "file").write_text("in the way", encoding="utf-8")
    (tmp / ".phase-context").mkdir(exist_ok=True)
    (tmp / ".phase-context" / "phase-07.jsonl").write_text("{broken\n", encoding="utf-8")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_and_exit_2_and_nothing_is_written(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    _make_bad_inputs(tmp_path)
    before = sorted(path for path in tmp_path.rglob("*.md"))
    code, out, err = run(*BAD[name])
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("phase-context: ")
    assert sorted(path for path in tmp_path.rglob("*.md")) == before
    assert not list(tmp_path.rglob("phase-context-*"))


def test_an_interview_with_its_input_piped(run: Run) -> None:
    lines = "\n".join(
        ["order ingestion from the partner, no refunds", "redis", "/undo", "/doc", "/nonsense", "", "sqs", "/done"]
    )
    code, out, err = run(
        "interview", "--phase", "3", "--name", "Orders", "--sprint", "14", "--with", "Ana", stdin=lines
    )
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "█" not in out
    assert "taken back: “redis”" in out
    assert "/nonsense is no command" in out
    document = load(Path("PHASE-CONTEXT-03.md"))
    assert document.decision("Cache strategy") is None
    queue = document.decision("Queue system")
    assert queue is not None
    assert queue.status is Status.DECIDED
    assert run("check", "PHASE-CONTEXT-03.md")[0] == 0


def test_an_interview_is_resumed(run: Run) -> None:
    run("interview", "--phase", "3", "--name", "Orders", stdin="order ingestion\n")
    code, _, err = run("interview", "--phase", "3", "--output", "other.md")
    assert code == 2
    assert "--resume" in err
    code, out, _ = run("interview", "--phase", "3", "--resume", stdin="sqs\n")
    assert code == 0
    assert "Queue system: SQS" in out
    assert load(Path("PHASE-CONTEXT-03.md")).decision("Queue system") is not None


def test_a_document_that_is_in_the_way_is_not_overwritten(run: Run) -> None:
    Path("PHASE-CONTEXT-03.md").write_text("mine", encoding="utf-8")
    code, _, err = run("interview", "--phase", "3", stdin="sqs\n")
    assert code == 2
    assert "exists" in err
    assert Path("PHASE-CONTEXT-03.md").read_text(encoding="utf-8") == "mine"
