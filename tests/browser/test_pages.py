"""What a reader does with the pages: look up words, move by keys, filter, change colours, read on a phone, print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from phase_context.agent.review import IndexEntry, index_page, review_page
from tests.browser.conftest import Windows
from tests.reviewed import DOCUMENT, ENTRIES, HOSTILE, LINES, document, transcript

pytestmark = pytest.mark.browser

# Long enough that words have to be scrolled to.
TALK = [("Ida Berg", f"Small talk, part {number}, of which nothing comes.") for number in range(60)]
LONG = transcript(*TALK, *LINES)
PAGE = review_page(document(LONG, *ENTRIES, header=DOCUMENT.header), [LONG])
INDEX = index_page([*(IndexEntry(f"Week {n}", "page.html", DOCUMENT) for n in range(40)), IndexEntry("Bad", "b", None)])
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def highlighted(page: Page) -> list[str]:
    return page.locator("mark.on").all_inner_texts()


def chosen(page: Page) -> Locator:
    return page.locator('[aria-current="true"]')


def shown(page: Page) -> list[str]:
    return [row.get_attribute("id") or "" for row in page.locator(".row").all() if row.is_visible()]


def test_a_row_clicked_shows_its_words(show: Windows) -> None:
    page = show(PAGE)
    words = page.get_by_text("Redis it is")
    expect(words.last).not_to_be_in_viewport()
    page.locator("#cache-strategy .text").click()
    assert highlighted(page) == ["Redis for the timeline cache", "Redis it is"]
    expect(page.locator("mark.on").first).to_be_in_viewport()
    expect(page.locator("#cache-strategy")).to_be_in_viewport()
    expect(page.locator("#cache-strategy .quote").first).to_be_visible()
    page.locator("#queue-system .text").click()
    assert highlighted(page) == ["With one queue per carrier, so a slow one", "cannot hold up the others"]
    expect(page.locator("#cache-strategy .quote").first).to_be_hidden()


def test_a_citation_clicked_shows_that_one(show: Windows) -> None:
    page = show(PAGE, viewport={"width": 1300, "height": 400})
    page.locator("#rate-limiting a.cite").nth(1).click()
    expect(page.locator("mark.on", has_text="I say no limit")).to_be_in_viewport()
    expect(page.locator("#heard")).to_contain_text("Ida Berg")
    expect(page.locator("#heard")).to_contain_text("I say no limit")


def test_words_clicked_show_their_row(show: Windows) -> None:
    page = show(PAGE)
    page.locator("mark", has_text="I have to ask Priya").click()
    expect(chosen(page)).to_have_attribute("id", "soft-deletes")
    expect(chosen(page)).to_be_in_viewport()
    page.locator(".gave a", has_text="Versioning").click()
    expect(chosen(page)).to_have_attribute("id", "versioning")
    expect(chosen(page)).to_be_focused()


def test_keys_move_through_the_rows_and_to_their_words(show: Windows) -> None:
    page = show(PAGE)
    rows = shown(page)
    page.keyboard.press("j")
    expect(chosen(page)).to_have_attribute("id", rows[0])
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_attribute("id", rows[2])
    expect(chosen(page)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_have_attribute("id", rows[0])
    for _ in rows * 2:
        page.keyboard.press("j")
    expect(chosen(page)).to_have_attribute("id", rows[-1])


def test_enter_goes_through_the_words_of_a_row(show: Windows) -> None:
    page = show(PAGE, "#cache-strategy", viewport={"width": 1300, "height": 330})
    first, second = page.locator("mark.on").nth(0), page.locator("mark.on").nth(1)
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#heard")).to_contain_text("Redis it is")
    expect(second).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#heard")).to_contain_text("Redis for the timeline cache")


def test_the_keys_are_listed(show: Windows) -> None:
    page = show(PAGE)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    page.keyboard.press("j")
    assert not highlighted(page)
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_text_filters_the_rows(show: Windows) -> None:
    page = show(PAGE)
    everything = shown(page)
    page.keyboard.press("/")
    page.keyboard.type("PRÍYA")
    assert shown(page) == ["soft-deletes"]
    expect(page.get_by_role("heading", name="Infrastructure")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(chosen(page)).to_have_attribute("id", "soft-deletes")
    page.keyboard.press("/")
    page.keyboard.type("kubernetes")
    assert not shown(page)
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == everything


@pytest.mark.parametrize(
    ("state", "rows"),
    [
        ("Conflict", ["rate-limiting"]),
        ("Open", ["soft-deletes"]),
        ("Not applicable", ["rollback-plan"]),
        ("Decided", ["cache-strategy", "queue-system", "concurrent-users"]),
        ("Not touched", []),
    ],
)
def test_a_status_filters_the_rows(show: Windows, state: str, rows: list[str]) -> None:
    page = show(PAGE)
    button = page.locator(".state", has_text=state)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert shown(page) == rows
    expect(page.locator("#untouched")).to_be_visible(visible=state == "Not touched")


def test_statuses_add_up_and_come_off_again(show: Windows) -> None:
    page = show(PAGE)
    everything = shown(page)
    for state in ("Conflict", "Open"):
        page.locator(".state", has_text=state).click()
    assert shown(page) == ["rate-limiting", "soft-deletes"]
    for state in ("Conflict", "Open"):
        page.locator(".state", has_text=state).click()
    assert shown(page) == everything


def test_an_address_with_a_row_opens_at_it(show: Windows) -> None:
    page = show(PAGE, "#versioning")
    expect(chosen(page)).to_have_attribute("id", "versioning")
    expect(chosen(page)).to_be_in_viewport()
    assert highlighted(page) == ["Versioning waits until phase seven"]
    expect(page.locator("mark.on")).to_be_in_viewport()


@pytest.mark.parametrize("html", [PAGE, INDEX], ids=["review", "index"])
def test_dark_and_light(show: Windows, html: str) -> None:
    def lightness(page: Page) -> int:
        found = page.evaluate("getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0]")
        return int(found)

    assert lightness(show(html, color_scheme="light")) > 200
    page = show(html, color_scheme="dark")
    assert lightness(page) < 50
    page.get_by_role("button", name="Use light colours").click()
    assert lightness(page) > 200
    page.reload()
    assert lightness(page) > 200
    page.keyboard.press("d")
    assert lightness(page) < 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("html", [PAGE, INDEX], ids=["review", "index"])
def test_every_text_stands_out_from_what_is_behind_it(show: Windows, html: str, scheme: str) -> None:
    page = show(html, "#rate-limiting", color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("html", [PAGE, INDEX], ids=["review", "index"])
def test_a_phone_scrolls_in_one_direction(show: Windows, html: str) -> None:
    page = show(html, **PHONE)
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window


def test_a_phone_goes_to_the_words_and_back(show: Windows) -> None:
    page = show(PAGE, **PHONE)
    row = page.locator("#rate-limiting")
    row.locator(".text").tap()
    expect(row.get_by_text("I say no limit")).to_be_visible()
    expect(row).to_be_in_viewport()
    row.locator("a.cite").first.tap()
    expect(page.locator("mark.on").first).to_be_in_viewport()
    expect(row).not_to_be_in_viewport()
    page.get_by_role("button", name="Back to the row").tap()
    expect(row).to_be_in_viewport()


def test_the_parts_of_the_page_have_names(show: Windows) -> None:
    page = show(PAGE)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("search")).to_have_count(1)
    for name in ("Document", "Transcript"):
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phase 05 — Parcel tracking")
    expect(page.get_by_role("searchbox", name="Filter by text")).to_be_visible()


def test_without_script_the_words_are_there_and_linked(show: Windows) -> None:
    page = show(PAGE, java_script_enabled=False)
    expect(page.locator("#rate-limiting .quote").nth(1)).to_be_visible()
    page.locator("#rate-limiting a.cite").nth(1).click()
    expect(page.locator("mark", has_text="I say no limit")).to_be_in_viewport()
    expect(page.locator("#find")).to_be_hidden()


def test_print_has_everything(show: Windows) -> None:
    page = show(PAGE, "#versioning")
    page.emulate_media(media="print")
    expect(page.locator("#cache-strategy .quote").first).to_be_visible()
    expect(page.locator("#find")).to_be_hidden()
    cut = """[...document.querySelectorAll("body, .pane")].filter((one) => one.scrollHeight > one.clientHeight + 1)"""
    assert page.evaluate(f"{cut}.length") == 0


def test_what_people_say_does_nothing(show: Windows) -> None:
    said = transcript(*((text, f"Take {text} please.") for text in HOSTILE), source=HOSTILE[0])
    items = [{"kind": "in_scope", "text": text, "quote": f"Take {text}", "turn": n} for n, text in enumerate(HOSTILE)]
    row = {"kind": "decided", "topic": "Cache strategy", "text": HOSTILE[0], "rationale": HOSTILE[3], "quote": "please"}
    page = show(review_page(document(said, row, *items), [said]))
    for number, text in enumerate(HOSTILE):
        page.keyboard.press("j")
        expect(chosen(page).locator(".text")).to_have_text(text)
        expect(page.locator(f"#t0-{number} .words")).to_have_text(f"Take {text} please.")
    assert page.evaluate("window.pwned") is None


def test_what_files_are_called_does_nothing(show: Windows) -> None:
    page = show(index_page([IndexEntry(text, f"{text}.html", DOCUMENT) for text in HOSTILE]))
    links = page.locator("tbody th a")
    expect(links).to_have_text(HOSTILE)
    assert set(links.evaluate_all("links => links.map((link) => link.protocol)")) == {"file:"}
    assert page.evaluate("window.pwned") is None


def test_the_policy_stops_what_got_in_all_the_same(show: Windows) -> None:
    broken = PAGE.replace("<main", "<script>window.pwned=1</script><img src=x onerror='window.pwned=1'><main", 1)
    page = show(broken)
    assert page.evaluate("window.pwned") is None
    assert len(show.wrong) >= 2
    assert all("Content Security Policy" in message for message in show.wrong)
    show.wrong.clear()


def test_a_cell_of_the_index_opens_its_row(show: Windows) -> None:
    page = show(INDEX)
    page.locator("tbody tr").nth(3).get_by_role("link", name="Decided: SQS").click()
    page.wait_for_url("**/page.html#queue-system")


def test_the_index_is_filtered_by_name_and_by_what_waits(show: Windows) -> None:
    page = show(INDEX)
    rows = page.locator("tbody tr:visible")
    page.keyboard.press("/")
    page.keyboard.type("week 7")
    expect(rows).to_have_count(1)
    page.keyboard.press("Escape")
    expect(rows).to_have_count(41)
    page.get_by_role("button", name="Open or in conflict").click()
    expect(rows).to_have_count(40)


def test_the_index_keeps_its_headings_in_view(show: Windows) -> None:
    page = show(INDEX)
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    expect(page.get_by_role("columnheader", name="Cache strategy")).to_be_in_viewport()
