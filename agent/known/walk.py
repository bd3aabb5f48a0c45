"""Walk a repository: which files there are, without entering what is ignored or vendored, and never out of the tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_FILES, DEEPEST = 50_000, 12
LARGEST = 1_000_000  # bytes of a file that is read
_NOT_ENTERED = frozenset(
    (
        # what tools fill
        "node_modules", "bower_components", "vendor", "third_party", "site-packages", "venv", "env", "virtualenv",
        "__pycache__", "dist", "build", "out", "target", "bin", "obj", "coverage", "htmlcov", "tmp", "log", "logs",
        "deps", "_build", "elm-stuff", "Pods", "DerivedData", "wheels", "eggs",
        # what is not the service
        "test", "tests", "spec", "specs", "__tests__", "testdata", "fixtures", "examples", "example", "samples",
        "sample", "benchmarks",
    )
)  # fmt: skip
_HIDDEN_ENTERED = frozenset([".github", ".gitlab", ".circleci", ".buildkite", ".woodpecker", ".planning"])


@dataclass
class Walk:
    """The files of a tree, nearest to its root first.

    Attributes:
        files: paths below the root, with forward slashes.
        folders: the folders that were entered, likewise.
        stopped: whether there were more than are looked at.
    """

    files: list[str]
    folders: list[str]
    stopped: bool = False


def walk(root: Path, *, most: int = MOST_FILES, deepest: int = DEEPEST) -> Walk:
    """All files below the root, breadth first.

    Symbolic links are not followed at all. Folders that git ignores, that tools fill, or that hold tests are
    not entered; what cannot be read is passed over.
    """
    found = Walk([], [])
    level: list[tuple[str, _Ignored]] = [("", _Ignored())]
    for _ in range(deepest):
        below: list[tuple[str, _Ignored]] = []
        for folder, ignored in level:
            entries = _entries(root / folder)
            here = ignored.below(root, folder) if any(entry.name == ".gitignore" for entry in entries) else ignored
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if _entered(entry.name) and not here.ignores(path):
                        found.folders.append(path)
                        below.append((path, here))
                elif entry.is_file(follow_symlinks=False):
                    if len(found.files) >= most:
                        found.stopped = True
                        return found
                    found.files.append(path)
        level = below
        if not level:
            return found
    found.stopped = bool(level)
    return found


def read(root: Path, path: str) -> str:
    """A file's text; "" when it is too large, no text, or cannot be read."""
    try:
        with (root / path).open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                return ""
            return file.read(LARGEST).decode("utf-8-sig")
    except (OSError, ValueError):
        return ""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _entered(name: str) -> bool:
    if name.startswith("."):
        return name in _HIDDEN_ENTERED
    return name not in _NOT_ENTERED


class _Ignored:
    """What the .gitignore files on the way say about folders."""

    def __init__(self, rules: tuple[tuple[re.Pattern[str], bool], ...] = ()) -> None:
        self._rules = rules

    def below(self, root: Path, folder: str) -> _Ignored:
        """The same with the rules of the folder's own file."""
        if (root / folder / ".gitignore").is_symlink():
            return self
        lines = read(root, f"{folder}/.gitignore" if folder else ".gitignore").splitlines()
        return _Ignored((*self._rules, *_rules(folder, lines)))

    def ignores(self, folder: str) -> bool:
        """Whether git leaves the folder out; the last rule that matches says so."""
        verdict = False
        for pattern, kept in self._rules:
            if pattern.fullmatch(folder):
                verdict = not kept
        return verdict


def _rules(folder: str, lines: list[str]) -> Iterator[tuple[re.Pattern[str], bool]]:
    for raw in lines:
        line = raw.rstrip()
        if not line or line.startswith("#"):
            continue
        kept = line.startswith("!")
        line = line.removeprefix("!").rstrip("/")
        # "build/*" leaves out all that is in the folder; for what we look for, the folder itself.
        line = line.removesuffix("/**").removesuffix("/*")
        anchored = "/" in line
        line = line.lstrip("/")
        if not line.strip("*"):
            continue
        prefix = f"{re.escape(folder)}/" if folder else ""
        body = _glob(line)
        yield re.compile(prefix + (body if anchored else f"(?:.*/)?{body}")), kept


def _glob(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(meaning.get(part, re.escape(part)) for part in parts)
