"""The table of signals: what in a repository hints at which choice. Data, read once from ``signals/``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from phase_context.schemas import SECTIONS, TOPICS

ECOSYSTEMS = ("npm", "pypi", "gem", "maven", "go", "composer", "nuget", "hex", "cargo")
"""Where a dependency is published; each manifest's reader knows its own."""
NAMED = (*ECOSYSTEMS, "image", "env")
STRONG, WEAK = 3, 1


@dataclass(frozen=True)
class Choice:
    """What a signal suggests.

    Attributes:
        label: the topic, or the section of integrations.
        text: the choice, or the third party's name.
        type: how a third party is spoken to.
        weight: how much the signal counts beside others for the same topic.
        common: a pattern says something only where many files of its kind hold it.
    """

    label: str
    text: str
    type: str = ""
    weight: int = STRONG
    common: bool = False


@dataclass
class Signals:
    """The table, arranged by how a file is looked at.

    Attributes:
        names: choices by (ecosystem, name); a Go module also by its first parts.
        patterns: by kind of file, each pattern with its choice.
        paths: patterns of whole paths, with their choices.
    """

    names: dict[tuple[str, str], list[Choice]] = field(default_factory=dict)
    patterns: dict[str, list[tuple[re.Pattern[str], Choice]]] = field(default_factory=dict)
    paths: list[tuple[re.Pattern[str], Choice]] = field(default_factory=list)

    def named(self, ecosystem: str, name: str) -> list[Choice]:
        """What a dependency, an image or a variable suggests."""
        if ecosystem == "go":
            parts = name.split("/")
            candidates = ["/".join(parts[:end]).casefold() for end in range(len(parts), 1, -1)]
            return next((self.names[key] for c in candidates if (key := ("go", c)) in self.names), [])
        return self.names.get((ecosystem, _plain(ecosystem, name)), [])

    def __len__(self) -> int:
        named = sum(map(len, self.names.values()))
        return named + sum(map(len, self.patterns.values())) + len(self.paths)


@cache
def signals() -> Signals:
    """All signals.

    Raises:
        KeyError: a group is about no topic, or says how to look in an unknown way.
    """
    table = Signals()
    for choice, group in _groups():
        for how, what in group.items():
            if how in NAMED:
                for name in what:
                    table.names.setdefault((how, _plain(how, name)), []).append(choice)
            elif how == "path":
                table.paths += [(_path_pattern(path), choice) for path in what]
            elif how == "find":
                for kind, pattern in what.items():
                    table.patterns.setdefault(kind, []).append((re.compile(pattern, re.MULTILINE), choice))
            else:
                raise KeyError(how)
    return table


def _groups() -> Iterator[tuple[Choice, dict[str, Any]]]:
    labels = {*TOPICS, SECTIONS["integrations"].heading}
    for file in sorted((Path(__file__).parent / "signals").glob("*.toml")):
        for label, groups in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if label not in labels:
                raise KeyError(label)
            for group in groups:
                weight = WEAK if group.pop("weak", False) else STRONG
                common = group.pop("common", False)
                yield Choice(label, group.pop("suggest"), group.pop("type", ""), weight, common), group


def _plain(ecosystem: str, name: str) -> str:
    """A name as it is compared: PyPI takes "-", "_" and "." for the same."""
    return re.sub(r"[-_.]+", "-", name).casefold() if ecosystem == "pypi" else name.casefold()


def _path_pattern(path: str) -> re.Pattern[str]:
    anywhere = path.startswith("**/")
    body = "".join("[^/]*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", path.removeprefix("**/")))
    return re.compile(f"(?:.*/)?{body}" if anywhere else body)
