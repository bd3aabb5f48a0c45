"""Say how much of the core the tests reach, by package, and fail where the branches are too few.

    python -m benchmarks.covered REPORT [--least 95]

REPORT is what ``pytest --cov --cov-report=json`` writes; what the core is stands in pyproject.toml.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path, PurePath

_COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def packages(report: Path) -> dict[str, Counter[str]]:
    """The counts of each package, by its folder, and of all of them."""
    found: dict[str, Counter[str]] = {}
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    for name, file in sorted(files.items()):
        for package in (PurePath(name).parent.as_posix(), "all"):
            found.setdefault(package, Counter()).update({count: file["summary"][count] for count in _COUNTS})
    return {package: counts for package, counts in found.items() if package != "all"} | {"all": found["all"]}


def share(part: int, of: int) -> float:
    """Percent; nothing is wholly covered."""
    return 100 * part / of if of else 100.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("--least", type=float, default=95, help="percent of the branches of each package")
    given = parser.parse_args()
    found = packages(given.report)
    print("| package | statements | reached | branches | reached |\n|---|---:|---:|---:|---:|")
    for package, counts in found.items():
        lines, branches = (share(counts[part], counts[whole]) for whole, part in (_COUNTS[:2], _COUNTS[2:]))
        print(f"| {package} | {counts[_COUNTS[0]]} | {lines:.1f}% | {counts[_COUNTS[2]]} | {branches:.1f}% |")
    few = [name for name, counts in found.items() if share(counts[_COUNTS[3]], counts[_COUNTS[2]]) < given.least]
    if few:
        sys.exit(f"fewer than {given.least:g}% of the branches: {', '.join(few)}")


if __name__ == "__main__":
    main()
