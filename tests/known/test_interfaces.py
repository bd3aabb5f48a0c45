"""The repository, earlier phases and an existing document, through the program's commands."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from phase_context.agent.document import load, render
from phase_context.agent.interfaces.cli import main
from phase_context.schemas import Decision, Header, PhaseContext, Status

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / "requirements.txt").write_text("pika\nslowapi\n", encoding="utf-8")
    document = PhaseContext(header=Header(phase="2", name="Accounts"))
    row = Decision(status=Status.DECIDED, choice="JWT", rationale="15 min")
    (root / "PHASE-CONTEXT-02.md").write_text(render(document.with_decision("Authentication", row)), encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*args: str, stdin: str = "") -> str:
        monkeypatch.setattr("sys.argv", ["phase-context", *args])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with contextlib.suppress(SystemExit):
            main()
        return capsys.readouterr().out

    return command


def test_start_shows_what_is_known_with_its_source(run: Run, project: Path) -> None:
    for options in ((), ("--repo", ".")):
        report = json.loads(run("start", "--phase", "03", "--name", "Orders", *options))
        offers = [
            tuple(offer[name] for name in ("topic", "suggestion", "source", "basis")) for offer in report["offers"]
        ]
        assert offers == [
            ("Authentication", "JWT", "Phase 02 chose it; 15 min", "earlier phase"),
            ("Queue system", "RabbitMQ", "pika, requirements.txt:1", "repository"),
            ("Rate limiting", "Per endpoint", "slowapi, requirements.txt:2", "repository"),
        ]
        assert report.get("known", []) == []
        for file in (project / ".phase-context").glob("phase-03*"):
            file.unlink()


def test_a_folder_that_is_no_repository_suggests_nothing_by_itself(run: Run, project: Path) -> None:
    (project / ".git").rmdir()
    assert "offers" not in json.loads(run("start", "--phase", "3"))


def test_the_interview_shows_and_asks_about_it_and_records_on_a_yes(run: Run, project: Path) -> None:
    shown = run("interview", "--phase", "3", "--name", "Orders", stdin="we build orders\nall fine\n/done\n")
    assert "Queue system: RabbitMQ (pika, requirements.txt:1)" in shown
    assert "suggested by the repository: Queue system: RabbitMQ" in shown
    document = load(project / "PHASE-CONTEXT-03.md")
    assert {topic.label: row.choice for topic, row in document.decisions()} == {
        "Queue system": "RabbitMQ",
        "Rate limiting": "Per endpoint",
    }


def test_an_update_starts_from_the_document_and_ends_with_what_changed(run: Run, project: Path) -> None:
    shown = run("interview", "--update", "PHASE-CONTEXT-02.md", stdin="the cache is redis now\n/done\n")
    assert "What has changed since the document was written?" in shown
    assert "added: Cache strategy: Redis" in shown
    document = load(project / "PHASE-CONTEXT-02.md")
    assert {topic.label: row.choice for topic, row in document.decisions()} == {
        "Cache strategy": "Redis",
        "Authentication": "JWT",
    }


def test_an_update_by_an_agent(run: Run, project: Path) -> None:
    report = json.loads(run("start", "--update", "PHASE-CONTEXT-02.md"))
    assert report["session"] == "phase-02-update"
    assert [question["label"] for question in report["questions"]] == ["Changes"]
    entry = {"kind": "decided", "topic": "Authentication", "text": "Session", "quote": "sessions now"}
    run("record", stdin=json.dumps({"said": "sessions now, sorry", "entries": [entry]}))
    report = json.loads(run("write"))
    assert report["changes"] == ["changed: Authentication: JWT (15 min) → Session — Developer"]
    assert report["written"] == "PHASE-CONTEXT-02.md"


def test_a_rule_that_stays_broken_is_written_into_its_row(run: Run, project: Path) -> None:
    run("start", "--phase", "5", "--repo", str(project))
    entries = [
        {"kind": "decided", "topic": "Queue system", "text": "None", "quote": "no queue"},
        {"kind": "decided", "topic": "Dead letter queue", "text": "Yes", "quote": "keep dead letters"},
    ]
    report = json.loads(run("record", stdin=json.dumps({"said": "no queue, keep dead letters", "entries": entries})))
    assert report["checks"] == ["Dead letters need a queue that they fall out of, and there is none."]
    run("write")
    assert "Check: Dead letters need" in (project / "PHASE-CONTEXT-05.md").read_text(encoding="utf-8")
