"""The manifest of a folder of documents: what was made of which file, so that a second run skips what is done."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from phase_context.agent import storage
from phase_context.agent.errors import InputError
from phase_context.schemas import Header

NAME = "phase-context-manifest.jsonl"
_REMOTE_EVERY = 50  # records; a remote file cannot be appended to, so it is written anew

Record = dict[str, Any]
"""One file's outcome: target, source, key, status, open_questions, conflicts, assumptions, usage …; see `fill`."""


def key(data: bytes, extractor: str, version: str, header: Header, format_: str | None) -> str:
    """What a document was made from: the content, the extractor and its version, and what was given beside."""
    from phase_context.agent.version import VERSION

    made_of = [extractor, version, VERSION, header.model_dump_json(), format_ or ""]
    return hashlib.sha256(b"\0".join([hashlib.sha256(data).digest(), *(part.encode() for part in made_of)])).hexdigest()


class Manifest:
    """The records of a folder, the newest for each target.

    Raises:
        InputError: the file cannot be read.
    """

    def __init__(self, folder: str) -> None:
        self._place = storage.join(folder, NAME)
        self._remote = storage.is_remote(folder)
        self._new = 0
        self.records: dict[str, Record] = {}
        self._torn = False
        if storage.exists(self._place):
            content = storage.read(self._place)
            self._torn = not content.endswith(b"\n")
            for line in content.decode("utf-8", "replace").split("\n"):
                try:
                    record = json.loads(line)
                    self.records[record["target"]] = record
                except (ValueError, KeyError, TypeError):
                    continue  # a line cut off when a run was killed: that file is done again

    def done(self, target: str, key_: str) -> Record | None:
        """The record of a target made from the same before, if its document is still there."""
        record = self.records.get(target)
        if record is None or record.get("key") != key_ or record.get("status") == "blocked":
            return None
        return record if storage.exists(target) else None

    def add(self, record: Record) -> None:
        """Keep an outcome.

        Raises:
            InputError: it cannot be written.
        """
        self.records[record["target"]] = record
        self._new += 1
        if not self._remote:
            try:
                Path(self._place).parent.mkdir(parents=True, exist_ok=True)
                self._append(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            except OSError as error:
                raise InputError(f"{self._place}: cannot be written ({error.strerror})") from None
        elif self._new % _REMOTE_EVERY == 0:
            self.close()

    def close(self) -> None:
        """Write what a remote place has not got yet."""
        if self._remote and self._new:
            lines = (json.dumps(record, ensure_ascii=False) for record in self.records.values())
            storage.write(self._place, "".join(f"{line}\n" for line in lines))

    def _append(self, line: bytes) -> None:
        """Write the line in one go, so that those of two processes do not mix; not behind one that was cut off."""
        line = b"\n" + line if self._torn else line
        self._torn = True
        with Path(self._place).open("ab", buffering=0) as file:
            if file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._torn = False
