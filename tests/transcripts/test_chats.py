"""What people copy out of chats, and what chats export."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from phase_context.agent.transcripts import read_transcript
from tests.transcripts import samples
from tests.transcripts.test_recordings import read, said


def clock(hours: int, minutes: int, seconds: float = 0) -> float:
    """Seconds from midnight of the first day."""
    return hours * 3600 + minutes * 60 + seconds


def test_whatsapp_keeps_what_people_wrote_and_nothing_else() -> None:
    assert read(samples.WHATSAPP) == [
        ("Mara", clock(10, 2), 3, "which cache?\none more thing:\nthe till"),
        ("Teo Böhm", clock(10, 4), 8, "none"),
        ("Mara", clock(24, 1), 10, "ok 👍"),
    ]


def test_whatsapp_of_an_iphone() -> None:
    assert read(samples.WHATSAPP_IOS) == [
        ("Mara", clock(10, 2, 59), 2, "which cache?"),
        ("Teo Böhm", clock(13, 4, 10), 4, "none"),
        ("Mara", clock(33, 0), 5, "fine"),
    ]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("13/05/2026, 10:02 - Mara: hi", dt.date(2026, 5, 13)),
        ("05/03/2026, 10:02 - Mara: hi", dt.date(2026, 3, 5)),
        ("3/5/26, 10:02 AM - Mara: hi", dt.date(2026, 3, 5)),
        ("05.03.26, 10:02 - Mara: hi", dt.date(2026, 3, 5)),
        ("[2026-03-05, 10:02:11] Mara: hi", dt.date(2026, 3, 5)),
    ],
)
def test_whatsapp_dates_are_read_in_the_order_of_their_country(line: str, date: dt.date) -> None:
    assert read_transcript(line.encode()).header.date == date


def test_a_chat_of_several_days_has_no_single_date() -> None:
    assert read_transcript(samples.WHATSAPP.encode()).header.date is None


def test_slack_export_names_people_and_keeps_bots_apart() -> None:
    transcript = read_transcript(samples.SLACK_EXPORT.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", clock(8, 2), None, "which cache, @Teo Böhm? see the gates & tills"),
        ("Teo Böhm", clock(8, 3, 1.5), None, "none"),
    ]
    assert [turn.text for turn in transcript.turns if not turn.person] == ["build passed"]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_slack_thread_pasted_with_times_below_the_names() -> None:
    transcript = read_transcript(samples.SLACK_PASTED.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", clock(10, 2), 3, "which cache?"),
        ("Teo Böhm", clock(10, 4), 7, "none\nthe gates ask once a day"),
        ("Teo Böhm", clock(10, 5), 11, "really"),
    ]
    assert [turn.speaker for turn in transcript.turns if not turn.person] == ["Deploys"]


def test_slack_thread_pasted_with_times_beside_the_names() -> None:
    assert [turn[:2] for turn in read(samples.SLACK_INLINE)] == [
        ("Mara Lindqvist", clock(14, 2)),
        ("Teo Böhm", clock(14, 4)),
        ("Mara Lindqvist", clock(14, 4)),
    ]


def test_discord_pasted() -> None:
    assert read(samples.DISCORD) == [
        ("mara", clock(22, 2), 2, "which cache?"),
        ("teo", clock(22, 4), 4, "none\nthe gates ask once a day"),
        ("mara", clock(22, 5), 8, "fine"),
    ]


def test_discord_pasted_on_three_lines() -> None:
    assert [turn[:2] for turn in read("mara\n — \nToday at 22:02\nwhich cache?\nteo\n — \nToday at 22:04\nnone\n")] == [
        ("mara", clock(22, 2)),
        ("teo", clock(22, 4)),
    ]


def test_discord_exported() -> None:
    found = read(samples.DISCORD_EXPORT)
    assert [turn[:2] for turn in found] == [("mara", clock(22, 2)), ("teo", clock(22, 4)), ("mara", clock(24, 5))]
    assert found[0][3] == "which cache?"


def test_telegram() -> None:
    assert read(samples.TELEGRAM) == [
        ("Mara Lindqvist", clock(10, 2), 2, "which cache?"),
        ("Teo", clock(10, 4), 6, "none"),
    ]


def test_zoom_chat_leaves_out_reactions_and_the_words_replied_to() -> None:
    assert read(samples.ZOOM_CHAT) == [
        ("Mara", 281.0, 1, "which cache?"),
        ("Teo (Gates)", 290.0, 2, "none"),
        ("Teo (Gates)", 302.0, 6, "- gates\n- tills"),
    ]


def test_zoom_chat_saved_on_a_computer() -> None:
    assert [turn[:2] for turn in read(samples.ZOOM_CHAT_SAVED)] == [
        ("Mara Lindqvist", clock(10, 4, 41)),
        ("Teo Böhm", clock(10, 5, 2)),
    ]


def test_jitsi_gives_the_time_after_the_words() -> None:
    assert read(samples.JITSI) == [
        ("Mara Lindqvist", clock(10, 2), 2, "which cache?"),
        ("Teo // Gates", clock(10, 3), 5, "none"),
        ("Teo // Gates", clock(10, 3), 6, "the gates ask once a day"),
        ("Teo // Gates", clock(10, 4), 8, "fine by me"),
        ("Mara Lindqvist", clock(10, 4), 11, "+1"),
    ]


def test_irc_gives_the_words_of_a_transcriber_to_who_said_them() -> None:
    transcript = read_transcript(samples.IRC.encode())
    assert said(transcript) == [
        ("Mara Lindqvist", clock(10, 1, 4.5), 4, "Which cache?"),
        ("Teo", clock(10, 1, 9), 5, "None: the gates ask once a day."),
        ("teo", clock(10, 1, 12), 7, "+1 to none"),
    ]
    assert [turn.text for turn in transcript.turns if not turn.person] == ["Topic: Caching"]
    assert transcript.header.date == dt.date(2026, 5, 12)


def test_irc_of_a_client() -> None:
    assert [(turn[0], turn[3]) for turn in read(samples.IRC_PLAIN)] == [
        ("mara", "which cache?"),
        ("teo", "none"),
        ("mara", "nods"),
    ]


def test_a_human_scribe_on_irc() -> None:
    log = "<mara> scribe+ teo\n<teo> Greta: no cache\n<teo> ... and no queue\n<greta> +1\n"
    assert [(turn[0], turn[3]) for turn in read(log)] == [
        ("Greta", "no cache"),
        ("Greta", "and no queue"),
        ("greta", "+1"),
    ]


def test_a_chat_past_midnight_goes_on_at_24() -> None:
    text = "[23:58] mara: one more\n[23:59] teo: yes\n[00:01] mara: done\n"
    assert [turn[1] for turn in read(text)] == [clock(23, 58), clock(23, 59), clock(24, 1)]


def test_short_times_from_the_beginning_are_minutes_and_seconds() -> None:
    text = "[00:12] Mara: so\n[00:47] Teo: yes\n[01:30] Mara: done\n"
    assert [turn[1] for turn in read(text)] == [12.0, 47.0, 90.0]


def test_captions_saved_by_zoom() -> None:
    assert read(samples.ZOOM_CAPTIONS) == [
        ("Mara Lindqvist", clock(10, 2, 11), 2, "which cache?"),
        ("Teo Böhm", clock(10, 2, 20), 5, "none"),
    ]


def test_a_scribe_speaks_when_nobody_else_is_named() -> None:
    log = "<mara> scribe+ teo\n<teo> Greta: no cache\n<teo> and lunch is at one\n<greta> +1\n"
    assert [(turn[0], turn[3]) for turn in read(log)][:2] == [("Greta", "no cache"), ("teo", "and lunch is at one")]


def test_slack_pasted_with_the_time_in_brackets_before_the_name() -> None:
    text = "[10:02 AM] Mara Lindqvist\nwhich cache?\n\n[10:04 AM] Teo Böhm\nnone\n\n[10:05 AM] Mara Lindqvist\nfine\n"
    assert said(read_transcript(text.encode(), format="slack")) == [
        ("Mara Lindqvist", clock(10, 2), 2, "which cache?"),
        ("Teo Böhm", clock(10, 4), 5, "none"),
        ("Mara Lindqvist", clock(10, 5), 8, "fine"),
    ]


def test_slack_messages_without_a_usable_time_or_author_keep_their_words() -> None:
    mara = {"user": "U1", "user_profile": {"real_name": "Mara"}, "text": "no cache", "ts": "1778572700.1"}
    timeless = {"user": "U1", "text": "and no queue", "ts": "yesterday"}
    nobody = {"user": 7, "text": "fine", "ts": "1778572701"}
    data = {"users": ["U1", {"id": "U2", "name": "teo"}], "messages": [mara, timeless, nobody]}
    transcript = read_transcript(json.dumps(data).encode(), format="slack-export")
    assert said(transcript) == [
        ("Mara", None, None, "and no queue"),
        ("Mara", clock(7, 58, 20.1), None, "no cache"),
        (None, clock(7, 58, 21), None, "fine"),
    ]
