"""Trials with the program itself, started as people start it: commands and the MCP server, killed at any moment."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from phase_context.agent.host import Host
from phase_context.schemas import Header
from tests.faults.afterwards import lost_replies
from tests.faults.kill_trials import SESSION
from tests.faults.tally import Tally

_PROGRAM = [sys.executable, "-c", "from phase_context.agent.interfaces.cli import main; main()"]


def command(trials: int, seed: int = 14) -> Tally:
    """`phase-context reply` is killed; when it had ended well, its words were accepted."""
    tally = Tally("kill -9, phase-context reply")
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        Host(root).start(Header(phase="3"))
        accepted: list[str] = []
        started = time.monotonic()
        subprocess.run([*_PROGRAM, "status", "--root", folder], stdout=subprocess.DEVNULL, check=True)
        longest = 2 * (time.monotonic() - started)
        for trial in range(trials):
            said = f"queue {trial}: SQS, the platform team runs it"
            process = subprocess.Popen([*_PROGRAM, "reply", said, "--root", folder], stdout=subprocess.PIPE, text=True)
            try:
                out, _ = process.communicate(timeout=dice.uniform(0.2, 1) * longest)
            except subprocess.TimeoutExpired:
                process.kill()
                out, _ = process.communicate()
            if out.endswith("\n"):  # the answer was given
                accepted.append(said)
            tally.trials += 1
            tally.lost += lost_replies(root, SESSION, accepted)
        tally.accepted = len(accepted)
    return tally


def mcp(trials: int, calls: int = 12, seed: int = 15) -> Tally:
    """The MCP server is killed between a call and the next; what it had answered was accepted."""
    tally = Tally("kill -9, MCP server")
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        Host(root).start(Header(phase="3"))
        accepted: list[str] = []
        for trial in range(trials):
            accepted += _served(folder, trial, calls, dice.uniform(0, 1))
            tally.trials += 1
            tally.lost += lost_replies(root, SESSION, accepted)
        tally.accepted = len(accepted)
    return tally


def _served(root: str, trial: int, calls: int, kill_after: float) -> list[str]:
    """The replies that a server answered before it was killed, some seconds after its first."""
    command = [*_PROGRAM, "mcp", "--root", root]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    said = {number: f"run {trial}, word {number}: orders" for number in range(1, calls + 1)}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    lines: list[dict[str, Any]] = [{"id": 0, "method": "initialize", "params": hello}]
    lines.append({"method": "notifications/initialized"})
    for number, text in said.items():
        entry = {"kind": "in_scope", "text": text, "quote": text}
        call = {"name": "record", "arguments": {"entries": [entry], "said": text, "session": SESSION}}
        lines.append({"id": number, "method": "tools/call", "params": call})
    process.stdin.write("".join(json.dumps({"jsonrpc": "2.0", **line}) + "\n" for line in lines))
    process.stdin.flush()
    accepted = []
    for line in process.stdout:
        answer = json.loads(line) if line.endswith("\n") else {}
        if answer.get("id") == 0:
            threading.Timer(kill_after, process.kill).start()
        elif answer.get("id") in said and not answer.get("result", {"isError": True}).get("isError"):
            accepted.append(said[answer["id"]])
            if len(accepted) == calls:
                break
    process.kill()
    process.communicate()
    return accepted
