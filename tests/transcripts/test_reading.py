"""Recognising a format, refusing what is none, and surviving anything."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phase_context.agent.errors import TranscriptError
from phase_context.agent.limits import MOST_BYTES
from phase_context.agent.transcripts import FORMATS, read_transcript
from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.registry import readers
from tests.transcripts.samples import SAMPLES, Sample, word_document, zipped


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_format_is_recognised_by_its_content(sample: Sample) -> None:
    transcript = read_transcript(sample.data, source="export.bin")
    assert (transcript.format, transcript.source) == (sample.format, "export.bin")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_no_other_format_comes_close(sample: Sample) -> None:
    sure = {name: reader.matches(Export(sample.text)) for name, reader in readers().items()}
    best = sure.pop(sample.format)
    assert best > max(sure.values()) + 0.01
    assert all(0 <= value <= readers()[name].SUREST <= 1 for name, value in {**sure, sample.format: best}.items())


def test_every_format_has_a_sample_and_a_description_of_one_line() -> None:
    assert {sample.format for sample in SAMPLES.values()} == set(FORMATS)
    assert all(text and "\n" not in text for text in FORMATS.values())


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_format_named_is_taken(sample: Sample) -> None:
    assert read_transcript(sample.data, format=sample.format) == read_transcript(sample.data)


def test_lines_point_into_the_file() -> None:
    for name, sample in SAMPLES.items():
        lines = sample.text.replace("\r\n", "\n").split("\n")
        for turn in read_transcript(sample.data).turns:
            if turn.line is not None and turn.person:
                first = turn.text.split("\n")[0].split()[0].strip("*:")
                here = " ".join(lines[turn.line - 1 : turn.line + 2])
                assert first[:4] in here.replace("**", "").replace("&ouml;", "ö"), (name, turn)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "notes.txt is empty"),
        (b" \n\t\r\n", "notes.txt is empty"),
        (b"\xef\xbb\xbf", "no words"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n...\n", "no words"),
        (b"WEBVTT\n\nNOTE nothing yet\n", "no words"),
        (b"13/05/2026, 10:02 - Mara: <Media omitted>\n", "no words"),
        (b"\0\1\2\3" * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xd0\xcf\x11\xe0 old", "an old Word"),
        (b"PK\x03\x04 photos", "a ZIP archive"),
        (bytes(range(128, 256)) * 4, r"binary|neither"),
        (b"\xff\xfeM\x00a", r"binary|neither"),
        (b'{"a": 1, "b": [1, 2]}', "in no format known"),
        (b'[{"sentence": "cut off", "spea', "in no format known"),
        (b"<!DOCTYPE html><html><body><p>Mara</p></body></html>", "in no format known"),
        (b"id,name,price\n1,gate,2\n2,till,3\n", "in no format known"),
        (
            b"def gate(x):\n    return x;\n\nclass Till(object):\n    def open(self):\n        pass;\n",
            "in no format known",
        ),
    ],
)
def test_what_is_no_transcript_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(TranscriptError, match=message) as caught:
        read_transcript(data, source="notes.txt")
    assert "\n" not in str(caught.value)
    assert "notes.txt" in str(caught.value)


def test_an_unknown_format_says_what_was_expected() -> None:
    with pytest.raises(TranscriptError, match="whatsapp"):
        read_transcript(b'{"a": 1}')
    with pytest.raises(TranscriptError, match=r"Unknown transcript format 'cassette'.*whatsapp"):
        read_transcript(b"Mara: hi", format="cassette")


def test_a_format_that_does_not_fit_is_said() -> None:
    with pytest.raises(TranscriptError, match=r"notes.txt is not 'srt', which expects"):
        read_transcript(b"Mara: hi\nTeo: hello\n", source="notes.txt", format="srt")


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(TranscriptError, match="at most 50"):
        read_transcript(b"a" * (MOST_BYTES + 1))


def test_word_documents_that_could_harm_are_not_opened() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    with pytest.raises(TranscriptError, match="DTD"):
        read_transcript(zipped(laughs))
    with pytest.raises(TranscriptError, match="unpacks to more than"):
        read_transcript(zipped(b"<w>" + b" " * 100_000_001))
    with pytest.raises(TranscriptError, match="damaged"):
        read_transcript(zipped(b"<w><p>Mara: hi</w>"))
    whole = word_document("Mara: hi", "Teo: hello")
    for cut in range(60, len(whole), 97):
        with pytest.raises(TranscriptError):
            read_transcript(whole[:cut])


def survives(data: bytes) -> None:
    """Reading gives turns with words or a TranscriptError, nothing else."""
    for name in (None, *FORMATS):
        try:
            transcript = read_transcript(data, format=name)
        except TranscriptError:
            continue
        else:
            assert transcript.turns
            assert all(turn.text and (turn.where is None or turn.where) for turn in transcript.turns)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2000), st.integers(0, 2000))
def test_no_part_of_an_export_crashes(name: str, start: int, length: int) -> None:
    survives(SAMPLES[name].data[start : start + length])


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.randoms(use_true_random=False))
def test_no_shuffled_export_crashes(name: str, randomness: random.Random) -> None:
    lines = SAMPLES[name].text.split("\n")
    randomness.shuffle(lines)
    survives("\n".join(lines).encode())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(SAMPLES)), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_no_mixture_of_exports_crashes(names: list[str], randomness: random.Random) -> None:
    lines = [line for name in names for line in SAMPLES[name].text.split("\n")]
    survives("\n".join(randomness.sample(lines, min(len(lines), 25))).encode())


@settings(max_examples=25, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_no_garbage_crashes(data: bytes) -> None:
    survives(data)


@pytest.mark.parametrize(
    "line",
    [
        "a" * 50_000,
        "a " * 25_000,
        "Mara " * 10_000,
        "[" * 50_000,
        "<v " * 15_000,
        "**" * 25_000,
        "12:34 " * 7_000,
        "| a " * 12_000,
        '"' * 50_000,
        "- " * 25_000,
        "1/1/" * 12_000,
        "\t" * 25_000 + "x",
        " " * 50_000 + "x: y",
        "..." * 17_000,
        "User's " * 7_000,
        "Jan 1, " * 7_000,
        ":" * 50_000,
        "#" * 25_000,
        "\n" * 2_000,
        'Replying to "' + '\n"' * 2_000,
    ],
)
def test_long_lines_take_no_longer_than_their_length(line: str) -> None:
    started = time.process_time()
    for name in FORMATS:
        with_head = f"# Discussion Log\n\n## A\n\n{line}\n[10:02] Mara: {line}\n"
        try:
            read_transcript(with_head.encode(), format=name)
        except TranscriptError:
            continue
    assert time.process_time() - started < 5
