"""Right answers of a model, corrupted in every way: what is caught, and what reaches the document.

Run from the checkout: ``python -m benchmarks.trust [--out FILE] [--seed N]``. The faults come from a seeded
generator, so the table is the same on each run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.trust.faults import faults
from tests.trust.trial import trial


def main() -> None:
    """Run all corruptions, write the table, and print it with whatever got through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "trust.md")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    table = trial(faults(options.seed))
    options.out.write_text("\n".join(table.lines()) + "\n", encoding="utf-8")
    print("\n".join([*table.lines(), "", *table.through, *table.refused]))


if __name__ == "__main__":
    main()
