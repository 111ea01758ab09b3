"""The result page and its files: who may see them, what they say, and what they cost."""

from __future__ import annotations

import html as html_module
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from assessment import remembered
from assessment.views import reports
from surveys.actions.responses import go_deeper, save_answer
from surveys.choices import Voice
from surveys.models import Draft, Panel, Response, Survey
from surveys.models.people import User
from tests.assessment.surveyed import as_executive, csv_rows, finished, reply, shared, side
from tests.factories import CORE, DEEPER, MARKS, Executive, group
from tests.surveys.people import account, let_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counter = Callable[[Callable[[], object]], list[str]]
FACES = (
    "",
    "result.csv",
    "result.json",
    "planogram-wide.svg",
    "planogram-wide.png",
    "planogram-phone.svg",
    "planogram-phone.png",
)


def address(draft: Draft, face: str = "") -> str:
    return f"/r/{draft.survey.code}/{face}"


def keep(draft: Draft, email: str = "owner@example.org") -> User:
    """The account that keeps the draft's survey."""
    user = account(email)
    Survey.objects.filter(pk=draft.survey_id).update(executive=user, link_hash=None)
    return user


def shown(marks: Any = MARKS, face: str = "", **more: Any) -> str:
    """The page of somebody who finished with these marks."""
    draft = finished(marks, **more)
    client = Client()
    let_in(client, draft)
    response = client.get(address(draft, face))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """The page's words as read, without the drawings."""
    text = re.sub(r"<svg.*?</svg>|<script.*?</script>", "", html, flags=re.DOTALL)
    return html_module.unescape(" ".join(re.sub(r"<[^>]*>", " ", text).split()))


def tables(html: str) -> list[list[str]]:
    """The cells of each row of the page's first table."""
    table = html.split("<table>")[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert found is not None
    return html_module.unescape(found[1])


# --- what it costs --------------------------------------------------------------------------------------


def crowd(draft: Draft, people: int) -> None:
    """So many respondents: of this survey's open team, of its waiting peers, and of another survey."""
    other = finished()
    for number in range(people):
        reply((draft.survey, other.survey)[number % 2], Voice.TEAM, dict.fromkeys(CORE, ("2", "4")))
    group(draft.survey, 6)
    group(draft.survey, 3, Voice.PEER, opened=False)


COSTS = {  # who: the first time, and again from memory
    "the cookie": {"": (5, 2), "team/": (5, 2), "peer/": (5, 2), "result.csv?own=1": (4, 4)},
    "the account": {"": (9, 5), "team/": (9, 5), "peer/": (9, 5), "result.csv?own=1": (7, 7)},
    "a consultant": {"": (9, 6), "team/": (9, 6), "peer/": (9, 6), "result.csv?own=1": (7, 7)},
    "one with a tick": {"": (12, 7), "team/": (12, 7), "peer/": (12, 7), "result.csv?own=1": (9, 9)},
}


@pytest.mark.parametrize("who", COSTS)
def test_a_result_costs_as_many_statements_whatever_the_number_of_people(
    count_statements: Counter, who: str
) -> None:
    draft = finished()
    client = Client()
    if who == "the cookie":
        let_in(client, draft)
    else:
        user = keep(draft) if who == "the account" else account(shared(draft, who == "one with a tick").email)
        client.force_login(user)
    client.get(address(draft))  # what is read once a process is read

    def cost(face: str) -> int:
        if who == "the account":
            client.cookies.pop(f"closer_{draft.code}", None)
        return len(count_statements(lambda: client.get(address(draft, face))))

    for people in (0, 300):
        Panel.objects.filter(survey=draft.survey).delete()
        Response.objects.filter(survey=draft.survey).exclude(voice=Voice.EXECUTIVE).delete()
        crowd(draft, people)
        remembered.pages.forget()
        assert {face: (cost(face), cost(face)) for face in COSTS[who]} == COSTS[who], people
    assert max(cold for cold, _warm in COSTS[who].values()) <= 12


# --- who may see it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [*FACES, "team/"])
def test_a_stranger_finds_nothing_in_any_face(stranger: Client, face: str) -> None:
    draft = finished()
    group(draft.survey, 9)
    assert stranger.get(address(draft, face)).status_code == 404
    stranger.force_login(account("somebody@example.org"))
    assert stranger.get(address(draft, face)).status_code == 404
    let_in(stranger, finished())
    assert stranger.get(address(draft, face)).status_code == 404


@pytest.mark.parametrize("face", FACES)
def test_the_cookie_holder_gets_every_face(face: str) -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    response = client.get(address(draft, face))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("face", FACES)
def test_a_dead_link_opens_nothing_any_more(face: str) -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    Survey.objects.filter(pk=draft.survey_id).update(link_issue=2)
    assert client.get(address(draft, face)).status_code == 404


@pytest.mark.parametrize(
    "face",
    [
        "nobody/",
        "result.xlsx",
        "result.CSV",
        "planogram-wide.pdf",
        "planogram-tall.svg",
        "planogram-x.png",
    ],
)
def test_what_does_not_exist_is_404(face: str) -> None:
    draft = finished()
    group(draft.survey, 9)
    client = Client()
    let_in(client, draft)
    assert client.get(address(draft, face)).status_code == 404
    assert client.get(f"/r/{uuid4()}/{face}").status_code == 404


def test_a_result_is_read_only() -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    assert [client.post(address(draft, face)).status_code for face in FACES] == [405] * len(FACES)


def test_before_finish_the_page_leads_back_to_the_answers(executive: Executive) -> None:
    draft = executive.start()
    response = executive.client.get(executive.result)
    assert response.status_code == 302
    assert str(draft.survey.code) in response["Location"]
    assert draft.code in response["Location"]
    statuses = [executive.client.get(executive.result + face).status_code for face in FACES[1:]]
    assert statuses == [404] * 6


# --- what it says ---------------------------------------------------------------------------------------


def test_the_heading_starts_the_title() -> None:
    draft = finished()
    group(draft.survey, 9)
    group(draft.survey, 2, Voice.PEER)
    client = Client()
    let_in(client, draft)
    headings = []
    for face in ("", "team/", "peer/"):
        html = client.get(address(draft, face)).content.decode()
        assert html.split("<title>")[1].startswith(html.split("<h1>")[1].split("</h1>")[0])
        headings.append(heading(html))
    assert headings == [
        "Biggest gap: The customer’s whole path. You’re at level 2 and want level 5.",
        "12 practices share your team’s widest gap, too close to rank",
        "This round closed with 2 answers, too few to show",
    ]


def test_the_table_follows_the_picture_and_holds_the_numbers_of_the_csv() -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    html = client.get(address(draft)).content.decode()
    assert html.index("<svg") < html.index("</svg>") < html.index("<table>")
    rows = [row[:4] for row in tables(html)[1:]]
    exported = [row for row in csv_rows(as_executive(draft)) if row["voice"] == "executive"]
    by_name = {row["name"]: row for row in exported}
    assert len(rows) == len(exported) == 16
    for name, today, wanted, gap in rows:
        found = by_name[name]
        assert today == (found["today"] or {"dont_know": "don’t know", "": "—"}[found["no_level_today"]])
        assert wanted == (found["wanted"] or "—")
        signed = found["gap"] if not found["gap"] or float(found["gap"]) <= 0 else f"+{found['gap']}"
        assert gap == (signed or "—")


def test_the_teams_table_holds_the_numbers_of_the_csv() -> None:
    draft = finished()
    group(draft.survey, 7)
    client = Client()
    let_in(client, draft)
    rows = tables(client.get(address(draft, "team/")).content.decode())[1:]
    exported = {row["name"]: row for row in csv_rows(as_executive(draft)) if row["voice"] == "team"}
    assert len(rows) == len(exported) == 16
    for name, *cells in rows:
        found = exported[name]
        answers = found["answers"] if found["kind"] == "practice" else ""
        sides = [
            f"{found[side]} ± {found[f'half_{side}']}" if found[f"half_{side}"] else found[side]
            for side in ("today", "wanted", "gap")
        ]
        assert cells == [answers, *sides[:2], f"+{sides[2]}"]


def test_the_three_figures_stand_at_the_top() -> None:
    stats = re.findall(r'<p class="stat[^"]*"><b>(.*?)</b>(.*?)</p>', shown(), re.DOTALL)
    assert [number for number, _ in stats] == ["3.1", "4.5", "6"]
    assert [words(label).split(" by ")[0] for _, label in stats] == [
        "average today, of 5", "wanted", "of 12 practices two or more levels short",
    ]  # fmt: skip


def test_the_page_says_which_practices_and_when() -> None:
    today = timezone.localdate()
    assert f"Your view of the core 12, answered {today.day} {today:%B %Y}" in words(shown())
    full = words(shown({**MARKS, **dict.fromkeys(DEEPER, ("2", "4"))}))
    assert "Your view of all 24 practices" in full
    assert "Averages here and in words count the core practices only." in full


def test_names_that_look_like_markup_are_escaped() -> None:
    html = shown(name='<script>alert("1")</script> & Söhne')
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Söhne" in html


def test_no_style_and_no_script_stands_in_the_page() -> None:
    html = shown()
    assert re.findall(r"<[^>]* style=", html) == []
    assert re.findall(r"<[^>]* on\w+=", html) == []
    assert re.findall(r"<script(?![^>]* src=)", html) == []
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count('role="img"') == 2


# --- what may be done next ------------------------------------------------------------------------------


def test_a_change_after_finish_is_announced_until_it_is_finished() -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    notice = "What you changed counts once you finish again."
    assert notice not in words(client.get(address(draft)).content.decode())
    save_answer(draft=draft, practice="C2", current=side("1"), desired=side("5"))
    html = client.get(address(draft)).content.decode()
    assert notice in words(html)
    assert heading(html).startswith("Biggest gap: The customer’s whole path")
    assert client.post(f"/a/{draft.survey.code}/{draft.code}/finish/").status_code == 302
    html = client.get(address(draft)).content.decode()
    assert notice not in words(html)
    assert heading(html) == "Biggest gap: The person, not the segment. You’re at level 1 and want level 5."


def test_going_deeper_is_offered_then_gone_on_with_then_done() -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    deeper = f'action="/a/{draft.survey.code}/{draft.code}/deeper/"'
    html = client.get(address(draft)).content.decode()
    assert deeper in html
    assert "Go deeper, 12 more" in words(html)
    go_deeper(draft=draft)
    html = client.get(address(draft)).content.decode()
    assert deeper in html
    assert "Go on with the deeper practices" in words(html)
    assert "Your view of the core 12" in words(html)
    save_answer(draft=draft, practice="C1", current=side("1"), desired=side("2"))
    client.post(f"/a/{draft.survey.code}/{draft.code}/finish/")
    html = client.get(address(draft)).content.decode()
    assert deeper not in html
    assert "Your view of all 24 practices" in words(html)


def test_a_result_nobody_has_kept_offers_to_keep_it() -> None:
    html = shown()
    assert "Keep this result" in words(html)
    assert "Your assessments" not in words(html)


def test_the_account_that_keeps_it_sees_its_list_instead() -> None:
    draft = finished()
    client = Client()
    client.force_login(keep(draft))
    response = client.get(address(draft))
    text = words(response.content.decode())
    assert response.status_code == 200
    assert "Your assessments" in text
    assert "Keep this result" not in text
    assert f"closer_{draft.code}" in response.cookies, "so that it may go on answering from here"


def tabs(html: str) -> list[tuple[str, bool, str]]:
    """Where each tab leads, whether it is the one in use, and its name."""
    inside = html.split('class="tabs')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?>(.+?)</a>', inside)
    return [(url, bool(current), re.sub(r"<[^>]*>", "", name)) for url, current, name in found]


def test_each_voice_has_a_tab_that_says_how_far_it_is() -> None:
    draft = finished()
    client = Client()
    let_in(client, draft)
    assert tabs(client.get(address(draft)).content.decode()) == [
        (address(draft), True, "You"),
        (address(draft, "peer/"), False, "Peers, not asked"),
        (address(draft, "team/"), False, "Team, not asked"),
    ]
    group(draft.survey, 9)
    peers = group(draft.survey, 3, Voice.PEER, opened=False)
    Panel.objects.filter(pk=peers.pk).update(head_count=6)
    assert tabs(client.get(address(draft, "team/")).content.decode()) == [
        (address(draft), False, "You"),
        (address(draft, "peer/"), False, "Peers, 3 of 6"),
        (address(draft, "team/"), True, "Team, 9"),
    ]


# --- odd answers ----------------------------------------------------------------------------------------

ODD: dict[str, tuple[dict[str, tuple[str, str]], str, list[str], list[str]]] = {
    "all don’t know": (
        dict.fromkeys(CORE, ("dont_know", "no_view")),
        "You answered don’t know throughout, so there’s no gap to show",
        ["—", "—", "—"],
        ["No category has enough levels for an average."],
    ),
    "all skipped but one": (
        {"E8": ("2", "4")},
        "Biggest gap: What we learn changes what we do. You’re at level 2 and want level 4.",
        ["—", "—", "1"],
        ["No category has enough levels for an average."],
    ),
    "nothing applies": (
        dict.fromkeys(CORE, ("not_applicable", "not_applicable")),
        "You said that nothing here applies, so there’s no gap to show",
        ["—", "—", "—"],
        ["No category has enough levels for an average."],
    ),
    "five everywhere": (
        dict.fromkeys(CORE, ("5", "5")),
        "You’re where you’d like to be on every practice",
        ["5.0", "5.0", "0"],
        ["Knowing each customer: 5.0 today, 5.0 wanted. There’s no gap to close here."],
    ),
    "wanted below today": (
        dict.fromkeys(CORE, ("4", "2")),
        "You’re at or above where you’d like to be on every practice",
        ["4.0", "2.0", "0"],
        ["Knowing each customer: 4.0 today, 2.0 wanted. There’s no gap to close here."],
    ),
    "half of it": (
        dict.fromkeys(CORE[:6], ("2", "4")),
        "6 practices share your biggest gap, 2 levels",
        ["—", "—", "6"],
        ["Knowing each customer: 2.0 today, 4.0 wanted. The gaps are alike, 2 levels each."],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_answers_come_out_right(name: str) -> None:
    marks, finding, stats, sentences = ODD[name]
    html = shown(marks, picks=())
    assert heading(html) == finding
    assert re.findall(r'<p class="stat[^"]*"><b>(.*?)</b>', html) == stats
    text = words(html)
    assert all(sentence in text for sentence in sentences)
    assert not re.search(r"None|\bnan\b|\{|%\(", text)
    assert ("Is " in text and " good?" in text) == (stats[0] != "—")
    assert ("What the next level looks like" in text) == (finding.startswith(("Biggest", "6 ")))
    assert ("widest gap first" in text) == (stats[2] != "—")


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("", "closer-round-1"),
        ("../../x", "closer-x-round-1"),
        ('a"b\r\nSet-Cookie: c=1', "closer-ab-set-cookie-c1-round-1"),
        ("🙂 日本", "closer-round-1"),
        ("Müller & Söhne", "closer-muller-sohne-round-1"),
        ("x" * 120, f"closer-{'x' * 60}-round-1"),
        ("ab " * 100, f"closer-{'ab-' * 19}ab-round-1"),
        ("a" * 59 + " b", f"closer-{'a' * 59}-round-1"),
    ],
)
def test_file_names_are_safe_whatever_the_organisation_is_called(name: str, file: str) -> None:
    assert reports.file_name(name, 1, None) == file


def test_files_come_as_downloads_of_their_kind() -> None:
    draft = finished(name="Acme Ltd")
    client = Client()
    let_in(client, draft)

    def described(face: str) -> tuple[str, str]:
        response: HttpResponse = client.get(address(draft, face))  # type: ignore[assignment]
        return response["Content-Type"], response["Content-Disposition"]

    stem = 'attachment; filename="closer-acme-ltd-round-1'
    assert [described(face) for face in FACES[1:]] == [
        ("text/csv; charset=utf-8", f'{stem}.csv"'),
        ("application/json", f'{stem}.json"'),
        ("image/svg+xml", f'{stem}-planogram-wide.svg"'),
        ("image/png", f'{stem}-planogram-wide.png"'),
        ("image/svg+xml", f'{stem}-planogram-phone.svg"'),
        ("image/png", f'{stem}-planogram-phone.png"'),
    ]


@pytest.mark.parametrize(
    ("page", "offered"),
    [
        ("team/", ["team/planogram", "team/gaps"]),
        ("peer/", ["peer/planogram"]),
        ("voices/", ["team/profile", "team/perception"]),
    ],
)  # fmt: skip
def test_every_picture_of_a_group_may_be_taken_along_in_every_kind(page: str, offered: list[str]) -> None:
    draft = finished(name="Acme Ltd")
    group(draft.survey, 7, Voice.PEER if page.startswith("peer") else Voice.TEAM)
    client = Client()
    let_in(client, draft)
    html = client.get(address(draft, page)).content.decode()
    links = re.findall(r'(?:formaction|action)="[^"]*/((?:team|peer)/[\w-]+\.\w+)"', html)
    kinds = (".csv", "-wide.png", "-wide.svg", "-phone.png")
    assert links == [f"{one}{kind}" for one in offered for kind in kinds]
    for link in links:
        own = "perception" in link or "profile" in link  # a profile of one voice is none
        answer = client.get(address(draft, link))
        assert answer.status_code == (404 if own else 200), link  # own marks leave only by the tick
        response = client.get(address(draft, f"{link}?own=1"))
        assert response.status_code == 200
        if link.endswith(".svg"):
            assert "Acme Ltd · " in html_module.unescape(response.content.decode())


def test_a_part_that_shows_nothing_says_so_where_it_is_linked() -> None:
    draft = finished()
    panel = group(draft.survey, 7)
    panel.segments = {"department": ["Sales", "Service"]}
    panel.save()
    client = Client()
    let_in(client, draft)
    page = client.get(address(draft, "parts/department/")).content.decode()
    assert heading(page) == "Nothing can be shown here: the groups are too small"
    assert "2 groups are hidden to protect small groups." in words(page)


def test_csv_and_json_say_the_same() -> None:
    draft = finished()
    group(draft.survey, 9)
    client = Client()
    let_in(client, draft)
    content = json.loads(client.get(address(draft, "result.json?own=1")).content)
    rows = [row for row in csv_rows(as_executive(draft)) if row["kind"] == "practice"]
    practices = [(part["voice"], row) for part in content["voices"] for row in part["practices"]]
    assert len(rows) == len(practices) == 24
    for (voice, found), row in zip(practices, rows, strict=True):
        numbers = ["" if found[name] is None else str(found[name]) for name in ("today", "wanted", "gap")]
        assert [voice, found["code"], *numbers] == [
            row[key] for key in ("voice", "code", "today", "wanted", "gap")
        ]
