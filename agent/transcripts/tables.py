"""Markdown tables, row by row, as people's tools write them: escaped and unescaped pipes, cut-off rows."""

from __future__ import annotations

import re

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def cells(line: str) -> list[str] | None:
    """The cells of a row, unescaped and without bold; None where the line is no row of a table."""
    stripped = line.strip()
    if not stripped.startswith("|") or not stripped.strip("|"):
        return None
    inner = stripped[1:-1] if stripped.endswith("|") and not stripped.endswith("\\|") else stripped[1:]
    return [cell.replace("\\|", "|").replace("**", "").strip() for cell in _PIPE.split(inner)]


def is_rule(line: str) -> bool:
    """Whether it is the line of dashes between a table's head and its rows."""
    return "-" in line and bool(_RULE.match(line))


def fit(row: list[str], columns: list[str]) -> dict[str, str]:
    """The row's cells by column. An unescaped pipe within a cell gives too many cells: those in the middle are one."""
    extra = len(row) - len(columns)
    if extra > 0 and len(columns) > 1:
        row = [*row[: len(columns) - 2], "|".join(row[len(columns) - 2 : len(columns) - 1 + extra]), row[-1]]
    return dict(zip(columns, [*row, *[""] * len(columns)], strict=False))
