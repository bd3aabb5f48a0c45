"""A process that forks one child for each task and tells what the child has done, for tests that kill it.

Everything is imported before the first fork, so that a task begins at once. Lines in are tasks as JSON; lines out are
["pid", n] when the child has begun, ["done", what] for each thing that the program accepted, ["told", error] for each
that it reported, and ["ended"].
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

from phase_context.agent.errors import PhaseContextError
from phase_context.agent.host import Host
from phase_context.agent.interview import Interview
from phase_context.agent.journal import Journal
from phase_context.schemas import Header
from tests.faults.meetings import fill
from tests.scripted import ScriptedExtractor


def main() -> None:
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
            os._exit(0)
        _tell("pid", child)
        os.waitpid(child, 0)
        _tell("ended")


def _warm_up() -> None:
    """Load all that a task needs."""
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        host.start(Header(phase="1"))
        host.reply("queue: SQS")
        host.write()
        (Path(folder) / "m.txt").write_text("Ana: which queue?\nBen: let us take SQS, please.\n", encoding="utf-8")
        fill(Path(folder) / "m.txt", Path(folder) / "out", lambda _: None)


def _run(task: dict[str, Any]) -> None:
    if task.get("most_bytes"):  # of a file; the kernel refuses the rest
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["most_bytes"], resource.RLIM_INFINITY))
    root = Path(task["root"])
    try:
        {"record": _record, "reply": _reply, "sit": _sit, "fill": _fill}[task["do"]](root, task)
    except PhaseContextError as error:
        _tell("told", str(error))


def _record(root: Path, task: dict[str, Any]) -> None:
    """An agent records a developer's words."""
    for number in range(task["count"]):
        said = f"{task['name']} word {number}" + " and so on" * random.Random(number).randrange(150)
        entry = {"kind": "in_scope", "text": said[:40], "quote": said[:40]}
        _try(said, lambda entry=entry, said=said: Host(root).record([entry], said, session=task["session"]))


def _reply(root: Path, task: dict[str, Any]) -> None:
    """The program reads the words itself, and writes the document after each."""
    for number in range(task["count"]):
        said = f"{task['name']} queue {number}: SQS, because the platform team runs it"
        _try(said, lambda said=said: Host(root).reply(said, session=task["session"]))
        _try("", lambda: Host(root).write(task["session"]))


def _sit(root: Path, task: dict[str, Any]) -> None:
    """A person's session, open all the time."""
    with Journal(root / ".phase-context" / f"{task['session']}.jsonl") as journal:
        interview = Interview(ScriptedExtractor(), journal)
        for number in range(task["count"]):
            said = f"{task['name']} answer {number}" + " and so on" * (number % 90)
            _try(said, lambda said=said: interview.answer(said))


def _fill(root: Path, task: dict[str, Any]) -> None:
    """A folder of meetings."""
    fill(Path(task["source"]), root, lambda filled: _tell("done", filled.job.target) if not filled.error else None)


def _try(said: str, call: Any) -> None:
    try:
        call()
    except PhaseContextError as error:
        _tell("told", str(error))
    else:
        if said:
            _tell("done", said)


def _tell(*what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
