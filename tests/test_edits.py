"""What somebody wrote into a document by hand is not lost when the document is written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from phase_context.agent.document import load, parse, passed_over, render, save
from phase_context.agent.host import Host, earlier
from phase_context.schemas import Decision, Evidence, Header, Item, PhaseContext, Status

SAID = Evidence(quote="JWT, 15 min", speaker="Ana", turn=0, source="reply 1")
DOCUMENT = PhaseContext(header=Header(phase="2", name="Users"), in_scope=(Item(text="signup", evidence=(SAID,)),))
DOCUMENT = DOCUMENT.with_decision(
    "Authentication", Decision(status=Status.DECIDED, choice="JWT", rationale="15 min", evidence=(SAID,))
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save(DOCUMENT, tmp_path / "PHASE-CONTEXT-02.md")
    return tmp_path / "PHASE-CONTEXT-02.md"


def files(place: Path) -> set[str]:
    return {path.name for path in place.parent.iterdir() if path.is_file()}


def test_what_we_wrote_ourselves_is_written_over(place: Path) -> None:
    assert save(DOCUMENT.model_copy(update={"in_scope": ()}), place) is None
    assert files(place) == {"PHASE-CONTEXT-02.md", "PHASE-CONTEXT-02.json"}


def test_what_was_edited_by_hand_is_kept_beside_each_time(place: Path) -> None:
    for number, note in enumerate(("ask Bob", "ask Eve"), 1):
        edited = render(DOCUMENT) + f"\n### Notes\n\n{note}\n"
        place.write_text(edited, encoding="utf-8")
        kept = save(DOCUMENT, place)
        assert kept is not None
        assert Path(kept).read_text(encoding="utf-8") == edited
        assert Path(kept).name.endswith(".before" if number == 1 else f".before-{number}")
        assert load(place) == parse(render(DOCUMENT))


def test_an_edited_cell_leaves_the_other_rows_their_evidence(place: Path) -> None:
    edited = DOCUMENT.with_decision("Cache strategy", Decision(status=Status.DECIDED, choice="Redis"))
    place.write_text(render(edited), encoding="utf-8")
    known = earlier(place)
    assert known.decision("Authentication") == DOCUMENT.decision("Authentication")
    assert known.in_scope == DOCUMENT.in_scope
    row = known.decision("Cache strategy")
    assert row is not None
    assert row.choice == "Redis"
    changed = render(edited).replace("JWT", "Session")
    place.write_text(changed, encoding="utf-8")
    row = earlier(place).decision("Authentication")
    assert row is not None
    assert (row.choice, row.evidence) == ("Session", ())


def test_what_the_template_has_no_place_for_is_named(place: Path) -> None:
    by_hand = render(DOCUMENT).replace("- signup\n", "- signup\nmind the invitations\n")
    by_hand = by_hand.replace("| JWT | 15 min |\n", "| JWT | 15 min |\n| Captcha | hCaptcha | on signup |\n")
    by_hand += "\n### Notes from Ana\n\nRemember the freeze. <!-- ask Bob -->\n"
    assert passed_over(by_hand) == [
        "mind the invitations",
        "| Captcha | hCaptcha | on signup |",
        "### Notes from Ana",
        "Remember the freeze. <!-- ask Bob -->",
    ]
    assert passed_over(render(DOCUMENT)) == []


def test_an_update_says_what_it_cannot_carry_on_and_keeps_it(place: Path) -> None:
    place.write_text(render(DOCUMENT) + "\n### Notes\n\nask Bob\n", encoding="utf-8")
    host = Host(place.parent)
    started = host.start(Header(), update=place.name)
    assert "not in the template, so not carried on: ask Bob" in started.notes
    host.record(
        [{"kind": "decided", "topic": "Cache strategy", "text": "Redis", "quote": "redis"}], "redis", ["Changes"]
    )
    assert f"what was there by hand is kept in {place.name}.before" in host.write(path=place.name).notes
    assert "ask Bob" in (place.parent / f"{place.name}.before").read_text(encoding="utf-8")


def test_the_same_edit_is_kept_once(place: Path) -> None:
    edited = render(DOCUMENT) + "\n### Notes\n\nask Bob\n"
    for _ in range(2):
        place.write_text(edited, encoding="utf-8")
        assert save(DOCUMENT, place) == f"{place}.before"
    assert files(place) == {place.name, "PHASE-CONTEXT-02.json", f"{place.name}.before"}


def test_a_document_whose_data_is_damaged_counts_as_written_by_hand(place: Path) -> None:
    place.with_suffix(".json").write_text("{", encoding="utf-8")
    assert save(DOCUMENT.model_copy(update={"in_scope": ()}), place) == f"{place}.before"


def test_what_is_no_text_is_written_over(place: Path) -> None:
    place.write_bytes(b"\xff\xfe\xff")
    assert save(DOCUMENT, place) is None
    assert load(place) == parse(render(DOCUMENT))
