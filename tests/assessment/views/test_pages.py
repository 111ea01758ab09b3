"""The pages behind the team's results: what each says in every state, to whom, and what it costs."""

from __future__ import annotations

import gzip
import html as html_module
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from assessment import remembered
from assessment.rows import VoiceView
from assessment.views import shown
from assessment.views.pages import NAMES, PAGES
from surveys.choices import Form, Voice
from surveys.models import Draft, Panel, Survey
from tests import imports, voices
from tests.assessment import scraper
from tests.assessment.surveyed import finished, reply, shared
from tests.assessment.test_leaks import consultants_faces, executives_faces, team_by_link
from tests.assessment.test_tables import hidden, part, split
from tests.assessment.views.test_reports import heading, keep, words
from tests.assessment.views.test_states import figures, main, must_speak_to_somebody_else
from tests.factories import CORE, DEEPER, MARKS, group, levels_of, open_group, sign_in
from tests.surveys.people import account, let_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counter = Callable[[Callable[[], object]], list[str]]
TEAM_PAGES = ("voices/", "spread/", "priorities/", "over-time/")
ALL_PAGES = (*TEAM_PAGES, "practice/E6/", "parts/department/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|href="[^"]*lang=[a-z]+"')


# --- a team -------------------------------------------------------------------------------------------------


def asked(draft: Draft, people: int, opened: bool = True, **changes: Any) -> Panel:
    """A team of so many who answered the core, and picked."""
    panel = group(draft.survey, 0, opened=False)
    Panel.objects.filter(pk=panel.pk).update(head_count=60, **changes)
    for person in range(people):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        picks = ("C2", "E5", "P3") if person % 3 else ("C4", "E6")
        department = ("Sales", "Kitchen")[person % 2] if "segments" in changes else ""
        reply(draft.survey, Voice.TEAM, marks, picks, department=department)
    return open_group(panel) if opened else panel


def parted(draft: Draft, people: int = 40) -> Panel:
    return asked(draft, people, segments={"department": ["Sales", "Kitchen", "Board"]})


@pytest.fixture
def draft() -> Draft:
    return finished(name="Acme")


@pytest.fixture
def mine(draft: Draft) -> Client:
    """The executive's, by the cookie."""
    client = Client()
    let_in(client, draft)
    return client


def consultant(draft: Draft, own_marks: bool) -> Client:
    client = Client()
    share = shared(draft, own_marks, "ada@example.org" if own_marks else "ben@example.org")
    client.force_login(account(share.email))
    return client


def at(draft: Draft | Survey, page: str) -> str:
    code = draft.code if isinstance(draft, Survey) else draft.survey.code
    return f"/r/{code}/{page}"


def look(client: Client, draft: Draft | Survey, page: str, **more: str) -> str:
    response = client.get(at(draft, page), more)
    assert response.status_code == 200, page
    return response.content.decode()


def statuses(client: Client, draft: Draft | Survey, *pages: str) -> dict[str, int]:
    return {page: client.get(at(draft, page)).status_code for page in pages}


# --- before the team is open --------------------------------------------------------------------------------

BEFORE = {
    "nobody asked": (None, "Nobody has been asked yet"),
    "nobody answered": (0, "No answers yet"),
    "three of sixty": (3, "3 of 60 answered"),
    "ready": (7, "7 of 60 answered: the results can be opened"),
}
PAGE_NAMES = {
    "voices/": "Voice by voice",
    "spread/": "Spread of answers",
    "priorities/": "What to move first",
    "over-time/": "Over time",
}


def test_every_page_has_a_name() -> None:
    assert set(NAMES) == set(PAGES) == {page.rstrip("/") for page in TEAM_PAGES}


@pytest.mark.parametrize("state", BEFORE)
@pytest.mark.parametrize("page", TEAM_PAGES)
def test_until_the_team_is_open_a_page_says_that_it_opens_with_it(
    draft: Draft, mine: Client, state: str, page: str
) -> None:
    people, said = BEFORE[state]
    if people is not None:
        asked(draft, people, opened=False)
    for client in (mine, consultant(draft, own_marks=False)):
        html = look(client, draft, page)
        assert heading(html) == said
        assert f"“{PAGE_NAMES[page]}” opens together with the team’s results." in main(html)
        assert f'href="{at(draft, "team/")}"' in html
        assert "<svg class=" not in html
        assert "<table" not in html
    must_speak_to_somebody_else(html)


def test_a_round_that_closed_with_too_few_shows_nothing_on_any_page(draft: Draft, mine: Client) -> None:
    asked(draft, 3)
    for page in TEAM_PAGES:
        html = look(mine, draft, page)
        assert heading(html) == "This round closed with 3 answers, too few to show"
        assert figures(html) == []
    assert statuses(mine, draft, "parts/department/") == {"parts/department/": 404}


def test_while_results_are_worked_out_the_pages_say_so(draft: Draft, mine: Client) -> None:
    panel = asked(draft, 7, opened=False)
    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())
    assert {heading(look(mine, draft, page)) for page in TEAM_PAGES} == {"Working out the results"}


def test_the_own_marks_of_a_practice_can_be_seen_before_anybody_else_has_answered(
    draft: Draft, mine: Client
) -> None:
    html = look(mine, draft, "practice/E5/")
    assert heading(html) == "The customer’s whole path"
    assert figures(html) == ["practice-E5"]
    assert "You today" in main(html)
    assert statuses(consultant(draft, own_marks=False), draft, "practice/E5/") == {"practice/E5/": 404}
    assert statuses(consultant(draft, own_marks=True), draft, "practice/E5/") == {"practice/E5/": 200}


# --- open: seven people -------------------------------------------------------------------------------------


def test_seven_people_have_no_evidence_and_the_pages_say_why(draft: Draft, mine: Client) -> None:
    parted(draft, 7)
    html = look(mine, draft, "spread/")
    assert (heading(html), figures(html)) == ("How answers spread isn’t shown", [])
    assert "How answers spread is shown from 10 people on who rated a practice" in main(html)
    html = look(mine, draft, "priorities/")
    assert (heading(html), figures(html)) == ("What to move first isn’t shown", [])
    assert "What people would move first is shown from 10 answers on." in main(html)
    html = look(mine, draft, "over-time/")
    assert (heading(html), figures(html)) == ("One round so far", [])
    assert "One round so far. The next one will show change." in main(html)
    assert figures(look(mine, draft, "practice/E6/")) == ["practice-E6"]
    assert heading(look(mine, draft, "parts/department/")).startswith("Nothing can be shown here")


def test_who_was_promised_averages_alone_is_told_that_this_is_why(draft: Draft, mine: Client) -> None:
    asked(draft, 40, tells_shares=False)
    for page, why in (("spread/", "how they spread isn’t shown"), ("priorities/", "picks aren’t shown")):
        html = look(mine, draft, page)
        assert figures(html) == []
        assert f"told of averages alone, so {why}" in main(html)


# --- open: forty people -------------------------------------------------------------------------------------


def test_forty_people_have_every_picture_with_its_finding_as_the_heading(draft: Draft, mine: Client) -> None:
    parted(draft)
    found = {page: figures(look(mine, draft, page)) for page in ALL_PAGES}
    assert found == {
        "voices/": ["profile", "perception"],
        "spread/": ["spread"],
        "priorities/": ["priorities"],
        "over-time/": [],
        "practice/E6/": ["practice-E6", "spread-E6"],
        "parts/department/": ["parts"],
    }
    for page in ("spread/", "priorities/"):
        html = look(mine, draft, page)
        assert html.split("<title>")[1].startswith(html.split("<h1>")[1].split("</h1>")[0])
    assert "In words" not in main(look(mine, draft, "spread/"))


def test_each_page_knows_its_place_among_the_others(draft: Draft, mine: Client) -> None:
    parted(draft)
    names = []
    for page in (*TEAM_PAGES, "parts/department/"):
        html = look(mine, draft, page)
        (nav,) = re.findall(r'<nav class="by[^"]*" aria-label="More about the team">(.*?)</nav>', html, re.S)
        links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', nav)
        assert [link for link, current, _name in links if current] == [at(draft, page)]
        names.append([name for _link, _current, name in links])
    assert {tuple(one) for one in names} == {
        (
            "Overview", "Voice by voice", "Spread of answers", "Parts of the team", "What to move first",
            "Over time",
        )
    }  # fmt: skip


def test_a_team_without_parts_has_no_page_of_them(draft: Draft, mine: Client) -> None:
    asked(draft, 12)
    assert "Parts of the team" not in main(look(mine, draft, "voices/"))
    assert statuses(mine, draft, "parts/department/", "parts/nonsense/") == {
        "parts/department/": 404, "parts/nonsense/": 404,
    }  # fmt: skip


def test_rounds_of_the_same_team_stand_side_by_side() -> None:
    survey = voices.survey_of()
    open_group(group(survey, 12, opened=False))
    made = imports.kept(survey, imports.lines_of(team=12))
    open_group(Panel.objects.get(survey=made, voice=Voice.TEAM))
    client = Client()
    sign_in(client, voices.executive_of(survey))
    html = look(client, survey, "over-time/")
    assert figures(html) == ["trend"]
    assert heading(html) == "No clear change since March 2024"
    assert "The next one will show change" not in main(html)
    assert "Imported, March 2024" in main(html)


def test_an_imported_round_has_pages_and_says_that_nobody_was_asked_what_to_move_first() -> None:
    survey = voices.survey_of()
    made = imports.kept(survey, imports.lines_of(team=12, executives=1))
    open_group(Panel.objects.get(survey=made, voice=Voice.TEAM))
    client = Client()
    sign_in(client, voices.executive_of(survey))
    html = look(client, made, "priorities/")
    assert figures(html) == []
    assert "These answers were imported, and nobody was asked what to move first." in main(html)
    for page in TEAM_PAGES:
        html = look(client, made, page)
        assert "Imported, answers of March 2024" in words(html)
        must_speak_to_somebody_else(html)
    assert figures(look(client, made, "spread/")) == ["spread"]
    assert figures(look(client, made, "voices/")) == ["profile", "perception"]


# --- whom they are for --------------------------------------------------------------------------------------


def with_other_marks(draft: Draft) -> None:
    for response in draft.survey.responses.filter(voice=Voice.EXECUTIVE):
        response.answers.update(current=1, current_reason="", desired=2, desired_reason="", picked=False)
    remembered.pages.forget()


def test_own_marks_never_reach_a_consultant_without_the_tick(draft: Draft) -> None:
    parted(draft)
    client = consultant(draft, own_marks=False)
    before = {page: look(client, draft, page) for page in ALL_PAGES}
    with_other_marks(draft)
    assert {page: look(client, draft, page) for page in ALL_PAGES} == before
    for page, html in before.items():
        assert "own marks" not in main(html), page
        if page != "practice/E6/":  # questions are asked of "you", and steps quote the practices
            must_speak_to_somebody_else(re.sub(r'<div class="steps">.*?</section>', "", html, flags=re.S))
    assert figures(before["voices/"]) == []
    assert "There’s only one voice so far." in main(before["voices/"])


def test_with_the_tick_a_consultant_reads_of_the_executive(draft: Draft) -> None:
    parted(draft)
    client = consultant(draft, own_marks=True)
    before = {page: look(client, draft, page) for page in ("voices/", "practice/E6/")}
    assert figures(before["voices/"]) == ["profile", "perception"]
    must_speak_to_somebody_else(before["voices/"])
    assert "Executive today" in main(before["practice/E6/"])
    with_other_marks(draft)
    Draft.objects.filter(pk=draft.pk).update(finished_at=timezone.now())
    assert [page for page in before if look(client, draft, page) == before[page]] == []


def test_two_groups_without_the_executive_stand_side_by_side(draft: Draft) -> None:
    parted(draft)
    group(draft.survey, 5, Voice.PEER)
    html = look(consultant(draft, own_marks=False), draft, "voices/")
    assert (heading(html), figures(html)) == ("Voice by voice", ["profile"])
    assert "Peers are shown to the nearest half level." in main(html)


def test_strangers_find_nothing(draft: Draft, stranger: Client) -> None:
    parted(draft)
    missing = dict.fromkeys(ALL_PAGES, 404)
    assert statuses(stranger, draft, *ALL_PAGES) == missing
    stranger.force_login(account("somebody@example.org"))
    assert statuses(stranger, draft, *ALL_PAGES) == missing
    let_in(stranger, finished())
    assert statuses(stranger, draft, *ALL_PAGES) == missing


def test_before_finish_and_by_another_method_there_is_no_page(draft: Draft, mine: Client) -> None:
    assert {mine.post(at(draft, page)).status_code for page in ALL_PAGES} == {405}
    Draft.objects.filter(pk=draft.pk).update(finished_at=None)
    assert statuses(mine, draft, *ALL_PAGES) == dict.fromkeys(ALL_PAGES, 404)


@pytest.mark.parametrize("code", ["X9", "e6", "C1", "E66", "None", "-"])
def test_a_practice_that_is_unknown_or_was_not_asked_is_404(draft: Draft, mine: Client, code: str) -> None:
    parted(draft)
    page = f"practice/{code}/"
    for client in (mine, consultant(draft, own_marks=True)):
        assert statuses(client, draft, page) == {page: 404}


def test_a_deeper_practice_has_a_page_once_somebody_was_asked_about_it() -> None:
    draft = finished({**MARKS, **dict.fromkeys(DEEPER, ("2", "4"))})
    client = Client()
    let_in(client, draft)
    assert figures(look(client, draft, "practice/C1/")) == ["practice-C1"]


def test_files_of_pictures_a_voice_does_not_have_are_404(draft: Draft, mine: Client) -> None:
    asked(draft, 7)
    group(draft.survey, 5, Voice.PEER)
    missing = [
        *("team/spread.csv", "team/priorities.csv", "team/trend.csv", "team/parts-department.csv"),
        *("team/spread-wide.svg", "team/priorities-phone.svg", "team/trend-wide.png", "team/nonsense.csv"),
        *("peer/gaps.csv?own=1", "peer/perception.csv?own=1", "peer/spread.csv", "peer/priorities-wide.svg"),
        *("executive/gaps.csv?own=1", "executive/profile.csv?own=1", "executive/planogram.csv"),
        *("peer/practice-E6.csv", "peer/spread-E6-wide.svg", "executive/practice-E6.csv?own=1"),
        *("team/spread-E6-wide.svg", "team/practice-X9-wide.svg", "team/practice-C1-wide.svg"),
    ]
    assert {file: mine.get(at(draft, file)).status_code for file in missing} == dict.fromkeys(missing, 404)
    there = ["team/planogram.csv", "team/gaps.csv", "peer/planogram.csv", "team/practice-E6.csv"]
    assert statuses(mine, draft, *there) == dict.fromkeys(there, 200)


# --- what a page is made of ---------------------------------------------------------------------------------

SVG = re.compile(r"<svg[^>]*>.*?</svg>", re.DOTALL)


def drawings(html: str) -> list[str]:
    return [svg for svg in SVG.findall(html) if 'class="viz"' in svg]


def must_be_well_made(html: str, page: str) -> int:
    """Each drawing has a name, a description and words, and brings no style; no two things share an id."""
    found = drawings(html)
    for svg in found:
        head = svg.split(">", 1)[0]
        assert 'role="img"' in head, page
        title = re.search(r'<title id="([^"]+)">([^<]+)</title>', svg)
        desc = re.search(r'<desc id="([^"]+)">([^<]+)</desc>', svg)
        assert title is not None, page
        assert desc is not None, page
        assert f'aria-labelledby="{title[1]} {desc[1]}"' in head, page
        assert len(html_module.unescape(title[2]).split()) <= 8, title[2]
        assert len(html_module.unescape(desc[2]).split()) <= 60, desc[2]
        assert "<text" in svg, page
        assert "style=" not in svg, page
        assert "<style" not in svg, page
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted({one for one in ids if ids.count(one) > 1}) == [], page
    assert re.findall(r"<[^>]* style=", html) == [], page
    for svg_end in (match.end() for match in SVG.finditer(html) if 'class="viz"' in match[0]):
        assert "<table" in html[svg_end:], f"{page}: a drawing without a table after it"
    return len(found)


def test_every_drawing_is_named_described_without_style_and_followed_by_its_table(
    draft: Draft, mine: Client
) -> None:
    parted(draft)
    group(draft.survey, 5, Voice.PEER)
    found = {page: must_be_well_made(look(mine, draft, page), page) for page in (*ALL_PAGES, "team/")}
    assert found == {
        "voices/": 4, "spread/": 2, "priorities/": 2, "over-time/": 0, "practice/E6/": 4,
        "parts/department/": 2, "team/": 4,
    }  # fmt: skip


FRACTION = re.compile(r">([+−]?\d+\.\d|\d+%)(?: \?)?</text>")
TICKS = {"0%", "25%", "50%", "75%", "100%"}


@pytest.mark.parametrize("page", ["voices/", "spread/", "priorities/", "practice/E6/", "parts/department/"])
def test_what_is_drawn_stands_in_the_tables_of_the_page(draft: Draft, mine: Client, page: str) -> None:
    parted(draft)
    html = look(mine, draft, page)
    drawn = {number for svg in drawings(html) for number in FRACTION.findall(svg)} - TICKS
    if page in ("spread/", "practice/E6/"):  # shares there are of the people that the table counts
        drawn = {number for number in drawn if "%" not in number}
    cells = [cell.text for table in scraper.Page(html).tables for row in table.rows for cell in row]
    told = {number for cell in cells for number in re.findall(r"−?\d+\.\d|\d+%", cell)}
    assert drawn <= told, sorted(drawn - told)
    assert drawn or page == "spread/"


def test_tables_of_exhibits_name_their_columns_and_rows(draft: Draft, mine: Client) -> None:
    parted(draft)
    for page in ("voices/", "spread/", "priorities/", "practice/E6/"):
        for table in re.findall(r'<table class="plain-table">.*?</table>', look(mine, draft, page), re.S):
            assert "<caption>" in table
            head, body = table.split("</thead>")
            assert head.count('scope="col"') == head.count("<th ")
            assert body.count("<tr") == body.count('scope="row"') + body.count('scope="rowgroup"')


def test_a_page_is_the_same_twice_made_anew_or_remembered(draft: Draft, mine: Client) -> None:
    parted(draft)

    def all_of_them() -> dict[str, str]:
        return {page: TOKEN.sub("", look(mine, draft, page)) for page in ALL_PAGES}

    first = all_of_them()
    assert all_of_them() == first
    remembered.pages.forget()
    assert all_of_them() == first


@pytest.mark.parametrize("chosen", ["-1", "999", "x", "9" * 400, "²", "", "1e1", " 0", "None", "0'"])
def test_a_part_that_does_not_exist_shows_the_first(draft: Draft, mine: Client, chosen: str) -> None:
    parted(draft)
    page = "parts/department/"
    first, asked_for = look(mine, draft, page, part="0"), look(mine, draft, page, part=chosen)
    assert TOKEN.sub("", asked_for) == TOKEN.sub("", first)
    second = look(mine, draft, page, part="1")
    names = [re.findall(r"<h3><bdi>(.*?)</bdi>", html) for html in (first, second)]
    assert names == [["Kitchen"], ["Sales"]] or names == [["Sales"], ["Kitchen"]]


def test_the_part_that_is_shown_leaves_the_page_as_a_picture(draft: Draft, mine: Client) -> None:
    parted(draft)
    (address,) = re.findall(r'formaction="([^"]*-phone\.png)"', look(mine, draft, "parts/department/"))
    first, second = (mine.get(address, {"part": part}) for part in "01")
    assert first["Content-Type"] == "image/png"
    assert first.content != second.content


def test_steps_and_practices_lead_to_the_page_of_each_practice(draft: Draft, mine: Client) -> None:
    parted(draft)
    links = re.findall(r'href="([^"]*/practice/\w+/)"', look(mine, draft, "team/"))
    assert {f"/practice/{code}/" for code in CORE} == {
        link.removeprefix(f"/r/{draft.survey.code}") for link in links
    }
    assert {mine.get(link).status_code for link in set(links)} == {200}


@pytest.mark.parametrize(
    ("clear", "heading"),
    [("ABCD", "Start with: the first 3 of 4"), ("ABC", "Start with"), ("", "Start with")],
)
def test_the_cards_say_so_where_more_practices_are_clearly_first(clear: str, heading: str) -> None:
    view = VoiceView("team", "Team", False, "open", 5, start_with=tuple(clear))
    steps = [{"practice": name, "url": ""} for name in "ABC"]
    html = render_to_string("assessment/report/_steps.html", {"view": view, "steps": steps})
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == [heading]


# --- odd names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", '<script>alert("1")</script>', "שירות לקוחות", "x" * 80, "A & B’s “Best”"]
)
def test_whatever_a_department_is_called_it_is_text_in_pages_and_files(
    draft: Draft, mine: Client, name: str
) -> None:
    panel = group(draft.survey, 0, opened=False)
    Panel.objects.filter(pk=panel.pk).update(segments={"department": [name, "Rest"]})
    for person in range(24):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        reply(draft.survey, Voice.TEAM, marks, department=(name, "Rest")[person % 2])
    open_group(panel)
    html = look(mine, draft, "parts/department/")
    assert "<script>alert" not in html
    assert name in words(html)
    assert must_be_well_made(html, name) == 2
    drawing = look(mine, draft, "team/parts-department-wide.svg")
    assert "<script>alert" not in drawing
    lines = look(mine, draft, "team/parts-department.csv").lstrip("\ufeff")
    assert not re.search(r'(^|,)"?=', lines, re.MULTILINE)
    assert name.replace('"', '""') in lines


# --- what it costs ------------------------------------------------------------------------------------------

COSTS = {  # who: a page made for the first time, and again from memory
    "the cookie": (5, 2),
    "the account": (9, 5),
    "a consultant": (9, 6),
    "one with a tick": (12, 7),
}


@pytest.mark.parametrize("who", COSTS)
def test_a_page_costs_as_many_statements_whatever_the_number_of_people(
    draft: Draft, count_statements: Counter, who: str
) -> None:
    client = Client()
    if who == "the cookie":
        let_in(client, draft)
    elif who == "the account":
        client.force_login(keep(draft))
    else:
        client.force_login(account(shared(draft, who == "one with a tick").email))

    def cost(page: str) -> int:
        if who == "the account":
            client.cookies.pop(f"closer_{draft.code}", None)
        return len(count_statements(lambda: client.get(at(draft, page))))

    for people in (12, 120):
        Panel.objects.filter(survey=draft.survey).delete()
        draft.survey.responses.exclude(voice=Voice.EXECUTIVE).delete()
        parted(draft, people)
        client.get(at(draft, "team/"))  # what is read once a process is read
        remembered.pages.forget()
        assert {page: (cost(page), cost(page)) for page in ALL_PAGES} == dict.fromkeys(ALL_PAGES, COSTS[who])


def test_the_largest_pages_are_small_when_compressed() -> None:
    """All 24 practices, and sixty departments."""
    draft = finished({**MARKS, **dict.fromkeys(DEEPER, ("2", "4"))})
    panel = group(draft.survey, 0, opened=False)
    names = [f"Department {at:02}" for at in range(60)]
    Panel.objects.filter(pk=panel.pk).update(segments={"department": names}, form=Form.FULL)
    for person in range(420):
        marks = {
            code: tuple(map(str, levels_of(person // 60 + person, at)))
            for at, code in enumerate((*CORE, *DEEPER))
        }
        reply(draft.survey, Voice.TEAM, marks, ("C2", "E5"), department=names[person % 60])
    open_group(panel)
    client = Client()
    let_in(client, draft)
    sizes = {}
    for page in (*ALL_PAGES, "practice/C1/", "team/"):
        html = look(client, draft, page)
        sizes[page] = len(gzip.compress(html.encode(), mtime=0))
        must_be_well_made(html, page)
    assert {page: size for page, size in sizes.items() if size >= 250_000} == {}
    assert look(client, draft, "parts/department/").count("<option") > 8


# --- small groups -------------------------------------------------------------------------------------------


def test_whoever_reads_everything_reads_these_pages_and_the_files_of_their_pictures() -> None:
    team = team_by_link(1)
    home = f"/r/{team.survey.code}/"
    codes = [f"practice/{code}/" for code in CORE]
    pages = [*TEAM_PAGES, *codes, "parts/department/", "parts/region/"]
    keys = ("planogram", "gaps", "spread", "priorities", "practice-E5", "spread-E5")  # one practice for all
    keys += ("parts-department", "parts-region")
    kinds = (".csv", "-wide.svg", "-phone.svg")
    files = [f"team/{key}{kind}" for key in keys for kind in kinds]
    ticked = [f"team/{key}{kind}?own=1" for key in ("profile", "perception", "gaps") for kind in kinds]
    faces = executives_faces(team.survey)
    assert [one for one in (*pages, *files, *ticked) if home + one not in faces] == []
    faces = consultants_faces(team.survey)
    assert [one for one in (*pages, *files) if home + one not in faces] == []
    assert [one for one in faces if "/profile" in one or "/perception" in one] == [], "of one voice alone"


def test_every_practice_has_its_files_as_the_one_that_stands_for_all(draft: Draft) -> None:
    parted(draft)
    client = consultant(draft, own_marks=False)
    files = [f"team/{kind}-{code}.csv" for kind in ("practice", "spread") for code in CORE]
    files += [f"team/{kind}-{code}-wide.svg" for kind in ("practice", "spread") for code in ("C2", "P7")]
    assert statuses(client, draft, *files) == dict.fromkeys(files, 200)


def hidden_practice_team() -> Draft:
    """Forty people of whom four alone can tell where E6 stands, and everybody agrees about P7."""
    draft = finished(name="Acme")
    panel = group(draft.survey, 0, opened=False)
    for person in range(40):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        marks["E6"] = ("1", "5") if person < 4 else ("dont_know", "no_view")
        marks["P7"] = ("3", "4")
        reply(draft.survey, Voice.TEAM, marks, ("E6", "E5"))
    open_group(panel)
    return draft


def test_a_hidden_practice_brings_no_number_of_the_team_into_any_page_or_file() -> None:
    draft = hidden_practice_team()
    client = consultant(draft, own_marks=False)
    name = "Service without starting over"
    pages = (*TEAM_PAGES, "team/", "practice/E6/")
    faces = {page: look(client, draft, page) for page in pages}
    for page in ("spread/", "priorities/"):
        assert name not in heading(faces[page])
        assert name in main(faces[page]), "it is listed without a number"
    found = []
    for page, html in faces.items():
        for table in scraper.Page(html).tables:
            for first, *cells in table.rows:
                if first.text == name:
                    found.append((page, " ".join(cell.text for cell in cells)))
    assert found
    numbers = [(page, said) for page, said in found if re.search(r"\d", said)]
    assert numbers == []
    html = faces["practice/E6/"]
    assert figures(html) == ["practice-E6"]
    assert "too few answers" in main(html)
    assert re.findall(r"\d\.\d", main(html)) == []
    alone = look(client, draft, "team/practice-E6.csv").splitlines()[1:-1]
    assert alone == ["Team,too few answers,,,"]
    for file in ("team/planogram.csv", "team/gaps.csv", "team/spread.csv", "team/priorities.csv"):
        lines = [line for line in look(client, draft, file).splitlines() if name in line]
        assert lines
        assert [line for line in lines if re.search(r"\d", line)] == [], file
    assert statuses(client, draft, "team/spread-E6-wide.svg") == {"team/spread-E6-wide.svg": 404}
    (drawing,) = drawings(html)[:1]
    assert re.findall(r">[^<]*\d\.\d[^<]*</text>", drawing) == []


def test_where_nearly_all_agree_a_range_stands_in_place_of_averages() -> None:
    draft = hidden_practice_team()
    html = look(consultant(draft, own_marks=False), draft, "practice/P7/")
    assert "2.5 to 3.5 today, 3.5 to 4.5 wanted" in main(html)
    assert "Team today" not in main(html)
    assert figures(html) == ["practice-P7"]


# --- choosing a part ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "place"),
    [("0", 0), ("1", 1), ("2", 2), ("3", 0), ("-1", 0), ("x", 0), ("²", 0), ("٢", 2), ("9999", 0)],
)
def test_a_part_is_chosen_by_its_number_among_those_shown(chosen: str, place: int) -> None:
    one = split(part("A", C2="1.0"), hidden("B"), part("C", C2="1.0"), part("D", C2="1.0"))
    assert shown.chosen_part(one, chosen) is one.shown[place]
    assert [found.at[0] for found in one.shown] == ["A", "C", "D"]


def test_urls_of_an_exhibit_name_the_kinds_it_has(draft: Draft, mine: Client) -> None:
    parted(draft)
    html = look(mine, draft, "parts/department/")
    links = re.findall(r'(?:formaction|action)="([^"]+parts-department[^"]*)"', html)
    assert [urlsplit(link).path.rsplit("/", 1)[1] for link in links] == [
        "parts-department-phone.png", "parts-department.csv",
        "parts-department-wide.png", "parts-department-wide.svg",
    ]  # fmt: skip
