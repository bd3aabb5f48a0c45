"""What people answer when decisions do not go together: that it is meant, that it is not, or something else."""

from __future__ import annotations

import pytest

from phase_context.agent.document import parse, render
from phase_context.agent.extractors import choose
from phase_context.agent.interview import Interview
from phase_context.agent.rule_answers import answered, is_meant, meant_after_all
from phase_context.agent.rules import find_rule
from phase_context.schemas import Decision, Entry, PhaseContext, Status

MEANT = [
    "yes, that is meant", "that's fine", "on purpose", "we accept that", "leave it as it is", "no, that's fine",
    "ja, das ist so gewollt", "passt so", "das nehmen wir in kauf", "sí, es a propósito", "así está bien",
    "oui, c'est voulu", "c'est bon comme ça", "cố ý đấy", "cứ để vậy", "vậy là được",
]  # fmt: skip
NOT_MEANT = [
    "no, that is not meant", "that isn't intended", "nein, nicht gewollt", "no es a propósito", "ce n'est pas voulu",
    "không cố ý", "they should share one", "I mean Redis", "no", "nein",
]  # fmt: skip


def session(*replies: tuple[str, str], scope: str = "an order import") -> Interview:
    found = Interview(choose("built-in"))
    found.answer(f"1. {scope}\n2. charts", ["In scope", "Out of scope (deferred)"])
    for label, text in replies:
        found.answer(text, [label])
    return found


def asked_by_rule(found: Interview) -> dict[str, int]:
    """The rules' questions in the round, with their number."""
    current = found.next()
    assert current is not None
    return {question.label: n for n, question in enumerate(current.questions, 1) if question.rule}


def cache_in_four_pods() -> Interview:
    return session(("Cache strategy", "in memory"), ("Deployment", "rolling, four pods"))


@pytest.mark.parametrize("words", MEANT)
def test_words_that_stand_by_a_decision(words: str) -> None:
    assert is_meant(words)


@pytest.mark.parametrize("words", NOT_MEANT)
def test_words_that_do_not(words: str) -> None:
    assert not is_meant(words)


@pytest.mark.parametrize("words", ["yes, that is meant", "ja, das ist so gewollt", "cố ý đấy"])
def test_an_exception_that_is_meant_keeps_its_row_and_is_asked_no_more(words: str) -> None:
    found = cache_in_four_pods()
    assert found.checks
    found.answer(f"{asked_by_rule(found)['Cache strategy']}. {words}")
    row = found.document.decision("Cache strategy")
    assert row is not None
    assert row.choice == "In-memory"
    assert words in row.rationale
    assert [evidence.quote for evidence in row.evidence][-1] == words
    assert found.checks == ()
    assert "Cache strategy" not in asked_by_rule(found)
    text = render(found.written)
    assert "Check:" not in text
    again = Interview(choose("built-in"), document=parse(text), update=True)
    assert again.checks == ()


@pytest.mark.parametrize("words", ["yes", "no", "no, that is not meant", "I don't know"])
def test_what_does_not_say_which_holds_changes_nothing(words: str) -> None:
    found = cache_in_four_pods()
    before = found.document.decision("Cache strategy")
    found.answer(f"{asked_by_rule(found)['Cache strategy']}. {words}")
    row = found.document.decision("Cache strategy")
    assert row is not None
    if row.choice:  # "I don't know" opens it
        assert row == before
        assert found.checks


def test_another_choice_replaces_the_row() -> None:
    found = cache_in_four_pods()
    found.answer(f"{asked_by_rule(found)['Cache strategy']}. that is not fine, Redis")
    row = found.document.decision("Cache strategy")
    assert row is not None
    assert row.choice == "Redis"
    assert found.checks == ()


def test_a_yes_says_what_the_question_puts() -> None:
    found = session(("Data encryption", "none"), scope="a vault of card numbers")
    found.answer(f"{asked_by_rule(found)['Data encryption']}. yes")
    assert found.checks == ()
    found = session(("Migration approach", "zero downtime"), scope="order status, where the old column is removed")
    found.answer(f"{asked_by_rule(found)['Migration approach']}. yes")
    row = found.document.decision("Migration approach")
    assert row is not None
    assert "in steps" in row.rationale
    assert found.checks == ()


def test_a_rule_that_asked_in_vain_is_cleared_when_its_topic_is_said_to_be_meant() -> None:
    found = cache_in_four_pods()
    found.answer(f"{asked_by_rule(found)['Cache strategy']}. hmm")
    assert found.checks
    found.answer("the cache in memory is on purpose, by the way", ["Response time"])
    assert found.checks == ()


def test_a_host_agent_brings_the_same_words() -> None:
    found = cache_in_four_pods()
    current = found.next()
    assert current is not None
    found.record([], "yes, that is meant", ["Cache strategy"])
    assert found.checks == ()
    assert "yes, that is meant" in render(found.written)


def test_an_answer_to_a_rule_whose_row_is_not_decided_any_more_is_left_as_it_was_read() -> None:
    rule = find_rule("memory-cache-with-instances")
    read = [Entry(kind="open", topic="Cache strategy", quote="no idea")]
    found = answered(read, [rule], asked=["Cache strategy"], text="no idea", document=PhaseContext())
    assert found == read


def test_words_that_choose_something_else_are_not_taken_for_what_was_meant() -> None:
    rule = find_rule("memory-cache-with-instances")
    row = Decision(status=Status.DECIDED, choice="In-memory")
    said = "the cache is meant that way, with Redis"
    read = [Entry(kind="decided", topic="Cache strategy", text="Redis", quote="with Redis")]
    known = PhaseContext().with_decision("Cache strategy", row)
    assert meant_after_all(read, [rule], text=said, document=known) == read
