"""Files by path and by URL: read, listed, replaced as a whole; every failure is one line that names the place."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from phase_context.agent import storage
from phase_context.agent.errors import InputError
from phase_context.agent.manifest import NAME, Manifest


def refusing(code: int) -> object:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return refuse


@pytest.mark.parametrize("folder", ["here", "memory://there"])
def test_what_was_written_is_read_and_listed(tmp_path: Path, folder: str) -> None:
    place = folder if storage.is_remote(folder) else str(tmp_path / folder)
    document = storage.join(place, "a.md")
    assert not storage.exists(document)
    storage.write(document, "one\n")
    storage.write(document, "two\n")
    storage.write(storage.join(place, ".hidden"), "x")
    storage.settle(document)
    assert storage.read(document) == b"two\n"
    assert storage.exists(document)
    assert [storage.name_of(found) for found in storage.listing(place) or ()] == ["a.md"]
    assert storage.listing(document) is None


@pytest.mark.parametrize("place", ["nowhere/a.md", "memory://nowhere/a.md"])
def test_what_is_not_there_is_one_line(place: str) -> None:
    with pytest.raises(InputError, match=r"nowhere/a\.md: cannot be read \(.+\)$"):
        storage.read(place)


def test_a_url_of_no_known_kind_is_one_line() -> None:
    with pytest.raises(InputError, match="Protocol not known: carrier"):
        storage.read("carrier://pigeon/a.md")


def test_a_folder_that_cannot_be_read_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "iterdir", refusing(errno.EACCES))
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied"):
        storage.listing(str(tmp_path))


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        storage.write(str(tmp_path / "file" / "a.md"), "x")


def test_what_fails_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.md"
    storage.write(str(place), "old")
    monkeypatch.setattr("os.fsync", refusing(errno.ENOSPC))
    with pytest.raises(InputError, match="No space left on device"):
        storage.write(str(place), "new")
    assert place.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    storage.write(str(place), "old")
    place.chmod(0o640)
    storage.write(str(place), "new")
    assert place.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_no_system_can_sync_is_none_of_our_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", refusing(errno.EINVAL))
    storage.settle(str(tmp_path / "a.md"))
    storage.settle(str(tmp_path / "nowhere" / "a.md"))
    monkeypatch.setattr("os.fsync", refusing(errno.EIO))
    with pytest.raises(InputError, match="Input/output error"):
        storage.settle(str(tmp_path / "a.md"))


def record(target: Path, key: str = "k") -> dict[str, str]:
    target.write_text("x", encoding="utf-8")
    return {"target": str(target), "key": key, "status": "complete"}


class TestManifest:
    def test_a_line_that_was_cut_off_does_not_spoil_the_next(self, tmp_path: Path) -> None:
        one, two, three = (tmp_path / f"{name}.md" for name in ("one", "two", "three"))
        kept = Manifest(str(tmp_path))
        kept.add(record(one))
        kept.add(record(two))
        place = tmp_path / NAME
        place.write_bytes(place.read_bytes()[:-9])
        again = Manifest(str(tmp_path))
        assert again.done(str(one), "k")
        assert not again.done(str(two), "k")
        again.add(record(two))
        again.add(record(three))
        last = Manifest(str(tmp_path))
        assert all(last.done(str(target), "k") for target in (one, two, three))

    def test_done_means_made_of_the_same_and_still_there(self, tmp_path: Path) -> None:
        target = tmp_path / "one.md"
        kept = Manifest(str(tmp_path))
        assert kept.done(str(target), "k") is None
        kept.add(record(target))
        assert kept.done(str(target), "k")
        assert kept.done(str(target), "other") is None
        target.unlink()
        assert kept.done(str(target), "k") is None

    def test_a_line_written_in_part_is_reported_and_mended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, two = tmp_path / "one.md", tmp_path / "two.md"
        kept = Manifest(str(tmp_path))
        limit = 40
        whole = Path.open

        class Short:
            def __init__(self, path: Path) -> None:
                self.file = whole(path, "ab", buffering=0)

            def __enter__(self) -> Short:
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()

            def write(self, data: bytes) -> int:
                return self.file.write(data[:limit]) or 0

        monkeypatch.setattr(Path, "open", lambda path, *_, **__: Short(path))
        with pytest.raises(InputError, match="No space left on device"):
            kept.add(record_of(one))
        monkeypatch.undo()
        kept.add(record(two))
        assert Manifest(str(tmp_path)).done(str(two), "k")


def record_of(target: Path) -> dict[str, str]:
    return {"target": str(target), "key": "k", "status": "complete"}


def test_a_remote_manifest_is_written_now_and_then_and_at_the_end() -> None:
    kept = Manifest("memory://outcomes")
    storage.write("memory://outcomes/a.md", "x")
    for number in range(60):
        kept.add({"target": f"memory://outcomes/{number}.md", "key": "k", "status": "blocked"})
        seen = storage.exists(f"memory://outcomes/{NAME}")
        assert seen is (number >= 49)
    assert len(storage.read(f"memory://outcomes/{NAME}").splitlines()) == 50
    kept.close()
    assert len(storage.read(f"memory://outcomes/{NAME}").splitlines()) == 60


def test_a_url_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(InputError, match=r"a URL needs fsspec; pip install 'phase-context\[remote\]'"):
        storage.read("memory://outcomes/a.md")
