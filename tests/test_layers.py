"""Data flows one way: a stage of the built-in extractor imports only those before it, nothing imports an interface."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

AGENT = Path(__file__).parent.parent / "agent"
STAGES = ("language", "extractors.builtin.answers", "extractors.builtin.talk", "extractors.builtin.lists",
          "extractors.builtin.outcomes")  # fmt: skip


def imported(folder: Path) -> Iterator[tuple[str, str]]:
    """Each module below a folder, with each module of ours that it imports."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("phase_context.agent."):
                yield file.relative_to(AGENT).as_posix(), str(node.module).removeprefix("phase_context.agent.")


def test_a_stage_imports_none_that_comes_after_it():
    for at, stage in enumerate(STAGES):
        later = (*STAGES[at + 1 :], "extractors.builtin.meetings", "extractors.builtin.replies", "interfaces")
        found = list(imported(AGENT / stage.replace(".", "/")))
        assert found, stage
        assert [pair for pair in found if pair[1].startswith(later)] == []


def test_only_interfaces_know_interfaces():
    public = "__init__.py"  # it only names what others may import
    found = [pair for pair in imported(AGENT) if pair[0] != public and not pair[0].startswith("interfaces/")]
    assert [pair for pair in found if pair[1].startswith("interfaces")] == []
