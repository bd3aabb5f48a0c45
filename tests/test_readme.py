"""What the README shows is what comes out."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from pathlib import Path

import pytest

from phase_context.agent.extractors import BUILT_IN, choose
from phase_context.agent.fill import Filling
from phase_context.agent.interfaces.cli import main
from phase_context.agent.jobs import plan

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_documents_are_what_fill_makes_today(tmp_path: Path) -> None:
    """`make examples` writes them anew."""
    sources = [str(ROOT / "examples" / name) for name in ("refunds-planning.vtt",)]
    Filling(str(tmp_path), choose(BUILT_IN)).run(plan(sources, str(tmp_path)), lambda _: None)
    made = (tmp_path / "refunds-planning.md").read_text(encoding="utf-8")
    assert (ROOT / "examples" / "out" / "refunds-planning.md").read_text(encoding="utf-8") == made


def test_the_excerpts_stand_in_the_example(tmp_path: Path) -> None:
    talk = (ROOT / "examples" / "refunds-planning.vtt").read_text(encoding="utf-8")
    document = (ROOT / "examples" / "out" / "refunds-planning.md").read_text(encoding="utf-8")
    said = re.findall(r"^(?:Joel|Mara) .*$", README, re.MULTILINE)
    rows = re.findall(r"^\| .*\|$", README.partition("## Two commands")[0], re.MULTILINE)
    assert len(said) >= 3
    assert len(rows) >= 3
    assert all(line in talk for line in said)
    assert all(row in document for row in rows)


def test_the_reply_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command = re.search(r"`(phase-context reply --json .*?)`", README)
    shown = re.search(r"```json\n(\{\"decisions\".*?)\n```", README)
    assert command is not None
    assert shown is not None
    monkeypatch.setattr("sys.argv", shlex.split(command[1]))
    with contextlib.suppress(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out) == json.loads(shown[1])


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
