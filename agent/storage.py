"""Files by path, or by an fsspec URL ("s3://bucket/meetings"): the same few operations on both."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path, PurePosixPath
from typing import Any

from phase_context.agent.errors import InputError
from phase_context.agent.limits import MOST_BYTES


def is_remote(place: str) -> bool:
    """Whether it is a URL."""
    return "://" in place


def join(folder: str, name: str) -> str:
    """The place of a name in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder) / name)


def name_of(place: str) -> str:
    """The last part of a place."""
    return PurePosixPath(place.partition("://")[2]).name if is_remote(place) else Path(place).name


def read(place: str) -> bytes:
    """What is there.

    Raises:
        InputError: it cannot be read.
    """
    try:
        if is_remote(place):
            system, path = _remote(place)
            content: bytes = system.cat_file(path, end=MOST_BYTES + 1)
        else:
            with Path(place).open("rb") as file:
                content = file.read(MOST_BYTES + 1)  # a device may never end
    except (OSError, ValueError) as error:
        raise InputError(f"{place}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{place}: more than {MOST_BYTES // 1_000_000} MB; give the text alone, or split it")
    return content


def exists(place: str) -> bool:
    """Whether something is there."""
    if is_remote(place):
        system, path = _remote(place)
        return bool(system.exists(path))
    return Path(place).exists()


def listing(place: str) -> list[str] | None:
    """The files directly in a folder, sorted, hidden ones left out; None when it is no folder.

    Raises:
        InputError: it cannot be read.
    """
    try:
        if is_remote(place):
            system, path = _remote(place)
            if not system.isdir(path):
                return None
            found = [entry["name"] for entry in system.ls(path, detail=True) if entry["type"] == "file"]
            places = [system.unstrip_protocol(name) for name in found]
        else:
            if not Path(place).is_dir():
                return None
            places = [str(path) for path in Path(place).iterdir() if path.is_file()]
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror or type(error).__name__})") from None
    return sorted(place for place in places if not name_of(place).startswith("."))


def write(place: str, text: str) -> None:
    """Put the text there as a whole: a reader sees the old file or the new one, never half of it.

    Raises:
        InputError: it cannot be written.
    """
    try:
        if is_remote(place):
            system, path = _remote(place)
            system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            system.pipe_file(path, text.encode())
        else:
            _replace(Path(place), text)
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror or type(error).__name__})") from None


def settle(place: str) -> None:
    """Have the files written in the folder of a place there after a power cut; until then the old ones may be.

    Raises:
        InputError: the disk refuses it.
    """
    if not is_remote(place):
        try:
            sync_folder(Path(place).parent)
        except OSError as error:
            raise InputError(f"{place}: cannot be written ({error.strerror})") from None


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a power cut, on systems where a folder can be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _remote(place: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(f"{place}: a URL needs fsspec; pip install 'phase-context[remote]'") from None
    try:
        system, path = url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise InputError(f"{place}: {str(error).splitlines()[0]}") from None
    return system, path


def _replace(path: Path, text: str) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(path.parent.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
