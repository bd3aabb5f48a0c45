"""What a planner gets of a document, and which decisions its plan leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from phase_context.agent import PhaseContext, brief_of, save
from phase_context.agent.interfaces.cli import main
from phase_context.schemas import Decision, DeferredIdea, Header, Integration, Item, Position


def row(status: str, **fields: object) -> Decision:
    return Decision.model_validate({"status": status, **fields})


DOCUMENT = (
    PhaseContext(
        header=Header(phase="3", name="Parcel labels"),
        in_scope=(Item(text="print labels for one parcel"),),
        out_of_scope=(Item(text="returns"),),
        integrations=(Integration(name="DHL", type="REST API", notes="sandbox exists"),),
        discretion=(Item(text="file layout"),),
    )
    .with_decision("Cache strategy", row("decided", choice="None", rationale="forty a day"))
    .with_decision("Queue system", row("decided", choice="SQS", rationale="ops runs it"))
    .with_decision("Data seeding", row("agent"))
    .with_decision("Alerting", row("open", owner="Tove"))
    .with_decision("Deployment", row("conflict", positions=(Position(choice="Canary"), Position(choice="Rolling"))))
    .with_decision("Versioning", row("deferred", defer_to="phase 5"))
    .with_decision("Soft deletes", row("not_applicable", rationale="labels are files"))
)
PLAN = """
1. Labels: print labels for one parcel, through DHL.
2. [queue-system] Jobs go to SQS. No cache anywhere.
"""


def test_what_is_locked_theirs_and_waiting_is_told_apart() -> None:
    brief = brief_of(DOCUMENT)
    assert [point.text for point in brief.locked] == [
        "Build: print labels for one parcel",
        "Cache strategy: None (forty a day)",
        "Queue system: SQS (ops runs it)",
        "Integration: DHL (REST API; sandbox exists)",
    ]
    assert [point.id for point in brief.waiting] == ["deployment", "versioning", "alerting"]
    assert [point.text.split(":")[0] for point in brief.theirs] == ["Data seeding", "file layout"]
    assert [point.text.split(":")[0] for point in brief.excluded] == ["Do not build", "Soft deletes"]
    ids = {point.id for point in brief.untouched}
    assert "authentication" in ids
    assert not ids & {point.id for point in (*brief.locked, *brief.theirs, *brief.waiting, *brief.excluded)}


def test_a_topic_that_another_made_pointless_is_not_missing() -> None:
    document = PhaseContext().with_decision("Queue system", row("decided", choice="None"))
    assert "dead-letter-queue" not in {point.id for point in brief_of(document).untouched}


def test_every_point_has_an_id_of_its_own_that_stays(tmp_path: Path) -> None:
    from phase_context.agent import load

    brief = brief_of(DOCUMENT)
    ids = [point.id for points in (brief.locked, brief.theirs, brief.waiting, brief.excluded) for point in points]
    assert len(ids) == len(set(ids))
    save(DOCUMENT, tmp_path / "d.md")
    assert str(brief_of(load(tmp_path / "d.md"))) == str(brief_of(load(tmp_path / "d.json"))) == str(brief)


def test_a_brief_is_shorter_than_the_document() -> None:
    from phase_context.agent import render

    assert len(str(brief_of(DOCUMENT))) < len(render(DOCUMENT))
    assert str(brief_of(PhaseContext())).startswith("Phase unnamed phase.")


def test_a_plan_that_mentions_everything_leaves_nothing_out() -> None:
    assert brief_of(DOCUMENT).uncovered(PLAN) == ()


@pytest.mark.parametrize(
    ("line", "covered"),
    [
        ("see cache-strategy", True),
        ("Cache strategy as decided", True),
        ("there is no caching", True),
        ("caching with Redis", False),
        ("none of the rest", False),
        ("", False),
    ],
)
def test_a_decision_is_mentioned_by_id_by_name_or_by_what_was_chosen(line: str, covered: bool) -> None:
    left = {point.id for point in brief_of(DOCUMENT).uncovered(line)}
    assert ("cache-strategy" not in left) is covered


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["phase-context", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(DOCUMENT, "d.md")
    Path("plan.md").write_text(PLAN.replace("No cache anywhere.", ""), encoding="utf-8")
    code, out = run(capsys, monkeypatch, "brief", "d.md")
    assert (code, out) == (0, f"{brief_of(DOCUMENT)}\n")
    code, out = run(capsys, monkeypatch, "check", "d.md", "--covered-by", "plan.md")
    missing = [line for line in out.splitlines() if line.startswith("plan.md: ")]
    assert missing == ["plan.md: cache-strategy is not mentioned: Cache strategy: None (forty a day)"]
    assert code == 1


def test_a_deferred_idea_is_excluded_with_its_destination_and_reason() -> None:
    ideas = (DeferredIdea(idea="bulk labels", defer_to="phase 5", reason="one shop asked"), DeferredIdea(idea="a map"))
    brief = brief_of(PhaseContext(deferred=ideas))
    assert [point.text for point in (*brief.excluded, *brief.waiting) if "Deferred" in point.text] == [
        "Deferred Ideas: bulk labels to phase 5 (one shop asked)",
        "Deferred Ideas: a map",
    ]
