"""German pages are German all through: sentences, dates, numbers; in pages, PDF, slides and sheets."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from functools import cache

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from assessment import findings, report, story, wording
from assessment.exports import csv, json, pdf, xlsx
from assessment.exports.slides import deck
from assessment.rows import VoiceView
from surveys.choices import ABOUT, CHECK, FIRST, Mail, Voice
from surveys.links import Purpose
from surveys.models import Delivery, Survey
from surveys.views.organising import words_for
from tests import catalogues, reviews, voices
from tests.assessment.test_story import three_voices
from tests.factories import sign_in
from tests.surveys.actions.test_admitting import by_link

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ENGLISH_DECIMAL = re.compile(r"(?<![\d.])\d\.\d(?![\d.])")
ENGLISH_DATE = re.compile(r"\b\d{1,2} (January|March|May|June|July|October|December|[A-Z][a-z]+ 20\d\d)\b")


@cache
def english() -> list[str]:
    """Every sentence of ours that reads the same wherever it stands, and differently in German."""
    german = catalogues.said(catalogues.GERMAN.with_suffix(".mo").read_bytes())
    found = [key for key, text in german.items() if isinstance(key, str) and key != text]
    return [key for key in found if not set("%{<") & set(key) and (len(key) > 14 or " " in key[3:])]


def read(page: bytes) -> str:
    """What is read and what is read out: text, labels and titles of pictures."""
    whole = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", page.decode(), flags=re.S)
    spoken = re.findall(r'\s(?:aria-label|title|placeholder|alt|data-[a-z]+)="([^"]*)"', whole)
    return " ".join(html.unescape(" ".join([re.sub(r"<[^>]+>", " ", whole), *spoken])).split())


def left_in_english(text: str) -> list[str]:
    there = [words for words in english() if words in text]
    said = [words for words in there if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return [*said, *ENGLISH_DECIMAL.findall(text), *(match[0] for match in ENGLISH_DATE.finditer(text))]


@pytest.fixture
def german(client: Client) -> Client:
    client.cookies["language"] = "de"
    return client


def look(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    page = response.content
    assert b'<html lang="de"' in page, address
    return read(page)


# --- pages --------------------------------------------------------------------------------------------------


def test_english_that_is_left_is_found() -> None:
    assert left_in_english("Offen bis 3 March 2027") == ["3 March"]
    assert left_in_english("im Durchschnitt 2.7 Stufen") == ["2.7"]
    assert left_in_english("Ja. Save and continue") == ["Save and continue"]
    assert left_in_english("Bis zum 3. März 2027 sind es 2,7 Stufen oder 5.000 Zeilen.") == []


def test_one_and_many_and_who_they_are() -> None:
    one, many = (
        VoiceView("team", "Team", own=False, state="waiting", smallest=5, answered=n, asked=45)
        for n in (1, 2)
    )
    with translation.override("de"):
        assert wording.answered_of(one) == "1 von 45 hat geantwortet"
        assert wording.answered_of(replace(one, by_link=True)) == "1 von etwa 45 hat geantwortet"
        assert wording.answered_of(many) == "2 von 45 haben geantwortet"
        assert findings.who_answered("team", 412) == "412 Personen aus dem Team haben geantwortet."
        assert findings.who_answered("peer", 6) == "6 Personen aus dem Führungskreis haben geantwortet."
        assert words_for("peer")["everybody"] == "Ihren ganzen Führungskreis"
        assert pgettext("what a link does", "Change") == "Ändern"
        assert gettext("Change") == "Veränderung"
    assert (
        wording.sentence("You want level 4.") == "You want level 4." == wording.sentence("You want level 4")
    )


def test_what_respondents_see(german: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 12)
    asked = voices.invitations(panel)[0]
    landing = reverse("answer", args=[voices.token(asked)])
    pages = [look(german, landing)]
    german.post(landing)
    draft = voices.fill(voices.begin(asked))
    at = {"survey": survey.code, "draft": draft.code}
    for name in ("leave", FIRST, ABOUT, CHECK):
        pages.append(look(german, reverse({FIRST: "picks"}.get(name, name), kwargs=at)))
    pages += [look(german, reverse("practice", kwargs=at | {"practice": code})) for code in ("C2", "E5")]
    for purpose in (Purpose.DECLINE, Purpose.STOP):
        pages.append(look(german, reverse(str(purpose), args=[voices.token(asked, purpose)])))
    code = german.get(reverse("check", kwargs=at)).context["result_code"]
    pages.append(read(german.post(reverse("finish-for-good", kwargs=at), {"result_code": code}).content))
    pages += [
        look(german, reverse("mine")),
        look(german, landing, 410),
        look(german, "/start/"),
        look(german, "/"),
    ]
    assert [left_in_english(page) for page in pages] == [[]] * len(pages)


def test_what_whoever_asks_sees(german: Client, survey: Survey) -> None:
    sign_in(german, voices.executive_of(survey))
    asked = voices.by_list(survey, Voice.PEER, 6, language="de")
    wrong = voices.invitations(asked)[:2]
    Delivery.objects.filter(invitation__in=wrong).update(state=Mail.BOUNCED, due_at=None, tries=1)
    code = survey.code
    pages = [
        *(
            "/surveys/",
            f"/ask/{code}/",
            f"/ask/{code}/peer/",
            f"/ask/{code}/team/",
            f"/ask/{code}/peer/sent/",
            f"/ask/{code}/peer/addresses/withdraw/",
            f"/ask/{code}/peer/addresses/{wrong[0].code}/withdraw/",
        ),
        *(
            f"/ask/{code}/peer/extend/",
            f"/share/{code}/",
            f"/import/{code}/",
            f"/r/{code}/",
            f"/r/{code}/peer/",
        ),
        *(f"/r/{code}/files/", f"/r/{code}/board/", f"/r/{code}/debrief/", "/method/", "/account/sessions/"),
    ]
    found = {page: left for page in pages if (left := left_in_english(look(german, page)))}
    assert found == {}


def test_what_results_say(german: Client, survey: Survey) -> None:
    three_voices(survey)
    sign_in(german, voices.executive_of(survey))
    rest = ("", "peer/", "team/", "voices/", "spread/", "priorities/", "over-time/", "practice/E5/")
    more = ("parts/department/", "parts/department-region/", "board/", "debrief/", "files/", "appendix/")
    found = {}
    for page in (*rest, *more):
        if left := left_in_english(look(german, f"/r/{survey.code}/{page}")):
            found[page] = left
    assert found == {}


def test_what_a_reviewer_reads_and_whoever_asks_hangs_up(german: Client, survey: Survey) -> None:
    rows = [*voices.people(12, "Küche", name="k"), *voices.people(12, "Haus", name="h")]
    listed = voices.prepared(survey, Voice.TEAM, rows)
    linked = by_link(
        survey, Voice.PEER, access_code="472 915", mail_domain="lindenhof.example", answers_at_most=60
    )
    Survey.objects.filter(pk=survey.pk).update(language="de")
    read = [
        look(german, f"/review/{reviews.token(reviews.reviewer(voices.fresh(panel), role='Betriebsrat'))}/")
        for panel in (listed, linked)
    ]
    assert "Bei Abteilungen ab zehn Personen, wie viele mindestens, in Fünferschritten." in read[0]
    sign_in(german, voices.executive_of(survey))
    pages = [look(german, f"/ask/{survey.code}/{at}/") for at in ("team/check", "peer/poster", "peer/sent")]
    assert [left_in_english(page) for page in [*read, *pages]] == [[]] * 5


# --- files --------------------------------------------------------------------------------------------------


def test_files_write_dates_and_numbers_as_germans_do_and_machines_numbers_stay(survey: Survey) -> None:
    three_voices(survey)
    with translation.override("de"):
        made = report.build(survey, report.Executive(survey.drafts.get(voice=Voice.EXECUTIVE)))
        told = story.story_of(made, talk=True)
        printed = pdf.write(replace(told, sheets=told.sheets[:9]))  # every sheet is made by the same lines
        paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
        shown = deck.write(told)
        sheets = xlsx.write(made)
        plain, data = csv.write(made).decode(), json.write(made).decode()
    today = timezone.localdate()
    words = " ".join(paper.split())
    assert left_in_english(words) == []
    assert re.search(rf"{today.day}\. \w+ {today.year}", words)
    assert re.search(r"\d,\d", words)
    slides = Presentation(io.BytesIO(shown))
    said = [
        shape.text_frame.text for slide in slides.slides for shape in slide.shapes if shape.has_text_frame
    ]
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides.slides if slide.has_notes_slide]
    assert left_in_english(" ".join(" ".join([*said, *notes]).split())) == []
    assert slides.core_properties.language == "de"
    book = load_workbook(io.BytesIO(sheets))
    cells = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert any(isinstance(cell, float) and cell % 1 for cell in cells)
    written = [
        cell.partition("; in der CSV:")[0] for cell in cells if isinstance(cell, str)
    ]  # codes are codes
    assert left_in_english(" ".join(written)) == []
    assert re.search(r"[,;]\d\.\d[,;]", plain)
    assert re.search(r": \d\.\d", data)
