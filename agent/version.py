"""The program's version, as installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("phase-context")
except PackageNotFoundError:  # run from a checkout that is not installed
    VERSION = "0"
