"""What a model is shown: the questions as the person saw them, and a function that takes what a reply can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from phase_context.agent import Interview, ModelExtractor, read_transcript, settle
from phase_context.agent.meeting import read_meeting
from phase_context.agent.questions import QUESTIONS
from phase_context.agent.rules import rules
from phase_context.schemas import Decision, Item, PhaseContext, Position, Status
from tests.fake_openai import Reply, fake_openai

NOTHING = {"entries": [], "say": None}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test")


def shown(document: PhaseContext | None, words: str, asked: list[str] | None = None) -> dict[str, Any]:
    """The request that a reply makes."""
    with fake_openai(Reply(NOTHING)) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url)
        Interview(extractor, document=document).answer(words, asked)
        (request,) = server.requests
    return dict(request)


def text(request: dict[str, Any]) -> str:
    return str(request["messages"][-1]["content"])


def rows(**decided: str) -> PhaseContext:
    document = PhaseContext(in_scope=(Item(text="Parcel labels"),))
    for name, choice in decided.items():
        row = Decision(status=Status.DECIDED, choice=choice)
        document = document.with_decision(name.replace("_", " "), row)
    return document


def test_a_question_keeps_its_wording_its_options_by_letter_and_which_is_recommended() -> None:
    request = text(shown(None, "2a, and the first one", ["Rollback plan", "Alerting"]))
    for number, label in enumerate(("Rollback plan", "Alerting"), 1):
        question = QUESTIONS[label]
        line = next(line for line in request.split("\n") if line.startswith(f"{number}. "))
        assert line.startswith(f"{number}. {label}: {question.text} a) {question.recommended}*; b) ")
        assert line.endswith(f") {question.options[-1]}")
    assert request.endswith("<reply>\n2a, and the first one\n</reply>\n")


def test_what_is_known_of_a_question_stands_below_it() -> None:
    request = text(shown(rows(Cache_strategy="Redis"), "keep it but add a TTL", ["Cache strategy", "Scheduling"]))
    assert "\n Known: Redis\n2. Scheduling" in request


def test_what_was_suggested_stands_below_it(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("pika==1.3\n", encoding="utf-8")
    first = settle(repo=tmp_path)
    with fake_openai(Reply(NOTHING)) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url)
        reply = {"text": "keep that, with quorum queues", "asked": ["Queue system"]}
        settle(reply, session=first.session, extractor=extractor)
        (request,) = server.requests
    assert "\n Suggested: Queue system: RabbitMQ (pika, requirements.txt:1)\n<reply>" in text(request)


def test_the_question_of_a_broken_rule_is_shown_as_it_was_put() -> None:
    document = rows(Queue_system="None", Dead_letter_queue="Yes")
    rule = next(rule for rule in rules() if rule.id == "dead-letters-without-queue")
    request = text(shown(document, "there is one after all, the one of the platform team"))
    assert f"1. Dead letter queue: {rule.question}\n Known: Yes\n" in request


def test_the_question_of_a_conflict_is_shown_as_it_was_put() -> None:
    sides = (Position(choice="Redis", speaker="Ida"), Position(choice="None", speaker="Per"))
    row = Decision(status=Status.CONFLICT, positions=sides)
    document = rows().with_decision("Cache strategy", row)
    assert "1. Cache strategy: Redis (Ida) or None (Per): which holds?\n" in text(shown(document, "what Ida says"))


def test_only_a_meeting_has_turns_its_date_and_people() -> None:
    of_reply = shown(None, "no cache")["tools"][0]["function"]["parameters"]["$defs"]["Entry"]
    with fake_openai(Reply(NOTHING)) as server:
        extractor = ModelExtractor("openai:fake", base_url=server.url)
        read_meeting(read_transcript(b"Ida: what queue?\nPer: SQS.\n"), extractor)
        of_meeting = server.requests[0]["tools"][0]["function"]["parameters"]["$defs"]["Entry"]
    assert set(of_meeting["properties"]) - set(of_reply["properties"]) == {"turn"}
    kinds = {name: set(entry["properties"]["kind"]["enum"]) for name, entry in (("m", of_meeting), ("r", of_reply))}
    assert kinds["m"] - kinds["r"] == {"phase", "sprint", "date", "person", "possibly"}
    assert kinds["r"] < kinds["m"]
    for entry in (of_reply, of_meeting):
        assert entry["required"] == list(entry["properties"])
