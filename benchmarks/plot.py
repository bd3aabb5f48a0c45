"""The picture of the comparison: one panel a question, one bar a library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PANELS = (
    ("a second, 1,000", "documents a second\n(32 at once, 50 ms)", "more is better"),
    ("CPU ms", "own CPU a transcript, ms", "less is better"),
    ("fact out", "tokens out for one new fact", "less is better"),
    ("peak MB, 1,000", "peak memory, 1,000 documents, MB", "less is better"),
    ("first document, s", "start to first document, s", "less is better"),
    ("complete with faults", "complete of 300,\none reply in ten broken", "more is better"),
)
OURS, THEIRS, INK = "#0f766e", "#a8b3bd", "#4b5563"


def draw(figures: dict[str, dict[str, Any]], target: Path) -> None:
    """Write the picture as SVG, the same bytes for the same figures."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "phase-context", "font.size": 9, "text.color": INK, "ytick.color": INK}
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 3, figsize=(10, 4.4), layout="constrained")
    subjects = list(figures)[::-1]
    for axis, (name, title, better) in zip(axes.flat, PANELS, strict=True):
        values = [figures[subject].get(name) for subject in subjects]
        colours = [OURS if subject == "phase-context" else THEIRS for subject in subjects]
        axis.barh(subjects, [value or 0 for value in values], color=colours, height=0.66)
        most = max(value or 0 for value in values)
        for place, value in enumerate(values):
            axis.text((value or 0) + most * 0.02, place, "–" if value is None else f"{value:,}", va="center")
        axis.set_title(title, loc="left", fontsize=9.5)
        axis.set_xlabel(better, loc="left", fontsize=8, color=INK)
        axis.set_xlim(0, most * 1.22)
        axis.set_xticks([])
        axis.spines[:].set_visible(False)
        axis.tick_params(length=0)
    figure.savefig(target, metadata={"Date": None}, facecolor="white")
