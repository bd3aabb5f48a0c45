"""Read a Phase Context document, ours or one written by hand to the template, and say what is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from phase_context.agent.document.markdown import split_row, unescape
from phase_context.agent.document.render import BLANK_HEADER, BLANK_NAME, BLANK_NUMBER, deferral, delegation
from phase_context.agent.document.rows import from_cells
from phase_context.agent.errors import InputError
from phase_context.schemas import (
    AREAS,
    SECTIONS,
    TOPICS,
    Decision,
    DeferredIdea,
    Header,
    Integration,
    Item,
    PhaseContext,
    Section,
    Status,
    find_topic,
)
from phase_context.schemas.document import BOUNDARY, DECISIONS, ROLE, TITLE

_TITLE = re.compile(rf"# {TITLE}: (?P<title>.+)")
_HEADER = re.compile(r"\*\*(?P<name>[\w ]+):\*\*(?P<value>.*)")
_LABEL = re.compile(r"\*\*(?P<name>[^*]+?):?\*\*:?\s*$")
_BULLET = re.compile(r"[-*+] (?P<text>.*)")
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?")
_PLACEHOLDER = re.compile(r"\[.*\]", re.DOTALL)
_PERSON = re.compile(r"(?:\\.|[^,]|,(?! ))+")  # names stand between ", "; a comma within a name is escaped
_SPRINT = re.compile(r"SPRINT-\d+\w*")
_COMMENT = re.compile(r"(?<!\\)<!--.*?-->", re.DOTALL)
_AREAS = {area.heading: (name, area) for name, area in AREAS.items()}
_SECTIONS = {section.heading: (name, section) for name, section in SECTIONS.items()}
_ORDER = [BOUNDARY, DECISIONS, *(SECTIONS[name].heading for name in ("discretion", "specific_ideas", "deferred"))]


@dataclass
class _Read:
    """What has been read so far."""

    header: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def parse(markdown: str) -> PhaseContext:
    """The document that the Markdown shows; what is malformed or still a placeholder is passed over.

    render(parse(text)) == text for every text that `render` wrote.

    Raises:
        InputError: the text is no Phase Context document at all.
    """
    document, problems = _read(markdown)
    if document is None:
        raise InputError(problems[0])
    return document


def check(markdown: str) -> list[str]:
    """What is missing, malformed or left as a placeholder, one line each; empty when the document is good."""
    return _read(markdown)[1]


def _read(markdown: str) -> tuple[PhaseContext | None, list[str]]:
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), markdown.replace("\r\n", "\n").lstrip("\ufeff"))
    lines = text.split("\n")
    title = next((_TITLE.fullmatch(line.strip()) for line in lines if line.startswith("# ")), None)
    if title is None:
        return None, [f'not a Phase Context document: no line "# {TITLE}: Phase NN — Name"']
    read = _Read()
    if _PLACEHOLDER.fullmatch(title["title"]):
        read.problems.append("title: still a placeholder")
    for heading, body in _by_heading(lines, read):
        _read_section(heading, body, read)
    header = _read_header(read)
    return _build(header, read), read.problems


def _by_heading(lines: list[str], read: _Read) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The lines under each heading ("" before the first), with their numbers; bold labels of lists count."""
    heading = ""
    body: list[tuple[int, str]] = []
    seen: list[str] = []
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        label = _LABEL.fullmatch(line)
        if line.startswith(("## ", "### ")):
            yield heading, body
            heading, body = line.lstrip("# ").replace("’", "'"), []
            if heading == "Instructions":
                read.problems.append("Instructions: the template's instructions are left in")
                return
            if line.startswith("## "):
                seen.append(heading)
        elif label and label["name"] in _SECTIONS and heading in (BOUNDARY, "In scope", "Out of scope (deferred)"):
            yield heading, body
            heading, body = label["name"], []
        elif line:
            body.append((number, line))
    yield heading, body
    order = [_ORDER.index(name) for name in seen if name in _ORDER]
    if order != sorted(set(order)):
        read.problems.append("sections: not in the template's order, or one stands twice")


def _read_section(heading: str, body: list[tuple[int, str]], read: _Read) -> None:
    if heading in _AREAS:
        _read_area(heading, body, read)
    elif heading in _SECTIONS:
        name, section = _SECTIONS[heading]
        _read_rows(name, section, body, read)
    elif heading == "":
        for _, line in body:
            found = _HEADER.fullmatch(line)
            if found:
                read.header[found["name"]] = found["value"].strip()
    elif heading not in (BOUNDARY, DECISIONS):
        read.problems.append(f"{heading}: no such section in the template")


def _table(heading: str, columns: tuple[str, ...], body: list[tuple[int, str]], read: _Read) -> Iterator[list[str]]:
    """The rows of the table below a heading that have the right number of cells and no placeholder."""
    rows = [(number, split_row(line)) for number, line in body if line.startswith("|")]
    if not rows or rows[0][1] != list(columns):
        read.problems.append(f"{heading}: no table with the columns {' | '.join(columns)}")
        return
    if len(rows) < 2 or not _RULE.fullmatch(dict(body)[rows[1][0]]):  # noqa: PLR2004
        read.problems.append(f"{heading}: the table has no delimiter row")
        return
    for number, row in rows[2:]:
        if len(row) != len(columns):
            read.problems.append(f"{heading}, line {number}: {len(row)} cells, the table has {len(columns)} columns")
            continue
        if any(_PLACEHOLDER.fullmatch(cell) for cell in row):
            read.problems.append(f"{heading}, line {number}: still a placeholder")
            continue
        yield [unescape(cell) for cell in row]


def _read_area(heading: str, body: list[tuple[int, str]], read: _Read) -> None:
    for label, second, third in _table(heading, _AREAS[heading][1].columns, body, read):
        topic = TOPICS.get(label) or find_topic(label)
        if topic is None or topic.area != heading:
            read.problems.append(f"{heading}: no row {label!r} in the template")
        elif topic.label in read.decisions:
            read.problems.append(f"{heading}: {label} stands twice")
        elif not second:
            read.problems.append(f"{heading}: {label} has nothing in its second cell")
        else:
            read.decisions[topic.label] = from_cells(second, third)


def _read_rows(name: str, section: Section, body: list[tuple[int, str]], read: _Read) -> None:
    found: list[Any] = read.lists.setdefault(name, [])
    if name == "integrations":
        rows = _table(section.heading, section.columns, body, read)
        found += [Integration(name=row[0], type=row[1], complexity=row[2], notes=row[3]) for row in rows]
    elif name == "deferred":
        rows = _table(section.heading, section.columns, body, read)
        found += [DeferredIdea(idea=row[0], defer_to=row[1], reason=row[2]) for row in rows]
    else:
        for number, line in body:
            bullet = _BULLET.fullmatch(line)
            if line == "---":
                continue
            if not bullet:
                read.problems.append(f"{section.heading}, line {number}: not a bullet")
            elif _PLACEHOLDER.fullmatch(bullet["text"].strip()):
                read.problems.append(f"{section.heading}, line {number}: still a placeholder")
            else:
                found.append(Item(text=unescape(bullet["text"])))
    if not found and not any(problem.startswith(section.heading) for problem in read.problems):
        read.problems.append(f"{section.heading}: the section is empty")


def _read_header(read: _Read) -> Header:
    for name, blank in BLANK_HEADER.items():
        if name not in read.header:
            read.problems.append(f"header: {name} is missing")
        elif read.header[name] in (blank, "") and blank != ROLE:
            read.problems.append(f"header: {name} is still the placeholder {blank}")
    known = {name: value for name, value in read.header.items() if value and value != BLANK_HEADER.get(name)}
    number, _, name = known.get("Phase", "").partition(" — ")
    if known.get("Phase") and (number == BLANK_NUMBER or name in (BLANK_NAME, "")):
        read.problems.append(f"header: Phase is {known['Phase']}, which is not NN — Name")
    if known.get("Sprint") and not _SPRINT.fullmatch(known["Sprint"]):
        read.problems.append(f"header: Sprint is {known['Sprint']}, which is not SPRINT-NNN")
    people = known.get("Discussion with")
    return Header(
        phase=None if number in ("", BLANK_NUMBER) else unescape(number),
        name=None if name in ("", BLANK_NAME) else unescape(name),
        sprint=unescape(known["Sprint"]) if "Sprint" in known else None,
        date=_date(known.get("Date"), read),
        discussion_with=tuple(filter(None, map(unescape, _PERSON.findall(people or "")))),
    )


def _date(text: str | None, read: _Read) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        read.problems.append(f"header: Date is {text}, which is not YYYY-MM-DD")
        return None


def _build(header: Header, read: _Read) -> PhaseContext:
    document = PhaseContext(header=header, **{name: tuple(rows) for name, rows in read.lists.items()})
    for label, decision in read.decisions.items():
        document = document.with_decision(label, decision)
    # The bullets of delegated topics, and the deferred ones among the ideas, come from their rows.
    delegated = {delegation(topic) for topic in document.with_status(Status.AGENT)}
    own = tuple(item for item in document.discretion if item.text not in delegated)
    missing = delegated - {item.text for item in document.discretion}
    read.problems.extend(f"Agent's Discretion: no bullet {text!r}" for text in sorted(missing))
    rows = {deferral(topic, decision) for topic, decision in document.decisions()}
    ideas = tuple(idea for idea in document.deferred if idea not in rows)
    return document.model_copy(update={"discretion": own, "deferred": ideas})
