"""A chat file beside a recording."""

from __future__ import annotations

from phase_context.agent.transcripts import merge_chat, read_transcript
from phase_context.schemas import Transcript, Turn

RECORDING = b"WEBVTT\n\n00:10.000 --> 00:11.000\nMara: which cache?\n\n05:00.000 --> 05:01.000\nTeo: none, then\n"


def merged(recording: Transcript, chat: Transcript, offset: float | None = None) -> list[tuple[str | None, str]]:
    return [(turn.where, turn.text) for turn in merge_chat(recording, chat, offset=offset).turns]


def test_a_chat_with_the_recordings_times_falls_into_place() -> None:
    chat = read_transcript(b"00:00:04\tMara:\thello\n00:01:00\tTeo:\tnone!\n00:06:00\tTeo:\tbye\n")
    assert merged(read_transcript(RECORDING), chat) == [
        ("00:00:04", "hello"),
        ("00:00:10", "which cache?"),
        ("00:01:00", "none!"),
        ("00:05:00", "none, then"),
        ("00:06:00", "bye"),
    ]


def test_a_chat_with_a_clock_begins_with_the_recording() -> None:
    chat = read_transcript(b"[14:01] mara: hello\n[14:02] teo: none!\n")
    assert [text for _, text in merged(read_transcript(RECORDING), chat)] == [
        "which cache?",
        "hello",
        "none!",
        "none, then",
    ]


def test_the_offset_may_be_given() -> None:
    chat = read_transcript(b"[14:01] mara: hello\n[14:02] teo: none!\n")
    began = 14 * 3600 + 60.0 - 300
    assert [text for _, text in merged(read_transcript(RECORDING), chat, -began)] == [
        "which cache?",
        "none, then",
        "hello",
        "none!",
    ]


def test_turns_without_time_stay_after_the_turn_before_them() -> None:
    recording = Transcript(turns=(Turn(text="a", time=1), Turn(text="b"), Turn(text="c", time=9)))
    chat = Transcript(turns=(Turn(text="x", time=5), Turn(text="y")))
    assert [text for _, text in merged(recording, chat)] == ["a", "b", "x", "y", "c"]


def test_the_recording_gives_the_source() -> None:
    recording = read_transcript(RECORDING, source="call.vtt")
    chat = read_transcript(b"[2026-05-12 14:01] Mara: hello\n[2026-05-12 14:02] Teo: yes\n", source="chat.txt")
    both = merge_chat(recording, chat)
    assert (both.source, both.format) == ("call.vtt", "vtt")
    assert both.header.date == chat.header.date is not None
