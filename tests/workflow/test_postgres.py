"""The interview with a PostgreSQL checkpointer: a real server, where the machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.types import Command

from phase_context.agent import interview_graph

REPLIES = ["CSV import of orders", "SQS, ops runs it; no cache"]
USER = "postgres" if os.getuid() == 0 else None  # the server does not run as root


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    if USER:
        shutil.chown(folder, USER)

    def command(name: str, *args: str) -> None:
        call = [str(Path(shutil.which(name) or name).resolve()), *args]
        subprocess.run(call, check=True, user=USER, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    data = str(folder / "data")
    command("initdb", "-D", data, "-A", "trust", "-U", "phase", "--no-sync", "--no-instructions")
    # No port on the network: a socket in the folder.
    command("pg_ctl", "-D", data, "-w", "-l", "log", "-o", f"-k {folder} -c listen_addresses='' -F", "start")
    try:
        yield f"postgresql://phase@/postgres?host={folder}"
    finally:
        command("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_an_interview_is_kept_in_postgresql_and_resumed_by_another_connection(url: str) -> None:
    config: Any = {"configurable": {"thread_id": "phase-03"}}
    with PostgresSaver.from_conn_string(url) as saver:
        saver.setup()
        graph: Any = interview_graph().compile(checkpointer=saver)
        state = graph.invoke({"phase": {"phase": "03"}}, config)
    for reply in [*REPLIES, {"outcome": "declined"}]:
        assert "__interrupt__" in state
        with PostgresSaver.from_conn_string(url) as saver:
            graph = interview_graph().compile(checkpointer=saver)
            state = graph.invoke(Command(resume=reply), config)
    assert "| Queue system | SQS | ops runs it |" in state["phase_context"]["document"]
    assert state["phase_context"]["outcome"] == "declined"
