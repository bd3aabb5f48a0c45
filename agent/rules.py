"""Backend rules: decisions that do not go together. A broken rule asks; it decides nothing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from phase_context.schemas import Decision, PhaseContext, Status

_MARK = "Check: "
_CONFIRMED = "Confirmed: "
MEANT = "meant"
"""What a yes says to a rule that asks whether it is meant."""


@dataclass(frozen=True)
class Condition:
    """What must hold of one topic's row, or of everything decided, for a rule to be broken.

    Attributes:
        topic: the row's label; None for everything decided together.
        is_: "for", "against" or "decided"; a row that is not decided holds nothing.
        choice, says: the choice, or all of the words, match.
        lacks: the words do not match.
        third_parties: an integration is named; the others are not looked at.
    """

    topic: str | None = None
    is_: str = "decided"
    choice: re.Pattern[str] | None = None
    says: re.Pattern[str] | None = None
    lacks: re.Pattern[str] | None = None
    third_parties: bool = False

    def holds(self, document: PhaseContext, everything: str) -> bool:
        """Whether it holds; ``everything`` is what `_everything` makes of the document."""
        if self.third_parties:
            return bool(document.integrations)
        choice, said = "", everything
        if self.topic is not None:
            row = document.decision(self.topic)
            if row is None or row.status is not Status.DECIDED:
                return False
            if self.is_ != "decided" and row.against is not (self.is_ == "against"):
                return False
            choice, said = row.choice, _words(row)
        return (
            (self.choice is None or bool(self.choice.search(choice)))
            and (self.says is None or bool(self.says.search(said)))
            and (self.lacks is None or not self.lacks.search(said))
        )


@dataclass(frozen=True)
class Rule:
    """A rule of backend work.

    Attributes:
        id: stable, as reports name it.
        sentence: what is wrong, plainly.
        question: what to ask.
        asks: label of the topic whose row the question is about.
        detail: whether the answer adds to that row; otherwise it replaces what stands there.
        yes: what a bare yes says: `MEANT`, or the words that the question puts; "" when a yes is no answer to it.
        when: the rule is broken when all of these hold.
    """

    id: str
    sentence: str
    question: str
    asks: str
    detail: bool
    yes: str
    when: tuple[Condition, ...]

    def is_broken(self, document: PhaseContext, everything: str) -> bool:
        """Whether it is broken, and nobody said that this is meant."""
        if not all(condition.holds(document, everything) for condition in self.when):
            return False
        row = document.decision(self.asks)
        return row is None or _CONFIRMED + self.sentence not in row.rationale


@lru_cache(maxsize=64)  # each step of a session asks several times
def broken(document: PhaseContext) -> tuple[Rule, ...]:
    """The rules that the decisions break, in the order they are declared; those that are meant to be are left out."""
    everything = _everything(document)
    return tuple(rule for rule in rules() if rule.is_broken(document, everything))


def confirmed(rule: Rule, row: Decision, said: str) -> str:
    """The row's rationale with a last line which says, in the person's words, that the exception is meant."""
    quoted = " ".join(said.replace("“", '"').replace("”", '"').split())
    return "\n".join(filter(None, (row.rationale, f"{_CONFIRMED}{rule.sentence} “{quoted}”")))


def marked(document: PhaseContext) -> PhaseContext:
    """The document to be written: the row of each broken rule says so, in a last line that begins with "Check: "."""
    document = unmarked(document)
    for rule in broken(document):
        row = document.decision(rule.asks)
        if row is not None:
            rationale = "\n".join(filter(None, (row.rationale, _MARK + rule.sentence)))
            document = document.with_decision(rule.asks, row.model_copy(update={"rationale": rationale}))
    return document


def unmarked(document: PhaseContext) -> PhaseContext:
    """The document without those lines: what is known, to go on with."""
    marks = {_MARK + rule.sentence for rule in rules()}
    for topic, row in document.decisions():
        lines = row.rationale.split("\n")
        kept = [line for line in lines if line not in marks]
        if kept != lines:
            row = row.model_copy(update={"rationale": "\n".join(kept)})  # noqa: PLW2901
            document = document.with_decision(topic.label, row)
    return document


@cache
def rules() -> tuple[Rule, ...]:
    """All rules."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(_rule(declared, data["words"]) for declared in data["rule"])


def find_rule(rule_id: str) -> Rule:
    """The rule of that id.

    Raises:
        KeyError: there is none.
    """
    found = next((rule for rule in rules() if rule.id == rule_id), None)
    if found is None:
        raise KeyError(rule_id)
    return found


def _rule(declared: dict[str, Any], named: dict[str, dict[str, str]]) -> Rule:
    when = tuple(_condition(condition, named) for condition in declared["when"])
    fields = {name: declared[name] for name in ("id", "sentence", "question", "asks")}
    return Rule(**fields, detail=declared.get("detail", False), yes=declared.get("yes", ""), when=when)


def _condition(declared: dict[str, Any], named: dict[str, dict[str, str]]) -> Condition:
    def pattern(name: str) -> re.Pattern[str] | None:
        text: str | None = declared.get(name)
        if text is None:
            return None
        text = re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{'|'.join(named[found[1]].values())})", text)
        return re.compile(text, re.IGNORECASE)

    return Condition(
        declared.get("topic"),
        declared.get("is", "decided"),
        pattern("choice"),
        pattern("says"),
        pattern("lacks"),
        declared.get("third_parties", False),
    )


def _everything(document: PhaseContext) -> str:
    """All that is decided or in scope, as text; what was put off or left out is not."""
    rows = [_words(row) for _, row in document.decisions() if row.status is Status.DECIDED]
    items = [item.text for item in (*document.in_scope, *document.specific_ideas)]
    parties = [f"{row.name}: {row.notes}" for row in document.integrations]
    return "\n".join([document.header.name or "", *rows, *items, *parties])


def _words(row: Decision) -> str:
    """What the row says; a rule's own sentence, where it was confirmed, says nothing."""
    return f"{row.choice}. {_confirmations().sub('', row.rationale)}"


@cache
def _confirmations() -> re.Pattern[str]:
    sentences = "|".join(re.escape(rule.sentence) for rule in rules())
    return re.compile(rf"{_CONFIRMED}(?:{sentences}) “[^”]*”")
