"""The plugin and the manifests: one command everywhere, one version everywhere, texts that are what the code says."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from phase_context.agent.interfaces.shell import guide_text
from phase_context.agent.report import Report

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugin"
SKILL = PLUGIN / "skills" / "phase-interview" / "SKILL.md"
COMMAND = {"command": "uvx", "args": ["--from", "phase-context[mcp]", "phase-context", "mcp"]}
MANIFESTS = (".claude-plugin/marketplace.json", "plugin/.claude-plugin/plugin.json", "gemini-extension.json")


def read(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def front_matter(path: Path) -> tuple[dict[str, str], str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.splitlines() if re.match(r"[\w-]+: ", line)), body


@pytest.mark.parametrize("path", ["plugin/.mcp.json", "gemini-extension.json"])
def test_every_client_starts_the_server_by_the_same_command(path: str) -> None:
    entry = read(path)["mcpServers"]["phase-context"]
    assert COMMAND.items() <= entry.items()
    # Some clients do not expand variables, and then come up without the server.
    assert "$" not in json.dumps(entry)


def test_the_command_is_one_that_the_package_has() -> None:
    assert "phase-context" in project()["scripts"]
    assert project()["name"] == "phase-context"
    assert "mcp" in project()["optional-dependencies"]


@pytest.mark.parametrize("path", MANIFESTS)
def test_names_and_versions_agree(path: str) -> None:
    manifest = read(path)
    parts = [manifest, *manifest.get("plugins", [])]
    assert {part["version"] for part in parts if "version" in part} == {project()["version"]}
    assert {part["name"] for part in parts} == {"phase-context"}


def test_the_marketplace_points_at_the_plugin() -> None:
    source = read(MANIFESTS[0])["plugins"][0]["source"]
    assert (ROOT / source / ".claude-plugin" / "plugin.json").exists()


def test_the_skill_is_the_guide() -> None:
    head, body = front_matter(SKILL)
    assert head["name"] == SKILL.parent.name
    assert len(head["description"]) <= 1024
    assert body.strip() == guide_text().strip()


def test_texts_that_are_loaded_every_time_are_short() -> None:
    head, _ = front_matter(SKILL)
    assert len(head["description"]) / 4 <= 100
    assert len(guide_text()) / 4 <= 1100


def test_the_command_lets_its_own_tools_run_and_no_others() -> None:
    head, body = front_matter(PLUGIN / "commands" / "phase.md")
    assert "$ARGUMENTS" in body
    allowed = head["allowed-tools"].split(", ")
    assert all("phase-context" in tool for tool in allowed)


def test_what_the_guide_says_a_call_prints_is_what_it_prints() -> None:
    for word in ("accepted", "refused", "suggested", "reopened", "questions"):
        assert word in Report.model_fields
        assert word in guide_text()
