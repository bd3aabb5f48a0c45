"""Fuzz the readers of transcripts, guided by the code that each input reaches.

    python -m benchmarks.fuzz [--seconds 60] [--corpus FOLDER]

atheris (the extra ``fuzz``) runs libFuzzer over `read_transcript`, beginning with the samples of the tests. What must
hold for any bytes: turns with words, or a TranscriptError of one line; the same from the same bytes; and a second at
most for a file of some kilobytes. An input that breaks this is written to the working directory and ends the run.
"""

from __future__ import annotations

import argparse
import re
import struct
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["phase_context"]):
    from phase_context.agent.errors import TranscriptError
    from phase_context.agent.transcripts import FORMATS, merge_chat, read_transcript
from tests.transcripts.samples import SAMPLES, word_xml, zipped

_WORD = "word"  # the bytes are the XML of a Word document
_FORMATS = (None, *FORMATS, _WORD)
_LONGEST = 16_384  # bytes of an input


def check(data: bytes) -> None:
    """Read what the first byte says, as the format it says.

    Raises:
        AssertionError: the reader broke its promise.
    """
    if len(data) < 2:  # noqa: PLR2004 - a format and at least one byte
        return
    name, content = _FORMATS[data[0] % len(_FORMATS)], data[1:]
    if name == _WORD:
        name, content = None, zipped(content)
    try:
        transcript = read_transcript(content, source="fuzz", format=name)
    except TranscriptError as error:
        _must("\n" not in str(error), error)
        return
    _must(bool(transcript.turns), "no turns")
    for turn in transcript.turns:
        _must(bool(turn.text.strip()) and (turn.line is None or turn.line > 0), turn)
    _must(transcript == read_transcript(content, source="fuzz", format=name), "another transcript the second time")
    _must(len(merge_chat(transcript, transcript).turns) == 2 * len(transcript.turns), "turns lost in merging")


def _must(holds: bool, what: object) -> None:
    if not holds:
        raise AssertionError(what)


def seeds(folder: Path) -> None:
    """Write the samples of the tests, once to be recognised and once by their format's name; and a Word document."""
    (folder / "word").write_bytes(struct.pack("B", _FORMATS.index(_WORD)) + word_xml("Ana: one", "Bo: two\nthree"))
    for name, sample in SAMPLES.items():
        for number in (0, _FORMATS.index(sample.format)):
            (folder / f"{name}-{number}".replace("/", "-")).write_bytes(struct.pack("B", number) + sample.data)


def dictionary(path: Path) -> None:
    """Write the words and marks of the samples, for libFuzzer to put together anew."""
    text = "\n".join([*(sample.text for sample in SAMPLES.values()), word_xml("words").decode()])
    words = sorted(set(re.findall(r"\w{2,20}|[^\w\s]{1,8}|\s{2,8}", text)))
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")


def main() -> None:
    """Run for so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="keep the inputs that reached new code here, and begin with them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        samples, words = Path(folder) / "samples", Path(folder) / "words"
        samples.mkdir()
        seeds(samples)
        dictionary(words)
        corpus = given.corpus or Path(folder) / "new"
        corpus.mkdir(parents=True, exist_ok=True)
        options = {"max_total_time": given.seconds, "max_len": _LONGEST, "timeout": 5, "dict": words,
                   "print_final_stats": 1}  # fmt: skip
        given_to_fuzzer = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup([sys.argv[0], *given_to_fuzzer, str(corpus), str(samples)], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
