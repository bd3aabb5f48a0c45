"""What recorders export: captions, Otter, Fathom, Teams, Google Meet, JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from phase_context.agent.transcripts import read_transcript
from phase_context.schemas import Transcript
from tests.transcripts import samples

Said = tuple[str | None, float | None, int | None, str]


def said(transcript: Transcript) -> list[Said]:
    """Speaker, time, line and words of each turn of a person."""
    return [(turn.speaker, turn.time, turn.line, turn.text) for turn in transcript.turns if turn.person]


def read(text: str) -> list[Said]:
    return said(read_transcript(text.encode()))


def test_zoom_names_its_speakers_before_a_colon() -> None:
    assert read(samples.ZOOM_VTT) == [
        ("Mara Lindqvist", 3.12, 5, "Can everybody hear me?"),
        ("Teo (Gates)", 5.4, 9, "Yes. The barrier & the till both talk to us over MQTT."),
        ("Mara Lindqvist", 3723.5, 18, "Good: one broker, then."),
    ]


def test_teams_names_several_speakers_in_one_cue_by_tags() -> None:
    assert read(samples.TEAMS_VTT) == [
        ("Lindqvist, Mara", 1.0, 11, "Do we keep tickets"),
        ("Lindqvist, Mara", 3.9, 15, "for ever?"),
        ("Teo Böhm", 3.9, 15, "Seven years, the tax office says."),
    ]


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\r"), lambda t: "\ufeff" + t]
)
def test_line_ends_and_byte_order_marks_change_nothing(change: Callable[[str], str]) -> None:
    assert read(change(samples.TEAMS_VTT)) == read(samples.TEAMS_VTT)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nJosé: ça marche\n"
    assert said(read_transcript(text.encode(encoding))) == [("José", 1.0, 4, "ça marche")]


def test_captions_without_a_header_or_blank_lines_or_milliseconds() -> None:
    cut = "7\n00:00:03.120 --> 00:00:05\nMara: yes\n8\n00:00:06.000 --> 00:00:07\nTeo: no\n"
    assert read(cut) == [("Mara", 3.12, 3, "yes"), ("Teo", 6.0, 6, "no")]


def test_a_speaker_named_only_at_a_change_goes_on() -> None:
    cues = ["Mara: so", "we have", "three gates", "Teo: two"]
    text = "WEBVTT\n\n" + "\n".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}\n" for n, cue in enumerate(cues))
    assert [speaker for speaker, *_ in read(text)] == ["Mara", "Mara", "Mara", "Teo"]


def test_a_cue_without_a_name_among_named_ones_is_nobodys() -> None:
    cues = ["Mara: so", "Teo: two", "Mara: yes", "Teo: good", "and now?"]
    text = "WEBVTT\n\n" + "\n".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}\n" for n, cue in enumerate(cues))
    assert read(text)[-1][0] is None


def test_a_colon_in_a_talk_is_no_speaker() -> None:
    cues = [f"we said number {n}" for n in range(12)]
    cues[7] = "Postgres: that was it"
    text = "WEBVTT\n\n" + "\n".join(f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{cue}\n" for n, cue in enumerate(cues))
    assert {speaker for speaker, *_ in read(text)} == {None}


def test_subrip() -> None:
    assert read(samples.SRT) == [
        ("Mara", 1.0, 3, "What stores the plates?"),
        ("Teo", 3.5, 7, "Postgres."),
        ("Mara", 3.5, 8, "Hashed, I hope."),
        ("Teo", 7.1, 12, "Hashed, with a pepper."),
    ]


def test_subviewer() -> None:
    assert read(samples.SBV) == [
        (None, 1.0, 2, "What stores the plates?"),
        (None, 3.5, 5, "Postgres, hashed with a pepper."),
    ]


def test_otter() -> None:
    transcript = read_transcript(samples.OTTER.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", 0.0, 11, "Which cache?"),
        ("Teo Böhm", 4.0, 14, "None. The gates ask once a day, at 6:30."),
        ("Speaker 3", 3723.0, 17, "Fine."),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_fathom() -> None:
    transcript = read_transcript(samples.FATHOM.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", 0.0, 7, "Which cache?"),
        ("Teo Böhm (Gates GmbH)", 4.0, 10, "None.\nThe gates ask once a day."),
        ("Mara Lindqvist", 3723.0, 15, "Fine."),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


TEAMS = [
    ("Mara Lindqvist", 3.0, "Which cache?"),
    ("Teo Böhm", 7.0, "None. The gates ask\nonce a day."),
]


def test_teams_text_leaves_out_its_notices() -> None:
    transcript = read_transcript(samples.TEAMS_TEXT.encode())
    assert [(who, time, text) for who, time, _, text in said(transcript)] == TEAMS
    assert transcript.header.date == dt.date(2026, 5, 12)


@pytest.mark.parametrize("split", ["\n", "\n\n"])
def test_teams_word_document(split: str) -> None:
    data = samples.word_document(*samples.TEAMS_TEXT.split(split))
    transcript = read_transcript(data)
    assert transcript.format == "teams"
    assert [(who, time, text) for who, time, _, text in said(transcript)] == TEAMS


def test_teams_older_form() -> None:
    assert read(samples.TEAMS_OLD) == [
        ("Mara Lindqvist", 3.12, 3, "Which cache?"),
        ("Teo Böhm", 7.4, 6, "None. The gates ask once a day."),
    ]


def test_any_other_transcript_may_be_in_a_word_document() -> None:
    transcript = read_transcript(samples.word_document("Mara: which cache?", "Teo: none"))
    assert (transcript.format, transcript.speakers) == ("text", ("Mara", "Teo"))


def test_google_meet_text_takes_times_from_its_section_marks() -> None:
    transcript = read_transcript(samples.MEET_TEXT.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", 0.0, 9, "Which cache?"),
        ("Teo Böhm", 0.0, 10, "None."),
        ("Mara Lindqvist", 300.0, 14, "And the till?"),
    ]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_google_meet_markdown() -> None:
    assert read(samples.MEET_MARKDOWN) == [
        ("Mara Lindqvist", 0.0, 11, "Which cache?"),
        ("Teo Böhm", 0.0, 13, "None."),
    ]


@pytest.mark.parametrize(
    ("text", "speakers", "times"),
    [
        (samples.FIREFLIES, ("Mara", "Speaker 2"), [3.1, 7.5]),
        (samples.FIREFLIES_FILE, ("Mara", "Teo"), [3.0, 67.0]),
        (samples.TLDV, ("Mara", "Teo"), [3.0, 67.5]),
        (samples.GRAIN, ("Mara", "Teo"), [3.1, 67.5]),
        (samples.WHISPER, ("SPEAKER_00",), [3.1, 67.5]),
    ],
)
def test_json_of_recorders(text: str, speakers: tuple[str, ...], times: list[float]) -> None:
    transcript = read_transcript(text.encode())
    assert transcript.speakers == speakers
    assert [turn.time for turn in transcript.turns] == times
    assert [turn.text for turn in transcript.turns] == ["Which cache?", "None."]


def test_the_date_in_json_is_found() -> None:
    assert read_transcript(samples.FIREFLIES.encode()).header.date == dt.date(2026, 5, 12)


def test_broken_segments_are_passed_over() -> None:
    items = [{"speaker": "Mara", "start": 1, "end": 2, "text": "yes"}, {"start": [], "text": 4}, None, 7, "x"]
    items.append({"speaker": {"name": "Teo"}, "start": float("inf"), "end": True, "text": "no"})
    transcript = read_transcript(json.dumps(items).encode())
    assert [(turn.speaker, turn.time, turn.text) for turn in transcript.turns] == [
        ("Mara", 0.001, "yes"),
        ("Teo", None, "no"),
    ]


def test_voices_of_one_cue_and_a_name_in_brackets() -> None:
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Mara>which cache?</v><v Teo>\nnone</v>\n"
        "\nNOTE made by a tool\nnobody says this\n"
    )
    assert read(text) == [("Mara", 1.0, 5, "which cache?"), ("Teo", 1.0, 6, "none")]
    bracketed = "WEBVTT\n\n" + "".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n[{who}] {words}\n\n"
        for n, (who, words) in enumerate([("Mara", "which cache?"), ("Teo", "none"), ("Mara", "fine")])
    )
    assert [(turn[0], turn[3]) for turn in read(bracketed)] == [
        ("Mara", "which cache?"),
        ("Teo", "none"),
        ("Mara", "fine"),
    ]


def test_a_cue_of_marks_that_cannot_be_seen_says_nothing() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\u202e\u2066\n\n00:03.000 --> 00:04.000\nno cache\n"
    assert [turn[3] for turn in read(text)] == ["no cache"]
