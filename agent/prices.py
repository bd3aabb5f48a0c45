"""What tokens cost, where it is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from phase_context.agent.errors import InputError
from phase_context.agent.extractors.base import Usage

_MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens."""

    tokens_in: float
    cached: float
    tokens_out: float

    def cost(self, usage: Usage) -> float:
        """US dollars."""
        fresh = usage.tokens_in - usage.tokens_cached
        total = fresh * self.tokens_in + usage.tokens_cached * self.cached + usage.tokens_out * self.tokens_out
        return total / _MILLION


def price_of(model: str, given: str | None = None) -> Price | None:
    """The price of a model named "provider:model"; None where it is not known.

    Args:
        given: "IN,OUT" in dollars for a million tokens, instead of the table.

    Raises:
        InputError: ``given`` is not of that form.
    """
    if given:
        try:
            first, second = (float(part) for part in given.split(","))
        except ValueError:
            raise InputError(f"--price {given}: write dollars for a million tokens as IN,OUT: 0.4,1.6") from None
        return Price(first, first, second)
    if model == "built-in":
        return Price(0, 0, 0)
    table = tomllib.loads((Path(__file__).parent / "prices.toml").read_text(encoding="utf-8"))
    known = table.get(model)
    return Price(*known) if known else None
