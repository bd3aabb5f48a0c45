"""Meetings with what they settle, and a judge of what an extractor made of them.

A meeting is in the half ``seen`` when the rules were written with it in view, in ``unseen`` when only the sums were
looked at.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phase_context.agent.extractors.builtin import BuiltinExtractor
from phase_context.agent.meeting import read_meeting
from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import PhaseContext, Status

FOLDER = Path(__file__).parent / "meetings"


@dataclass
class Sums:
    """What a set of meetings came to. ``found`` and ``wanted`` count items of each list by its name."""

    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    reasons: list[bool] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missing))

    def share(self, name: str) -> float:
        return self.found.get(name, 0) / max(1, self.wanted.get(name, 0))

    def count(self, name: str, *, there: bool) -> None:
        self.wanted[name] = self.wanted.get(name, 0) + 1
        self.found[name] = self.found.get(name, 0) + there


def document_of(data: bytes, source: str = "meeting.txt") -> PhaseContext:
    """What the built-in extractor makes of an exported transcript."""
    meeting = read_meeting(read_transcript(data, source=source), BuiltinExtractor())
    assert not meeting.refused, meeting.refused
    return meeting.document


def measure(half: str) -> Sums:
    sums = Sums()
    for path in sorted(FOLDER.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["half"] == half:
            source = path.parent / gold["input"]
            _judge(gold, document_of(source.read_bytes(), source.name), sums)
    return sums


def _judge(gold: dict[str, Any], document: PhaseContext, sums: Sums) -> None:
    chosen = {topic.label: decision for topic, decision in document.decisions() if decision.status is Status.DECIDED}
    for label, decision in chosen.items():
        want = gold["decisions"].get(label)
        fits = want is not None and _found(want["choice"], decision.choice)
        fits = fits and not _found((want or {}).get("not", []), decision.choice)
        (sums.right if fits else sums.wrong).append(f"{gold['id']} {label}: {decision.choice}")
        if fits and want["why"]:
            sums.reasons.append(_found(want["why"], f"{decision.rationale} {decision.choice}"))
        if not fits and want is not None:
            sums.missing.append(f"{gold['id']} {label}")
    sums.missing += [f"{gold['id']} {label}" for label in gold["decisions"] if label not in chosen]
    texts = {
        "in_scope": [item.text for item in document.in_scope],
        "out_of_scope": [item.text for item in document.out_of_scope],
        "discretion": [item.text for item in document.discretion]
        + [topic.label for topic in document.with_status(Status.AGENT)],
        "specific_ideas": [item.text for item in document.specific_ideas],
        "deferred": [f"{item.idea} {item.defer_to}" for item in document.deferred],
        "integrations": [item.name for item in document.integrations],
    }
    for name, items in texts.items():
        for item in gold.get(name, []):
            sums.count(name, there=any(_holds(item, text) for text in items))
    header = f"{document.header.phase} {document.header.name} {document.header.sprint} {document.header.date}"
    people = " ".join(document.header.discussion_with)
    for fact in gold.get("meta", {}).values():
        facts = fact if isinstance(fact, list) else [fact]
        for one in facts:
            sums.count("header", there=one.casefold() in (people if fact is facts else header).casefold())
    everything = document.model_dump_json()
    sums.leaks += [pattern for pattern in gold.get("must_not_appear", []) if _found([pattern], everything)]


def _holds(item: dict[str, Any], text: str) -> bool:
    if "verbatim" in item:
        return _words(item["verbatim"]) in _words(text)
    parts = [item[key] for key in ("any", "name", "idea", "to") if item.get(key)]
    return all(_found(part, text) for part in parts)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _found(alternatives: list[str], text: str) -> bool:
    return any(re.search(alternative, text, re.IGNORECASE | re.DOTALL) for alternative in alternatives)
