"""The pages in a real browser. These tests are there where Chromium and Playwright are, and are run by name."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
collect_ignore_glob = [] if CHROMIUM and importlib.util.find_spec("playwright") else ["test_*.py"]


class Windows:
    """Shows HTML from a file, each time in a new window; what its pages log or ask for is kept in ``wrong``."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._open: list[BrowserContext] = []
        self.wrong: list[str] = []

    def __call__(self, html: str, address: str = "", **window: Any) -> Page:
        path = self._folder / "page.html"
        path.write_text(html, encoding="utf-8")
        context = self._browser.new_context(**({"viewport": {"width": 1300, "height": 800}} | window))
        self._open.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        context.on("request", lambda request: self._asked(request.url))
        page.goto(path.as_uri() + address)
        return page

    def _asked(self, url: str) -> None:
        if not url.startswith("file:"):
            self.wrong.append(url)

    def close(self) -> None:
        for context in self._open:
            context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's own sandbox does not start as root in a container; the pages are ours and no network is used.
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Windows]:
    """The windows of a test, which fails when a page logs anything or asks for an address."""
    windows = Windows(browser, tmp_path)
    yield windows
    windows.close()
    assert not windows.wrong
