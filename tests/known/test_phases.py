"""What earlier phases decided and put off, from our documents and from ones written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from phase_context.agent.document import render
from phase_context.agent.known import look
from phase_context.schemas import Decision, DeferredIdea, Header, PhaseContext, Status

HANDWRITTEN = """# Phase Context: Phase 02 — Accounts

**Sprint:** SPRINT-009
**Phase:** 02 — Accounts
**Role:** Dev BE
**Date:** 2026-02-01
**Discussion with:** Ann

## Implementation Decisions

### Security Considerations

| Aspect | Decision | Details |
|--------|----------|---------|
| Authentication | JWT | 15 min |
| Rate limiting | Open | Owner: Ann |
| Input validation | [Schema validation / Manual / Both] | [Library] |
| Data encryption | Deferred to Phase 03 | no sensitive field yet |

### Error Handling

| Aspect | Decision | Details |
|---|---|---|
| Retry strategy | Agent's discretion | |

## Deferred Ideas

| Idea | Defer to | Reason |
|------|----------|--------|
| CSV export | Phase 3 | no demand then |
| Charts | Phase 04 | design |
| Nightly digest | SPRINT-014 | waits for the queue |
"""
HEADER = Header(phase="3", name="Orders", sprint="14")


def suggested(root: Path, header: Header = HEADER) -> dict[str, str]:
    found = [suggestion.entry for suggestion in look(root, header).suggestions]
    return {f"{entry.topic or entry.kind}: {entry.text}": entry.rationale or "" for entry in found}


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["PHASE-CONTEXT-02.md", "docs/phases/02/CONTEXT.md", ".planning/notes.md"])
def test_standing_decisions_and_returning_ideas(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, HANDWRITTEN)
    assert suggested(tmp_path) == {
        "Authentication: JWT": "Phase 02 chose it; 15 min",
        "in_scope: CSV export": "Phase 02 put it off to now; no demand then",
        "in_scope: Nightly digest": "Phase 02 put it off to now; waits for the queue",
    }
    assert look(tmp_path, HEADER).notes == ("Phase 02 put off Data encryption to now",)


def test_the_latest_earlier_phase_counts_and_later_ones_do_not(tmp_path: Path) -> None:
    def phase(number: str, choice: str) -> None:
        document = PhaseContext(header=Header(phase=number, name="x"))
        row = Decision(status=Status.DECIDED, choice=choice)
        write(tmp_path, f"PHASE-CONTEXT-{number}.md", render(document.with_decision("Cache strategy", row)))

    for number, choice in (("02", "Redis"), ("01", "Memcached"), ("03", "None"), ("04", "In-memory")):
        phase(number, choice)
    assert suggested(tmp_path) == {"Cache strategy: Redis": "Phase 02 chose it"}


def test_what_is_bound_to_its_phase_is_not_suggested(tmp_path: Path) -> None:
    row = Decision(status=Status.DECIDED, choice="20k rows a night")
    document = PhaseContext(header=Header(phase="1", name="x")).with_decision("Batch processing", row)
    write(tmp_path, "PHASE-CONTEXT-01.md", render(document))
    assert suggested(tmp_path) == {}


def test_an_earlier_decision_goes_before_the_repository_which_is_named_beside(tmp_path: Path) -> None:
    write(tmp_path, "CONTEXT.md", HANDWRITTEN)
    write(tmp_path, "Gemfile", 'gem "devise"\n')
    assert suggested(tmp_path)["Authentication: JWT"] == (
        "Phase 02 chose it; 15 min; but the repository shows Session: devise, Gemfile:1"
    )
    write(tmp_path, "Gemfile", 'gem "devise-jwt"\n')
    assert suggested(tmp_path)["Authentication: JWT"] == "Phase 02 chose it; 15 min; devise-jwt, Gemfile:1"


@pytest.mark.parametrize(
    ("place", "returns"),
    [("Phase 03", True), ("phase 3", True), ("next phase", True), ("Orders", True), ("SPRINT-014", True),
     ("Phase 13", False), ("SPRINT-003", False), ("later", False), ("", False)],
)  # fmt: skip
def test_which_destination_is_now(tmp_path: Path, place: str, returns: bool) -> None:
    idea = DeferredIdea(idea="CSV export", defer_to=place)
    document = PhaseContext(header=Header(phase="2", name="x"), deferred=(idea,))
    write(tmp_path, "PHASE-CONTEXT-02.md", render(document))
    assert bool(suggested(tmp_path)) is returns


def test_a_file_that_is_no_document_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "CONTEXT.md", "# Context\n\nNot ours: Phase Context\n")
    assert suggested(tmp_path) == {}
