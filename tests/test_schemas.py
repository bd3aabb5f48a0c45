"""What the types refuse, and how a decision shows in one line."""

from __future__ import annotations

from typing import Any

import pytest

from phase_context.schemas import Decision, Entry, Item, Position, Status
from phase_context.schemas.text import clean, clean_line

SIDES = (Position(choice="SQS", speaker="Ana"), Position(choice="NATS"))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "decided"}, "a decided topic needs a choice"),
        ({"status": "decided", "choice": "To be decided"}, "is a status, not a choice"),
        ({"status": "open", "choice": "SQS"}, "a topic that is open has no choice"),
        ({"status": "decided", "choice": "SQS", "owner": "Ops"}, "only an open topic has an owner"),
        ({"status": "open", "defer_to": "Phase 9"}, "only a deferred topic has a destination"),
        ({"status": "conflict"}, "a conflict, and nothing else, has positions"),
        ({"status": "open", "positions": SIDES}, "a conflict, and nothing else, has positions"),
    ],
)
def test_a_decision_fits_its_status(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Decision.model_validate(fields)


@pytest.mark.parametrize(
    ("decision", "shown"),
    [
        (Decision(status=Status.DECIDED, choice="Redis", rationale="we\nrun it"), "Redis (we run it)"),
        (Decision(status=Status.AGENT), "the agent decides"),
        (Decision(status=Status.OPEN), "open"),
        (Decision(status=Status.OPEN, owner="Ops"), "open, Ops to answer"),
        (Decision(status=Status.DEFERRED), "deferred"),
        (Decision(status=Status.DEFERRED, defer_to="Phase 9"), "deferred to Phase 9"),
        (Decision(status=Status.NOT_APPLICABLE, rationale="read-only"), "not applicable (read-only)"),
        (Decision(status=Status.CONFLICT, positions=SIDES), "conflict: SQS or NATS"),
    ],
)
def test_a_decision_shows_in_one_line(decision: Decision, shown: str) -> None:
    assert decision.summary == shown


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "open"}, "'open' entry needs a topic"),
        ({"kind": "decided", "topic": "Alerting"}, "'decided' entry needs text"),
        ({"kind": "in_scope"}, "'in_scope' entry needs text"),
        ({"kind": "open", "topic": "Coffee"}, "Coffee"),
        ({"kind": "guess"}, "kind"),
    ],
)
def test_an_entry_has_what_its_kind_needs(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Entry.model_validate({"quote": "words", **fields})


def test_text_keeps_no_control_and_a_line_no_break() -> None:
    assert clean("a\x1b[31mb\x1b[0m\u202ec\r\nd\te ") == "abc\nd e"
    assert clean_line("a\n b\u2028c") == "a b c"


@pytest.mark.parametrize("text", ["", " \n", "\u202e"])
def test_an_item_says_something(text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        Item(text=text)
