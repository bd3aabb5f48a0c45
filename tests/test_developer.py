"""The simulated developers' interviews stay short, and right."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
SHEETS = sorted((BENCHMARKS / "people").glob("*.toml"))


@pytest.fixture(scope="module")
def developer() -> Any:
    spec = importlib.util.spec_from_file_location("developer", BENCHMARKS / "developer.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["developer"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("repository", "most"), [(True, 9), (False, 12)])
def test_a_full_interview_takes_few_replies_and_records_what_was_meant(
    developer: Any, *, repository: bool, most: int
) -> None:
    outcomes = [
        developer.hold(tomllib.loads(path.read_text(encoding="utf-8")), repository=repository) for path in SHEETS
    ]
    assert [label for outcome in outcomes for label in outcome.repeated] == []
    assert statistics.median(outcome.replies for outcome in outcomes) <= most
    right, wrong = (sum(counts) for counts in zip(*((o.right, len(o.wrong)) for o in outcomes), strict=True))
    assert right / (right + wrong) >= 0.95
