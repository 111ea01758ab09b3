"""Earlier results brought in with a real browser: refused, mended, checked, opened, and compared with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assessment import tasks
from surveys.models import Panel, Survey
from tests import imports, voices
from tests.factories import group, open_group
from tests.journeys.test_results import fits, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]


def test_from_a_file_with_mistakes_to_a_round_to_compare_with(
    live_server: Any,
    page: Page,
    context: BrowserContext,
    clean_console: list[str],
    accessible: Check,
    photograph: Callable[[str], None],
    tmp_path: Path,
) -> None:
    survey = voices.survey_of()
    open_group(group(survey, 40, opened=False))
    let_in(context, voices.EXECUTIVE, live_server.url)
    page.goto(f"{live_server.url}/r/{survey.code}/team/")
    page.get_by_role("link", name="Bring in earlier results").click()
    accessible()

    file = tmp_path / "earlier.csv"
    file.write_text(imports.lines_of(team=40) + "x,C2,6,three,team,Sales\n")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_label("When were these answers given?").fill("2024-03-15")
    page.get_by_role("button", name="Check before it is imported").click()
    expect(page.get_by_text("Line 482: level 6 doesn’t exist, levels go from 1 to 5.")).to_be_visible()
    expect(page.get_by_text("Line 482: “three” is no level from 1 to 5.")).to_be_visible()
    accessible()
    assert not Survey.objects.filter(earlier_of=survey).exists()

    file.write_text(imports.lines_of(team=40))
    page.get_by_label("The file").set_input_files(file)
    page.get_by_label("When were these answers given?").fill("2024-03-15")
    page.get_by_role("button", name="Check before it is imported").click()
    expect(page.get_by_role("heading", name="Check before you import March 2024")).to_be_visible()
    photograph("import")
    accessible()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Open results").click()
    made = Survey.objects.get(earlier_of=survey)
    assert tasks.open_results.call(Panel.objects.get(survey=made).pk)

    page.goto(f"{live_server.url}/r/{made.code}/team/")
    expect(page.get_by_text("Imported, answers of March 2024")).to_be_visible()
    page.goto(f"{live_server.url}/r/{survey.code}/over-time/")
    expect(page.get_by_role("heading", name="Nothing has moved more than chance")).to_be_visible()
    page.goto(f"{live_server.url}/r/{survey.code}/team/")
    page.get_by_text("Show it practice by practice").click()
    photograph("carries")
    for rest in (
        f"r/{survey.code}/team/",
        f"r/{survey.code}/appendix/",
        "method/",
        f"compare/{survey.code}/",
    ):
        fits(page, f"{live_server.url}/{rest}", accessible)
