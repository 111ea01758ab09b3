"""The open link to scan, as files and as a poster; and the poster as a PDF."""

from __future__ import annotations

import html
import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from pypdf import PdfReader

from surveys import posters, promise, qr
from surveys.actions import inviting
from surveys.choices import Voice, Way
from surveys.models import Panel, Survey
from tests import voices
from tests.factories import sign_in, text
from tests.surveys.actions.test_admitting import by_link
from tests.surveys.test_qr import modules_of_png, modules_of_svg, read
from tests.test_german_pages import left_in_english
from tests.test_german_pages import read as read_page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft <b>& Söhne</b>"


def at(panel: Panel, rest: str) -> str:
    return f"/ask/{panel.survey.code}/{panel.voice}/{rest}"


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return by_link(survey, access_code="472 915", answers_at_most=60)


def test_the_code_on_the_page_of_the_link_is_the_link(jana: Client, panel: Panel) -> None:
    page = jana.get(at(panel, "sent/")).content.decode()
    link = re.search(r'<input id="link" type="text" value="([^"]+)"', page)
    picture = re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr-code">.*?</svg>', page)
    assert link
    assert picture
    assert read(modules_of_svg(picture[0])) == link[1] == posters.link_of(panel)
    assert "style=" not in picture[0]
    assert "It takes 60 answers." in page


def test_link_and_code_are_not_in_the_same_words(jana: Client, panel: Panel) -> None:
    page = jana.get(at(panel, "sent/")).content.decode()
    words = re.search(r'<textarea[^>]* id="text"[^>]*>(.*?)</textarea>', page, re.S)
    draft = re.search(r'href="(mailto:[^"]+)"', page)
    assert words
    assert draft
    assert "The page asks for a code that you get separately." in words[1]
    for said in (words[1], unquote(html.unescape(draft[1]))):
        assert posters.link_of(panel) in said
        assert "472 915" not in said
    assert '<input id="code" type="text" value="472 915" readonly' in page
    assert 'data-copy="#code"' in page
    Panel.objects.filter(pk=panel.pk).update(access_code="")
    page = jana.get(at(panel, "sent/")).content.decode()
    assert "get separately" not in page
    assert 'id="code"' not in page


def test_where_its_key_is_gone_the_page_of_the_link_says_so(
    jana: Client, panel: Panel, settings: Any
) -> None:
    settings.LINK_KEY = "another key, and the old one was not kept" * 2
    response = jana.post(at(panel, "link/"), follow=True)
    assert response.status_code == 200
    assert "The key that made this link is gone" in text(response)


def test_both_files_hold_the_link(jana: Client, panel: Panel) -> None:
    link = posters.link_of(panel)
    svg, png = (jana.get(at(panel, f"sent/link.{kind}")) for kind in ("svg", "png"))
    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert svg["Content-Disposition"] == 'attachment; filename="closer-link.svg"'
    assert read(modules_of_svg(svg.content.decode())) == link
    assert read(modules_of_png(png.content)) == link
    assert jana.get(at(panel, "sent/link.gif")).status_code == 404


def test_before_the_link_is_shown_there_is_nothing_to_scan(jana: Client, survey: Survey) -> None:
    by = voices.executive_of(survey)
    unseen = inviting.prepare(
        survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by, head_count=40
    )
    listed = voices.by_list(survey, Voice.PEER, 6)
    for one in (unseen, listed):
        for rest in ("sent/link.svg", "sent/link.png", "poster/", "poster.pdf"):
            assert jana.get(at(one, rest)).status_code == 404
    assert Panel.objects.get(pk=unseen.pk).frozen_at is None


def test_a_stranger_finds_none_of_it(panel: Panel, stranger: Client) -> None:
    sign_in(stranger, voices.account("tom@example.com"))
    for rest in ("sent/link.svg", "sent/link.png", "poster/", "poster.pdf"):
        assert stranger.get(at(panel, rest)).status_code == 404


def test_the_poster_says_who_asks_what_and_how(jana: Client, panel: Panel) -> None:
    said = text(jana.get(at(panel, "poster/")))
    assert "Jana Berg asks How close is Lindenhof Hotels to its customers?" in said
    assert "12 practices, about 7 minutes, on any phone. No account." in said
    assert posters.link_of(panel) in said
    assert "You’ll need the access code you were told." in said
    assert "472 915" not in said
    assert f"Open until {promise.closing(panel)}" in said
    point = promise.small_groups(panel, "Jana Berg")
    assert f"{point.head} {point.rest}" in said
    assert point in promise.points(panel)  # the very words that were promised
    assert "Questions? Ask jana@example.com" in said


def test_the_access_code_stands_on_it_only_if_somebody_wants_it_to(jana: Client, panel: Panel) -> None:
    page = jana.get(at(panel, "poster/"))
    put = re.search(r'<a href="([^"]+)">Put it on</a>', page.content.decode())
    assert put
    shown = jana.get(html.unescape(put[1]))
    assert "Access code: 472 915" in text(shown)
    pdf = re.search(r'href="([^"]+poster.pdf[^"]*)"', shown.content.decode())
    assert pdf
    for address, stands in ((at(panel, "poster.pdf"), False), (html.unescape(pdf[1]), True)):
        [printed] = PdfReader(io.BytesIO(jana.get(address).content)).pages
        assert ("472915" in "".join(printed.extract_text().split())) is stands
    back = re.search(r'<a href="([^"]+)">Take it off</a>', shown.content.decode())
    assert back
    assert "472 915" not in text(jana.get(html.unescape(back[1])))


def test_link_words_and_poster_are_made_in_another_language_too(jana: Client, panel: Panel) -> None:
    page = jana.get(at(panel, "sent/"), {"in": "de"}).content.decode()
    link = f"{posters.link_of(panel)}?lang=de"
    assert f'<input id="link" type="text" value="{link}"' in page
    picture = re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr-code">.*?</svg>', page)
    assert picture
    assert read(modules_of_svg(picture[0])) == link
    assert "wo Lindenhof Hotels heute steht" in page
    assert "The link to pass on" in page  # its own words stay the reader's
    files = re.findall(r'href="([^"]+\?in=de)"', page)
    assert {file.rpartition("/")[2] for file in files} >= {"link.svg?in=de", "link.png?in=de", "?in=de"}
    assert read(modules_of_png(jana.get(at(panel, "sent/link.png?in=de")).content)) == link
    sheet = jana.get(at(panel, "poster/"), {"in": "de"}).content.decode()
    assert 'lang="de"' in sheet
    assert "Sie brauchen den Zugangscode" in sheet
    assert link in sheet
    assert 'href="?"' in sheet  # back to the survey's own
    [printed] = PdfReader(io.BytesIO(jana.get(at(panel, "poster.pdf?in=de")).content)).pages
    assert link in "".join(printed.extract_text().split())
    for unknown in ("xx", "", "en", "de\0"):
        assert (
            f'value="{posters.link_of(panel)}"'
            in jana.get(at(panel, "sent/"), {"in": unknown}).content.decode()
        )


def test_names_are_never_markup(jana: Client, survey: Survey) -> None:
    by = voices.executive_of(survey)
    panel = inviting.prepare(
        survey=survey,
        voice=Voice.TEAM,
        way=Way.LINK,
        told=voices.told(organisation=LONG, asker="<i>Jana", contact="<u>x"),
        by=by,
        head_count=40,
    )
    inviting.show_link(panel=panel, by=by)
    page = jana.get(at(panel, "poster/")).content.decode()
    assert 'class="poster-question long' in page
    assert not re.search(r"<b>& |<i>Jana|<u>x", page)


@pytest.mark.one_database
@pytest.mark.parametrize("organisation", ["Lindenhof Hotels", LONG, "شركة الفنادق الكبرى"])
def test_the_pdf_is_one_upright_page_with_the_same_words(
    jana: Client, survey: Survey, organisation: str
) -> None:
    by = voices.executive_of(survey)
    panel = inviting.prepare(
        survey=survey,
        voice=Voice.TEAM,
        way=Way.LINK,
        told=voices.told(organisation=organisation),
        by=by,
        head_count=40,
        entry=inviting.Entry("472 915", "lindenhof.example"),
    )
    inviting.show_link(panel=panel, by=by)
    panel = voices.fresh(panel)
    made = jana.get(at(panel, "poster.pdf"))
    assert made["Content-Type"] == "application/pdf"
    assert made["Content-Disposition"] == 'attachment; filename="closer-poster.pdf"'
    [page] = PdfReader(io.BytesIO(made.content)).pages
    assert page.mediabox.height > page.mediabox.width
    words = "".join(page.extract_text().split())
    assert "".join(posters.link_of(panel).split()) in words
    assert "You’llneedtheaccesscodeyouweretold." in words
    assert "lindenhof.example" in words
    assert "Smallgroupsstayhidden." in words


@pytest.mark.parametrize(("length", "size"), [(70, ""), (71, "long"), (130, "long"), (131, "longer")])
def test_long_questions_are_set_smaller(length: int, size: str) -> None:
    assert posters.size_of("x" * length) == size


def test_a_poster_is_in_the_surveys_language(panel: Panel) -> None:
    assert posters.poster_of(panel, "https://x.example/").language == "en-gb"
    Survey.objects.filter(pk=panel.survey_id).update(language="de")
    assert posters.poster_of(voices.fresh(panel), "https://x.example/").language == "de"
    assert qr.inline("https://x.example/") == posters.poster_of(panel, "https://x.example/").code


ENGLISH, GERMAN = (
    ("Questions? Ask", "QR code of the link below"),
    ("Fragen? Wenden Sie sich an", "QR-Code des Links unten"),
)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("survey_speaks", "reader", "words"), [("en", "de", ENGLISH), ("de", "en-gb", GERMAN)]
)
def test_page_and_pdf_speak_the_surveys_language_to_any_reader(
    jana: Client, panel: Panel, survey_speaks: str, reader: str, words: tuple[str, str]
) -> None:
    Survey.objects.filter(pk=panel.survey_id).update(language=survey_speaks)
    jana.cookies["language"] = reader
    page = jana.get(at(panel, "poster/")).content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]
    other = GERMAN if words is ENGLISH else ENGLISH
    assert all(said in sheet for said in words)
    assert not any(said in sheet for said in other)
    [printed] = PdfReader(io.BytesIO(jana.get(at(panel, "poster.pdf")).content)).pages
    paper = " ".join(printed.extract_text().split())
    assert words[0] in paper
    assert other[0] not in paper
    assert survey_speaks == "en" or left_in_english(paper) == left_in_english(read_page(sheet.encode())) == []
