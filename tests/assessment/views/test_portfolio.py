"""The page of a consultant's clients and its files: nothing, one, three and three hundred of them."""

from __future__ import annotations

import csv
import html as html_module
import io
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from surveys.actions import sharing
from surveys.choices import Voice
from surveys.models import Response, Share
from surveys.models.responses import random_response_id
from tests import voices
from tests.assessment import clients
from tests.assessment.views.test_reports import heading, words
from tests.factories import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counter = Callable[[Callable[[], object]], list[str]]


@pytest.fixture
def rahel(client: Client) -> Client:
    """The consultant's browser, signed in."""
    sign_in(client, voices.account(clients.CONSULTANT))
    return client


def look(client: Client, page: str = "") -> str:
    response = client.get(f"/clients/{page}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def names(html: str) -> list[str]:
    return [
        html_module.unescape(name)
        for name in re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]+)</bdi>', html)
    ]


def row(html: str, name: str) -> str:
    """One client's row."""
    return next(found for found in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if f">{name}</bdi>" in found)


def finished(share: Share) -> None:
    """The executive has finished, and gave no level anywhere."""
    Response.objects.create(pk=random_response_id(), survey=share.survey, voice=Voice.EXECUTIVE)


def many(number: int, results: dict[str, Any]) -> None:
    """So many clients in every state there is."""
    for at in range(number):
        share = clients.shared(f"Client {at:03}", own_marks=at % 2 == 0)
        finished(share)
        if at % 5 == 1:
            clients.asked(share, answered=1, days=2)
        elif at % 5 == 2:
            clients.open_like(clients.asked(share), results)
        elif at % 5 == 3:
            clients.asked(share, "peer", answered=3)


def test_nobody_shares_anything(rahel: Client) -> None:
    html = look(rahel)
    assert heading(html) == "Nobody shares a round with you yet"
    assert clients.CONSULTANT in words(html)
    assert "<table" not in html


def test_one_client_that_needs_nobody(rahel: Client) -> None:
    clients.shared("Vesta Travel")
    html = look(rahel)
    assert heading(html) == "Your 1 client doesn’t need you today"
    assert names(html) == ["Vesta Travel"]
    assert "Needs you" not in words(html)
    assert "The executive’s own marks are not shared with you" in row(html, "Vesta Travel")


def test_three_clients_one_of_which_needs_somebody(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    clients.shared("Alpha")
    clients.asked(clients.shared("Beta"), answered=9)
    html = look(rahel)
    assert heading(html) == "1 of your 3 clients needs you"
    assert names(html) == ["Northgate Retail", "Alpha", "Beta"]
    assert re.findall(r'scope="rowgroup">([^<]+)<', html) == ["Needs you, 1", "The others, by name"]
    assert "Team: results opened" in row(html, "Northgate Retail")
    assert "Team, 9 of 20 answered" in row(html, "Beta")
    assert f'href="/r/{panel.survey.code}/"' in row(html, "Northgate Retail")


def test_a_strip_says_in_words_what_it_draws(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    found = row(look(rahel), "Northgate Retail")
    kept = panel.release.results
    said = [
        f"{name}: {kept['categories'][code]['today']} today, {kept['categories'][code]['wanted']} wanted"
        for code, name in (
            ("C", "Knowing each customer"),
            ("E", "One system of engagement"),
            ("P", "People and partners"),
        )
    ]
    assert re.findall(r'role="img" aria-label="([^"]+)"', found) == said
    places = [float(x) for x in re.findall(r'<circle class="strip-today" cx="([\d.]+)"', found)]
    assert places == [
        round(8 + (float(kept["categories"][code]["today"]) - 1) / 4 * 152, 1) for code in ("C", "E", "P")
    ]
    gap = float(kept["overall"]["wanted"]) - float(kept["overall"]["today"])
    assert words(found.rsplit("<td", 1)[1]).endswith(f"+{gap:.1f}")


def test_peers_are_drawn_as_squares_and_said_in_half_levels(rahel: Client) -> None:
    clients.share_of(clients.opened_peers(name="Northgate Retail"))
    found = row(look(rahel), "Northgate Retail")
    assert found.count('d="M-5-5H5V5H-5z"') == 6
    said = re.findall(r"(\S+(?: or (?:less|more))?) today, (\S+(?: or (?:less|more))?) wanted", found)
    assert len(said) == 3
    assert all(re.fullmatch(r"\d\.[05]( or less| or more)?", one) for pair in said for one in pair)


def test_own_marks_are_drawn_by_a_tick_alone(rahel: Client) -> None:
    survey = voices.survey_of(organisation="Northgate Retail")
    share = Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=False)
    before = row(look(rahel), "Northgate Retail")
    assert "<svg" not in before
    Share.objects.filter(pk=share.pk).update(own_marks=True)
    assert row(look(rahel), "Northgate Retail").count('d="M0-7 7 0 0 7-7 0z"') == 6


def test_a_file_with_own_marks_in_it_says_so_in_its_name(rahel: Client) -> None:
    survey = voices.survey_of(organisation="Northgate Retail")
    Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=True)
    day = timezone.localdate().isoformat()
    names = [
        rahel.get(f"/clients/clients.csv{asked}")["Content-Disposition"].split('"')[1]
        for asked in ("", "?own=1")
    ]
    assert names == [f"closer-clients-{day}.csv", f"closer-clients-{day}-with-own-marks.csv"]


STATEMENTS = {  # two of who looks, one of the shares, two of the voices, then results and marks
    "": {0: 3, 1: 6, 3: 7, 300: 6},  # those who need somebody come first, and none of them has results
    "?page=2": {0: 3, 1: 6, 3: 7, 300: 7},
    "?show=team": {0: 3, 1: 6, 3: 6, 300: 6},
    "?show=none": {0: 3, 1: 5, 3: 5, 300: 5},
    "clients.csv": {0: 3, 1: 6, 3: 6, 300: 6},
    "clients.csv?own=1": {0: 3, 1: 6, 3: 7, 300: 7},
    "clients-wide.svg?page=2": {0: 3, 1: 6, 3: 6, 300: 6},
    "clients-phone.svg?own=1&page=2": {0: 3, 1: 6, 3: 7, 300: 7},
}


@pytest.mark.parametrize("number", [0, 1, 3, 300])
def test_statements_are_few_whatever_the_number(
    rahel: Client, count_statements: Counter, number: int
) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    if number:
        clients.share_of(panel, own_marks=True)
    many(number - 1, panel.release.results)
    rahel.get("/clients/clients.csv?own=1")
    for face, expected in STATEMENTS.items():
        found = count_statements(lambda face=face: rahel.get(f"/clients/{face}"))  # type: ignore[misc]
        assert len(found) == expected[number], (face, found)


def test_three_hundred_come_in_pages_of_fifty(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    many(299, panel.release.results)
    pages = [look(rahel, f"?page={number}") for number in range(1, 7)]
    listed = [name for page in pages for name in names(page)]
    assert [len(names(page)) for page in pages] == [50] * 6
    assert len(set(listed)) == 300
    assert {heading(page) for page in pages} == {"61 of your 300 clients need you"}
    needing = [f"Client {at:03}" for at in range(299) if at % 5 == 1] + ["Northgate Retail"]
    assert listed[:61] == needing
    assert listed[61:] == sorted(listed[61:])
    assert "Page 2 of 6" in words(pages[1])
    assert 'href="?page=1"' in pages[1]
    assert 'href="?page=3"' in pages[1]
    assert "Needs you, 61" in words(pages[1])


@pytest.mark.parametrize(
    ("asked_for", "shown"), [("0", 3), ("-1", 3), ("7", 3), ("abc", 1), ("", 1), ("9" * 40, 3)]
)
def test_a_page_that_is_none_leads_to_one(rahel: Client, asked_for: str, shown: int) -> None:
    for at in range(101):
        clients.shared(f"Client {at:03}")
    assert f"Page {shown} of 3" in words(look(rahel, f"?page={asked_for}"))


def test_what_is_withdrawn_or_shared_with_others_is_not_listed(rahel: Client) -> None:
    gone = clients.shared("Gone")
    clients.shared("Foreign", email="kim@example.org")
    clients.shared("Vesta Travel")
    assert names(look(rahel)) == ["Gone", "Vesta Travel"]
    Share.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert names(look(rahel)) == ["Vesta Travel"]


def test_an_address_is_known_whatever_its_case(rahel: Client) -> None:
    survey = voices.survey_of(organisation="Vesta Travel")
    sharing.share(survey=survey, email="Rahel@Example.ORG", own_marks=False, by=voices.executive_of(survey))
    assert names(look(rahel)) == ["Vesta Travel"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "שלום", "x" * 120, "", '"><img src=x>'])
def test_a_clients_name_is_text(rahel: Client, name: str) -> None:
    clients.shared(name)
    html = look(rahel)
    assert names(html) == [name or "Organisation without a name"]
    assert "<script>alert" not in html
    assert "<img" not in html


def test_the_list_is_only_looked_at(rahel: Client) -> None:
    assert rahel.post("/clients/").status_code == 405
    assert rahel.head("/clients/").status_code == 200


# --- which clients ------------------------------------------------------------------------------------------


def chips(html: str) -> list[tuple[str, str, bool]]:
    """Where each chip leads, what it says, and whether it is the one that is shown."""
    nav = html.split('aria-label="Which clients">')[1].split("</nav>")[0]
    return [
        (href, said, bool(current))
        for href, current, said in re.findall(r'<a href="([^"]*)"( aria-current="page")?>([^<]*)</a>', nav)
    ]


@pytest.fixture
def four(rahel: Client) -> Client:
    """A team with results, one who needs somebody, own marks alone and nothing at all."""
    clients.share_of(clients.opened_team(name="Northgate Retail"))
    clients.asked(clients.shared("Alpha"), answered=1, days=1)
    clients.shared("Beta")
    survey = voices.survey_of("own@example.org", "Gamma")
    Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=True)
    return rahel


def test_chips_count_the_clients_and_choose_among_them(four: Client) -> None:
    counts = ["All 4", "Needs you, 2", "Team results, 1", "No results yet, 2"]
    links = ["/clients/", "/clients/?show=needs", "/clients/?show=team", "/clients/?show=none"]
    listed = {"": ["Alpha", "Northgate Retail", "Beta", "Gamma"], "needs": ["Alpha", "Northgate Retail"]}
    listed |= {"team": ["Northgate Retail"], "none": ["Alpha", "Beta"]}
    for at, show in enumerate(listed):
        html = look(four, f"?show={show}")
        assert chips(html) == [(links[i], counts[i], i == at) for i in range(4)]
        assert names(html) == listed[show]
        assert heading(html) == "2 of your 4 clients need you"
    assert re.findall(r'scope="rowgroup">([^<]+)<', look(four, "?show=team")) == ["Needs you, 1"]
    assert "<table" in look(four, "?show=none")


@pytest.mark.parametrize("show", ["all", "TEAM", "<b>", "needs'", "x" * 3000, "שלום"])
def test_a_choice_that_is_none_shows_all(four: Client, show: str) -> None:
    html = look(four, f"?show={show}")
    assert len(names(html)) == 4
    assert [current for *_, current in chips(html)] == [True, False, False, False]
    assert f'value="{show}"' not in html


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("needs", "None of your clients needs you today."),
        ("team", "No client has team results that you may see yet."),
    ],
)
def test_a_choice_without_clients_says_so(rahel: Client, show: str, said: str) -> None:
    clients.shared("Alpha")
    clients.shared("Beta")
    html = look(rahel, f"?show={show}")
    assert said in words(html)
    assert "<table" not in html
    assert "Take it with you" not in html
    for file in (*PICTURES, "clients.csv"):
        assert rahel.get(f"/clients/{file}?show={show}").status_code == 404


def test_nobody_without_results_is_said_too(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    clients.open_like(clients.asked(clients.shared("Beta")), panel.release.results)
    assert "There is something to show of each of your clients." in words(look(rahel, "?show=none"))


def test_pages_keep_what_was_chosen(rahel: Client) -> None:
    for at in range(101):
        clients.shared(f"Client {at:03}")
    html = look(rahel, "?show=none&page=2")
    assert 'href="?show=none&amp;page=1"' in html
    assert 'href="?show=none&amp;page=3"' in html
    assert "Page 2 of 3" in words(html)
    assert "The pictures hold this page, the numbers all 101 clients." in words(html)


# --- what leaves as a file ----------------------------------------------------------------------------------

PICTURES = ("clients-wide.png", "clients-wide.svg", "clients-phone.png", "clients-phone.svg")


def numbers(client: Client, query: str = "") -> list[dict[str, str]]:
    """The lines of the CSV; what it is about, at its end, left out."""
    response = client.get(f"/clients/clients.csv{query}")
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith("\ufeff")
    head, *lines, about = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert about[0].endswith("Structured opinion of our own people, not a measurement of customers.")
    return [dict(zip(head, line, strict=True)) for line in lines]


def texts(client: Client, file: str = "clients-wide.svg", query: str = "") -> str:
    """The words of a drawing."""
    response = client.get(f"/clients/{file}{query}")
    assert response.status_code == 200
    return " ".join(ElementTree.fromstring(response.content).itertext())


def marks(client: Client, query: str = "", shape: str = "wide") -> dict[str, int]:
    """How many marks of today each voice has in a drawing, the key left out: three for each client."""
    response = client.get(f"/clients/clients-{shape}.svg{query}")
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    found: dict[str, int] = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        named = re.match(rf"clients-{shape}-(team|peers|you)-today-", group.get("id", ""))
        if named:
            found[named[1]] = len(list(group.iter("{http://www.w3.org/2000/svg}use")))
    return found


def test_the_page_offers_its_files(four: Client) -> None:
    html = look(four, "?show=needs")
    form = html.split('<form class="takeaway')[1].split("</form>")[0]
    found = re.findall(r'(?:form)?action="([^"]+)"', form)
    assert found == ["/clients/clients.csv"] + [f"/clients/{file}" for file in PICTURES[:3]]
    assert '<input type="hidden" name="show" value="needs">' in form
    assert 'name="page"' not in form
    assert 'name="own"' not in form, "no executive's marks are on the page"
    assert 'name="own"' in look(four)
    for file in found:
        assert four.get(file).status_code == 200


@pytest.mark.parametrize("file", [*PICTURES, "clients.csv"])
def test_a_file_is_a_download_that_nothing_keeps(four: Client, file: str) -> None:
    response = four.get(f"/clients/{file}?show=needs")
    kinds = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}
    assert response["Content-Type"] == kinds[file.rsplit(".", 1)[1]]
    assert "no-store" in response["Cache-Control"]
    name = f"closer-clients-needs-{timezone.localdate().isoformat()}{file.removeprefix('clients')}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert four.post(f"/clients/{file}").status_code == 405
    assert four.head(f"/clients/{file}").status_code == 200


@pytest.mark.parametrize(
    "file", ["clients-tall.png", "clients-wide.pdf", "clients-wide.page", "clients-.svg", "clients.json"]
)
def test_other_shapes_and_kinds_are_none(four: Client, file: str) -> None:
    assert four.get(f"/clients/{file}").status_code == 404


@pytest.mark.parametrize("file", [*PICTURES, "clients.csv"])
def test_without_a_client_there_is_no_file(rahel: Client, file: str) -> None:
    assert rahel.get(f"/clients/{file}").status_code == 404


@pytest.mark.parametrize("file", [*PICTURES, "clients.csv"])
def test_who_is_not_signed_in_is_asked_to(client: Client, file: str) -> None:
    response = client.get(f"/clients/{file}")
    assert response.status_code == 302
    assert f"/clients/{file}" in response["Location"]


def test_the_numbers_are_those_of_the_page(four: Client) -> None:
    lines = {line["Client"]: line for line in numbers(four)}
    html = look(four)
    assert list(lines) == names(html)
    found = lines["Northgate Retail"]
    categories = ("Knowing each customer", "One system of engagement", "People and partners")
    said = [
        f"{name}: {found[f'{name}: today']} today, {found[f'{name}: wanted']} wanted" for name in categories
    ]
    drawn = re.findall(r'role="img" aria-label="([^"]+)"', row(html, "Northgate Retail"))
    assert said == drawn
    assert words(row(html, "Northgate Retail")).endswith(f"+{found['Gap']}")
    assert (found["Results of"], found["Needs you"], found["Why there are none"]) == ("Team", "yes", "")
    assert {lines["Beta"][f"{name}: today"] for name in categories} == {""}
    assert lines["Beta"]["Why there are none"] == "The executive’s own marks are not shared with you"
    for name, line in lines.items():
        assert line["What’s next"] in words(row(html, name))
        assert line["Asked"] in words(row(html, name))


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_a_drawing_says_what_the_page_says(four: Client, shape: str) -> None:
    said = " ".join(texts(four, f"clients-{shape}.svg").split())
    for part in ("2 of your 4 clients need you", "Needs you, 2", "The others, by name", "Northgate Retail"):
        assert part in said
    for part in ("Filled: today. Hollow: wanted.", "Structured opinion", "Knowing each customer"):
        assert part in said
    assert "Page 1" not in said
    assert "Team results, 1." in texts(four, f"clients-{shape}.svg", "?show=team")
    assert marks(four, "?show=team", shape) == {"team": 3}


def test_peers_leave_in_half_levels_only(rahel: Client) -> None:
    clients.share_of(clients.opened_peers(name="Northgate Retail"))
    (found,) = numbers(rahel)
    sides = [value for name, value in found.items() if name.endswith((": today", ": wanted"))]
    assert len(sides) == 6
    assert all(re.fullmatch(r"\d\.[05]( or less| or more)?", value) for value in sides)
    assert found["Results of"] == "Peers"
    assert marks(rahel) == {"peers": 3}
    assert "peers, to half levels" in texts(rahel)


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_own_marks_leave_by_the_executives_tick_and_the_readers(rahel: Client, shape: str) -> None:
    survey = voices.survey_of(organisation="Northgate Retail")
    share = Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=False)
    for query in ("", "?own=1"):
        assert marks(rahel, query, shape) == {}
        assert {value for name, value in numbers(rahel, query)[0].items() if ": " in name} == {""}
        assert numbers(rahel, query)[0]["Why there are none"].endswith("own marks are not shared with you")
    Share.objects.filter(pk=share.pk).update(own_marks=True)
    assert 'name="own"' in look(rahel)
    for query in ("", "?own=0", "?own=yes"):
        assert marks(rahel, query, shape) == {}
        assert {value for name, value in numbers(rahel, query)[0].items() if ": " in name} == {""}
        assert numbers(rahel, query)[0]["Why there are none"] == "The executive’s own marks are left out here"
        assert numbers(rahel, query)[0]["Gap"] == ""
    assert marks(rahel, "?own=1", shape) == {"you": 3}
    (found,) = numbers(rahel, "?own=1")
    assert found["Results of"] == "Executive"
    assert all(re.fullmatch(r"\d\.\d", value) for name, value in found.items() if ": " in name)


def test_another_consultants_clients_are_in_no_file(four: Client) -> None:
    clients.shared("Foreign", email="kim@example.org")
    kim = Client()
    sign_in(kim, voices.account("kim@example.org"))
    assert [line["Client"] for line in numbers(kim)] == ["Foreign"]
    assert "Foreign" not in {line["Client"] for line in numbers(four, "?own=1")}
    for shape in ("wide", "phone"):
        assert "Foreign" not in texts(four, f"clients-{shape}.svg")
        assert "Northgate" not in texts(kim, f"clients-{shape}.svg")


def test_a_share_that_is_withdrawn_is_gone_from_the_files_at_once(four: Client) -> None:
    before = {file: four.get(f"/clients/{file}").content for file in (*PICTURES, "clients.csv")}
    Share.objects.filter(survey__organisation__name="Northgate Retail").update(withdrawn_at=timezone.now())
    after = {file: four.get(f"/clients/{file}").content for file in before}
    assert all(after[file] != before[file] for file in before)
    for file in ("clients-wide.svg", "clients-phone.svg", "clients.csv"):
        assert b"Northgate" in before[file]
        assert b"Northgate" not in after[file]
    Share.objects.update(withdrawn_at=timezone.now())
    assert {four.get(f"/clients/{file}").status_code for file in before} == {404}


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 Ltd", "'+49 Ltd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\u200b-cmd", "'\u200b-cmd"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('a,"b"\nc', 'a,"b"\nc'),
        ("שלום", "שלום"),
        ("x" * 120, "x" * 120),
        ("", "Organisation without a name"),
    ],
)
def test_a_typed_name_is_text_in_every_file(rahel: Client, name: str, cell: str) -> None:
    clients.shared(name)
    assert [line["Client"] for line in numbers(rahel)] == [cell]
    for shape in ("wide", "phone"):
        svg = rahel.get(f"/clients/clients-{shape}.svg")
        assert b"<script" not in svg.content
        root = ElementTree.fromstring(svg.content)
        assert {element.tag.split("}")[1] for element in root.iter()} <= {
            "svg", "title", "desc", "rect", "g", "path", "use", "text", "defs", "clipPath",
        }  # fmt: skip
        assert rahel.get(f"/clients/clients-{shape}.png").status_code == 200


def test_three_hundred_clients_leave_page_by_page_and_all_as_numbers(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    many(299, panel.release.results)
    lines = [line["Client"] for line in numbers(rahel, "?page=3")]
    pages = [name for page in range(1, 7) for name in names(look(rahel, f"?page={page}"))]
    assert lines == pages
    assert len(set(lines)) == 300
    for shape in ("wide", "phone"):
        said = texts(rahel, f"clients-{shape}.svg", "?page=3")
        assert re.findall(r"Client \d{3}", said) == lines[100:150]
        assert "Page 3 of 6." in " ".join(said.split())
        response = rahel.get(f"/clients/clients-{shape}.png?page=3")
        with Image.open(io.BytesIO(response.content)) as image:
            assert 4000 < image.height < 65_536
        assert f"-page-3-{shape}.png" in response["Content-Disposition"]
    assert '<input type="hidden" name="page" value="3">' in look(rahel, "?page=3")
