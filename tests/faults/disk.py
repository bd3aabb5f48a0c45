"""A disk that writes down every operation, and may refuse one.

Files are really written; Python's doors to them are replaced while the disk is in use.
"""

# pathlib stands on what is replaced here
# ruff: noqa: PTH100, PTH110, PTH112
from __future__ import annotations

import builtins
import io
import itertools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock


@dataclass(frozen=True)
class Operation:
    """One thing done to the disk.

    Attributes:
        kind: write, truncate, sync (of a file), link (a file is made), mkdir, rename, unlink, or sync_folder.
        path: of the file or folder.
        file: the number of what has that name then, which outlives the name.
        offset, data: what was written, and where; for truncate the offset is the new length.
        to: the new name, for rename.
    """

    kind: str
    path: str
    file: int = 0
    offset: int = 0
    data: bytes = b""
    to: str = ""


Refuse = Callable[[str, str], OSError | None]
"""What a disk says to an operation, by kind and path, before it does it."""


@dataclass
class Disk:
    """The operations below a folder, in order.

    Attributes:
        root: the folder.
        refuse: the error that an operation meets, or None to let it be; by default nothing is refused.
        operations: what was done.
        before: what was there when it began, by number: the name and the content.
    """

    root: Path
    refuse: Refuse = lambda _kind, _path: None
    operations: list[Operation] = field(default_factory=list)
    before: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _names: dict[str, int] = field(default_factory=dict)
    _open: dict[int, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                self.before[self._number(str(path))] = (str(path), path.read_bytes())

    def check(self, kind: str, path: str, *, locks: bool = False) -> None:
        """Refuse the operation, if it is to be refused."""
        ours = self.holds(path.removesuffix(".lock") if locks else path)
        error = self.refuse(kind, path) if ours else None
        if error is not None:
            raise error

    def note(self, kind: str, path: str, offset: int = 0, data: bytes = b"", to: str = "") -> None:
        """An operation was done."""
        if not self.holds(path):
            return
        with self._lock:
            self.operations.append(Operation(kind, path, self._number(path), offset, data, to))
            if kind == "rename":
                self._names[to] = self._names.pop(path)
            elif kind == "unlink":
                self._names.pop(path)

    def holds(self, path: str) -> bool:
        """Whether it lies on this disk. Locks do not: they say nothing after a restart."""
        below = path.startswith(f"{self.root}{os.sep}")
        return path == str(self.root) or (below and not path.endswith(".lock"))

    def opened(self, path: str, descriptor: int, *, new: bool) -> None:
        """A file or folder was opened."""
        self._open[descriptor] = path
        if new:
            self.note("link", path)

    def closed(self, descriptor: int) -> None:
        """Its number may be another file's now."""
        self._open.pop(descriptor, None)

    def path_of(self, descriptor: int) -> str:
        """What an open file's number stands for; empty when it is none of this disk."""
        return self._open.get(descriptor, "")

    def _number(self, path: str) -> int:
        if path not in self._names:
            self._names[path] = next(self._numbers)
        return self._names[path]


class _Recorded(io.FileIO):
    def __init__(self, disk: Disk, path: str, mode: str) -> None:
        writes = any(letter in mode for letter in "wax+")
        if writes:
            disk.check("open", path)
        new = writes and not os.path.exists(path)
        emptied = "w" in mode and not new
        super().__init__(path, mode)
        self._disk, self._path, self._appends = disk, path, "a" in mode
        disk.opened(path, self.fileno(), new=new)
        if emptied:
            disk.note("truncate", path)

    def write(self, data: Any) -> int:
        offset = os.fstat(self.fileno()).st_size if self._appends else self.tell()
        try:
            self._disk.check("write", self._path)
        except OSError:
            half = bytes(data)[: len(data) // 2]  # a full disk takes what still fits
            super().write(half)
            self._disk.note("write", self._path, offset, half)
            raise
        written = super().write(data) or 0
        self._disk.note("write", self._path, offset, bytes(data)[:written])
        return written

    def close(self) -> None:
        if not self.closed:
            self._disk.closed(self.fileno())
        super().close()

    def truncate(self, size: int | None = None) -> int:
        self._disk.check("truncate", self._path)
        length = super().truncate(size)
        self._disk.note("truncate", self._path, length)
        return length


class _Doors:
    """Python's ways to the disk, each of which asks it first and tells it afterwards."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self._open, self._os = io.open, {name: getattr(os, name) for name in _REPLACED}

    def file(self, file: Any, mode: str = "r", buffering: int = -1, *text: Any, **options: Any) -> Any:
        if isinstance(file, int) or not self.disk.holds(path := os.path.abspath(os.fspath(file))):
            return self._open(file, mode, buffering, *text, **options)
        raw = _Recorded(self.disk, path, mode.replace("b", "").replace("t", ""))
        if buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter
        buffered: Any = kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *text, **options)

    def open(self, file: Any, flags: int, mode: int = 0o777, **options: Any) -> int:
        path = os.path.abspath(os.fspath(file))
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self.disk.check("open", path, locks=True)
        new = bool(flags & os.O_CREAT) and not os.path.exists(path)
        descriptor: int = self._os["open"](file, flags, mode, **options)
        if self.disk.holds(path):
            self.disk.opened(path, descriptor, new=new)
        return descriptor

    def write(self, descriptor: int, data: Any) -> int:
        path = self.disk.path_of(descriptor)
        self.disk.check("write", path)
        offset = os.fstat(descriptor).st_size  # ours only append
        written: int = self._os["write"](descriptor, data)
        self.disk.note("write", path, offset, bytes(data)[:written])
        return written

    def fsync(self, file: Any) -> None:
        path = self.disk.path_of(file if isinstance(file, int) else file.fileno())
        self.disk.check("sync", path)
        self._os["fsync"](file)
        self.disk.note("sync_folder" if os.path.isdir(path) else "sync", path)

    def replace(self, source: Any, target: Any, **options: Any) -> None:
        old, new = (os.path.abspath(os.fspath(place)) for place in (source, target))
        self.disk.check("rename", old)
        self._os["replace"](source, target, **options)
        self.disk.note("rename", old, to=new)

    def unlink(self, place: Any, **options: Any) -> None:
        path = os.path.abspath(os.fspath(place))
        self.disk.check("unlink", path)
        self._os["unlink"](place, **options)
        self.disk.note("unlink", path)

    def truncate(self, place: Any, length: int) -> None:
        path = self.disk.path_of(place) if isinstance(place, int) else os.path.abspath(os.fspath(place))
        self.disk.check("truncate", path)
        self._os["truncate"](place, length)
        self.disk.note("truncate", path, length)

    def mkdir(self, place: Any, mode: int = 0o777, **options: Any) -> None:
        path = os.path.abspath(os.fspath(place))
        self.disk.check("mkdir", path)
        self._os["mkdir"](place, mode, **options)
        self.disk.note("mkdir", path)

    def close(self, descriptor: int) -> None:
        self.disk.closed(descriptor)
        self._os["close"](descriptor)


_REPLACED = {
    "open": "open", "write": "write", "fsync": "fsync", "fdatasync": "fsync", "replace": "replace", "rename": "replace",
    "unlink": "unlink", "remove": "unlink", "truncate": "truncate", "ftruncate": "truncate", "mkdir": "mkdir",
    "close": "close",
}  # fmt: skip


@contextmanager
def recorded(root: Path, refuse: Refuse = lambda _kind, _path: None) -> Iterator[Disk]:
    """The disk of a folder: until the end, what Python does to files below it is written down."""
    disk = Disk(root, refuse)
    doors = _Doors(disk)
    below = {name: getattr(doors, method) for name, method in _REPLACED.items()}
    opens = (mock.patch.object(module, "open", doors.file) for module in (builtins, io))
    with mock.patch.multiple(os, **below), next(opens), next(opens):
        yield disk
