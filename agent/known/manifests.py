"""Dependency manifests: the names that a file declares, each with its line. Nothing is executed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple


class Found(NamedTuple):
    """Something declared in a file.

    Attributes:
        ecosystem: where the name is from; see `signals.NAMED`.
        name: as it stands there.
        line: from 1.
    """

    ecosystem: str
    name: str
    line: int


Reader = Callable[[str], Iterator[Found]]
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[|[<>=!~;@ #]|$)")
_VARIABLE = re.compile(r"\s*#?\s*(?:export\s+)?([A-Z][A-Z0-9_]{2,63})\s*=")
_IMAGE = re.compile(r"[\s-]*image:\s*[\"']?([\w.\-/:]+)")


def read_names(name: str, text: str) -> list[Found]:
    """What a manifest of that file name declares; nothing when it is malformed or no manifest.

    A dependency's name is a name: what does not look like one is left out.
    """
    reader = _reader(name)
    if reader is None or not text:
        return []
    try:
        return [found for found in reader(text) if re.fullmatch(r"[\w@.:/+-]{1,120}", found.name)]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return []


def is_manifest(name: str) -> bool:
    """Whether a file of that name is read for names."""
    return _reader(name) is not None


def locks(folder_files: Iterable[str]) -> set[str]:
    """Of the files of one folder, the lock files that add nothing, because their manifest is there."""
    names = set(folder_files)
    return {lock for lock, manifests in _LOCKS.items() if lock in names and names & manifests}


def images(text: str) -> Iterator[Found]:
    """The container images that a compose file or a manifest names, without registry and tag."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _IMAGE.match(line)
        if found:
            yield Found("image", found[1].rsplit("/", 1)[-1].split(":")[0], number)


def variables(text: str) -> Iterator[Found]:
    """The names in an example of the environment. What they are set to is never looked at."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _VARIABLE.match(line)
        if found:
            yield Found("env", found[1], number)


def _reader(name: str) -> Reader | None:
    if name in _READERS:
        return _READERS[name]
    if name.startswith("requirements") and name.endswith((".txt", ".in")):
        return _requirements
    if name.endswith((".gradle", ".gradle.kts")):
        return _gradle
    return _project_file if name.endswith((".csproj", ".fsproj", ".vbproj")) else None


def _at(text: str, name: str, ecosystem: str, *, quoted: bool = False) -> Found:
    """The name with the line that it stands in first."""
    needle = f'"{name}"' if quoted else name
    place = text.find(needle)
    return Found(ecosystem, name, text.count("\n", 0, max(place, 0)) + 1)


def _matches(text: str, pattern: str, ecosystem: str) -> Iterator[Found]:
    for found in re.finditer(pattern, text, re.MULTILINE):
        yield Found(ecosystem, found[1], text.count("\n", 0, found.start(1)) + 1)


def _package_json(text: str) -> Iterator[Found]:
    data = json.loads(text)
    for table in ("dependencies", "devDependencies", "optionalDependencies"):
        for name in data.get(table) or {}:
            yield _at(text, name, "npm", quoted=True)


def _package_lock(text: str) -> Iterator[Found]:
    root = json.loads(text)["packages"][""]
    for name in {**root.get("dependencies", {}), **root.get("devDependencies", {})}:
        yield _at(text, name, "npm", quoted=True)


def _composer(text: str) -> Iterator[Found]:
    data = json.loads(text)
    for table in ("require", "require-dev"):
        for name in data.get(table) or {}:
            yield _at(text, name, "composer", quoted=True)


def _composer_lock(text: str) -> Iterator[Found]:
    for package in json.loads(text)["packages"]:
        yield _at(text, package["name"], "composer", quoted=True)


def _requirements(text: str) -> Iterator[Found]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _REQUIREMENT.match(line)
        if found and not line.lstrip().startswith(("#", "-")):
            yield Found("pypi", found[1], number)


def _pyproject(text: str) -> Iterator[Found]:
    data = tomllib.loads(text)
    project, poetry = data.get("project", {}), data.get("tool", {}).get("poetry", {})
    lines = [*project.get("dependencies", ()), *_all(project.get("optional-dependencies", {}).values())]
    lines += [line for line in _all(data.get("dependency-groups", {}).values()) if isinstance(line, str)]
    names = [found[1] for line in lines if (found := _REQUIREMENT.match(line))]
    names += poetry.get("dependencies", {})
    for group in poetry.get("group", {}).values():
        names += group.get("dependencies", {})
    for name in dict.fromkeys(names):
        place = re.search(rf"(?:^[ \t]*|[\"'])({re.escape(name)})(?![\w-])", text, re.MULTILINE)
        yield Found("pypi", name, text.count("\n", 0, place.start(1) if place else 0) + 1)


def _pipfile(text: str) -> Iterator[Found]:
    for name in tomllib.loads(text).get("packages", {}):
        yield _at(text, name, "pypi")


def _locked_packages(ecosystem: str) -> Reader:
    def read(text: str) -> Iterator[Found]:
        return _matches(text, r'^name = "([^"\n]+)"', ecosystem)

    return read


def _cargo(text: str) -> Iterator[Found]:
    data = tomllib.loads(text)
    for name in {**data.get("dependencies", {}), **data.get("workspace", {}).get("dependencies", {})}:
        place = re.search(rf"^{re.escape(name)}\b", text, re.MULTILINE)
        yield Found("cargo", name, text.count("\n", 0, place.start() if place else 0) + 1)


def _go_mod(text: str) -> Iterator[Found]:
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r"\s*(?:require\s+)?([\w.-]+\.[\w-]+/\S+)\s+v\d", line)
        if found and "// indirect" not in line:
            yield Found("go", re.sub(r"/v\d+$", "", found[1]), number)


def _gemfile(text: str) -> Iterator[Found]:
    return _matches(text, r"^\s*gem\s+[\"']([\w.-]+)[\"']", "gem")


def _gemfile_lock(text: str) -> Iterator[Found]:
    head, _, direct = text.partition("\nDEPENDENCIES\n")
    before = head.count("\n") + 2
    for found in _matches(direct.split("\n\n")[0], r"^  ([\w.-]+)", "gem"):
        yield found._replace(line=found.line + before)


def _pom(text: str) -> Iterator[Found]:
    # Regular expressions and no XML parser: entities cannot act.
    blank = re.sub(r"<!--.*?-->", lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)
    for block in re.finditer(r"<dependency>(.*?)</dependency>", blank, re.DOTALL):
        name = re.search(r"<artifactId>\s*([^<\s]+)\s*</artifactId>", block[1])
        if name and "<scope>test</scope>" not in block[1]:
            yield Found("maven", name[1], text.count("\n", 0, block.start(1) + name.start(1)) + 1)


def _gradle(text: str) -> Iterator[Found]:
    inside = 0  # brackets of a test configuration that are open: testImplementation(…
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.split("//")[0]
        brackets = bare.count("(") - bare.count(")")
        if inside or "test" in re.split(r"[('\"]", bare)[0].lower():
            inside = max(0, inside + brackets)
            continue
        for name in re.findall(r"[\"'][\w.-]+:([\w.-]+)(?::[^\"']*)?[\"']", bare):
            yield Found("maven", name, number)


def _catalog(text: str) -> Iterator[Found]:
    for library in tomllib.loads(text).get("libraries", {}).values():
        module = library if isinstance(library, str) else library.get("module") or library.get("name", "")
        parts = module.split(":")
        name = parts[1] if len(parts) > 1 else parts[0]
        if name:
            yield _at(text, name, "maven")


def _project_file(text: str) -> Iterator[Found]:
    return _matches(text, r"<Package(?:Reference|Version)\s+Include=\"([^\"]+)\"", "nuget")


def _mix(text: str) -> Iterator[Found]:
    return _matches(text, r"^[^#\n]*?\{:(\w+),\s*[\"'~\[>=]?", "hex")


def _mix_lock(text: str) -> Iterator[Found]:
    return _matches(text, r'^\s*"(\w+)":', "hex")


def _all(lists: Iterable[Iterable[Any]]) -> list[Any]:
    return [item for items in lists for item in items]


_READERS: dict[str, Reader] = {
    "package.json": _package_json,
    "package-lock.json": _package_lock,
    "composer.json": _composer,
    "composer.lock": _composer_lock,
    "pyproject.toml": _pyproject,
    "Pipfile": _pipfile,
    "poetry.lock": _locked_packages("pypi"),
    "uv.lock": _locked_packages("pypi"),
    "Cargo.toml": _cargo,
    "Cargo.lock": _locked_packages("cargo"),
    "go.mod": _go_mod,
    "Gemfile": _gemfile,
    "gems.rb": _gemfile,
    "Gemfile.lock": _gemfile_lock,
    "pom.xml": _pom,
    "libs.versions.toml": _catalog,
    "Directory.Packages.props": _project_file,
    "mix.exs": _mix,
    "mix.lock": _mix_lock,
}
_LOCKS = {
    "package-lock.json": {"package.json"},
    "composer.lock": {"composer.json"},
    "poetry.lock": {"pyproject.toml"},
    "uv.lock": {"pyproject.toml"},
    "Cargo.lock": {"Cargo.toml"},
    "Gemfile.lock": {"Gemfile"},
    "mix.lock": {"mix.exs"},
}
