"""Extractors turn words into entries: by function calling with a model, or by rules without one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from phase_context.agent.extractors.base import Extraction, Extractor, Reading, Refusal, Usage

if TYPE_CHECKING:
    from phase_context.agent.pace import Pace

BUILT_IN = "built-in"
MODEL_VARIABLE = "PHASE_CONTEXT_MODEL"

__all__ = ["BUILT_IN", "MODEL_VARIABLE", "Extraction", "Extractor", "Reading", "Refusal", "Usage", "choose", "name_of"]


def name_of(model: str | None = None) -> str:
    """The name of the extractor that `choose` would take."""
    return model or os.environ.get(MODEL_VARIABLE) or BUILT_IN


def choose(
    model: str | None = None,
    *,
    base_url: str | None = None,
    pace: Pace | None = None,
    tries: int | None = None,
    direct: bool = False,
) -> Extractor:
    """The extractor for a model named "provider:model", else for $PHASE_CONTEXT_MODEL, else the built-in one.

    "built-in" asks for the built-in one by name. ``pace``, ``tries`` and ``direct`` concern a model alone.

    Raises:
        InputError: the model cannot be had.
    """
    name = name_of(model)
    if name == BUILT_IN:
        from phase_context.agent.extractors.builtin import BuiltinExtractor

        return BuiltinExtractor()
    from phase_context.agent.extractors.calls import TRIES
    from phase_context.agent.extractors.model import ModelExtractor

    return ModelExtractor(name, base_url=base_url, pace=pace, tries=tries or TRIES, direct=direct)
