"""What a host agent is told when things do not go as planned, and where its sessions lie."""

from __future__ import annotations

import importlib.metadata
import runpy
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from phase_context.agent import sessions
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import BUILT_IN
from phase_context.agent.extractors.builtin import BuiltinExtractor
from phase_context.agent.host import Host
from phase_context.agent.questions import find_label
from phase_context.schemas import Header


@pytest.fixture
def host(tmp_path: Path) -> Host:
    found = Host(tmp_path, model=BUILT_IN)
    found.start(Header(phase="3", name="Reports"))
    return found


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> NoReturn:
        raise ExtractionError("no answer")

    monkeypatch.setattr(BuiltinExtractor, "extract", fail)


def test_a_reply_that_cannot_be_read_is_kept_and_read_with_the_next(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        unread(patch)
        report = host.reply("Redis for the cache", ["Cache strategy"])
    assert report.accepted == ()
    assert report.notes == ("not read yet, but kept: no answer", "1 replies are kept and not read yet")
    assert "Cache strategy: Redis" in host.reply("and SQS for the queue", ["Queue system"]).accepted


def test_a_form_whose_words_cannot_be_read_keeps_what_was_picked(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    picked = {"Queue system": {"kind": "decided", "topic": "Queue system", "text": "SQS", "quote": "SQS"}}
    with monkeypatch.context() as patch:
        unread(patch)
        report = host.fill_in(picked, {"Cache strategy": "Redis for the cache"})
    assert report.accepted == ("Queue system: SQS",)
    assert "not read yet, but kept: no answer" in report.notes


def test_areas_that_a_scope_does_not_need_may_be_left_out(host: Host) -> None:
    offered = host.record(
        [{"kind": "in_scope", "text": "a sales report", "quote": "a sales report"}], "a sales report", ["In scope"]
    )
    assert "Data Modeling" in offered.skippable
    assert "leave" in offered.next or "skip" in offered.next
    report = host.reply("skip them")
    assert any(note.startswith("left out: Data Modeling") for note in report.notes)
    assert report.skippable == ()


def test_a_question_about_a_third_party_has_its_own_label() -> None:
    assert find_label("Stripe: rate limits") == "Stripe: rate limits"
    with pytest.raises(InputError, match="unknown topic 'Stripe: colour'"):
        find_label("Stripe: colour")


class TestSessions:
    def test_each_update_of_a_phase_has_a_session_of_its_own(self, tmp_path: Path) -> None:
        found = []
        for _ in range(3):
            name, journal = sessions.begin_update(Header(phase="3"), tmp_path)
            with journal:
                journal.append("start", version=1, document={})
            found.append(name)
        assert found == ["phase-03-update", "phase-03-update-2", "phase-03-update-3"]

    def test_without_a_phase_the_latest_is_resumed(self, tmp_path: Path) -> None:
        with sessions.begin(Header(phase="3"), tmp_path) as journal:
            journal.append("start", version=1, document={})
        with sessions.resume(Header(), tmp_path) as journal:
            assert journal.path.stem == "phase-03"
        with pytest.raises(InputError, match="no session to resume"):
            sessions.resume(Header(phase="4"), tmp_path)
        with pytest.raises(InputError, match="this phase has a session"):
            sessions.begin(Header(phase="3"), tmp_path)

    @pytest.mark.parametrize("name", ["../up", "a\0b"])
    def test_no_session_lies_outside_the_root(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match="outside the project's root"):
            sessions.inside(tmp_path, tmp_path / name)


def test_a_checkout_that_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> NoReturn:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.delitem(sys.modules, "phase_context.agent.version", raising=False)
    assert runpy.run_module("phase_context.agent.version")["VERSION"] == "0"
