"""Mutation testing of the core: change the code in thousands of small ways, and see that some test fails each time.

    python -m benchmarks.mutants [--children 2] [NAME...]

mutmut (the extra ``fuzz``) works on a copy below build/mutants, laid out as it wants it; the tests are those of the
core that take no time. Names are mutmut's ("phase_context.agent.draft.*"). A run goes on where an earlier one stopped;
remove the folder to begin anew. The end prints a table by file, and ``mutmut show`` there tells what survived.
"""

from __future__ import annotations

import argparse
import collections
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPY = ROOT / "build" / "mutants"
CORE = ("grounding", "evidence", "draft", "state", "agenda", "journal", "rules", "document/parse", "document/render")
TESTS = (
    "test_draft", "test_evidence", "test_grounding", "test_journal", "test_state", "test_document", "test_rules",
    "test_rounds", "test_record", "test_interview", "test_agenda", "test_rule_answers", "test_heard",
)  # fmt: skip
_CONFTEST = """\
import pytest
from hypothesis import Phase, settings

from phase_context.agent import rules

settings.register_profile(
    "mutants", deadline=None, max_examples=10, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutants")


@pytest.fixture(autouse=True)
def _nothing_from_before_the_fork():
    rules.rules.cache_clear()
    rules._confirmations.cache_clear()
"""
_KILLED = ("killed", "timeout", "segfault", "caught by type check")
_CODES = {None: "not run", 0: "survived", 1: "killed", 3: "killed", 33: "no tests", 34: "skipped", 36: "timeout",
          -24: "timeout", 24: "timeout", 152: "timeout", 255: "timeout", -11: "segfault", -9: "segfault"}  # fmt: skip


def copy() -> None:
    """The code and the tests as mutmut wants them: the package in a folder that is put on the path."""
    package = COPY / "src" / "phase_context"
    shutil.rmtree(COPY / "mutants" / "src" / "phase_context" / "prompts", ignore_errors=True)  # mutmut keeps old data
    for name in ("agent", "prompts", "schemas"):
        shutil.copytree(ROOT / name, package / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    ignored = shutil.ignore_patterns("__pycache__", "browser")
    shutil.copytree(ROOT / "tests", COPY / "tests", dirs_exist_ok=True, ignore=ignored)
    options = {
        "source_paths": ["src"],
        "only_mutate": [f"src/phase_context/agent/{name}.py" for name in CORE],
        "pytest_add_cli_args_test_selection": [f"tests/{name}.py" for name in TESTS],
        "pytest_add_cli_args": ["-p", "no:randomly", "-p", "no:xdist", "-x"],
    }
    lines = ["[tool.mutmut]", *(f"{name} = {json.dumps(value)}" for name, value in options.items())]
    lines += ["[tool.pytest.ini_options]", 'addopts = "-q --record-mode=none"', 'markers = ["vcr", "browser"]']
    with (COPY / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
        file.write(_CONFTEST)
    (COPY / "pyproject.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def table() -> None:
    """Print what became of the mutants, by file."""
    print("| File | Mutants | Killed | Survived | Untested | Share killed | Not run |\n|---|--:|--:|--:|--:|--:|--:|")
    total: collections.Counter[str] = collections.Counter()
    for name in CORE:
        found = json.loads((COPY / "mutants" / "src" / "phase_context" / "agent" / f"{name}.py.meta").read_text())
        ends = collections.Counter(_CODES.get(code, "killed") for code in found["exit_code_by_key"].values())
        _print(f"{name}.py", ends)
        total += ends
    _print("all", total)


def _print(name: str, ends: collections.Counter[str]) -> None:
    killed = sum(ends[end] for end in _KILLED)
    judged = killed + ends["survived"] + ends["no tests"]
    share = f"{killed / judged:.1%}" if judged else ""
    left, untested = ends["not run"], ends["no tests"]
    print(f"| {name} | {judged} | {killed} | {ends['survived']} | {untested} | {share} | {left} |")


def main() -> None:
    """Copy, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only the table of the last run")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    if not given.table:
        copy()
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(given.children), *given.names]
        subprocess.run(command, cwd=COPY, check=True)  # noqa: S603 - our own command
    table()


if __name__ == "__main__":
    main()
