"""Replies with what they settle, and a judge of what an extractor made of them.

A case's ``half`` is ``seen`` when the rules were written with it in view, ``unseen`` when only the sums were looked at.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phase_context.agent.extractors.builtin import BuiltinExtractor
from phase_context.agent.interfaces.shell import added
from phase_context.agent.interview import Interview

FOLDER = Path(__file__).parent
LISTS = {
    "In scope": "in_scope",
    "Out of scope (deferred)": "out_of_scope",
    "Agent's Discretion": "discretion",
    "Specific Ideas": "specific_ideas",
    "Deferred Ideas": "deferred",
    "Integration Complexity": "integrations",
}
STATUS = {
    "decided": "decided",
    "none": "decided",
    "discretion": "agent",
    "deferred": "deferred",
    "unknown": "open",
    "skip": "not_applicable",
    "question": None,
}


@dataclass
class Sums:
    """What a set of cases came to."""

    cases: int = 0
    right: int = 0
    invented: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    details: list[bool] = field(default_factory=list)


def cases(half: str) -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob("replies*.jsonl"))
    found = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [case for case in found if case["half"] == half]


def read(asked: str, reply: str) -> dict[str, Any]:
    """What a reply adds to an empty document."""
    interview = Interview(BuiltinExtractor())
    answer = interview.answer(reply, [asked])
    assert not answer.refused, (asked, reply, answer.refused)
    return added(interview.document)


def measure(half: str) -> Sums:
    sums = Sums()
    for case in cases(half):
        result = read(case["asked"], case["reply"])
        wrong = _wrong(case, result)
        sums.cases += 1
        sums.right += wrong is None
        if wrong:
            sums.failed.append(f"{case['id']} {case['asked']}: {case['reply']!r}: {wrong}")
        if wrong and wrong.startswith("choice"):
            sums.invented.append(sums.failed[-1])
        sums.details += _details(case, result)
    return sums


def _wrong(case: dict[str, Any], result: dict[str, Any]) -> str | None:
    expect, label = case["expect"], case["asked"]
    outcomes = {STATUS[outcome] for outcome in (expect["outcome"], *expect.get("outcome_alt", []))}
    if any(_found([pattern], json.dumps(result, ensure_ascii=False)) for pattern in expect.get("must_not_appear", [])):
        return "choice holds what must not appear"
    if label in LISTS:
        items = _texts(result, LISTS[label])
        if expect["outcome"] in ("none", "question", "unknown", "skip"):
            return f"choice {items} where nothing was named" if items else None
        everything = " ".join(items + (_texts(result, "deferred") if "deferred" in outcomes else []))
        return None if _found(expect.get("choice", [""]), everything) else f"items {items}"
    row = result.get("decisions", {}).get(label, {})
    status, choice = row.get("status"), row.get("choice", "")
    if status not in outcomes and not (None in outcomes and status != "decided"):
        kind = "choice recorded from no answer" if status == "decided" and "decided" not in outcomes else "status"
        return f"{kind}: {status} {choice}"
    if status != "decided":
        return None
    if _found(expect.get("not", []), choice) or not _found(expect.get("choice", [""]), choice):
        return f"choice {choice}"
    return None


def _details(case: dict[str, Any], result: dict[str, Any]) -> list[bool]:
    expect = case["expect"]
    row = result.get("decisions", {}).get(case["asked"], {})
    cell = f"{row.get('choice', '')} {row.get('rationale', '')}"
    found = [_found(group, cell) for group in expect.get("details", [])]
    if expect.get("why") and row.get("status") == "decided":
        found.append(_found(expect["why"], cell))
    for key in ("integrations", "in_scope", "out_of_scope", "discretion", "deferred"):
        for item in expect.get(key, []):
            parts = [alternatives for alternatives in item.values() if alternatives]
            found.append(any(all(_found(part, text) for part in parts) for text in _texts(result, key)))
    for label, other in expect.get("also", {}).items():
        said = " ".join(_texts(result, LISTS[label])) if label in LISTS else _choice(result, label)
        found.append(_found(other["choice"], said))
    if expect.get("specific_idea"):
        found.append(
            any(expect["specific_idea"].casefold() in text.casefold() for text in _texts(result, "specific_ideas"))
        )
    return found


def _choice(result: dict[str, Any], label: str) -> str:
    return str(result.get("decisions", {}).get(label, {}).get("choice", ""))


def _texts(result: dict[str, Any], key: str) -> list[str]:
    return [" ".join(map(str, item.values())) if isinstance(item, dict) else item for item in result.get(key, [])]


def _found(alternatives: list[str], text: str) -> bool:
    return any(re.search(alternative, text, re.IGNORECASE | re.DOTALL) for alternative in alternatives)
