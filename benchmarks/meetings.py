"""Made-up meetings of a given size, the same every time."""

from __future__ import annotations

import random
from pathlib import Path

_TALK = """
so the orders come in from the partner and we store them before anybody looks what about the
limit on that page maybe later when we know more I think it is fine for now the
shop asks every few seconds and nobody complained
"""
_WORDS = _TALK.split()
_SETTLED = "Ana: which queue do we take?\nBen: let's use SQS, the platform team runs it.\nAna: agreed.\n"


def text(turns: int, seed: int = 0) -> str:
    """A "Name: text" transcript of about 100 characters a turn, with one decision in its middle."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    lines = [f"{dice.choice(('Ana', 'Ben', 'Cem'))}: {' '.join(dice.choices(_WORDS, k=18))}." for _ in range(turns)]
    lines.insert(turns // 2, _SETTLED.strip())
    return f"Ana: phase three, orders, meeting {seed}.\n" + "\n".join(lines) + "\n"


def folder(path: Path, count: int, turns: int = 80) -> Path:
    """A folder of them."""
    path.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        (path / f"m{seed:05d}.txt").write_text(text(turns, seed), encoding="utf-8")
    return path
