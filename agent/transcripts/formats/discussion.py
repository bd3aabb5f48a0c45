"""Discussion logs of planning tools: questions, tables of options with the one selected, the user's choice and notes.

What the tool wrote (headings, questions, options not taken, assumptions nobody confirmed) is context; the option
selected, the choice, the notes and what the user left to the agent or deferred are the user's words.
"""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import title_date
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.tables import cells, fit, is_rule
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "discussion"
DESCRIPTION = 'discussion log of a planning tool: tables "Option | Description | Selected", "**User\'s choice:** …"'
SUREST = 0.99
USER = "User"

_TITLE = re.compile(r"#\s.*\b(?:discussion log|discuss[- ]phase)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\*\*User['’]s (?:choice|selection|answer|response)s?[:*]", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_BOLD_LINE = re.compile(r"(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)\s*$")
_BULLET = re.compile(r"\s*(?:[-*+•]|[0-9]{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_FIELD = re.compile(r"(?:\*\*|__)([^*_:：]{1,60}?)\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])\s*")
_RECOMMENDED = re.compile(r"\s*[\[(（](?:recommended|default|推薦|推荐)[^()（）\]]{0,40}[\])）]\s*\.?$", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:(?:none|nothing|n/?a|no (?:deferred )?ideas?)\b|無|无|-|—)(?:\s*[-—–(:.].*)?", re.IGNORECASE | re.DOTALL
)
_NOT_TICKED = re.compile(r"(?:|-|—|–|no|✗|✘|❌|✕|×|☐|\[ ?\]|n/?a)", re.IGNORECASE)


def _words(*names: str) -> str:
    """A pattern of any of these words, singular or plural."""
    return rf"(?:{'|'.join(names)})s?"


_TOOL = re.compile(
    _words(
        "claude", "agent", "assistant", "ai", "copilot", "chatgpt", "codex", "gemini", "cursor", "model", "the tool"
    ),
    re.IGNORECASE,
)
# Labels in bold, by whose words stand after them. "Mara's choice" is Mara's.
_SAID = _words("choice", "selection", "answer", "decision", "pick", "response", "input", "words", "note", "comment")
_ARGUED = _words("note", "reason", "rationale", "why", "clarification", "follow[- ]?up", "comment", "correction")
_POSSESSIVE = re.compile(rf"(.{{1,40}}?)['’]s\s+(?:\w+\s+)?(?:{_SAID}|{_ARGUED})", re.IGNORECASE)
_REASONS = re.compile(_ARGUED, re.IGNORECASE)
_USERS = re.compile(
    rf".*\buser\b.*|(?:final |locked )?{_SAID}(?: [0-9]+)?"
    r"|selected|chosen|picked|a|decided|locked|outcome|resol(?:ution|ved)",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    _words("question", "q", "pro", "con", "best for", "option", "options presented", "alternative", "trade-?off")
    + "|alternatives considered|recommend(?:ed|ation)|original(?: assumption)?|research"
    + "|areas? (?:discussed|analy[sz]ed)|mode|date|phase|facilitator|context|current thinking|.*(?:claude|agent).*",
    re.IGNORECASE,
)
# Headings, by whose words stand below them.
_OURS = re.compile(
    r"discretion|deferred|specific ideas?|out of scope|in scope|boundary|not now|later phases?", re.IGNORECASE
)
_RESOLVED = re.compile(r"auto-?resolved", re.IGNORECASE)
_OPTIONS = re.compile(
    r"\b"
    + _words("option", "alternative", "gr[ae]y area", "open question", "open discussion", "open point", "risk")
    + r"\b|\b(?:research|pros|cons|best for|trade-?offs?)\b",
    re.IGNORECASE,
)
_ASSUMED = re.compile(r"assumptions?\b", re.IGNORECASE)
_CONFIRMED = re.compile(
    r"no corrections\b|\ball (?:assumptions )?(?:were )?(?:auto-)?confirmed\b|confirmed all\b", re.IGNORECASE
)
_MARKED = {"selected", "chosen", "choice", "picked", "✓"}  # columns that mark the option taken


def matches(export: Export) -> float:
    text = "\n".join(export.sample)
    signs = (
        any("option" in row and "selected" in row for row in _heads(export.sample)),
        any("assumption" in row and "confidence" in row for row in _heads(export.sample)),
        bool(_CHOICE.search(text)),
        bool(re.search(r"^\*\*Option [A-Z0-9]\b", text, re.MULTILINE)) and "**Question" in text,
    )
    titled = any(_TITLE.match(line) for line in export.sample[:5])
    return min(0.99, 0.8 + 0.1 * sum(signs) + 0.1 * titled) if any(signs) else 0.3 * titled


def _heads(lines: list[str]) -> list[list[str]]:
    return [[cell.casefold().strip("* ") for cell in row] for line in lines if (row := cells(line))]


def read(export: Export) -> Transcript:
    log = _Log(export)
    for number, line in enumerate(export.lines, 1):
        log.line(number, line)
    return Transcript(turns=log.turns.build(), header=Header(date=title_date(export.sample)))


class _Log:
    """Where in the log the reader is: the section, the table's columns, whether the question has been answered."""

    def __init__(self, export: Export) -> None:
        self.turns = Turns()
        self._asks = any("selected" in row for row in _heads(export.sample)) or "s choice" in export.text
        self._confirmed = bool(_CONFIRMED.search(export.text))
        self._corrected = _corrected_areas(export.lines) if not self._confirmed else frozenset()
        self._sections: list[tuple[int, str]] = []  # headings above, with their levels
        self._columns: list[str] = []
        self._selected = ""
        self._answered = self._fenced = self._code = self._options = False

    def line(self, number: int, line: str) -> None:
        if fence := _FENCE.match(line):
            self._fenced, self._code = not self._fenced, fence.end() < len(line.rstrip())
        elif self._fenced:
            self._say(line, number, person=not (self._code or self._options or self._asks))
        elif heading := _HEADING.match(line):
            self._heading(len(heading[1]), heading[2], number)
        elif (row := cells(line)) is not None or is_rule(line):
            self._row(row or [], line, number)
        elif not line.strip() or _RULE.match(line):
            self._columns = []
            self.turns.end()
        else:
            self._columns = []
            self._prose(line, number)

    def _say(self, text: str, number: int, *, person: bool, speaker: str | None = None) -> None:
        self.turns.say(text, line=number, person=person, speaker=speaker)

    def _heading(self, level: int, text: str, number: int) -> None:
        self._sections = [(at, title) for at, title in self._sections if at < level] + [(level, text)]
        self._columns, self._selected, self._answered, self._options = [], "", False, bool(_OPTIONS.search(text))
        self._say(text, number, person=False)
        self.turns.end()

    def _within(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(title) for level, title in self._sections if level > 1)

    def _row(self, row: list[str], line: str, number: int) -> None:
        if is_rule(line):
            return
        if not self._columns:
            self._columns = [cell.casefold().strip("* ") for cell in row]
            return
        found = fit(row, self._columns)
        mark = next((column for column in self._columns if column in _MARKED), None)
        first, rest = row[0], [value for value in list(found.values())[1:] if value]
        if mark and "option" in self._columns[0]:
            ticked = not _NOT_TICKED.fullmatch(found[mark])
            about = [value for column, value in list(found.items())[1:] if column != mark and value]
            label = _RECOMMENDED.sub("", first) if ticked else first
            self._selected = label if ticked else self._selected
            self._answered = self._answered or ticked
            if label == first:
                self._say(": ".join([label, *about]), number, person=ticked, speaker=USER if ticked else None)
            else:
                # The tool's mark stands between them in the file, so no quote may run across it.
                self._say(label, number, person=True, speaker=USER)
                self._say(first.removeprefix(label).strip(), number, person=False)
                self._say(": ".join(about), number, person=True, speaker=USER)
        elif _ASSUMED.search(self._columns[0]):
            stands = self._stands(found)
            self._say(first, number, person=stands, speaker=USER if stands else None)
            self._say(
                "; ".join(f"{column}: {value}" for column, value in list(found.items())[1:]), number, person=False
            )
        else:
            self._say(
                ": ".join([first, " — ".join(rest)] if rest else [first]),
                number,
                person=not self._options and "option" not in self._columns[0],
            )

    def _stands(self, row: dict[str, str]) -> bool:
        """Whether an assumption holds: the log says all were confirmed, or that others were corrected and not this."""
        unsure = row.get("confidence", "").casefold() in {"unclear", "unsure", "low"}
        area = self._sections[-1][1].casefold() if self._sections else ""
        return not unsure and (self._confirmed or (bool(self._corrected) and area not in self._corrected))

    def _prose(self, line: str, number: int) -> None:
        bullet = _BULLET.match(line)
        text = line[bullet.end() :] if bullet else line.strip()
        if text.startswith(">") and not bullet:
            return  # the tool's note on what the log is for
        if field := _FIELD.match(text):
            self._field(field[1].strip(), text[field.end() :], text, number)
        elif bold := _BOLD_LINE.match(text):
            self._options = bool(_OPTIONS.search(bold[1]))
            self._say(bold[1], number, person=False)
        elif self._within(_OURS) and not _OPTIONS.search(self._sections[-1][1]):
            self._say(
                text, number, person=not _NOTHING.fullmatch(text), speaker=None if _NOTHING.fullmatch(text) else USER
            )
        elif self._within(_RESOLVED):
            self._say(text, number, person=True, speaker=USER)
        elif not bullet and self.turns.add(text, number):
            return
        else:
            by_user = bool(re.match(r"(?:the )?user\b", text, re.IGNORECASE))
            asked = text.rstrip("* ").endswith(("?", "？")) or bool(_TOOL.match(text)) or self._options
            asked = asked or bool(_CONFIRMED.search(text)) or bool(bullet and "[ ]" in bullet[0])
            person = by_user or (not asked and (self._answered or not self._asks) and bool(self._sections))
            users = by_user or (person and self._asks)
            self._say(text, number, person=person, speaker=USER if users else None)

    def _field(self, name: str, value: str, text: str, number: int) -> None:
        """A bold label and what stands after it."""
        named = _POSSESSIVE.fullmatch(name)
        if named and _TOOL.fullmatch(named[1].strip()):
            self._say(text.replace("**", ""), number, person=False)
        elif _REASONS.fullmatch(name):
            self._answer("" if _NOTHING.fullmatch(value.strip()) else value, number, speaker=USER)
        elif named and "user" not in named[1].casefold():
            self._answer(value, number, speaker=named[1].strip())
        elif _USERS.fullmatch(name):
            self._answer(value, number, speaker=USER)
        else:
            self._options = self._options or bool(_OPTIONS.match(name))
            tools = self._asks or self._options or bool(_TOOLS.fullmatch(name)) or not self._sections[1:]
            self._say(text.replace("**", ""), number, person=not tools)

    def _answer(self, value: str, number: int, *, speaker: str) -> None:
        text = _RECOMMENDED.sub("", value.strip().strip("*").strip())
        self._answered = True
        if text.rstrip(".").casefold() == self._selected.rstrip(".").casefold():
            self.turns.end()
        else:
            self._say(text, number, person=True, speaker=speaker)


def _corrected_areas(lines: list[str]) -> frozenset[str]:
    """Areas under "Corrections Made" whose assumptions the user replaced."""
    areas, inside = set(), False
    for line in lines:
        if heading := _HEADING.match(line):
            if heading[1] in {"#", "##"}:
                inside = bool(re.match(r"corrections", heading[2], re.IGNORECASE))
            elif inside:
                areas.add(heading[2].casefold())
    return frozenset(areas)
