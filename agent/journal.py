"""The session: an append-only file of JSON lines, each flushed before the caller goes on; or the same in memory."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from phase_context.agent.errors import JournalError
from phase_context.agent.storage import sync_folder

VERSION = 1

Record = dict[str, Any]
"""One line: its ``type``, its ``at`` (UTC), and the type's own fields.

Types are start, header, reply, update, skip, back and undo. An update answers a reply; where both are known at
once, the reply carries it.
"""


class Records:
    """A session in memory: plain data, which whoever calls may keep anywhere between two calls.

    Raises:
        JournalError: they are no session of this version.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.notice: str | None = None
        self.records: list[Record] = [*records]
        self._check_version("the session")

    def append(self, type_: str, **fields: Any) -> Record:
        """Keep one record."""
        record = {"type": type_, **fields}
        self.records.append(record)
        return record

    def _check_version(self, where: str) -> None:
        start = self.records[0] if self.records else {"type": "start", "version": VERSION}
        if (start.get("type"), start.get("version")) != ("start", VERSION):
            raise JournalError(f"{where}: not a session of this version of phase-context")


class Journal(Records):
    """A session's file, held by one process at a time.

    Use as a context manager, or call `close`. ``records`` holds everything read and written so far;
    ``notice`` says what was mended on opening, if anything.

    Args:
        path: the file.
        wait: seconds to wait for another process to close it.

    Raises:
        JournalError: another process holds the session; the file cannot be written, or is no journal.
    """

    def __init__(self, path: Path, *, wait: float = 0) -> None:
        from filelock import FileLock, Timeout

        super().__init__()
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._ignore(path.parent)
            self._lock = FileLock(path.with_suffix(".lock"), timeout=wait)
            self._lock.acquire()
        except Timeout:
            raise JournalError(f"{path}: another process has this session open; end it there first") from None
        except OSError as error:
            raise JournalError(f"{path}: cannot be written ({error.strerror}); choose another folder") from None
        try:
            self._load()
            self._file = path.open("ab")
            self._size = self._file.tell()
            if not self._size:  # a new file: its name is to survive a power cut, as its lines do
                sync_folder(path.parent)
                sync_folder(path.parent.parent)
        except OSError as error:
            self._lock.release()
            raise JournalError(f"{path}: cannot be read ({error.strerror})") from None
        except JournalError:
            self._lock.release()
            raise

    def append(self, type_: str, **fields: Any) -> Record:
        """Write one record and flush it to the disk.

        Raises:
            JournalError: the disk refused it. The file is as it was before.
        """
        record = {"type": type_, "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), **fields}
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        try:
            if self._file.closed:  # what failed before could not be taken back then
                self._restore()
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._restore()
            raise JournalError(f"{self.path}: not written ({error.strerror}); your last input was not kept") from None
        self._size += len(line)
        self.records.append(record)
        return record

    def close(self) -> None:
        """Let another process have the session."""
        try:
            self._file.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _load(self) -> None:
        data = self.path.read_bytes() if self.path.exists() else b""
        whole, torn = _whole(data)
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                record = json.loads(line)
                self.records.append({"type": record["type"], **record})
            except (ValueError, KeyError, TypeError):
                raise JournalError(
                    f"{self.path}, line {number}: not a journal record; mend or remove the line, or start anew"
                ) from None
        self._check_version(str(self.path))
        if torn:
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
                os.fsync(file.fileno())  # before anything is written in its place
            self.notice = f"{self.path}: the last line was cut off while it was written, and is dropped"

    def _restore(self) -> None:
        with contextlib.suppress(OSError):  # what could not be flushed is dropped with the buffer
            self._file.close()
        os.truncate(self.path, self._size)
        self._file = self.path.open("ab")
        os.fsync(self._file.fileno())

    @staticmethod
    def _ignore(folder: Path) -> None:
        """Sessions are nobody's source code: a folder of ours keeps itself out of git."""
        if folder.name == ".phase-context" and not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _whole(data: bytes) -> tuple[bytes, bytes]:
    """The lines, and a last one that was cut off while it was written: its end is missing, or a part is zeros."""
    end = data.rfind(b"\n") + 1
    last = data.rfind(b"\n", 0, max(0, end - 1)) + 1
    if b"\0" in data[last:end]:
        end = last
    return data[:end], data[end:]
