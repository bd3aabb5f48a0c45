"""The review page shows each row beside its exact words, and no text can become markup, script or an address."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phase_context.agent.document import from_json, to_json
from phase_context.agent.evidence import words
from phase_context.agent.review import IndexEntry, index_page, review_page
from phase_context.schemas import TOPICS, Decision, Evidence, Header, PhaseContext, Status, Transcript, Turn
from tests.review_html import Seen
from tests.reviewed import DOCUMENT, HOSTILE, MEETING, document, transcript

PAGE = review_page(DOCUMENT, [MEETING])
SEEN = Seen(PAGE)


def decided(topic: str, quote: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "decided", "topic": topic, "text": "Redis", "quote": quote, **fields}


def evidence(document: PhaseContext) -> list[Evidence]:
    rows = [row for _, row in document.decisions()]
    rows += [row for name in ("in_scope", "integrations", "specific_ideas") for row in getattr(document, name)]
    return [one for row in rows for one in row.evidence]


def test_every_piece_of_evidence_is_marked_to_the_letter() -> None:
    marked = {" ".join(stretches) for stretches in SEEN.marks.values()}
    assert {one.quote for one in evidence(DOCUMENT)} <= marked


def test_a_row_leads_to_its_words_with_speaker_and_time() -> None:
    assert SEEN.marked("cache-strategy") == [["Redis for the timeline cache"], ["Redis it is"]]
    shown = " ".join(SEEN.text["cache-strategy"].split())
    assert "Omar Haddad 00:00:10" in shown
    assert "Ida Berg 00:00:40" in shown


def test_words_that_cross_turns_are_marked_in_each() -> None:
    assert SEEN.marked("queue-system") == [
        ["With one queue per carrier, so a slow one", "cannot hold up the others"],
    ]


def test_words_that_cross_several_turns_are_marked_in_all() -> None:
    said = transcript(("Ida", "So, we"), ("Ida", "really do"), ("Ida", "take Redis. Fine."), ("Omar", "take Redis"))
    page = Seen(review_page(document(said, decided("Cache strategy", "we really do take Redis")), [said]))
    assert page.marked("cache-strategy") == [["we", "really do", "take Redis"]]


def test_the_transcript_stands_there_whole() -> None:
    for number, turn in enumerate(MEETING.turns):
        shown = SEEN.text[f"t0-{number}"]
        assert turn.text in shown
        assert (turn.where or "") in shown


def test_a_secret_that_was_said_is_not_on_the_page() -> None:
    said = transcript(("Ana", "the key is sk_live_4eC39HqLyjWDarjtT1zd, use Redis"))
    page = review_page(document(said, decided("Cache strategy", "use Redis")), [said])
    assert "4eC39HqLyjWDarjtT1zd" not in page
    assert "[masked]" in page


def test_overlapping_evidence_is_marked_for_both_rows() -> None:
    said = transcript(("Ida", "Redis for the cache and for the queue."))
    found = document(
        said, decided("Cache strategy", "Redis for the cache"), decided("Queue system", "the cache and for the queue")
    )
    page = Seen(review_page(found, [said]))
    assert "".join(page.marked("cache-strategy")[0]) == "Redis for the cache"
    assert "".join(page.marked("queue-system")[0]) == "the cache and for the queue"


def test_of_words_said_twice_those_of_the_turn_are_marked() -> None:
    said = transcript(("Ida", "Use Redis."), ("Omar", "Hm."), ("Ida", "Use Redis."))
    for turn in (0, 2):
        page = Seen(review_page(document(said, decided("Cache strategy", "Use Redis", turn=turn)), [said]))
        assert f"#t0-{turn}" in page.all("href")


def test_words_are_not_found_within_other_words() -> None:
    said = transcript(("Ida", "Not predisposed: redis."))
    found = document(said, decided("Cache strategy", "redis"))
    page = review_page(found, [said])
    assert re.search(r": <mark[^>]*>redis</mark>\.", page)


def test_each_meeting_of_a_phase_has_its_transcript() -> None:
    first = transcript(("Ida", "Use Redis."), source="monday.vtt")
    second = transcript(("Omar", "Use Redis."), source="friday.vtt")
    page = Seen(review_page(document(second, decided("Cache strategy", "Use Redis")), [first, second]))
    assert page.all("href").count("#t1-0") == 1
    assert "#t0-0" not in page.all("href")
    assert "friday.vtt" in page.text["cache-strategy"]


def test_words_that_nobody_said_are_called_so() -> None:
    made_up = Evidence(quote="We take Kafka", speaker="Ida Berg", turn=3, source="tracking.vtt")
    row = Decision(status=Status.DECIDED, choice="Kafka", evidence=(made_up,))
    page = Seen(review_page(DOCUMENT.with_decision("Queue system", row), [MEETING]))
    assert "No words found" in page.text["queue-system"]
    assert "not in the transcript" in page.text["queue-system"]
    assert page.cites["queue-system"] == []
    assert "No words found" not in page.text["cache-strategy"]


def test_without_the_transcript_the_recorded_words_are_shown() -> None:
    page = Seen(review_page(DOCUMENT, []))
    assert "The transcript is not at hand" in page.text["p.note"]
    assert "Redis it is" in page.text["cache-strategy"]
    assert not page.marks
    assert "No words found" not in page.text["document"]


def test_a_row_without_any_words_is_called_so_without_the_transcript_too() -> None:
    row = Decision(status=Status.DECIDED, choice="Kafka")
    page = Seen(review_page(DOCUMENT.with_decision("Queue system", row), []))
    assert "No words found" in page.text["queue-system"]


@pytest.mark.parametrize(
    ("row", "state", "shown"),
    [
        ("cache-strategy", "Decided", "Redis"),
        ("rate-limiting", "Conflict", "Ida Berg No limit"),
        ("soft-deletes", "Open", "Priya"),
        ("data-seeding", "Agent decides", "agent"),
        ("versioning", "Deferred", "Phase 07"),
        ("rollback-plan", "Not applicable", "no data yet"),
    ],
)
def test_a_status_is_told_in_words(row: str, state: str, shown: str) -> None:
    text = " ".join(SEEN.text[row].split())
    assert state in text
    assert shown in text


def test_all_of_the_document_is_there() -> None:
    shown = " ".join(SEEN.text["document"].split())
    for text in (
        "One timeline of carrier events",
        "Map view",
        "ShipFast",
        "Webhook, High complexity",
        "Names of modules",
        "hash the carrier and the event id into one key",
        "Maybe the alerts could go",
        "Data seeding — agent decides",
    ):
        assert text in shown
    untouched = SEEN.text["untouched"]
    for label in TOPICS:
        assert (label in untouched) == (DOCUMENT.decision(label) is None), label
    assert "Phase 05 — Parcel tracking" in SEEN.text["h1"]


def test_the_page_made_from_the_json_is_the_same() -> None:
    assert review_page(from_json(to_json(DOCUMENT)), [MEETING]) == PAGE


def test_an_empty_document_has_a_page() -> None:
    page = Seen(review_page(PhaseContext(), [MEETING]))
    assert "Nothing was settled" in page.text["p.note"]


def test_every_id_is_unique_and_every_link_leads_somewhere_on_the_page() -> None:
    said = transcript(("Ida", "Refunds are in, refunds are out."))
    # The same text in two lists has the same stable id.
    both = document(
        said,
        {"kind": "in_scope", "text": "Refunds", "quote": "Refunds are in"},
        {"kind": "discretion", "text": "Refunds", "quote": "refunds are out"},
    )
    for page in (SEEN, Seen(review_page(both, [said]))):
        ids = page.all("id")
        assert len(ids) == len(set(ids))
        assert {link.removeprefix("#") for link in page.all("href")} <= set(ids)


# Safety


@pytest.mark.parametrize("page", [PAGE, index_page([IndexEntry("a", "a.html", DOCUMENT)])], ids=["review", "index"])
def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(page: str) -> None:
    seen = Seen(page)
    policy = next(a["content"] for tag, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(seen.text[tag].encode()).digest()).decode()
        assert rules.pop(f"{tag}-src") == f"'sha256-{digest}'"
        assert [name for name, _ in seen.tags].count(tag) == 1
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert set(rules) == {"default-src", "base-uri", "form-action"}
    assert set(rules.values()) == {"'none'"}


@pytest.mark.parametrize("page", [PAGE, index_page([IndexEntry("a", "a.html", DOCUMENT)])], ids=["review", "index"])
def test_the_page_names_no_address_and_no_handler(page: str) -> None:
    seen = Seen(page)
    assert not re.search(r"https?:|url\(|@import|//\w", "".join(seen.all("href")) + seen.text["style"])
    names = {name for _, attributes in seen.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "srcset", "action")}
    assert {tag for tag, _ in seen.tags}.isdisjoint({"img", "link", "iframe", "object", "embed", "base"})


def filled_with(text: str) -> tuple[PhaseContext, Transcript]:
    """A document and a transcript with that text wherever people's words can stand."""
    said = Transcript(turns=(Turn(text=text, speaker=text), Turn(text=f"Use {text} for it")), source=text)
    proof = {"evidence": [{"quote": text, "speaker": text, "where": text, "turn": 0, "source": text}]}
    base = PhaseContext.model_validate(
        {
            "header": Header(name=text, phase=text, sprint=text, discussion_with=(text,)),
            "in_scope": [{"text": text, **proof}],
            "specific_ideas": [{"text": text, **proof}],
            "discretion": [{"text": text, **proof}],
            "integrations": [{"name": text, "type": text, "complexity": text, "notes": text, **proof}],
            "deferred": [{"idea": text, "defer_to": text, "reason": text, **proof}],
            "possibly": [{"topic": text, "quote": text, "reason": text, **proof}],
        }
    )
    rows: dict[str, dict[str, Any]] = {
        "Cache strategy": {"status": "decided", "choice": f"A {text}", "rationale": text},
        "Queue system": {"status": "open", "owner": text},
        "Scheduling": {"status": "deferred", "defer_to": text},
        "Deployment": {"status": "conflict", "positions": [{"choice": text, "speaker": text}]},
    }
    for label, row in rows.items():
        base = base.with_decision(label, Decision.model_validate(row | proof))
    return base, said


PLAIN_DOCUMENT, PLAIN_TRANSCRIPT = filled_with("plain")
PLAIN = Seen(review_page(PLAIN_DOCUMENT, [PLAIN_TRANSCRIPT])).structure


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_changes_the_pages_structure(hostile: str) -> None:
    found, said = filled_with(f"a{hostile}")
    page = Seen(review_page(found, [said]))
    assert page.structure == PLAIN
    assert f"a{hostile}" in page.text["t0-0"]
    assert (
        Seen(index_page([IndexEntry(hostile, hostile, found)])).structure
        == Seen(index_page([IndexEntry("plain", "plain", PLAIN_DOCUMENT)])).structure
    )


@given(st.lists(st.sampled_from([*"<>&\"'`=/{}% \n", "script", "{{", "{%", "-->", "a"]) | st.characters(), max_size=12))
def test_no_text_at_all_changes_the_pages_structure(parts: list[str]) -> None:
    found, said = filled_with(f"a{''.join(parts)}a")
    assert Seen(review_page(found, [said])).structure == PLAIN


# The index


def test_the_index_has_a_row_for_each_meeting_and_tells_each_cell_in_words() -> None:
    page = Seen(
        index_page([IndexEntry("Monday", "monday.html", DOCUMENT), IndexEntry("Friday", "f.html", PhaseContext())])
    )
    shown = " ".join(page.text["tbody"].split())
    assert "Decided: Redis" in shown
    assert "conflict: 100 per minute per shop or No limit" in shown
    assert "./monday.html#cache-strategy" in page.all("href")
    settled = sum(row.settled for _, row in DOCUMENT.decisions())
    assert f"{settled}/{len(TOPICS)}" in shown
    assert f"0/{len(TOPICS)}" in shown
    assert shown.count("Not touched") == 2 * len(TOPICS) - len(list(DOCUMENT.decisions()))


def test_the_cells_stand_under_their_topics() -> None:
    page = index_page([IndexEntry("Monday", "monday.html", DOCUMENT)])
    heads = re.findall(r'<th scope="col" class="topic[^>]*><span>(.*?)</span>', page)
    assert heads == list(TOPICS)
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    cells = re.findall(r'class="cell" data-state="(\w+)"', body)
    states = [row.status.value if (row := DOCUMENT.decision(label)) else "untouched" for label in TOPICS]
    assert cells == states


def test_a_meeting_that_could_not_be_read_is_in_the_index() -> None:
    page = Seen(index_page([IndexEntry("broken.vtt", "broken.html", None)]))
    assert "could not be read" in page.text["tbody"]
    assert not [link for link in page.all("href") if "broken" in link]


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("javascript:alert(1).html", "./javascript%3Aalert%281%29.html"),
        ("//evil.example/x.html", ".///evil.example/x.html"),
        ("a b#c?d.html", "./a%20b%23c%3Fd.html"),
        ("week 1/é.html", "./week%201/%C3%A9.html"),
        ("undecodable\udcff.html", "./undecodable%FF.html"),
    ],
)
def test_a_link_of_the_index_stays_in_the_folder(link: str, href: str) -> None:
    page = index_page([IndexEntry(link, link, DOCUMENT)])
    assert href in Seen(page).all("href")
    page.encode()


def test_an_empty_folder_has_an_index() -> None:
    assert "There is no meeting here" in Seen(index_page([])).text["p.note"]


def test_words_are_compared_as_evidence_compares_them() -> None:
    said = transcript(("Ida", "We’ll take   REDIS — as always."))
    page = Seen(review_page(document(said, decided("Cache strategy", "we'll take redis, as always")), [said]))
    [[marked]] = page.marked("cache-strategy")
    assert words(marked) == words("we'll take redis as always")
