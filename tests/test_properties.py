"""What holds for any input: parsers never crash, what is written reads back, interviews end, merges keep the order."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from phase_context.agent import draft
from phase_context.agent.document import check, from_json, parse, render, to_json
from phase_context.agent.errors import InputError, JournalError
from phase_context.agent.evidence import Spoken
from phase_context.agent.interview import Interview
from phase_context.agent.jobs import read_job
from phase_context.agent.journal import Journal, Records
from phase_context.agent.transcripts import merge_chat
from phase_context.schemas import TOPICS, Entry, PhaseContext, Transcript, Turn
from phase_context.schemas.update import KINDS, TOPIC_KINDS
from tests.scripted import ScriptedExtractor
from tests.test_document import GOOD, documents

any_text = st.text(st.characters(codec=None, exclude_categories=[]), max_size=60)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
lines = st.sampled_from(GOOD.split("\n")) | st.sampled_from(
    [
        "## Deferred Ideas",
        "### Security Considerations",
        "| a | b | c |",
        "|---|",
        "- x",
        "**In scope:**",
        "# ",
        "<!--",
        "-->",
    ]
)


class TestDocument:
    @given(documents())
    def test_json_reads_back_to_the_same_document(self, document: PhaseContext) -> None:
        assert from_json(to_json(document)) == document

    @given(st.lists(lines | any_text, max_size=40), st.booleans())
    def test_any_text_is_parsed_or_refused_and_then_stays_the_same(self, text: list[str], whole: bool) -> None:
        markdown = "\n".join([*(GOOD.split("\n")[:8] if whole else []), *text])
        assert all("\n" not in problem for problem in check(markdown))
        try:
            document = parse(markdown)
        except InputError:
            return
        once = render(document)
        assert render(parse(once)) == once

    @given(any_json, st.sampled_from(["format", "header", "topics", "in_scope", "deferred", "possibly"]))
    def test_any_json_is_read_or_refused_in_one_line(self, value: Any, key: str) -> None:
        document = json.loads(to_json(parse(GOOD)))
        document[key] = value
        for text in (json.dumps(document), json.dumps(value)):
            try:
                from_json(text)
            except InputError as error:
                shown = str(error)
            else:
                shown = ""
            assert "\n" not in shown


class TestJournal:
    @given(st.lists(any_text.filter(str.strip), max_size=5))
    def test_whatever_is_said_reads_back_from_the_disk(self, replies: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "s.jsonl"
            with Journal(path) as journal:
                session = Interview(ScriptedExtractor(), journal)
                for text in replies:
                    session.answer(text)
                records = list(journal.records)
            with Journal(path) as journal:
                assert journal.records == records
                assert Interview(None, journal).document == session.document

    @given(st.lists(any_json.map(json.dumps).map(str.encode) | st.binary(max_size=30), max_size=5), st.booleans())
    def test_any_lines_are_a_session_or_refused_in_one_line(self, content: list[bytes], begun: bool) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "s.jsonl"
            if begun:
                with Journal(path) as journal:
                    Interview(ScriptedExtractor(), journal)
            data = (path.read_bytes() if begun else b"") + b"\n".join(content)
            path.write_bytes(data)
            try:
                with Journal(path) as journal:
                    Interview(None, journal)
            except JournalError as error:
                shown = str(error)
            else:
                shown = ""
            assert "\n" not in shown

    @given(
        st.lists(any_json, max_size=4), st.sampled_from(["reply", "update", "skip", "back", "header", "known", "undo"])
    )
    def test_any_records_are_a_session_or_refused(self, values: list[Any], kind: str) -> None:
        records = Records()
        Interview(None, records)
        for value in values:
            fields = (
                value if isinstance(value, dict) else {"text": value, "labels": value, "asked": value, "reply": value}
            )
            records.records.append({**fields, "type": kind})
        try:
            Interview(None, records)
        except JournalError as error:
            shown = str(error)
        else:
            shown = ""
        assert "\n" not in shown


words = st.sampled_from(["redis", "sqs", "none", "session", "no queue", "100 ms", "later", "stripe"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from([kind for kind in KINDS if kind != "date"]))
    topic = draw(st.sampled_from(sorted(TOPICS))) if kind in TOPIC_KINDS else None
    word = draw(words)
    return Entry.model_validate(
        {"kind": kind, "topic": topic, "text": word, "quote": word, "rationale": draw(st.none() | words)}
    )


steps: st.SearchStrategy[tuple[str, list[Entry]]] = st.one_of(
    st.tuples(st.just("answer"), st.lists(entries(), max_size=3)),
    st.tuples(st.sampled_from(["skip", "back", "undo"]), st.just([])),
    st.tuples(st.just("record"), st.lists(entries(), max_size=3)),
)
SAID = "redis sqs none session, no queue 100 ms later stripe"


def follow(session: Interview, extractor: ScriptedExtractor, plan: list[tuple[str, list[Entry]]]) -> None:
    for step, found in plan:
        if step == "answer":
            extractor.script[SAID] = found
            session.answer(SAID)
        elif step == "record":
            session.record([entry.model_dump() for entry in found], SAID)
        else:
            getattr(session, step)()


class TestInterview:
    @given(st.lists(steps, max_size=14), st.integers(1, 5))
    @settings(max_examples=40)
    def test_any_order_of_steps_ends_and_resumes_to_the_same(
        self, plan: list[tuple[str, list[Entry]]], size: int
    ) -> None:
        extractor, records = ScriptedExtractor(), Records()
        session = Interview(extractor, records, size=size)
        follow(session, extractor, plan)
        again = Interview(None, Records(json.loads(json.dumps(records.records))))
        assert (again.document, again.next(), again.progress()) == (
            session.document,
            session.next(),
            session.progress(),
        )
        extractor.script.clear()
        for _ in range(3 * len(TOPICS)):
            current = session.next()
            if current is None:
                break
            assert len(current.questions) <= max(size, 9 if current.together else size)
            session.answer("…")
        assert session.next() is None
        assert render(parse(render(session.written))) == render(session.written)

    @given(st.lists(steps, max_size=14))
    @settings(max_examples=40)
    def test_what_is_settled_is_not_asked_again(self, plan: list[tuple[str, list[Entry]]]) -> None:
        extractor = ScriptedExtractor()
        session = Interview(extractor)
        follow(session, extractor, [step for step in plan if step[0] not in ("back", "undo")])
        while (current := session.next()) is not None:
            for question in current.questions:
                row = session.document.decision(question.label) if question.label in TOPICS else None
                assert question.rule or row is None or not row.settled
            session.answer("…")

    @given(st.lists(steps, max_size=8), st.lists(entries(), max_size=3))
    @settings(max_examples=40)
    def test_undo_gives_what_was_before(self, plan: list[tuple[str, list[Entry]]], more: list[Entry]) -> None:
        extractor = ScriptedExtractor()
        session = Interview(extractor)
        follow(session, extractor, plan)
        before = (session.document, session.next(), session.suggested)
        steps_before = len(session.state.messages)
        follow(session, extractor, [("answer", more)])
        assert len(session.state.messages) == steps_before + 1
        session.undo()
        assert (session.document, session.next(), session.suggested) == before


class TestMerges:
    @given(st.lists(entries(), max_size=8))
    def test_the_same_entries_again_change_nothing_that_is_shown(self, found: list[Entry]) -> None:
        spoken = Spoken(Transcript(turns=(Turn(text=SAID, speaker="Ana"),)))
        found = [entry for number, entry in enumerate(found) if all(_apart(entry, other) for other in found[:number])]
        once = draft.apply(PhaseContext(), found, spoken)
        twice = draft.apply(once.document, found, spoken)
        assert render(twice.document) == render(once.document)

    @given(st.randoms(use_true_random=False))
    @settings(max_examples=10)
    def test_meetings_are_read_in_the_order_of_their_dates(self, dice: random.Random) -> None:
        dates = ["2026-03-02", "2026-03-09", "2026-04-01"]
        contents = [
            (f"{date}.md", f"# Call\n\n**Date:** {date}\n\n**Ana:** on {date}\n\n**Bo:** yes\n".encode())
            for date in dates
        ]
        shuffled = dice.sample(contents, 3)
        assert [found.source for found in read_job(shuffled, None, merged=True)] == [f"{date}.md" for date in dates]

    @given(st.lists(st.none() | st.floats(0, 9e4), max_size=8), st.lists(st.none() | st.floats(0, 9e4), max_size=8))
    def test_a_chat_merged_keeps_every_turn_and_each_sides_order(
        self, spoken: list[float | None], typed: list[float | None]
    ) -> None:
        recording = Transcript(turns=tuple(Turn(text=f"s{n}", time=time) for n, time in enumerate(spoken)))
        chat = Transcript(turns=tuple(Turn(text=f"t{n}", time=time) for n, time in enumerate(typed)))
        both = [turn.text for turn in merge_chat(recording, chat).turns]
        assert [text for text in both if text[0] == "s"] == [turn.text for turn in recording.turns]
        assert [text for text in both if text[0] == "t"] == [turn.text for turn in chat.turns]
        assert merge_chat(recording, Transcript(turns=())).turns == recording.turns


def _apart(one: Entry, other: Entry) -> bool:
    return (one.topic or one.kind) != (other.topic or other.kind)
