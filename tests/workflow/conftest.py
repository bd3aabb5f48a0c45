"""A test needs what it needs: without a PostgreSQL server on the machine there is nothing to collect."""

from __future__ import annotations

import importlib.util
import shutil

_POSTGRES = shutil.which("initdb") and importlib.util.find_spec("langgraph.checkpoint.postgres")
collect_ignore = [] if _POSTGRES else ["test_postgres.py"]
