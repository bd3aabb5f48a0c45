"""The commands for an agent with a shell: JSON in and out, nothing outside the root, nothing lost."""

from __future__ import annotations

import io
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from phase_context.agent.document import check, load
from phase_context.agent.host import Host
from phase_context.agent.interfaces.cli import main
from phase_context.agent.journal import Journal
from phase_context.schemas import Header, Status

Run = Callable[..., tuple[int, str, str]]
Do = Callable[..., Any]


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


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
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def do(run: Run) -> Do:
    """A command that works; returns its JSON."""

    def command(*args: str, **call: Any) -> Any:
        code, out, err = run(*args, stdin=json.dumps(call) if call else "")
        assert (code, err) == (0, "")
        return json.loads(out)

    return command


def start(do: Do) -> Any:
    return do("start", "--phase", "3", "--name", "Orders", "--sprint", "9", "--with", "Ann (PO)")


def decided(topic: str, text: str, quote: str) -> dict[str, str]:
    return {"kind": "decided", "topic": topic, "text": text, "quote": quote}


def test_a_whole_interview(do: Do, root: Path) -> None:
    report = start(do)
    assert (report["session"], report["status"]) == ("phase-03", "partial")
    assert [question["label"] for question in report["questions"]] == ["In scope", "Out of scope (deferred)"]
    report = do("record", said="orders in, no refunds", entries=[
        {"kind": "in_scope", "text": "orders", "quote": "orders in"},
        {"kind": "out_of_scope", "text": "refunds", "quote": "no refunds"},
    ])  # fmt: skip
    assert report["accepted"] == ["In scope: orders", "Out of scope: refunds"]
    report = do("record", said="redis. SQS, dead letters kept. rolling", entries=[
        decided("Cache strategy", "Redis", "redis"),
        decided("Queue system", "SQS", "SQS"),
        decided("Dead letter queue", "Yes", "dead letters kept"),
        decided("Deployment", "Rolling", "rolling"),
        decided("Authentication", "JWT", "we use JWT"),
    ])  # fmt: skip
    assert report["suggested"] == ["Authentication: JWT"]
    report = do("record", said="sorry, no queue", entries=[decided("Queue system", "None", "no queue")])
    assert report["reopened"] == ["Dead letter queue"]
    report = do("record", said="no cache either", entries=[decided("Cache strategy", "None", "no cache either")])
    assert "Cache strategy: None" in do("status")["known"]
    do("undo")
    report = do("write")
    assert report["written"] == "PHASE-CONTEXT-03.md"
    assert "notes" not in report
    text = (root / "PHASE-CONTEXT-03.md").read_text(encoding="utf-8")
    assert check(text) == []
    written = load(root / "PHASE-CONTEXT-03.json")
    assert [(topic.label, row.choice) for topic, row in written.decisions() if row.status is Status.DECIDED] == [
        ("Cache strategy", "Redis"), ("Queue system", "None"), ("Deployment", "Rolling"),
    ]  # fmt: skip
    assert do("status", "--document")["document"] == text


def test_a_session_is_complete_when_nothing_is_left_to_ask(do: Do) -> None:
    report = start(do)
    while report["status"] == "partial":
        report = do("record", said="dunno", entries=[])
    assert "questions" not in report
    assert report["areas_done"] == report["areas"]


def test_start_goes_on_where_it_was_and_takes_what_is_new_of_the_head(do: Do) -> None:
    start(do)
    do("record", said="redis", entries=[decided("Cache strategy", "Redis", "redis")])
    report = do("start", "--phase", "03", "--sprint", "10")
    assert report["notes"] == ["resumed phase-03"]
    assert report["known"] == ["Cache strategy: Redis"]
    do("undo")
    assert "**Sprint:** SPRINT-010" in do("status", "--document")["document"]


def test_a_document_without_its_session_is_what_is_known(do: Do, root: Path) -> None:
    start(do)
    do("record", said="redis", entries=[decided("Cache strategy", "Redis", "redis")])
    do("write")
    (root / ".phase-context" / "phase-03.jsonl").unlink()
    assert do("start", "--phase", "3")["known"] == ["Cache strategy: Redis"]
    path = root / "PHASE-CONTEXT-03.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Redis", "Memcached"), encoding="utf-8")
    (root / ".phase-context" / "phase-03.jsonl").unlink()
    assert do("start", "--phase", "3")["known"] == ["Cache strategy: Memcached"]


def test_sessions_of_several_phases_stand_side_by_side(do: Do) -> None:
    start(do)
    do("start", "--phase", "4")
    do("record", "--session", "3", said="redis", entries=[decided("Cache strategy", "Redis", "redis")])
    assert do("status", "--session", "phase-03")["known"] == ["Cache strategy: Redis"]
    assert "known" not in do("status", "--session", "04")


def test_reply_is_read_by_the_program_itself(do: Do) -> None:
    start(do)
    report = do("reply", "redis, we already run it", "--session", "3", "--about", "Cache strategy")
    assert report["accepted"][0].startswith("Cache strategy: Redis")


def test_the_guide_names_every_command_and_topic(run: Run) -> None:
    _, text, _ = run("guide")
    for command in ("start", "record", "reply", "status", "undo", "write"):
        assert f"phase-context {command}" in text
    assert "Dead letter queue" in text


@pytest.mark.parametrize(
    ("args", "stdin", "error"),
    [
        (["status"], "", "start one with `start`"),
        (["start", "--date", "tomorrow"], "", "not a date"),
        (["record", "{"], "", "not JSON"),
        (["record"], "[]", "wants"),
        (["record"], '{"entries": [], "said": 3}', "'said' is of the wrong type"),
        (["record"], '{"entries": [], "asked": "all"}', "'asked' is of the wrong type"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(run: Run, root: Path, args: list[str], stdin: str, error: str) -> None:
    code, out, err = run(*args, stdin=stdin)
    assert (code, out) == (2, "")
    assert err.startswith("phase-context: ")
    assert err.count("\n") == 1
    assert error in err
    assert list(root.iterdir()) == []


def test_a_session_that_is_not_there_names_the_ones_that_are(run: Run, do: Do) -> None:
    start(do)
    for name in ("9", "../../etc/passwd", "/etc/passwd"):
        code, _, err = run("status", "--session", name)
        assert code == 2
        assert "there is phase-03" in err


def test_an_unknown_label_is_refused(run: Run, do: Do) -> None:
    start(do)
    assert run("record", stdin='{"entries": [], "said": "x", "asked": ["Tea"]}')[0] == 2


def test_a_session_in_use_is_refused_in_one_line(run: Run, do: Do, root: Path) -> None:
    start(do)
    with Journal(root / ".phase-context" / "phase-03.jsonl"):
        code, _, err = run("undo")
    assert code == 2
    assert "another process" in err


@pytest.mark.parametrize("path", ["../out.md", "/tmp/out.md", "docs/../../out.md", "notes.txt", ".md", "a\0.md"])
def test_the_document_stays_below_the_root(run: Run, do: Do, root: Path, path: str) -> None:
    start(do)
    before = sorted(root.parent.rglob("*"))
    code, _, err = run("write", "--path", path)
    assert (code, err.count("\n")) == (2, 1)
    assert sorted(root.parent.rglob("*")) == before


def test_a_place_below_the_root_may_be_chosen(do: Do, root: Path) -> None:
    start(do)
    assert do("write", "--path", "docs/phases/03.md")["written"] == "docs/phases/03.md"
    assert (root / "docs/phases/03.json").exists()


@pytest.mark.parametrize("link", [".phase-context", "docs"])
def test_a_link_that_leads_out_of_the_root_is_refused(run: Run, root: Path, link: str) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (root / link).symlink_to(outside)
    run("start", "--phase", "3")
    assert run("write", "--path", "docs/03.md")[0] == 2
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["phase-03.jsonl", "phase-03.lock", ".gitignore"])
def test_a_linked_session_file_is_refused(run: Run, root: Path, name: str) -> None:
    victim = root.parent / "victim"
    (root / ".phase-context").mkdir()
    (root / ".phase-context" / name).symlink_to(victim)
    assert run("start", "--phase", "3")[0] == 2
    assert not victim.exists()


@pytest.mark.parametrize("name", ["README.md", "package.json"])
def test_a_file_that_is_no_phase_context_is_not_overwritten(run: Run, do: Do, root: Path, name: str) -> None:
    start(do)
    (root / name).write_text("{}", encoding="utf-8")
    assert run("write", "--path", Path(name).with_suffix(".md").name)[0] == 2
    assert (root / name).read_text(encoding="utf-8") == "{}"


_RECORDING = """
import sys
from pathlib import Path
from phase_context.agent.host import Host
host = Host(Path(sys.argv[1]))
for number in range(10_000):
    said = f"{sys.argv[2]} word {number}"
    host.record([{"kind": "in_scope", "text": said, "quote": said}], said)
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill_at_any_moment(root: Path) -> None:
    host = Host(root)
    host.start(Header(phase="3"))
    moments = random.Random(3)
    acknowledged = set()
    for kill in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", _RECORDING, str(root), f"run{kill}"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        first = process.stdout.readline().strip()
        time.sleep(moments.uniform(0, 0.04))
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].split()
        acknowledged |= {f"run{kill} word {number}" for number in (first, *rest)}
    with Journal(root / ".phase-context" / "phase-03.jsonl") as journal:
        kept = {record["text"] for record in journal.records if record["type"] == "reply"}
    assert len(acknowledged) > 20
    assert acknowledged <= kept
    report = host.show(document=True)
    assert all(f"- {said}\n" in report.document for said in acknowledged)
