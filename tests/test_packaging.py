"""What is in the repository is what gets installed."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_is_installed() -> None:
    found = {
        "phase_context." + ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("agent", "prompts", "schemas")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


def test_the_lock_names_no_host_and_pins_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").split()
    assert lines
    assert all("==" in line and "://" not in line and "@" not in line for line in lines)
