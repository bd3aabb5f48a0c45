"""The public names: all there, typed, and cheap to import."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from phase_context import agent


def test_every_public_name_is_there() -> None:
    assert len(agent.__all__) == len(set(agent.__all__))
    for name in agent.__all__:
        assert getattr(agent, name) is not None
    assert set(agent.__all__) <= set(dir(agent))


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(agent.__file__ or "").read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    homes = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert sorted(homes) == sorted(agent.__all__)
    for name, home in homes.items():
        assert getattr(importlib.import_module(str(home)), name) is getattr(agent, name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        agent.nothing  # noqa: B018


def test_importing_the_package_or_a_session_loads_no_framework() -> None:
    code = "import sys; from phase_context.agent import settle; settle(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"langchain", "langchain_core", "langgraph", "openai", "mcp"} & set(done.stdout.split())
