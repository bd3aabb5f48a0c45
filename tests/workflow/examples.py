"""The examples, to be run in this process."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "examples" / "frameworks"


def example(name: str) -> ModuleType:
    """An example as a module, as if it were imported."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where LangGraph looks for the types of a state
    spec.loader.exec_module(module)
    return module
