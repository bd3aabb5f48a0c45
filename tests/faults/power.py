"""The states that a power cut may leave a disk in.

The model is POSIX's, which promises less than file systems keep: only what was synced is there afterwards. Of the
rest any part may be: a write whole, torn at any byte, or with some of its sectors as zeros; a name made, replaced or
removed, or not, whatever became of the file's content and of other names.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.disk import Disk, Operation

SECTOR = 512  # bytes


@dataclass(frozen=True)
class Cut:
    """One state: how many operations had been done, and the content of each name that is left."""

    done: int
    files: dict[str, bytes]


def cuts(disk: Disk, dice: random.Random, count: int) -> Iterator[Cut]:
    """So many states: half of them at moments when something waits to be synced, which have the most outcomes."""
    syncing = [number for number, operation in enumerate(disk.operations) if operation.kind == "sync"]
    for number in range(count):
        done = dice.choice(syncing) if number % 2 else dice.randrange(len(disk.operations) + 1)
        yield Cut(done, _left(disk, done, dice))


@dataclass
class _File:
    """What is safe of a file, and what was done since it was last synced."""

    safe: bytes = b""
    waiting: list[Operation] = field(default_factory=list)


def _left(disk: Disk, done: int, dice: random.Random) -> dict[str, bytes]:
    files = {number: _File(content) for number, (_, content) in disk.before.items()}
    names = {path: number for number, (path, _) in disk.before.items()}
    waiting: dict[str, list[Operation]] = {}
    for operation in disk.operations[:done]:
        file = files.setdefault(operation.file, _File())
        match operation.kind:
            case "write" | "truncate":
                file.waiting.append(operation)
            case "sync":
                for earlier in file.waiting:
                    file.safe = _applied(file.safe, earlier)
                file.waiting = []
            case "sync_folder":
                for earlier in waiting.pop(operation.path, []):
                    _name(names, earlier)
            case _:
                waiting.setdefault(str(Path(operation.path).parent), []).append(operation)
    share = dice.choice((0.0, 0.5, 0.5, 0.5, 1.0))  # of what was not synced, as much is there
    for operation in (operation for operations in waiting.values() for operation in operations):
        if dice.random() < share:
            _name(names, operation)
    folders = {operation.path for operation in disk.operations if operation.kind == "mkdir"}
    lost = {folder for folder in folders if folder not in names}
    return {
        path: _torn(files[number], share, dice)
        for path, number in names.items()
        if path not in folders and not any(path.startswith(f"{folder}{os.sep}") for folder in lost)
    }


def _name(names: dict[str, int], operation: Operation) -> None:
    if operation.kind in ("rename", "unlink"):
        names.pop(operation.path, None)
    if operation.kind != "unlink":
        names[operation.to or operation.path] = operation.file


def _applied(content: bytes, operation: Operation) -> bytes:
    start, end = operation.offset, operation.offset + len(operation.data)
    if operation.kind == "truncate":
        return content[:start].ljust(start, b"\0")
    return content.ljust(start, b"\0")[:start] + operation.data + content[end:]


def _torn(file: _File, share: float, dice: random.Random) -> bytes:
    content = file.safe
    for operation in file.waiting:
        if dice.random() >= share:
            continue
        if share == 1 or operation.kind == "truncate":
            content = _applied(content, operation)
            continue
        size = len(operation.data)
        if dice.random() < 0.5:
            end = dice.randrange(size + 1)
            parts = [(0, end)]
        else:  # as long as it should be, and some of the sectors as they were, or zeros
            content = content.ljust(operation.offset + size, b"\0")
            parts = [part for part in _sectors(operation.offset, size) if dice.random() < 0.5]
        for start, end in parts:
            piece = Operation("write", operation.path, 0, operation.offset + start, operation.data[start:end])
            content = _applied(content, piece)
    return content


def _sectors(offset: int, size: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < size:
        end = min(size, start + SECTOR - (offset + start) % SECTOR)
        yield start, end
        start = end
