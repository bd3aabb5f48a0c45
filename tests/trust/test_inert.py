"""What people say shows as they said it, and acts nowhere: not in the document, not on the page, not in a terminal."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from phase_context.agent.document import parse, render
from phase_context.agent.extractors.model import ModelExtractor
from phase_context.agent.interview import Interview
from phase_context.agent.review.page import review_page
from phase_context.schemas import Decision, Evidence, Item, PhaseContext, Status, Transcript, Turn
from tests.trust.model import ScriptedModel

ACTIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<https://evil.example>",
    "a | b | c",
    "# Phase Boundary",
    "--- \n# New section",
    "`code` **bold** ~~gone~~",
    "&lt;b&gt;",
    "</td></tr></table>",
    "{{ 7 * 7 }} {% include 'x' %}",
    "\x1b[2J\x1b]0;title\x07\x1b]8;;https://evil.example\x07link",
    "\x9b31m\u202edesrever\u2066",
]


def document(text: str) -> PhaseContext:
    evidence = (Evidence(quote=text, speaker=text, source="m.vtt", turn=0),)
    row = Decision(status=Status.DECIDED, choice=text, rationale=text, evidence=evidence)
    item = Item(text=text, evidence=evidence)
    return PhaseContext(in_scope=(item,), specific_ideas=(item,)).with_decision("Cache strategy", row)


@pytest.mark.parametrize("text", ACTIVE)
def test_nothing_said_acts_in_the_document(text: str) -> None:
    written = render(document(text))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(written)
    assert not re.search(r"<(?!/?(?:h[1-6]|p|ul|li|table|thead|tbody|tr|th|td|strong|br|hr)\b)", html)
    assert render(parse(written)) == written


@pytest.mark.parametrize("text", ACTIVE)
def test_nothing_said_acts_on_the_page(text: str) -> None:
    transcript = Transcript(turns=(Turn(text=text, speaker=text),), source="m.vtt")
    plain = review_page(document("redis"), [Transcript(turns=(Turn(text="redis", speaker="Ana"),), source="m.vtt")])
    shown = review_page(document(text), [transcript])
    for tag in ("script", "img", "iframe", "object", "link", "meta", "base", "form"):
        count = re.compile(rf"<{tag}\b", re.IGNORECASE)
        assert len(count.findall(shown)) == len(count.findall(plain))
    assert "javascript:" not in re.sub(r">[^<]*<", "><", shown)
    assert "\x1b" not in shown


@pytest.mark.parametrize("text", ACTIVE[-2:])
def test_what_a_model_says_cannot_steer_a_terminal(text: str) -> None:
    model = ScriptedModel(entries=[{"kind": text}], say=text)
    answer = Interview(ModelExtractor(model)).answer("what?", ["Cache strategy"])
    assert answer.say
    shown = f"{answer.say} {answer.refused}"
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
