"""A real browser, wherever this machine keeps it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.journeys.looking import keep

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",  # the same pictures on every machine
    "--font-render-hinting=none",
)
MEANT = re.compile(r"the server responded with a status of (409|410|422|429)")  # pages that say why
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # what is in order is not written out, which takes longer than looking
}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Which browser is started, and how. Without one, these tests are skipped or, if asked, fail."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "NO BROWSER: install chromium, or name one in CHROMIUM. Nothing of the pages was tried."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    return {"executable_path": found, "args": list(QUIET)}


@pytest.fixture
def clean_console(page: Page) -> Iterator[list[str]]:
    """What the browser complained about, the policy's violations among it; at the end, nothing."""
    complaints: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not MEANT.search(said.text):
            complaints.append(said.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield complaints
    assert complaints == []


@pytest.fixture
def accessible(page: Page) -> Callable[[], None]:
    """Call it on a page that should keep WCAG 2.2 AA."""

    def check() -> None:
        page.wait_for_load_state()
        results = Axe().run(page, options=WCAG)
        assert not results.response["violations"], f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture
def photograph(page: Page) -> Callable[[str], None]:
    """At desk and phone width the page needn't be scrolled sideways; a picture of it, if asked for."""

    def take(name: str) -> None:
        page.wait_for_load_state()
        before = page.viewport_size
        for width, height in ((1280, 800), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
            keep(page, f"{name}_{width}")
        if before:
            page.set_viewport_size(before)

    return take
