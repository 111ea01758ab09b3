"""Layout holds for text half as long again, and from right to left: two made-up languages in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from surveys.actions.questionnaires import publish
from surveys.choices import Voice
from surveys.instruments import forget
from surveys.models import Survey
from tests import catalogues, voices
from tests.assessment.test_story import three_voices
from tests.conftest import shipped_contents
from tests.journeys.test_results import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
LONG, FROM_RIGHT = "eo", "ar"  # any two that Django knows, one of them written from right to left
CHANGED = {LONG: catalogues.longer, FROM_RIGHT: catalogues.from_the_right}
WIDTHS = (360, 1280)
# What stands out of the window or is cut off: each with its words. Tables that scroll by themselves may.
OUTSIDE = """() => {
  const found = [];
  const name = one => one.tagName.toLowerCase() + ' ' + one.innerText.trim().slice(0, 60);
  const tiny = one => one.getBoundingClientRect().width < 2 || one.getBoundingClientRect().height < 2;
  const hidden = one => !one.offsetParent || tiny(one) || one.closest('.vh, .visually-hidden, .jump')
    || (one.closest('thead') && tiny(one.closest('thead')));
  const words = 'a, button, label, h1, h2, h3, p, th, td, dt, dd, legend, summary, select, input';
  for (const one of document.querySelectorAll(words)) {
    if (hidden(one) || one.closest('.scroll, svg, .stop')) continue;
    const box = one.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) found.push('outside: ' + name(one));
    const clips = getComputedStyle(one).overflowX !== 'visible' || one.matches('button, .button');
    const field = one.matches('input, select');
    if (clips && !field && one.scrollWidth > one.clientWidth + 1) found.push('cut off: ' + name(one));
  }
  for (const one of document.querySelectorAll('svg text')) {
    const [box, paper] = [one.getBoundingClientRect(), one.closest('svg').getBoundingClientRect()];
    const off = box.left < paper.left - 3 || box.right > paper.right + 3;
    if (box.width && off) found.push('out of its picture: ' + one.textContent.slice(0, 60));
  }
  return found;
}"""


@pytest.fixture(params=[LONG, FROM_RIGHT])
def language(
    request: pytest.FixtureRequest, settings: Any, tmp_path: Path, context: BrowserContext, live_server: Any
) -> str:
    """The site in a made-up language, questions too, which this browser has chosen."""
    code: str = request.param
    catalogues.write(tmp_path, code, CHANGED[code])
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    settings.LANGUAGES = [*settings.LANGUAGES, (code, "Made up")]
    source = next(content for content in shipped_contents() if content["language"] == "en")
    publish(content=catalogues.throughout(source, CHANGED[code]) | {"language": code})
    forget()
    context.add_cookies([{"name": "language", "value": code, "url": live_server.url}])
    return code


@pytest.fixture
def holds(page: Page, live_server: Any, language: str) -> Callable[[str], None]:
    """Open an address, or stay for "": nothing is scrolled sideways, outside or cut off, at any width."""

    def check(address: str = "") -> None:
        if address:
            response = page.goto(live_server.url + address)
            assert response is not None
            assert response.status == 200, address
        assert page.locator("html").get_attribute("lang") == language, page.url
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == FROM_RIGHT else "ltr")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
            assert page.evaluate(OUTSIDE) == [], (page.url, width)

    return check


def mirrored(page: Page) -> bool:
    """Whether the wordmark stands right of the other things on top."""
    mark, others = (page.locator(f".top {part}").bounding_box() for part in ("> :first-child", ".top-right"))
    assert mark is not None
    assert others is not None
    return mark["x"] > others["x"]


def test_whoever_is_asked_finds_everything_in_its_place(
    page: Page, holds: Callable[..., None], language: str, live_server: Any, clean_console: list[str]
) -> None:
    asked = voices.invitations(voices.by_list(voices.survey_of(), Voice.TEAM, 12))[0]
    link = f"/i/{voices.token(asked)}/"
    holds(link)
    assert mirrored(page) == (language == FROM_RIGHT)
    page.locator("form button").first.click()
    page.wait_for_url("**/C2/**")
    holds()
    page.locator("#today-3").check(force=True)
    page.locator("#wanted-5").check(force=True)
    today, wanted = (page.locator(f"#{one}").bounding_box() for one in ("today-3", "wanted-5"))
    assert today is not None
    assert wanted is not None
    assert (wanted["x"] < today["x"]) == (language == FROM_RIGHT)  # levels rise in the direction of reading
    draft = voices.fill(voices.begin(asked))
    at = f"/a/{draft.survey.code}/{draft.code}/"
    for place in ("first/", "about/", "leave/", "check/"):
        holds(at + place)
    page.locator("form button").last.click()
    page.wait_for_url("**/finish/**")
    holds()


def test_whoever_asks_finds_everything_in_its_place(
    page: Page, context: BrowserContext, holds: Callable[..., None], language: str, live_server: Any
) -> None:
    survey = three_voices(voices.survey_of())
    let_in(context, voices.EXECUTIVE, live_server.url)
    other = voices.survey_of(organisation="Vesta Travel")
    for rest in ("", "team/", "voices/", "parts/department/", "files/", "board/"):
        holds(f"/r/{survey.code}/{rest}")
    for address in ("/surveys/", f"/ask/{other.code}/", f"/ask/{other.code}/team/", f"/share/{other.code}/"):
        holds(address)
    assert mirrored(page) == (language == FROM_RIGHT)
    assert Survey.objects.count() >= 2
