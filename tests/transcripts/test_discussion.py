"""Discussion logs of planning tools: the user's words apart from the tool's."""

from __future__ import annotations

import datetime as dt

from phase_context.agent.transcripts import read_transcript
from tests.transcripts import samples


def words(text: str, *, person: bool) -> list[str]:
    return [turn.text for turn in read_transcript(text.encode()).turns if turn.person == person]


def test_the_option_selected_and_the_notes_are_the_users_words() -> None:
    transcript = read_transcript(samples.DISCUSSION.encode())
    assert [(turn.line, turn.speaker, turn.text) for turn in transcript.turns if turn.person] == [
        (17, "User", "None"),
        (17, "User", "The gates ask once a day"),
        (21, "User", "One query a day: a cache would be colder than the gate."),
        (28, "User", "SQLite: One file"),
        (30, "User", "SQLite, but only until phase 4"),
        (34, "User", "Names of the tables"),
        (38, "User", "Number plates by camera: needs a lawyer first"),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_questions_headings_and_options_not_taken_are_context() -> None:
    context = words(samples.DISCUSSION, person=False)
    assert "Which cache?" in context
    assert "Redis (Recommended): Shared, `a|b` keys" in context
    assert "Postgres: a|b pairs" in context
    assert "Claude's Discretion" in context
    assert not any("Audit trail" in text for text in context)


def test_assumptions_stand_unless_unsure_or_corrected() -> None:
    assert words(samples.ASSUMPTIONS, person=True) == [
        "Keep Postgres",
        "Over the network, serial is gone",
        "New terminals came in April",
    ]


def test_assumptions_nobody_confirmed_are_context() -> None:
    text = samples.ASSUMPTIONS.partition("## Corrections Made")[0]
    assert words(text + "\n## Deferred Ideas\n\n- cameras\n", person=True) == ["cameras"]


def test_assumptions_all_confirmed_stand() -> None:
    text = samples.ASSUMPTIONS.partition("### Payments\n- ")[0] + "No corrections — all assumptions confirmed.\n"
    assert words(text, person=True) == ["Keep Postgres", "Card terminal over serial"]


def test_a_recommendation_is_no_choice() -> None:
    assert words(samples.FREE_FORM, person=True) == ["D-01 Retention: A day — Lawyers"]


def test_nothing_delegated_or_deferred_is_nothing_said() -> None:
    text = samples.DISCUSSION.replace("- Names of the tables", "None.").replace(
        "- Number plates", "None — number plates"
    )
    assert words(text, person=True)[-1] == "SQLite, but only until phase 4"


def test_a_choice_may_be_a_list_below_its_label() -> None:
    text = "# Discussion Log\n\n## Cache\n\n### Which?\n\n**User's choice:**\n- Redis\n- one node\n**Notes:** None.\n"
    turns = read_transcript(text.encode()).turns
    assert [(turn.speaker, turn.text) for turn in turns if turn.person] == [("User", "Redis"), ("User", "one node")]


def test_the_steer_of_the_user_is_the_users_words() -> None:
    text = samples.DISCUSSION.replace("**Areas discussed:** Caching", "**Steer from the user:** keep it simple")
    assert words(text, person=True)[0] == "keep it simple"


def test_a_choice_of_nothing_is_a_choice() -> None:
    text = "# Discussion Log\n\n## Cache\n\n### Which cache?\n\n**User's choice:** None\n"
    assert words(text, person=True) == ["None"]


def test_the_choice_of_another_person_is_theirs() -> None:
    text = "# Discussion Log\n\n## Cache\n\n**Mara's choice:** Redis\n**Claude's choice:** Memcached\n"
    turns = read_transcript(text.encode()).turns
    assert [(turn.speaker, turn.text) for turn in turns if turn.person] == [("Mara", "Redis")]


def test_marks_of_every_kind_select() -> None:
    for mark in ("✓", "✔", "✅", "[x]", "x", "**Yes**", "☑"):
        text = f"| Option | Description | Selected |\n|---|---|---|\n| Redis | shared | {mark} |\n| None | - | |\n"
        assert words(text, person=True) == ["Redis: shared"]


def test_what_was_resolved_by_itself_is_the_users_words() -> None:
    text = "# Discussion Log\n\n## Cache\n\n**User's choice:** Redis\n\n## Auto-Resolved\n\nthe gates ask once a day\n"
    assert words(text, person=True) == ["Redis", "the gates ask once a day"]
