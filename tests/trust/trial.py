"""Run corrupted answers through the public ways in, and see what reached the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.interview import Interview
from phase_context.agent.meeting import read_meeting
from phase_context.schemas import PhaseContext, Status
from tests.trust.faults import Fault, faults, right_answers
from tests.trust.material import Case
from tests.trust.model import ScriptedModel


@dataclass
class Table:
    """What became of the corrupted and of the right answers, by kind."""

    caught: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    through: list[str] = field(default_factory=list)
    right: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.caught.total() + self.reached.total()

    def lines(self) -> list[str]:
        """As a Markdown table."""
        kinds = sorted({*self.caught, *self.reached})
        rows = [f"| {kind} | {self.caught[kind]} | {self.reached[kind]} |" for kind in kinds]
        head = ["| Corruption | Caught | Reached the document as decided |", "| --- | ---: | ---: |"]
        foot = f"| **All {self.total}** | **{self.caught.total()}** | **{self.reached.total()}** |"
        share = 100 * len(self.refused) / max(1, self.right)
        return [*head, *rows, foot, "", f"Right entries: {self.right}, refused: {len(self.refused)} ({share:.1f} %)."]


@cache
def _extractor() -> tuple[ScriptedModel, ModelExtractor]:
    model = ScriptedModel(entries=[])
    return model, ModelExtractor(model)


def document_of(case: Case, answer: Sequence[Any]) -> PhaseContext:
    """The document that a model's answer leads to, by the way the case comes in."""
    model, extractor = _extractor()
    model.entries = list(answer)
    if case.asked is None:
        return read_meeting(case.transcript, extractor).document
    session = Interview(extractor)
    session.answer(case.said[0][1], case.asked)
    return session.document


def reached(fault: Fault) -> str | None:
    """What of the corrupted answer is decided in the document, in one line; None when nothing is."""
    document = document_of(fault.case, fault.answer)
    for topic, row in document.decisions():
        if row.status is not Status.DECIDED:
            continue
        quote = row.evidence[-1].quote if row.evidence else ""
        line = f"{fault.case.name}: {topic.label} = {row.choice} (“{quote}”)"
        if fault.place is not None and topic.label == fault.topic:
            where = row.evidence[-1].turn
            return None if where == fault.place else line
        if topic.label == fault.topic or (topic.label, row.choice) not in fault.case.choices:
            return line
    return None


def refused(case: Case, entry: dict[str, Any]) -> bool:
    """Whether a right entry does not become a decided row."""
    row = document_of(case, [entry]).decision(entry["topic"])
    return row is None or row.status is not Status.DECIDED or row.choice != entry["text"]


def trial(made: Iterable[Fault] | None = None) -> Table:
    """Run all of them."""
    table = Table()
    for fault in faults() if made is None else made:
        line = reached(fault)
        if line is None:
            table.caught[fault.kind] += 1
        else:
            table.reached[fault.kind] += 1
            table.through.append(f"{fault.kind}: {line}")
    for case, entry in right_answers():
        table.right += 1
        if refused(case, entry):
            table.refused.append(f"{case.name}: {entry['topic']} = {entry['text']} (“{entry['quote']}”)")
    return table
