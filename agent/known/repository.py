"""What a repository shows, as suggestions with their places. Files are read as text; nothing in them acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from phase_context.agent.known import manifests
from phase_context.agent.known.signals import WEAK, Choice, signals
from phase_context.agent.known.suggestion import Suggestion
from phase_context.agent.known.walk import Walk, read
from phase_context.schemas import SECTIONS, TOPICS, Entry
from phase_context.schemas.text import clean_line

_INTEGRATIONS = SECTIONS["integrations"].heading
_SHOWN = 3  # sources named for one suggestion
_MOST_READ = 400  # files of a kind; the ones nearest to the root
_COMMON = 20  # a habit is in one file of so many at least
_ENVIRONMENT = re.compile(r"\.?env[.-](example|sample|template|dist|defaults?)|(example|sample|template)\.env")
_COMPOSE = re.compile(r"(docker-)?compose([.-][\w-]+)?\.ya?ml")
_DEPLOY = re.compile(r"(serverless|appspec|template|sam|cloudformation)\.ya?ml|fly\.toml|serverless\.(ts|json)")
_CI = re.compile(
    r"(^|/)(\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci/config\.yml|Jenkinsfile"
    r"|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|\.gitlab/[^/]+\.ya?ml|\.buildkite/[^/]+\.ya?ml)$"
)
_SCHEMA = re.compile(
    r"(^|/)(migrations?|migrate|alembic/versions|changelog|flyway|liquibase)/"
    r".*\.(sql|py|rb|ts|js|php|exs|cs|go|xml|ya?ml)$"
    r"|(^|/)schema\.(prisma|rb|sql)$|(^|/)structure\.sql$"
)
_LOAD_TEST = re.compile(r"(^|/)(k6|load|perf|loadtests?|load-tests?|stress)[^/]*(/.*)?\.(js|ts)$|\.k6\.js$")
_DOCUMENTS = re.compile(r"(^|/)(docs?|website)(/|$)")  # their dependencies are not the service's
_KUBERNETES = re.compile(r"^apiVersion:.*\n(?:.*\n)*?kind:|^kind:", re.MULTILINE)


@dataclass
class _Evidence:
    """What speaks for one choice: a weight, and where it was seen."""

    choice: Choice
    weight: int = 0
    sources: list[str] = field(default_factory=list)


def scan(root: Path, walked: Walk) -> list[Suggestion]:
    """What the files of the repository suggest: at most one choice for each topic, and third parties."""
    code = [path for path in walked.files if not _DOCUMENTS.search(path)]
    walked = Walk(code, [path for path in walked.folders if not _DOCUMENTS.search(path)])
    seen: dict[tuple[str, str], _Evidence] = {}
    for choice, source in _findings(root, walked):
        evidence = seen.setdefault((choice.label, choice.text), _Evidence(choice))
        if source not in evidence.sources:
            evidence.weight += choice.weight
            evidence.sources.append(source)
    by_label: dict[str, list[_Evidence]] = {}
    for evidence in seen.values():
        by_label.setdefault(evidence.choice.label, []).append(evidence)
    found = []
    for label in (*TOPICS, _INTEGRATIONS):
        ranked = sorted(by_label.get(label, ()), key=lambda evidence: -evidence.weight)
        if label == _INTEGRATIONS:
            found += [_integration(evidence) for evidence in ranked]
        elif ranked:
            found.append(_topic(ranked))
    return found


def _topic(ranked: list[_Evidence]) -> Suggestion:
    best, others = ranked[0], [other for other in ranked[1:] if other.weight > WEAK]
    rationale = "; ".join(best.sources[:_SHOWN])
    if others:
        rationale += "; but also " + "; ".join(f"{other.choice.text}: {other.sources[0]}" for other in others[:2])
    entry = Entry(kind="decided", topic=best.choice.label, text=best.choice.text, rationale=rationale, quote="")
    return Suggestion(entry, "repository")


def _integration(evidence: _Evidence) -> Suggestion:
    choice, rationale = evidence.choice, "; ".join(evidence.sources[:_SHOWN])
    entry = Entry(kind="integration", text=choice.text, type=choice.type, rationale=rationale, quote="")
    return Suggestion(entry, "repository")


def _findings(root: Path, walked: Walk) -> Iterator[tuple[Choice, str]]:
    """Each signal seen, with its source as a person reads it: "ioredis, package.json:14"."""
    table = signals()
    for found, path in _names(root, walked):
        for choice in table.named(found.ecosystem, found.name):
            yield choice, clean_line(f"{found.name}, {path}:{found.line}")
    yield from _in_texts(root, walked)
    telling = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in table.paths))
    for path in filter(telling.fullmatch, (*walked.files, *walked.folders)):
        for pattern, choice in table.paths:
            if pattern.fullmatch(path):
                yield choice, clean_line(path)


def _in_texts(root: Path, walked: Walk) -> Iterator[tuple[Choice, str]]:
    """What patterns find in the files whose text is looked at."""
    patterns = signals().patterns
    looked: Counter[str] = Counter()
    common: dict[tuple[str, Choice], list[str]] = {}
    for kind, path in _texts(walked):
        looked[kind] += 1
        text = read(root, path) if kind in patterns or kind == "kubernetes" else ""
        if kind == "kubernetes" and not _KUBERNETES.search(text):
            continue
        for pattern, choice in patterns.get(kind, ()):
            place = pattern.search(text)
            if place:
                # The pattern's own place, not its words: a file's text never becomes a suggestion's.
                source = clean_line(f"{path}:{text.count(chr(10), 0, _visible(place)) + 1}")
                if choice.common:
                    common.setdefault((kind, choice), []).append(source)
                else:
                    yield choice, source
    for (kind, choice), sources in common.items():
        if len(sources) * _COMMON >= looked[kind]:
            yield from ((choice, source) for source in sources)


def _visible(place: re.Match[str]) -> int:
    """Where the match begins to say something: a pattern may begin with white space and line ends."""
    return place.start() + len(place[0]) - len(place[0].lstrip())


def _names(root: Path, walked: Walk) -> Iterator[tuple[manifests.Found, str]]:
    folders: dict[str, list[str]] = {}
    for path in walked.files:
        folder, _, name = path.rpartition("/")
        if manifests.is_manifest(name):
            folders.setdefault(folder, []).append(name)
    manifest_paths = [
        (f"{folder}/{name}" if folder else name, name)
        for folder, names in folders.items()
        for name in names
        if name not in manifests.locks(names)
    ]
    for path, name in manifest_paths[:_MOST_READ]:
        for found in manifests.read_names(name, read(root, path)):
            yield found, path
    for path in walked.files:
        name = PurePosixPath(path).name
        if _ENVIRONMENT.fullmatch(name):
            yield from ((found, path) for found in manifests.variables(read(root, path)))
        elif _COMPOSE.fullmatch(name):
            yield from ((found, path) for found in manifests.images(read(root, path)))


def _texts(walked: Walk) -> Iterator[tuple[str, str]]:
    """The files whose text is looked at, with their kind."""
    counts: dict[str, int] = {}
    # The newest migrations say how it is done now: they sort last.
    for path in reversed(walked.files):
        kind = _kind(path)
        if kind and counts.setdefault(kind, 0) < _MOST_READ:
            counts[kind] += 1
            yield kind, path


def _kind(path: str) -> str | None:
    name = path.rpartition("/")[2]
    if not name.endswith((".yml", ".yaml", ".tf", ".sql", ".py", ".rb", ".ts", ".js", ".php", ".exs", ".cs", ".go",
                          ".xml", ".prisma", ".toml", ".json")) and name != "Jenkinsfile":  # fmt: skip
        return None
    if name.endswith(".tf"):
        return "terraform"
    if _COMPOSE.fullmatch(name):
        return "compose"
    if _CI.search(path):
        return "ci"
    if _DEPLOY.fullmatch(name):
        return "deploy"
    if _SCHEMA.search(path):
        return "schema"
    if _LOAD_TEST.search(path):
        return "load_test"
    return "kubernetes" if name.endswith((".yml", ".yaml")) else None
