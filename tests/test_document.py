"""Any document renders to the template's letter and parses back to the same bytes."""

from __future__ import annotations

import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from phase_context.agent.document import check, parse, render, render_blank
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
