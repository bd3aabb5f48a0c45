"""What people write down: names and words, minutes, notes, lines without any speaker."""

from __future__ import annotations

import datetime as dt

import pytest

from phase_context.agent.transcripts import read_transcript
from tests.transcripts import samples
from tests.transcripts.test_recordings import read, said


def test_a_name_before_a_colon_begins_a_turn() -> None:
    transcript = read_transcript(samples.NAMED.encode())
    assert said(transcript) == [
        ("Mara", None, 4, "which cache?"),
        ("Teo", None, 5, "none, the gates ask once a day\nand that is it."),
        ("teo-oncall", None, 8, "agreed"),
        ("Mara", None, 9, "alerts go to the guard: he sits there anyway"),
        ("teo-oncall", None, 10, "and to me"),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)
    assert [turn.text for turn in transcript.turns if not turn.person] == ["Parking phase 2", "12 May 2026"]


@pytest.mark.parametrize(
    "line",
    [
        "[00:01:04] Mara: none",
        "(01:04) Mara: none",
        "00:01:04 Mara: none",
        "00:01:04 - 00:01:09 Mara: none",
        "Mara (00:01:04): none",
        "Mara [1:04]: none",
        "Mara: [00:01:04] none",
        "**Mara** (00:01:04): none",
        "**Mara:** (1:04) none",
        "**[1:04] Mara:** none",
        "[1:04] **Mara**: none",
        "- **Mara (1:04):** none",
    ],
)
def test_a_time_stands_before_or_after_the_name(line: str) -> None:
    assert [(turn[0], turn[1], turn[3]) for turn in read(line)] == [("Mara", 64.0, "none")]


def test_a_chat_pasted_with_clock_times() -> None:
    assert read(samples.BRACKETED) == [
        ("mara", 33240.0, 1, "which cache?"),
        ("teo", 33240.0, 2, "none"),
        ("mara", 33360.0, 3, "note: the gate has 3 lanes\nhttps://example.org/gates"),
        ("teo", 33420.0, 5, "ok"),
    ]


def test_a_list_within_a_timed_message_names_nobody() -> None:
    text = "".join(f"[10:0{n}] Mara: message {n}\n" for n in range(9)) + "Cache: none\nQueue: none\n"
    assert {turn[0] for turn in read(text)} == {"Mara"}


def test_names_of_any_script_and_shape() -> None:
    names = ["Nguyễn Thu Hà", "王小明", "O'Brien, Pat", "Ludwig van der Berg", "David Kerr (SG)", "@ravi", "Speaker 1"]
    text = "".join(f"{name}: yes, number {n}\n{name}: no\n" for n, name in enumerate(names))
    assert [turn[0] for turn in read(text)] == [name for name in names for _ in range(2)]


def test_a_full_width_colon_parts_name_and_words() -> None:
    assert [(turn[0], turn[3]) for turn in read("小明：快取不要\n小華：好\n小明：那就這樣\n")] == [
        ("小明", "快取不要"),
        ("小華", "好"),
        ("小明", "那就這樣"),
    ]


def test_labels_of_a_list_are_no_speakers() -> None:
    text = "Cache: none\nStore: Postgres\nBroker: Mosquitto\nAuth: tokens of the gate\nDeploy: by hand on Friday\n"
    assert {turn[0] for turn in read(text)} == {None}


def test_bold_names() -> None:
    assert read(samples.BOLD) == [
        ("Mara", None, 3, "Which cache?"),
        ("Teo", 64.0, 5, "None.\nThe gates ask once a day."),
        ("Mara", 130.0, 8, "Then no cache."),
    ]


def test_minutes_go_on_with_dots() -> None:
    transcript = read_transcript(samples.MINUTES.encode())
    assert said(transcript) == [
        ("Mara", None, 11, "which cache?"),
        ("Mara", None, 12, "or none at all"),
        ("Mara", None, 14, "the gates ask once a day"),
        ("Teo", None, 15, "none, I measured\nit in April"),
        ("Teo", None, 20, "and it was twice a day"),
        (None, None, 22, "Nobody objected."),
    ]
    assert "Agenda: tills" in [turn.text for turn in transcript.turns if not turn.person]


def test_initials_become_names_where_the_notes_say_whose_they_are() -> None:
    assert read(samples.NOTES) == [
        ("Mara Lindqvist", None, 5, "which cache?"),
        ("Teo Böhm", None, 6, "none, gates ask once a day\nmeasured in April"),
        ("Greta Falk", None, 8, "fine"),
        ("Mara Lindqvist", None, 9, "then none"),
        (None, None, 11, "Decision: no cache"),
    ]


def test_lines_without_speakers() -> None:
    transcript = read_transcript(samples.RECORDER.encode())
    assert said(transcript) == [
        (None, None, 5, "so which cache do we take"),
        (None, None, 6, "none the gates ask once a day"),
        (None, None, 8, "okay then none"),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_times_on_lines_of_their_own() -> None:
    assert read(samples.YOUTUBE) == [
        (None, 0.0, 2, "so which cache do we take"),
        (None, 4.0, 4, "none the gates ask once a day"),
        (None, 3723.0, 6, "okay then none"),
    ]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Tue, May 12, 2026", dt.date(2026, 5, 12)),
        ("12th of May 2026", dt.date(2026, 5, 12)),
        ("12 May 2026 at 15:07", dt.date(2026, 5, 12)),
        ("2026-05-12", dt.date(2026, 5, 12)),
        ("13/05/2026", dt.date(2026, 5, 13)),
        ("05/13/2026", dt.date(2026, 5, 13)),
        ("04/05/2026", None),  # of April or of May: nobody can tell
        ("31 February 2026", None),
    ],
)
def test_a_date_in_the_title_is_the_meetings(line: str, date: dt.date | None) -> None:
    assert read_transcript(f"{line}\n\nMara: hi\nTeo: hello\n".encode()).header.date == date


def test_a_short_answer_after_a_blank_line_is_the_speakers() -> None:
    assert [(turn[0], turn[3]) for turn in read("Mara:\n\nok\n\nTeo:\n\nyes\n")] == [("Mara", "ok"), ("Teo", "yes")]


def test_names_before_dashes() -> None:
    assert [(turn[0], turn[3]) for turn in read(samples.DASHED)] == [
        ("Mara", "which cache?"),
        ("Teo", "none, the gates ask once a day"),
        ("Mara", "then none"),
    ]


def test_headings_that_are_speakers() -> None:
    assert [(turn[0], turn[1], turn[3]) for turn in read(samples.HEADINGS)] == [
        ("Mara Lindqvist", 3.0, "which cache?"),
        ("Teo", 67.0, "none"),
    ]


def test_tables_of_who_said_what() -> None:
    assert read(samples.CSV) == [("Mara", 3.0, 2, "which cache?\nor none"), ("Teo", 67.0, 4, "none, thanks")]
    assert read(samples.MARKDOWN_TABLE) == [("Mara", 3.0, 5, "which cache?"), ("Teo", 67.0, 6, "none, a|b is enough")]


def test_openings_of_sentences_are_no_speakers() -> None:
    text = "so phase two\n" * 20 + "Okay: no cache\nRight: none\nOkay: and no queue\nSo: next\nRight: the till\n"
    assert {turn[0] for turn in read(text)} == {None}


def test_words_before_the_first_name_are_said_by_somebody() -> None:
    text = "Gates, phase 2\n\nCan we start with the cache then.\nTeo: none\nMara: fine\nTeo: good\n"
    assert read(text)[0] == (None, None, 3, "Can we start with the cache then.")


def test_the_date_and_who_was_there_are_no_words_of_anybody() -> None:
    text = (
        "# Gates\n\nDate: 12 May 2026\nAttendees: Mara, Teo\n\n- no cache, Mara says\n- gates ask once a day - at six\n"
    )
    transcript = read_transcript(text.encode())
    assert said(transcript) == [
        (None, None, 6, "no cache, Mara says"),
        (None, None, 7, "gates ask once a day - at six"),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_a_legend_names_only_people() -> None:
    text = samples.NOTES.replace("(TB)", "(TB), the tills (PO)") + "\n"
    assert ("Teo Böhm", "none, gates ask once a day\nmeasured in April") in [(turn[0], turn[3]) for turn in read(text)]
    legend = "ML = Mara Lindqvist, TB = the one with the tills\n\nML: which cache?\nTB: none\nML: fine\nTB: good\n"
    assert {turn[0] for turn in read(legend) if turn[0]} == {"Mara Lindqvist", "TB"}


def test_a_time_that_is_none_and_a_cell_without_end_in_a_table() -> None:
    text = 'Speaker,Time,Text\nMara,at: noon,which cache?\nTeo,00:07,none\nMara,00:08,"' + "so " * 60_000 + "\n"
    assert [(turn[0], turn[1], turn[3]) for turn in read(text)] == [
        ("Mara", None, "which cache?"),
        ("Teo", 7.0, "none"),
    ]


def test_a_line_longer_than_a_name_is_no_label() -> None:
    text = (
        "Gates\n\n"
        + "so we said that it would be best to begin with the tills " * 4
        + "and then: fine.\nTeo: no\nMara: ok\n"
    )
    assert (None, "so we said") in [(turn[0], turn[3][:10]) for turn in read(text)]


def test_an_item_without_a_name_among_named_ones_is_nobodys() -> None:
    text = "# Gates\n\n- Mara: which cache?\n- Teo: none\n- the gates ask once a day\n- Mara: fine\n- Teo: good\n"
    assert [(turn[0], turn[3]) for turn in read(text)][2] == (None, "the gates ask once a day")
