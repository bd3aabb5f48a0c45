"""SECURITY.md says what is so: each threat names a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"^\| (?P<threat>[^|]+) \| `(?P<file>[\w/]+\.py)::(?P<test>\w+)` \|$", re.MULTILINE)


def test_each_threat_names_a_test_that_exists() -> None:
    table = POLICY.partition("## Threats")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    named = list(_NAMED.finditer(table))
    assert len(named) == len(rows) > 30
    for match in named:
        tree = ast.parse((ROOT / "tests" / match["file"]).read_text(encoding="utf-8"))
        assert match["test"] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, match["threat"]


def test_the_repositorys_limits_are_stated() -> None:
    from phase_context.agent.known import walk

    for value in (walk.MOST_FILES, walk.DEEPEST, walk.LARGEST):
        assert f"{value:,}" in POLICY
