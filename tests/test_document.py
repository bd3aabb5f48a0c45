"""Any document renders to the template's letter and parses back to the same bytes."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from phase_context.agent.document import check, load, parse, render, render_blank
from phase_context.agent.document.data import from_json, to_json
from phase_context.agent.document.rows import from_cells
from phase_context.agent.errors import InputError
from phase_context.schemas import (
    TOPICS,
    Decision,
    DeferredIdea,
    Header,
    Integration,
    Item,
    PhaseContext,
    Position,
    Status,
)
from phase_context.schemas.text import clean

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

nasty = st.sampled_from(
    ["|", "\\", "`", "\n", "<b>", "<!-- x -->", "](javascript:alert(1))", "[x](y)", "&amp;", "😀", "שלום", "# ", "- ",
     "1. ", "***", "~~", "_", "created_at", "Open", "Deferred to ", "Owner: ", "Conflict: ", " vs ", " (x)", "<br>",
     "\x1b[31m", "\u202e", "|---|", "===", "**In scope:**", "Agent's discretion", " ", "$", "~", "*/5 * * * *"]
)  # fmt: skip
texts = st.lists(st.one_of(nasty, st.text(max_size=12)), max_size=8).map("".join)
some = texts.filter(lambda text: clean(text) != "")


def _valid_choice(text: str) -> bool:
    try:
        Decision(status=Status.DECIDED, choice=text)
    except ValueError:
        return False
    return True


positions = st.lists(st.builds(Position, choice=some, speaker=st.none() | some), min_size=1, max_size=3).map(tuple)
decisions = st.one_of(
    st.builds(Decision, status=st.just(Status.DECIDED), choice=some.filter(_valid_choice), rationale=texts),
    st.builds(Decision, status=st.sampled_from([Status.AGENT, Status.NOT_APPLICABLE]), rationale=texts),
    st.builds(Decision, status=st.just(Status.OPEN), owner=texts, rationale=texts),
    st.builds(Decision, status=st.just(Status.DEFERRED), defer_to=texts, rationale=texts),
    st.builds(Decision, status=st.just(Status.CONFLICT), positions=positions, rationale=texts),
)
items = st.lists(st.builds(Item, text=some), max_size=3).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> PhaseContext:
    document = PhaseContext(
        header=Header(
            phase=draw(st.none() | some),
            name=draw(st.none() | some),
            sprint=draw(st.none() | some),
            date=draw(st.none() | st.dates(min_value=datetime.date(1000, 1, 1))),
            discussion_with=tuple(draw(st.lists(some, max_size=3))),
        ),
        in_scope=draw(items),
        out_of_scope=draw(items),
        discretion=draw(items),
        specific_ideas=draw(items),
        integrations=tuple(
            draw(st.lists(st.builds(Integration, name=some, type=texts, complexity=texts, notes=texts), max_size=2))
        ),
        deferred=tuple(draw(st.lists(st.builds(DeferredIdea, idea=some, defer_to=texts, reason=texts), max_size=2))),
    )
    for label in draw(st.lists(st.sampled_from(list(TOPICS)), max_size=5, unique=True)):
        document = document.with_decision(label, draw(decisions))
    return document


@given(documents())
@settings(max_examples=200)
def test_rendering_what_was_parsed_gives_the_same_bytes(document: PhaseContext) -> None:
    text = render(document)
    assert render(parse(text)) == text


def _shown(markdown_inline: object) -> str:
    parts = []
    for token in markdown_inline.children:  # type: ignore[attr-defined]
        if token.type == "html_inline":
            assert token.content == "<br>"
            parts.append("\n")
        else:
            assert token.type in ("text", "text_special"), token
            parts.append(token.content)
    return "".join(parts)


@given(documents())
@settings(max_examples=80)
def test_a_gfm_parser_sees_the_tables_and_nothing_active(document: PhaseContext) -> None:
    tokens = GFM.parse(render(document))
    allowed = {"heading", "paragraph", "hr", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td"}
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} - {"inline"}
    assert kinds <= allowed
    rows = sum(token.type == "tr_open" for token in tokens)
    heads = sum(token.type == "thead_open" for token in tokens)
    wanted = len(list(document.decisions())) + len(document.integrations)
    assert rows - heads >= wanted
    for token in tokens:
        if token.type == "inline" and token.level > 2:  # cells and bullets
            _shown(token)


@given(texts)
def test_a_cell_shows_exactly_what_was_said(text: str) -> None:
    document = PhaseContext(specific_ideas=(Item(text="x" + text),)).with_decision(
        "Cache strategy", Decision(status=Status.DECIDED, choice="x" + text, rationale="y" + text)
    )
    cells = [t for t in GFM.parse(render(document)) if t.type == "inline" and t.level == 4]
    shown = [_shown(cell).split() for cell in cells[3:6]]
    assert shown == [["Cache", "strategy"], clean("x" + text).split(), clean("y" + text).split()]


def test_ten_thousand_characters_fit_a_cell() -> None:
    long = "a | b ` _c_ \\ " * 700
    document = PhaseContext().with_decision("Alerting", Decision(status=Status.DECIDED, choice=long))
    decision = parse(render(document)).decision("Alerting")
    assert decision is not None
    assert decision.choice == clean(long)


def test_statuses_survive_the_markdown() -> None:
    document = PhaseContext(header=Header(phase="7", name="Refunds", sprint="sprint 9"))
    rows = {
        "Cache strategy": Decision(status=Status.DECIDED, choice="None", rationale="three users"),
        "Queue system": Decision(status=Status.AGENT, rationale="not Kafka"),
        "Soft deletes": Decision(status=Status.OPEN, owner="legal", rationale="answer by Friday"),
        "Versioning": Decision(status=Status.DEFERRED, defer_to="Phase 08", rationale="no demand"),
        "Alerting": Decision(status=Status.NOT_APPLICABLE, rationale="read-only"),
        "Response time": Decision(
            status=Status.CONFLICT,
            positions=(Position(choice="100 ms", speaker="Ada"), Position(choice="300 ms", speaker="Bo")),
        ),
    }
    for label, decision in rows.items():
        document = document.with_decision(label, decision)
    text = render(document)
    assert parse(text) == document
    assert "| Queue system | Agent's discretion | not Kafka |" in text
    assert "- Queue system — agent decides" in text
    assert "| Versioning | Phase 08 | no demand |" in text
    assert "**Sprint:** SPRINT-009" in text


def test_the_blank_template_is_the_template() -> None:
    assert render_blank() == (Path(__file__).parent / "golden" / "template.md").read_text(encoding="utf-8")


def test_the_blank_template_is_all_placeholders() -> None:
    problems = check(render_blank())
    assert sum("still a placeholder" in problem for problem in problems) >= len(TOPICS)
    assert "Instructions: the template's instructions are left in" in problems


GOOD = render(
    PhaseContext(
        header=Header(phase="3", name="Orders", sprint="14", date=datetime.date(2026, 3, 1), discussion_with=("Ana",)),
        in_scope=(Item(text="orders"),),
    ).with_decision("Cache strategy", Decision(status=Status.DECIDED, choice="Redis"))
)


def test_check_has_nothing_to_say_of_a_good_document() -> None:
    assert check(GOOD) == []


def test_check_names_each_fault() -> None:
    faults = {
        "**Sprint:** SPRINT-014\n": ("", "header: Sprint is missing"),
        "2026-03-01": ("1 March", "header: Date is 1 March, which is not YYYY-MM-DD"),
        "SPRINT-014": ("14", "header: Sprint is 14, which is not SPRINT-NNN"),
        "03 — Orders\n**Role": ("Orders\n**Role", "header: Phase is Orders, which is not NN — Name"),
        "| Cache strategy | Redis |  |": ("| Cache strategy | Redis |", "Infrastructure, line 22: 2 cells"),
        "| Cache strategy |": ("| Cash strategy |", "Infrastructure: no row 'Cash strategy' in the template"),
        "| Redis |": ("|  |", "Infrastructure: Cache strategy has nothing in its second cell"),
        "- orders": ("- [Specific deliverable or feature]", "In scope, line 14: still a placeholder"),
        "### Infrastructure": ("### Infrastructures", "Infrastructures: no such section in the template"),
        "|----------|--------|-----------|\n": ("", "Infrastructure: the table has no delimiter row"),
        "# Phase Context": ("# Something", "not a Phase Context document"),
    }
    for good, (bad, message) in faults.items():
        assert good in GOOD
        problems = check(GOOD.replace(good, bad, 1))
        assert any(problem.startswith(message) for problem in problems), (message, problems)


def test_a_choice_cannot_pass_for_a_status() -> None:
    assert not _valid_choice("open")
    assert not _valid_choice("Deferred to never")
    assert _valid_choice("Open telemetry")


ORDERS = PhaseContext(
    header=Header(phase="3", name="Orders"),
    in_scope=(Item(text="import"),),
    specific_ideas=(Item(text="like a till"),),
).with_decision("Cache strategy", Decision(status=Status.DECIDED, choice="Redis", rationale="we run it"))
ROW = "| Cache strategy | Redis | we run it |"


def test_what_was_written_by_hand_and_does_not_fit_is_named() -> None:
    good = render(ORDERS)
    twice = good.replace(ROW, f"{ROW}\n{ROW}")
    assert any("Cache strategy stands twice" in problem for problem in check(twice))
    assert parse(twice).decision("Cache strategy") == ORDERS.decision("Cache strategy")
    title, boundary, rest = good.partition("## Phase Boundary")
    decisions = rest.index("## Implementation Decisions")
    swapped = title + rest[decisions:] + f"\n{boundary}{rest[:decisions]}"
    assert any("not in the template's order" in problem for problem in check(swapped))
    empty = good.replace("- like a till", "---")
    assert [problem for problem in check(empty) if "Specific Ideas" in problem] == [
        "Specific Ideas: the section is empty"
    ]


def test_a_rule_in_a_list_and_a_row_without_its_last_pipe_are_read() -> None:
    loose = render(ORDERS).replace(ROW, ROW.removesuffix(" |")).replace("- like a till", "---\n- like a till")
    assert parse(loose) == parse(render(ORDERS))


def test_a_conflict_without_sides_is_open() -> None:
    assert from_cells("Open", "Conflict: ") == Decision(status=Status.OPEN, rationale="Conflict: ")


def test_data_of_another_kind_is_no_document() -> None:
    data = json.loads(to_json(ORDERS))
    data["topics"][0]["label"] = "Weather"
    with pytest.raises(InputError, match="unknown topic 'Weather'"):
        from_json(json.dumps(data))
    with pytest.raises(InputError, match="not a phase-context"):
        from_json(json.dumps({**data, "format": "other/1"}))


def test_a_file_that_is_no_text_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError, match=r"x\.md: not a text file"):
        load(tmp_path / "x.md")


def first_lines(header: Header) -> list[str]:
    return [line for line in render(PhaseContext(header=header)).splitlines() if line][:6]


def test_the_first_lines_say_what_is_known_and_leave_the_rest_blank() -> None:
    full = Header(
        phase="3",
        name="Orders #",
        sprint="SPRINT-007",
        date=datetime.date(2026, 5, 12),
        discussion_with=("Ana", "B, C"),
    )
    assert first_lines(full) == [
        "# Phase Context: Phase 03 — Orders \\#",
        "**Sprint:** SPRINT-007",
        "**Phase:** 03 — Orders #",
        "**Role:** Dev BE",
        "**Date:** 2026-05-12",
        "**Discussion with:** Ana, B\\, C",
    ]
    assert parse(render(PhaseContext(header=full))).header == full
    assert first_lines(Header(phase="3"))[0] == "# Phase Context: Phase 03 — [Phase Name]"
    assert first_lines(Header(name="Orders"))[0] == "# Phase Context: Phase [NN] — Orders"
    assert first_lines(Header())[0] == "# Phase Context: [Phase NN — Name]"
    assert "header: Phase is 03 — [Phase Name], which is not NN — Name" in check(
        render(PhaseContext(header=Header(phase="3")))
    )


def test_an_idea_that_waits_stands_once_beside_the_topics_that_wait() -> None:
    waits = Decision(status=Status.DEFERRED, defer_to="Phase 9")
    document = ORDERS.with_decision("Alerting", waits).model_copy(
        update={"deferred": (DeferredIdea(idea="Alerting", defer_to="Phase 9"), DeferredIdea(idea="bulk import"))}
    )
    rows = [line for line in render(document).partition("## Deferred Ideas")[2].splitlines() if line.startswith("|")]
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| Alerting", "| bulk import"]


def test_what_is_wrong_is_said_word_for_word() -> None:
    assert "title: still a placeholder" in check(render_blank())
    with pytest.raises(InputError, match=r'^not a Phase Context document: no line "# Phase Context: Phase NN — Name"$'):
        parse("# Notes\n")
    with pytest.raises(InputError, match="no line"):
        parse("Notes\n")
    good = render(ORDERS)
    swapped = good.replace("## Specific Ideas", "## Phase Boundary")
    assert "sections: not in the template's order, or one stands twice" in check(swapped)
    assert set(check(good.replace("| Decision | Choice | Rationale |", "| Decision | Choice |"))) - set(
        check(good)
    ) == {"Infrastructure: no table with the columns Decision | Choice | Rationale"}
    line = good.splitlines().index("- like a till") + 1
    assert f"Specific Ideas, line {line}: not a bullet" in check(good.replace("- like a till", "like a till"))
    commented = good.replace("- like a till", "<!-- two\nlines\nmore -->\nlike a till")
    assert f"Specific Ideas, line {line + 3}: not a bullet" in check(commented)
    between = good.replace("- like a till", "<!-- two\nlines -->\n- like a till")
    assert check(between) == check(good)
    inline = good.replace("- like a till", "- like a<!-- a\ntwo --> till")
    assert check(inline) != check(good)


def test_what_the_first_lines_lack_is_not_known() -> None:
    full = render(PhaseContext(header=Header(phase="3", name="Orders", sprint="SPRINT-007")))
    without = full.replace("**Phase:** 03 — Orders\n", "")
    assert parse(without).header == Header(sprint="SPRINT-007")
    assert set(check(without)) - set(check(full)) == {"header: Phase is missing"}
    empty = full.replace("**Sprint:** SPRINT-007", "**Sprint:**")
    assert parse(empty).header == Header(phase="3", name="Orders")
    assert set(check(empty)) - set(check(full)) == {"header: Sprint is still the placeholder SPRINT-{NNN}"}


def test_a_bad_row_does_not_hide_the_next_and_an_empty_table_is_no_damage() -> None:
    good = render(ORDERS)
    assert parse(good.replace(ROW, f"| Cache strategy |\n{ROW}")) == parse(good)
    assert check(good.replace(f"{ROW}\n", "")) == check(good)
    parties = render(ORDERS.model_copy(update={"integrations": (Integration(name="Stripe"),)}))
    row = next(line for line in parties.splitlines() if "Stripe" in line)
    assert [problem for problem in check(parties.replace(f"{row}\n", "")) if "Integration" in problem] == [
        "Integration Complexity: the section is empty"
    ]
    broken = [problem for problem in check(parties.replace(row, "| Stripe |")) if "cells" in problem]
    assert [problem.partition(",")[0] for problem in broken] == ["Integration Complexity"]
    ideas = render(ORDERS.model_copy(update={"deferred": (DeferredIdea(idea="a map"),)}))
    row = next(line for line in ideas.splitlines() if "a map" in line)
    broken = [problem for problem in check(ideas.replace(row, "| a map |")) if "cells" in problem]
    assert [problem.partition(",")[0] for problem in broken] == ["Deferred Ideas"]


def test_other_line_ends_marks_and_names_for_the_same_are_read() -> None:
    document = ORDERS.with_decision("Alerting", Decision(status=Status.AGENT))
    good = render(document)
    assert parse("\ufeff" + good.replace("\n", "\r\n")) == document
    curly = good.replace("## Agent's Discretion", "## Agent’s Discretion")
    assert curly != good
    assert check(curly) == check(good)
    assert parse(good.replace("| Cache strategy |", "| Caching |")) == document
    out = document.model_copy(update={"out_of_scope": (Item(text="charts"),)})
    inside = "**In scope:**\n- import\n"
    text = render(out).replace(inside, "")
    end = text.index("- charts\n") + len("- charts\n")
    assert parse(f"{text[:end]}\n{inside}{text[end:]}") == out
