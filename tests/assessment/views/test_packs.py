"""The launch pack as a PDF, its version on every page; and a sample report in which all is invented."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import formats, timezone
from django.utils.translation import gettext, override
from pypdf import PdfReader

from assessment.exports import pack, paper
from assessment.sample import path_of, pictures_in
from assessment.views.packs import PDFS_PER_HOUR
from surveys.actions import reviewers
from surveys.choices import Form, Voice
from surveys.instruments import of_survey
from surveys.models import Panel, Survey
from surveys.packs import Pack
from tests import reviews, voices
from tests.assessment.exports.test_pdf import elements, outline, texts
from tests.conftest import RolledBack

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = "<script>alert(1)</script> & Co"


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return prepared(survey)


def prepared(survey: Survey) -> Panel:
    people = [*voices.people(8, "Sales", name="zora"), *voices.people(8, "Kitchen", name="kim")]
    return voices.prepared(survey, Voice.TEAM, people, scope=NASTY)


@dataclass(frozen=True)
class Printed:
    """A pack as its reviewer gets it, and what it was made from."""

    pack: Pack
    version: str
    content: bytes

    @cached_property
    def pages(self) -> list[str]:
        return texts(self.content)

    @cached_property
    def words(self) -> str:
        return squeezed(" ".join(self.pages))

    @cached_property
    def file(self) -> PdfReader:
        return PdfReader(BytesIO(self.content))


def reviewers_pdf(panel: Panel) -> bytes:
    response = Client().get(f"/review/{reviews.token(reviews.reviewer(panel, role=NASTY))}/pack.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    number = reviews.version(panel)[:8]
    assert response["Content-Disposition"] == f'attachment; filename="launch-pack-{number}.pdf"'
    return bytes(response.content)


@pytest.fixture(scope="module")
def printed(rolled_back: RolledBack) -> Printed:
    """Printed once for the tests that only look at it."""
    with rolled_back():
        panel = prepared(voices.survey_of())
        content = reviewers_pdf(panel)
        return Printed(reviewers.pack_of(panel), reviews.version(panel)[:8], content)


@cache
def sample_pages(language: str) -> list[str]:
    return texts(path_of(language).read_bytes())


def squeezed(text: str) -> str:
    """Without spaces: lines of a page break where they like."""
    return "".join(text.split())


def test_it_holds_all_of_the_pack_as_words(printed: Printed) -> None:
    whole, pack = printed.words, printed.pack
    for point in (*pack.promise, *pack.notice):
        assert squeezed(f"{point.head} {point.rest}") in whole, point
    for category in pack.categories:
        for practice in category.practices:
            assert squeezed(practice.question) in whole
            for level in practice.levels:
                assert squeezed(f"{level.name}. {level.text}") in whole
    for mail in pack.mails:
        assert squeezed(mail.subject) in whole
        for line in mail.text.splitlines():
            assert squeezed(line) in whole
    for setting in pack.settings:
        assert squeezed(setting.name) in whole
        assert squeezed(setting.value) in whole
    assert squeezed(NASTY) in whole  # words, never markup
    assert "zora" not in whole
    assert "Kitchen" not in whole


def test_every_page_names_the_version(printed: Printed) -> None:
    pages = printed.pages
    assert len(pages) >= 6
    for at, page in enumerate(pages, 1):
        assert f"Version {printed.version}" in page
        assert f"{at} / {len(pages)}" in page


def test_it_is_tagged_and_has_bookmarks(printed: Printed) -> None:
    file = printed.file
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"
    kinds = Counter(element.get("/S") for element in elements(root["/StructTreeRoot"]))
    assert kinds["/H1"] == 1
    assert kinds["/H2"] == 8
    assert kinds["/Figure"] >= 2
    second = [title for depth, title in outline(file.outline) if depth == 2]
    assert second == [
        "What reviewers say so far",
        "Settings",
        "The promise",
        "How data are used",
        "The mails",
        "The questions",
        "A sample of the report, invented",
        "To sign, if you sign on paper",
    ]


def test_the_invented_sample_report_lies_in_it_and_two_pictures_are_drawn(printed: Printed) -> None:
    file = printed.file
    assert list(file.attachments) == ["sample-report-invented.pdf"]
    assert file.attachments["sample-report-invented.pdf"] == [path_of("en").read_bytes()]
    assert len(printed.content) < 3_000_000
    pictures = pictures_in("en")
    assert len(pictures) == 2
    whole = printed.words
    root = file.trailer["/Root"]
    said = [
        str(one.get("/Alt", "")) for one in elements(root["/StructTreeRoot"]) if one.get("/S") == "/Figure"
    ]
    for picture in pictures:
        assert squeezed(picture.name) in whole
        assert squeezed(picture.title) in whole
        title = html.unescape(re.search(r"<title[^>]*>(.*?)</title>", picture.svg)[1])
        assert len(title) > 40
        assert title in said
    assert [page.mediabox.width > page.mediabox.height for page in file.pages].count(True) == 2


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pictures_are_those_of_the_sample_report(language: str) -> None:
    whole = squeezed(" ".join(sample_pages(language)))
    for picture in pictures_in(language):
        assert squeezed(picture.title) in whole, "run manage.py sample_report"


def test_it_says_its_day_what_reviewers_said_and_has_a_line_to_sign(jana: Client, panel: Panel) -> None:
    gone = reviews.object_to(reviews.reviewer(panel, "dpo@example.org", "Data-protection officer"), "Hidden")
    reviewers.withdraw(review=gone, by=voices.executive_of(panel.survey))
    made = reviews.agree(reviews.reviewer(panel))
    content = jana.get(f"/ask/{panel.survey.code}/team/pack.pdf").content
    whole = squeezed(" ".join(texts(content)))
    today = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    version = made.version[:8]
    for said in (
        f"Version {version}, as of {today}",
        f"Data-protection officer: Objected on {today}, version {version}.",
        f"Withdrawn by whoever asks on {today}.",
        f"Works council: Signed off on {today}, version {version}.",
        "Place of signing Date Name and role Signature",
        "We sign it off",
    ):
        assert squeezed(said) in whole
    for hidden in ("dpo@example.org", reviews.COUNCIL, "Hidden"):
        assert squeezed(hidden) not in whole
    assert jana.get(f"/ask/{panel.survey.code}/team/pack.pdf").content == content


def test_the_organiser_gets_the_same_bytes(jana: Client, panel: Panel) -> None:
    content = reviewers_pdf(panel)
    assert jana.get(f"/ask/{panel.survey.code}/team/pack.pdf").content == content


def test_all_24_practices_are_in_it_where_all_are_asked(jana: Client, panel: Panel) -> None:
    Panel.objects.update(form=Form.FULL)
    content = jana.get(f"/ask/{panel.survey.code}/team/pack.pdf").content
    whole = squeezed(" ".join(texts(content)))
    practices = of_survey(panel.survey).of_form(Form.FULL)
    assert len(practices) == 24
    assert [practice.name for practice in practices if squeezed(practice.name) not in whole] == []


def test_a_reviewers_link_draws_so_many_in_an_hour(
    stranger: Client, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(pack, "write", lambda *given, **more: drawn.append(given) or b"%PDF")
    place = f"/review/{reviews.token(reviews.reviewer(panel))}/pack.pdf"
    number = reviews.version(panel)[:8]
    for _look in range(PDFS_PER_HOUR + 5):  # which draws nothing, and counts for nothing
        looked = stranger.head(place)
        assert (looked.status_code, looked["Content-Type"]) == (200, "application/pdf")
        assert "Content-Length" not in looked
        assert looked["Content-Disposition"] == f'attachment; filename="launch-pack-{number}.pdf"'
    assert drawn == []
    statuses = [stranger.get(place).status_code for _time in range(PDFS_PER_HOUR + 2)]
    assert statuses == [200] * PDFS_PER_HOUR + [429] * 2
    assert len(drawn) == PDFS_PER_HOUR
    assert "That was too often. Try again later." in stranger.get(place).content.decode()
    other = reviews.reviewer(panel, email="other@example.org")
    assert stranger.get(f"/review/{reviews.token(other)}/pack.pdf").status_code == 200


def test_where_no_pdf_can_be_made_the_page_says_so(
    jana: Client, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise paper.Unavailable("PDFs need Pango.")

    monkeypatch.setattr(paper, "weasyprint", missing)
    response = jana.get(f"/ask/{panel.survey.code}/team/pack.pdf")
    assert response.status_code == 503
    assert "PDFs need Pango." in response.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_sample_says_on_each_page_that_it_is_invented(language: str) -> None:
    with override(language):
        said = gettext("A sample: company, people and numbers are invented.")
    pages = sample_pages(language)
    assert len(pages) > 10
    contents = 1
    for at, page in enumerate(pages):
        if at != contents:
            assert said in page, "made with other words: run manage.py sample_report"


def test_anybody_may_look_at_the_sample(stranger: Client) -> None:
    response = stranger.get("/sample-report.pdf")
    assert response.status_code == 200
    assert response.content == path_of("en").read_bytes()
    assert re.search(r'filename="sample-report-invented\.pdf"', response["Content-Disposition"])
