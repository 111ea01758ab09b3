"""A Report says what its reader may know: own marks to oneself, groups only where they are large enough."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assessment import remembered, report
from assessment.exports import csv as csv_export
from assessment.rows import PracticeRow, Report, VoiceView
from surveys.choices import Voice
from surveys.instruments import of_survey
from surveys.links import draw_result_code
from surveys.models import Answer, Draft, Panel, Release, Response, Survey
from tests import oracles, voices
from tests.assessment.surveyed import (
    as_consultant,
    as_executive,
    as_member,
    csv_rows,
    finished,
    json_content,
    reply,
    shared,
)
from tests.factories import CORE, DEEPER, MARKS, group, open_group
from tests.surveys.people import account, let_in

pytestmark = pytest.mark.django_db
Counter = Callable[[Callable[[], object]], list[str]]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
ROOT = Path(report.__file__).parent
GROUP_FACES = (
    "team/", "peer/", "parts/department/", "result.csv", "result.json", "team/planogram-wide.svg",
    "team/planogram-phone.svg", "team/gaps-wide.svg", "team/gaps-phone.svg",
    "team/parts-department-wide.svg", "peer/planogram-wide.svg",
)  # fmt: skip


def page(draft: Draft, voice: str = "") -> str:
    """What the executive's browser is shown, without the token that differs each time."""
    client = Client()
    let_in(client, draft)
    response = client.get(f"/r/{draft.survey.code}/" + (f"{voice}/" if voice else ""))
    assert response.status_code == 200
    return TOKEN.sub("", response.content.decode())


def main_part(html: str) -> str:
    return html.split('<main id="main"')[1].split(">", 1)[1].split("</main>")[0]


def faces_of_team(draft: Draft, voice: str = Voice.TEAM) -> tuple[str, str, str]:
    """The team's part of the page, of the CSV and of the JSON."""
    made = as_executive(draft)
    lines = [line for line in csv_export.write(made).decode().splitlines() if line.startswith(voice)]
    voices = {part["voice"]: part for part in json_content(made)["voices"]}
    return main_part(page(draft, voice)), "\n".join(lines), json.dumps(voices[voice])


def view_of(made: Report, voice: str) -> VoiceView:
    view = made.view(voice)
    assert view is not None
    return view


def levels_of(draft: Draft, voice: str, code: str) -> list[tuple[int, int]]:
    """Today and wanted of everybody with both, by a plain loop over the rows."""
    pairs = []
    for answer in Answer.objects.select_related("practice", "response"):
        right = answer.response.survey_id == draft.survey_id and answer.response.voice == voice
        if right and answer.practice.code == code and answer.current and answer.desired:
            pairs.append((answer.current, answer.desired))
    return pairs


def tenth(value: Fraction) -> Decimal:
    """Rounded half up to one decimal."""
    rounded = oracles.half_up(float(value), 1)
    return Decimal(rounded.numerator) / Decimal(rounded.denominator)


# --- own marks ------------------------------------------------------------------------------------------


def test_the_executive_sees_the_own_marks() -> None:
    view = view_of(as_executive(finished()), Voice.EXECUTIVE)
    shown = {row.code: (row.today, row.wanted) for row in view.practices}
    for code, marks in MARKS.items():
        expected = tuple(Decimal(mark) if mark.isdigit() else None for mark in marks)
        assert shown[code] == expected
    assert len(shown) == 12
    assert [row.code for row in view.practices if row.picked] == ["E5", "E6", "P3"]
    assert view.answered == 1
    assert view.finding == "Biggest gap: The customer’s whole path. You’re at level 2 and want level 5."


def test_the_executives_scores_leave_out_what_has_no_level() -> None:
    view = view_of(as_executive(finished()), Voice.EXECUTIVE)
    found = {score.code: (score.today, score.wanted, score.gap, score.used) for score in view.categories}
    # E: (2+2+3+3)/4 and (4+5+5+4)/4; P without P7: (4+3+4)/3 and (5+5+4)/3
    assert found["C"] == (Decimal("3.0"), Decimal("4.3"), Decimal("1.3"), 4)
    assert found["E"] == (Decimal("2.5"), Decimal("4.5"), Decimal("2.0"), 4)
    assert found["P"] == (Decimal("3.7"), Decimal("4.7"), Decimal("1.0"), 3)
    assert view.overall is not None
    # (3 + 2.5 + 3.666…) / 3 and (4.25 + 4.5 + 4.666…) / 3
    assert (view.overall.today, view.overall.wanted) == (Decimal("3.1"), Decimal("4.5"))


def test_deeper_practices_have_rows_but_change_no_score() -> None:
    core = view_of(as_executive(finished()), Voice.EXECUTIVE)
    full = view_of(as_executive(finished({**MARKS, **dict.fromkeys(DEEPER, ("1", "5"))})), Voice.EXECUTIVE)
    assert len(full.practices) == 24
    assert full.deeper
    assert not core.deeper
    assert full.categories == core.categories
    assert full.overall == core.overall


def test_the_steps_are_the_next_levels_of_the_widest_gaps_picks_first() -> None:
    steps = view_of(as_executive(finished()), Voice.EXECUTIVE).steps
    assert [step.practice for step in steps] == [
        "The customer’s whole path", "Service without starting over", "Able to help on the spot",
    ]  # fmt: skip
    assert steps[0].way == "From level 2 (here and there) to level 3 (agreed way)"


def test_the_organisations_words_fill_the_level_texts() -> None:
    draft = finished({"C4": ("2", "5"), "C2": ("3", "3")})
    draft.survey.customers = "guests"
    step = view_of(as_executive(draft), Voice.EXECUTIVE).steps[0]
    assert "guests" in step.level_text
    assert "{" not in step.level_text


# --- whom own marks leave for -----------------------------------------------------------------------------


def test_a_consultant_without_the_tick_has_no_own_voice_in_any_face() -> None:
    draft = finished()
    group(draft.survey, 9)
    made = as_consultant(draft)
    assert [view.voice for view in made.views] == [Voice.PEER, Voice.TEAM]
    assert {line["voice"] for line in csv_rows(made)} == {"peer", "team"}
    assert [part["voice"] for part in json_content(made)["voices"]] == ["peer", "team"]
    assert "dont_know" not in csv_export.write(made).decode()
    assert made.compared == ()
    assert not made.yours


def test_a_consultant_with_the_tick_reads_of_the_executive_and_never_of_themselves() -> None:
    draft = finished(name="Acme")
    group(draft.survey, 9)
    made = as_consultant(draft, own_marks=True)
    own = view_of(made, Voice.EXECUTIVE)
    assert {row.code: row.today for row in own.practices} == {
        row.code: row.today for row in view_of(as_executive(draft), Voice.EXECUTIVE).practices
    }
    assert own.name == "Executive"
    assert own.finding == "Widest gap in the executive’s eyes: The customer’s whole path, 3 levels"
    assert own.headline == ""
    said = [own.finding, *own.sentences, own.chart_title, own.chart_desc, own.footer]
    assert not [text for text in said if re.search(r"\b(you|your|you’re)\b", text, re.IGNORECASE)]
    assert len(made.compared) == 12


def own_marks_to(draft: Draft, level: int) -> None:
    """Turn the executive's marks, as if they had been others from the start."""
    marks = Answer.objects.filter(response__survey=draft.survey, response__voice=Voice.EXECUTIVE)
    assert marks.update(
        current=level, current_reason="", desired=min(5, level + 1), desired_reason="", picked=False
    )
    remembered.pages.forget()


def parted_team(draft: Draft) -> Panel:
    """An open team of two departments and four peers: everything that a result has."""
    panel = group(draft.survey, 0, opened=False)
    Panel.objects.filter(pk=panel.pk).update(segments={"department": ["Sales", "Kitchen", "Board"]})
    for person in range(14):
        marks = {
            code: (str(1 + (person + at) % 4), str(min(5, 1 + (person + at) % 4 + (person * (at + 1)) % 3)))
            for at, code in enumerate(CORE)
        }
        reply(draft.survey, Voice.TEAM, marks, department="Sales" if person % 2 else "Kitchen")
    group(draft.survey, 4, Voice.PEER)
    return open_group(panel)


def answers(client: Client, draft: Draft, faces: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Status and content of each address of the result, without the token that differs each time."""
    found = {}
    for face in faces:
        response = client.get(f"/r/{draft.survey.code}/{face}")
        found[face] = (response.status_code, TOKEN.sub("", response.content.decode()))
    return found


def consultant_of(draft: Draft, own_marks: bool) -> Client:
    client = Client()
    client.force_login(account("ada@example.org"))
    shared(draft, own_marks)
    return client


CONSULTANT_FACES = (
    "", *GROUP_FACES, "result.csv?own=1", "result.json?own=1", "team/gaps-wide.svg?own=1",
    "team/planogram-wide.svg?own=1",
)  # fmt: skip
OWN_FACES = (
    "executive/", "planogram-wide.svg", "executive/planogram-wide.svg?own=1", "team/perception-wide.svg",
    "team/perception-wide.svg?own=1", "team/perception-phone.svg?own=1",
)  # fmt: skip


def test_without_the_tick_nothing_a_consultant_can_reach_changes_with_the_executives_marks() -> None:
    draft = finished()
    parted_team(draft)
    client = consultant_of(draft, own_marks=False)
    own_marks_to(draft, 1)
    low = answers(client, draft, CONSULTANT_FACES)
    assert {status for status, _ in low.values()} == {200}
    own_marks_to(draft, 4)
    assert answers(client, draft, CONSULTANT_FACES) == low
    assert {status for status, _ in answers(client, draft, OWN_FACES).values()} == {404}


def test_with_the_tick_a_consultant_sees_the_executives_marks() -> None:
    draft = finished()
    parted_team(draft)
    client = consultant_of(draft, own_marks=True)
    faces = (
        "executive/", "planogram-wide.svg", "team/", "result.csv?own=1", "result.json?own=1",
        "team/gaps-wide.svg?own=1", "team/perception-wide.svg?own=1",
    )  # fmt: skip
    own_marks_to(draft, 1)
    low = answers(client, draft, faces)
    own_marks_to(draft, 4)
    high = answers(client, draft, faces)
    assert {status for status, _ in (*low.values(), *high.values())} == {200}
    assert [face for face in faces if low[face] == high[face]] == []
    assert client.get(f"/r/{draft.survey.code}/result.csv").content.count(b"executive") == 0


def test_the_executives_files_hold_no_own_mark_without_the_tick() -> None:
    draft = finished()
    parted_team(draft)
    client = Client()
    let_in(client, draft)
    files = [face for face in GROUP_FACES if not face.endswith("/")]
    ticked = [f"{face}?own=1" for face in ("result.csv", "result.json", "team/gaps-wide.svg")]
    own_marks_to(draft, 1)
    low, low_ticked = answers(client, draft, files), answers(client, draft, ticked)
    own_marks_to(draft, 4)
    assert answers(client, draft, files) == low
    assert {status for status, _ in low.values()} == {200}
    assert [face for face, found in answers(client, draft, ticked).items() if found == low_ticked[face]] == []


def test_the_own_page_offers_its_files_with_the_own_marks() -> None:
    draft = finished()
    html = page(draft)
    for kind in ("csv", "json"):
        assert f'href="/r/{draft.survey.code}/result.{kind}?own=1"' in html


def own_page(draft: Draft, client: Client | None = None) -> str:
    """The own page's main part as its reader sees it."""
    if client is None:
        return main_part(page(draft))
    return main_part(client.get(f"/r/{draft.survey.code}/executive/").content.decode())


def kept_by_account(draft: Draft) -> Client:
    user = account("owner@example.org")
    Survey.objects.filter(pk=draft.survey_id).update(executive=user, link_hash=None)
    client = Client()
    client.force_login(user)
    return client


def buttons(html: str) -> list[str]:
    """The words of everything that looks like a button, in order; a primary one starts with a star."""
    found = re.findall(r'<(?:a|button)[^>]*class="(button[^"]*)"[^>]*>(.*?)</', html, re.DOTALL)
    return [("" if "secondary" in kind else "*") + words for kind, words in found]


def test_the_own_page_offers_one_next_step_as_its_primary_button() -> None:
    draft = finished()
    client = kept_by_account(draft)
    assert buttons(own_page(draft, client)) == ["*Ask your peers", "Go deeper, 12 more"]
    group(draft.survey, 2, Voice.PEER, opened=False)
    assert buttons(own_page(draft, client)) == ["*Ask your team", "Go deeper, 12 more"]
    group(draft.survey, 2, opened=False)
    assert buttons(own_page(draft, client)) == ["*Share with a consultant", "Go deeper, 12 more"]


def test_once_results_are_open_the_next_step_is_to_show_a_board() -> None:
    draft = finished()
    client = kept_by_account(draft)
    group(draft.survey, 6)
    group(draft.survey, 2, Voice.PEER, opened=False)
    assert buttons(own_page(draft, client)) == ["*The page for the board"]
    assert f'href="/r/{draft.survey.code}/board/">The page for the board' in own_page(draft, client)


def test_who_came_without_an_account_is_asked_to_keep_the_result_first() -> None:
    assert buttons(own_page(finished())) == ["*Keep this result", "Go deeper, 12 more"]


def test_once_a_groups_results_are_open_the_own_answers_can_only_be_looked_at() -> None:
    draft = finished()
    client = kept_by_account(draft)
    assert "Look at your answers or change them" in own_page(draft, client)
    group(draft.survey, 6)
    html = own_page(draft, client)
    assert buttons(html) == ["*Ask your peers"]
    assert "change them" not in html
    assert "your own answers are locked" in html
    assert f"/a/{draft.survey.code}/{draft.code}/" not in html


def test_a_consultant_is_offered_nothing_to_do_and_is_not_spoken_to_as_the_executive() -> None:
    draft = finished({**MARKS, "C2": ("5", "3")})
    group(draft.survey, 6)
    html = own_page(draft, consultant_of(draft, own_marks=True))
    ours = html.split('<div class="steps">')[0] + html.split("</section>", 2)[-1]  # steps quote the practices
    said = " ".join(re.sub(r"<(svg|script).*?</\1>|<[^>]*>", " ", ours, flags=re.DOTALL).split())
    drawn = " ".join(re.findall(r"<(?:title|desc)[^>]*>(.*?)</", html, re.DOTALL))
    assert buttons(html) == []
    assert "<form" not in html
    assert "The executive’s planogram" in said
    assert re.findall(r"\b(?:you|your|yours|you’\w+)\b", f"{said} {drawn}", re.IGNORECASE) == []


# --- small groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [0, 1, 2, 3, 4])
def test_a_team_below_five_is_empty_in_every_face(people: int) -> None:
    """How many have answered is told before and after closing; nothing that anybody answered is."""
    draft = finished()
    group(draft.survey, people)
    assert not Release.objects.exists()
    html, csv, content = faces_of_team(draft)
    told = set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html)))
    assert told == {str(people), "5"}, "how many answered and the threshold, nothing else"
    assert "table" not in html
    assert re.findall(r"\d", csv) == []
    part = json.loads(content)
    assert (part.pop("smallest_group"), part.pop("answers")) == (5, people)
    assert re.findall(r"\d", json.dumps(part)) == []
    assert part["practices"] == part["categories"] == part["parts"] == []
    assert (part["state"], part["in_the_averages"], part["overall"], part["finding"]) == (
        "too_few", None, None, None,
    )  # fmt: skip


def test_four_people_and_one_look_alike_but_for_their_number() -> None:
    draft = finished()
    group(draft.survey, 1)
    one = faces_of_team(draft)
    for person in range(3):
        reply(draft.survey, Voice.TEAM, {code: (str(person + 1), "5") for code in CORE})
    four = faces_of_team(draft)
    assert four != one
    swapped = [
        face.replace("with 4 answers", "with 1 answer")
        .replace("Team, 4 answers", "Team, 1 answer")
        .replace("Team, 4", "Team, 1")
        .replace('"answers": 4', '"answers": 1')
        for face in four
    ]
    assert tuple(swapped) == one


def test_a_team_of_five_shows_the_means_of_its_five_people() -> None:
    draft = finished()
    group(draft.survey, 5)
    view = view_of(as_executive(draft), Voice.TEAM)
    assert (view.state, view.answered) == ("open", 5)
    assert [row.code for row in view.practices] == list(CORE)
    by_category: dict[str, list[Fraction]] = {}
    for row in view.practices:
        pairs = levels_of(draft, Voice.TEAM, row.code)
        assert len(pairs) == row.n == 5
        today, wanted = (Fraction(sum(pair[side] for pair in pairs), 5) for side in (0, 1))
        assert (row.today, row.wanted) == (tenth(today), tenth(wanted))
        assert row.gap == tenth(wanted) - tenth(today)
        by_category.setdefault(row.category, []).append(today)
    means = {code: sum(values, Fraction(0)) / len(values) for code, values in by_category.items()}
    assert [score.today for score in view.categories] == [tenth(means[code]) for code in ("C", "E", "P")]
    assert view.overall is not None
    assert view.overall.today == tenth(sum(means.values(), Fraction(0)) / 3)


def test_fifty_people_of_a_voice_that_is_not_opened_show_nothing() -> None:
    draft = finished()
    panel = group(draft.survey, 0, opened=False)
    html, csv, content = faces_of_team(draft)
    assert "No answers yet" in html
    assert json.loads(content)["state"] == "waiting"
    for _ in range(50):
        reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("2", "4")))
    html, again, content = faces_of_team(draft)
    assert again == csv
    planner = re.search(r'<section aria-labelledby="planner-heading">.*?</section>', html, re.DOTALL)
    assert planner is not None  # what it says follows from how many have answered
    assert set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html.replace(planner[0], "")))) == {"50"}
    part = json.loads(content)
    assert (part.pop("state"), part.pop("answers"), part.pop("smallest_group")) == ("ready", 50, 5)
    assert re.findall(r"\d", json.dumps(part)) == []
    assert Panel.objects.get(pk=panel.pk).opened_at is None


def test_a_practice_with_too_few_pairs_is_hidden_in_every_face() -> None:
    draft = finished()
    panel = group(draft.survey, 4, opened=False)
    reply(draft.survey, Voice.TEAM, {code: ("2", "4" if code != "C4" else "no_view") for code in CORE})
    open_group(panel)
    view = view_of(as_executive(draft), Voice.TEAM)
    hidden = next(row for row in view.practices if row.code == "C4")
    assert hidden.hidden
    assert (hidden.n, hidden.today, hidden.wanted, hidden.gap, hidden.picked) == (None,) * 5
    assert [row.code for row in view.practices if row.hidden] == ["C4"]
    html, csv, content = faces_of_team(draft)
    line = next(line for line in csv.splitlines() if ",C4," in line)
    words = "team,practice,C4,What customers feel and say,core,,,,,,,,hidden to protect a small group"
    assert line == words + "," * 17
    row = re.search(r"<tr><th[^>]*>What customers feel and say</th>(.*?)</tr>", html, re.DOTALL)
    assert row is not None
    assert re.sub(r"<[^>]*>", "", row[1]).strip() == "too few answers"
    part = next(part for part in json.loads(content)["practices"] if part["code"] == "C4")
    assert (part["hidden"], part["answers"], part["today"], part["gap"]) == (True, None, None, None)
    others = [levels_of(draft, Voice.TEAM, code) for code in ("C2", "C7", "C8")]
    mean = sum(Fraction(sum(today for today, _ in pairs), len(pairs)) for pairs in others) / 3
    assert view.categories[0].today == tenth(mean)
    assert view.categories[0].used == 3


def test_a_category_with_most_practices_hidden_has_no_average_and_so_has_the_whole() -> None:
    draft = finished()
    panel = group(draft.survey, 4, opened=False)
    known = {code: ("2", "4") for code in CORE if code not in ("C2", "C4", "C7")}
    reply(draft.survey, Voice.TEAM, {**known, **dict.fromkeys(("C2", "C4", "C7"), ("dont_know", "4"))})
    open_group(panel)
    view = view_of(as_executive(draft), Voice.TEAM)
    assert (view.categories[0].today, view.categories[0].wanted, view.categories[0].gap) == (None, None, None)
    assert view.categories[1].today is not None
    assert view.overall is not None
    assert view.overall.today is None
    assert "C2" not in view.top


def test_a_survey_may_ask_for_more_people_than_five() -> None:
    draft = finished()
    panel = group(draft.survey, 6, opened=False)
    Panel.objects.filter(pk=panel.pk).update(threshold=7)
    open_group(panel)
    assert not Release.objects.exists()
    assert view_of(as_executive(draft), Voice.TEAM).state == "too_few"


def test_a_group_is_shown_the_practices_of_its_form_only() -> None:
    draft, other = finished(), finished()
    group(other.survey, 6)
    assert len(view_of(as_executive(other), Voice.TEAM).practices) == 12
    panel = group(draft.survey, 6, opened=False)
    Panel.objects.filter(pk=panel.pk).update(form="full")
    open_group(panel)
    rows = view_of(as_executive(draft), Voice.TEAM).practices
    assert len(rows) == 24
    assert all(row.hidden for row in rows if not row.core)


def test_a_groups_gap_is_named_only_where_the_answers_carry_it() -> None:
    """Nine people with gaps all over the place: nothing is told apart, so nothing is named or tinted."""
    draft = finished()
    group(draft.survey, 9)
    view = view_of(as_executive(draft), Voice.TEAM)
    assert len(view.top) > 3
    assert not [row.name for row in view.practices if row.name in view.finding]
    assert "widest" not in {row.emphasis for row in view.practices}
    assert (view.sentences, view.headline, view.steps) == ((), "", ())


def test_the_practice_a_team_clearly_wants_most_of_is_named_and_tinted() -> None:
    draft = finished()
    panel = group(draft.survey, 0, opened=False)
    for person in range(12):
        wide = {"E5": ("1" if person % 2 else "2", "5" if person % 3 else "4")}
        marks = {code: (str(2 + person % 2), str(3 + (person // 2 + at) % 2)) for at, code in enumerate(CORE)}
        reply(draft.survey, Voice.TEAM, marks | wide)
    open_group(panel)
    view = view_of(as_executive(draft), Voice.TEAM)
    assert view.top == ("E5",)
    assert view.finding == "Widest gap in your team’s eyes: The customer’s whole path, 3.2 levels"
    assert [row.code for row in view.practices if row.emphasis == "widest"] == ["E5"]
    theirs = view_of(as_consultant(draft), Voice.TEAM)
    assert theirs.finding == "Widest gap in the team’s eyes: The customer’s whole path, 3.2 levels"


# --- peers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "state"), [(3, "too_few"), (4, "open")])
def test_peers_are_shown_from_four(people: int, state: str) -> None:
    draft = finished()
    group(draft.survey, people, Voice.PEER)
    assert view_of(as_executive(draft), Voice.PEER).state == state


def test_three_peers_are_empty_in_every_face() -> None:
    draft = finished()
    group(draft.survey, 3, Voice.PEER)
    html, csv, content = faces_of_team(draft, Voice.PEER)
    assert set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html))) == {"3", "4"}
    assert re.findall(r"\d", csv) == []
    assert re.findall(r'"\w+": \d', content) == ['"smallest_group": 4', '"answers": 3']
    assert len(re.findall(r"\d", content)) == 2


def test_peers_who_came_by_a_link_open_from_five() -> None:
    draft = finished()
    panel = group(draft.survey, 4, Voice.PEER, opened=False)
    Panel.objects.filter(pk=panel.pk).update(way="link")
    open_group(panel)
    view = view_of(as_executive(draft), Voice.PEER)
    assert (view.state, view.smallest, view.practices) == ("too_few", 5, ())
    reply(draft.survey, Voice.PEER, dict.fromkeys(CORE, ("2", "4")))
    open_group(panel)
    assert view_of(as_executive(draft), Voice.PEER).state == "open"


def test_peers_are_shown_to_the_nearest_half_level_without_counts() -> None:
    draft = finished()
    panel = group(draft.survey, 0, Voice.PEER, opened=False)
    marks = {
        "C2": ["1", "1", "1", "1"],
        "C4": ["2", "2", "2", "3"],
        "C7": ["5", "5", "5", "4"],
        "C8": list("2233"),
    }
    for person in range(4):
        reply(
            draft.survey,
            Voice.PEER,
            {code: (given[person], "5") for code, given in marks.items()},
            picks=["C4"],
        )
    open_group(panel)
    view = view_of(as_executive(draft), Voice.PEER)
    shown = {
        row.code: (str(row.today), str(row.wanted), str(row.gap)) for row in view.practices if not row.hidden
    }
    assert shown == {
        "C2": ("1.5", "4.5", "3.0"), "C4": ("2.5", "4.5", "2.0"),
        "C7": ("4.5", "4.5", "0.0"), "C8": ("2.5", "4.5", "2.0"),
    }  # fmt: skip
    assert {(row.n, row.picked, row.half_gap) for row in view.practices} == {(None, None, None)}
    assert "widest" not in {row.emphasis for row in view.practices}, "half levels carry no order"
    html, csv, content = faces_of_team(draft, Voice.PEER)
    assert "1.5 or less" in html
    assert "4.5 or more" in html
    assert "Answers</th>" not in html
    assert (
        "peer,practice,C4,What customers feel and say,core,,2.5,4.5,2.0,,,,to the nearest half level" in csv
    )
    assert json.loads(content)["nearest_half_level"] is True


# --- voices side by side --------------------------------------------------------------------------------


def test_voices_are_never_pooled() -> None:
    draft = finished()
    group(draft.survey, 6)
    before = view_of(as_executive(draft), Voice.TEAM)
    group(draft.survey, 8, Voice.PEER)
    assert view_of(as_executive(draft), Voice.TEAM) == before
    assert view_of(as_executive(draft), Voice.EXECUTIVE).answered == 1


def test_peers_and_team_leave_the_executives_part_of_every_face_as_it_was() -> None:
    draft = finished()
    alone, made = page(draft), as_executive(draft)
    csv, content = csv_rows(made), json_content(made)
    group(draft.survey, 9)
    group(draft.survey, 5, Voice.PEER)
    both = page(draft)
    moved = r'<nav class="tabs.*?</nav>|<div class="todo.*?</div>'  # where to go on, and what to change
    assert re.sub(moved, "", both, flags=re.DOTALL) == re.sub(moved, "", alone, flags=re.DOTALL)
    assert re.findall(moved, both, re.DOTALL) != re.findall(moved, alone, re.DOTALL)
    made = as_executive(draft)
    assert csv_rows(made)[:16] == csv[:16]
    assert [line["voice"] for line in csv] == ["executive"] * 16 + ["peer", "team"]
    assert len(csv_rows(made)) == 16 * 3
    assert json_content(made)["voices"][0] == content["voices"][0]
    assert len(json_content(made)["voices"]) == 3


# --- stored, never worked out again -----------------------------------------------------------------------


def test_whatever_happens_to_the_answers_an_open_result_stays_as_it_is_to_the_byte() -> None:
    draft = finished()
    parted_team(draft)
    client = Client()
    let_in(client, draft)
    before = answers(client, draft, GROUP_FACES)
    assert {status for status, _ in before.values()} == {200}
    for voice in (Voice.TEAM, Voice.PEER):
        segments = {"department": "Sales"} if voice == Voice.TEAM else {}
        reply(draft.survey, voice, dict.fromkeys(CORE, ("1", "5")), picks=["C2"], **segments)
    remembered.pages.forget()
    assert answers(client, draft, GROUP_FACES) == before
    group_answers = Response.objects.filter(survey=draft.survey).exclude(voice=Voice.EXECUTIVE)
    assert group_answers.count() == 20
    group_answers.delete()
    remembered.pages.forget()
    assert answers(client, draft, GROUP_FACES) == before


def test_what_is_shown_is_what_was_kept() -> None:
    """The test above can fail: other kept numbers are other faces."""
    draft = finished()
    panel = group(draft.survey, 9)
    before = faces_of_team(draft)
    release = Release.objects.get(panel=panel)
    release.results["practices"]["C2"]["today"] = "1.1"
    release.save()
    remembered.pages.forget()
    after = faces_of_team(draft)
    assert [face for face, other in zip(before, after, strict=True) if face == other] == []


# --- somebody of a group ----------------------------------------------------------------------------------


def team_of(draft: Draft, people: int, marks: Mapping[str, tuple[str, str]] | None = None) -> Response:
    """An open team of so many people, the last of them with these marks; the last one's response."""
    panel = group(draft.survey, people - 1, opened=False)
    last = reply(draft.survey, Voice.TEAM, marks or dict.fromkeys(CORE, ("2", "5")))
    open_group(panel)
    return last


def test_a_member_sees_the_own_marks_alone_until_results_are_open() -> None:
    draft = finished()
    group(draft.survey, 9, opened=False)
    one = reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("2", "5")), picks=["E5"])
    made = as_member(one)
    assert [(view.voice, view.own) for view in made.views] == [("team", True)]
    assert {(row.today, row.wanted) for row in made.views[0].practices} == {(Decimal(2), Decimal(5))}
    assert [row.code for row in made.views[0].practices if row.picked] == ["E5"]
    assert made.compared == ()


@pytest.mark.parametrize(("people", "seen"), [(5, 0), (6, 12)])
def test_a_member_of_a_team_sees_its_total_from_one_more_than_the_threshold(people: int, seen: int) -> None:
    draft = finished()
    made = as_member(team_of(draft, people))
    own, team = made.views
    assert own.own
    assert len(own.practices) == 12
    assert (team.own, team.state, len(team.practices)) == (False, "open", seen)
    assert len(made.compared) == seen
    assert len(view_of(as_executive(draft), Voice.TEAM).practices) == 12


@pytest.mark.parametrize(("people", "seen"), [(4, 0), (5, 12)])
def test_a_peer_sees_half_levels_from_one_more_than_the_threshold(people: int, seen: int) -> None:
    draft = finished()
    panel = group(draft.survey, people - 1, Voice.PEER, opened=False)
    one = reply(draft.survey, Voice.PEER, dict.fromkeys(CORE, ("2", "5")))
    open_group(panel)
    peers = as_member(one).views[1]
    assert len(peers.practices) == seen
    assert all(row.today is not None and row.today * 2 == int(row.today * 2) for row in peers.practices)
    assert {row.n for row in peers.practices} <= {None}


def test_a_practice_that_exactly_the_threshold_answered_is_hidden_from_a_member_alone() -> None:
    draft = finished()
    panel = group(draft.survey, 4, opened=False)
    for _ in range(2):
        reply(draft.survey, Voice.TEAM, {**dict.fromkeys(CORE, ("2", "5")), "C4": ("dont_know", "5")})
    one = reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("3", "4")))
    open_group(panel)
    shown = {row.code: row.n for row in view_of(as_executive(draft), Voice.TEAM).practices}
    assert (shown["C4"], shown["C2"]) == (5, 7)
    team = as_member(one).views[1]
    assert [row.code for row in team.practices] == [code for code in CORE if code != "C4"]


def test_a_member_sees_the_total_of_the_own_voice_only() -> None:
    draft = finished()
    parted_team(draft)
    one = Response.objects.filter(voice=Voice.TEAM).first()
    assert one is not None
    assert view_of(as_executive(draft), Voice.TEAM).splits
    made = as_member(one)
    own, team = made.views
    assert (own.voice, team.voice) == ("team", "team")
    assert (team.splits, team.categories, team.overall) == ((), (), None)
    assert {(row.peers_today, row.peers_wanted) for row in made.compared} == {(None, None)}
    rows = {row.code: row for row in view_of(as_executive(draft), Voice.TEAM).practices}
    for row in made.compared:
        assert (row.team_today, row.team_wanted) == (rows[row.code].today, rows[row.code].wanted)
        mine = next(answer for answer in one.answers.all() if answer.practice.code == row.code)
        assert row.own_today == mine.current


@pytest.mark.usefixtures("nothing_drawn")
def test_a_members_picture_is_never_kept() -> None:
    """A drawing on the disk, with its time, would say when somebody finished."""
    panel = voices.asked_team(7)
    code = draw_result_code()
    for person, invited in enumerate(voices.invitations(panel)):
        voices.answer(invited, person, code=code if person == 3 else "")
    before = Client().post("/mine/", {"result_code": code})
    open_group(panel)
    after = Client().post("/mine/", {"result_code": code})
    assert (before.status_code, after.status_code) == (200, 200)
    assert "<svg" in after.content.decode()
    assert "Results are open" in after.content.decode()
    assert list(Path(settings.DRAWN_DIR).glob("*")) == []


# --- what it costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [5, 40])
def test_a_report_takes_few_statements_however_many_answered(count_statements: Counter, people: int) -> None:
    draft = finished()
    readers: dict[str, Callable[[], Report]] = {
        "executive": lambda: as_executive(draft),
        "consultant": lambda: report.build(draft.survey, report.Consultant(without)),
        "consultant with the tick": lambda: report.build(draft.survey, report.Consultant(ticked)),
    }
    without, ticked = shared(draft, False), shared(draft, True, "tom@example.org")
    as_executive(draft)  # the questionnaire is read once in a process
    alone = {name: len(count_statements(build)) for name, build in readers.items()}
    one = reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("2", "4")))
    readers["member"] = lambda: as_member(one)
    alone["member"] = len(count_statements(readers["member"]))
    group(draft.survey, people)
    group(draft.survey, people, Voice.PEER)
    crowded = {name: len(count_statements(build)) for name, build in readers.items()}
    # panels with their releases and how many answered; own marks take one; the date of the last Finish one
    assert alone == {"executive": 3, "consultant": 2, "consultant with the tick": 4, "member": 2}
    # and one for the round before, of an open team; nobody keeps this survey, so its executive has none
    assert crowded == {"executive": 3, "consultant": 3, "consultant with the tick": 5, "member": 2}


@pytest.mark.parametrize(
    ("own", "team", "wide", "clear"),
    [
        ("4", "3.0", "0.5", True),
        ("4", "3.1", "0.5", False),  # less than a level
        ("2", "3.0", "0.9", True),  # one level, and lower
        ("4", "2.8", "1.2", False),  # at the very end of the interval
        ("4", "2.8", "1.1", True),
        ("5", "1.5", "3.5", False),
        ("4", "2.8", None, False),  # a team without an interval
        (None, "2.8", "0.5", False),
        ("4", None, None, False),
    ],
)
def test_a_difference_from_the_team_is_named_from_a_level_on_and_beyond_its_widened_interval(
    own: str | None, team: str | None, wide: str | None, clear: bool
) -> None:
    def row(today: str | None) -> PracticeRow:
        return replace(report.BLANK, today=None if today is None else Decimal(today))

    practice = of_survey(finished().survey).practices[0]
    width = None if wide is None else Decimal(wide)
    found = report.compared(practice, row(own), report.BLANK, row(team), width, named=False)
    assert found.clear_team is clear
    both = own is not None and team is not None
    assert found.off_team == (Decimal(own or 0) - Decimal(team or 0) if both else None)


def test_the_voices_stand_side_by_side_as_each_is_shown_alone() -> None:
    draft = finished({**MARKS, "C2": ("5", "5")})
    parted_team(draft)
    made = as_executive(draft)
    alone = {voice: {row.code: row for row in view_of(made, voice).practices} for voice in Voice}
    wide = Release.objects.get(panel__voice=Voice.TEAM).results["practices"]
    assert [row.code for row in made.compared] == list(CORE)
    for row in made.compared:
        mine, peers, team = (alone[voice][row.code] for voice in Voice)
        assert (row.own_today, row.own_wanted) == (mine.today, mine.wanted)
        assert (row.peers_today, row.peers_wanted) == (peers.today, peers.wanted)
        assert (row.team_today, row.team_wanted, row.team_half) == (team.today, team.wanted, team.half_today)
        off_peers = report.minus(mine.today, peers.today)
        off_team = report.minus(mine.today, team.today)
        assert (row.off_peers, row.off_team) == (off_peers, off_team)
        assert row.clear_peers is (off_peers is not None and abs(off_peers) >= Decimal("1.5"))
        beyond = off_team is not None and abs(off_team) > Decimal(wide[row.code]["wide_today"])
        assert row.clear_team is (beyond and abs(off_team or 0) >= 1)
    assert {row.off_team is None for row in made.compared} == {True, False}
    assert {row.clear_peers for row in made.compared} == {True, False}
    assert {row.clear_team for row in made.compared} == {True, False}


def test_one_voice_alone_is_compared_with_nothing() -> None:
    draft = finished()
    group(draft.survey, 9)
    assert as_consultant(draft).compared == ()
    group(draft.survey, 5, Voice.PEER)
    both = report.build(draft.survey, report.Consultant(shared(draft, False, "tom@example.org")))
    assert len(both.compared) == 12
    assert {(row.own_today, row.off_team, row.off_peers) for row in both.compared} == {(None, None, None)}


def test_the_report_names_its_survey() -> None:
    draft = finished(name="Acme")
    draft.survey.wanted_by = date(2028, 11, 30)
    made = as_executive(draft)
    assert (made.organisation, made.round, made.questionnaire) == ("Acme", 1, "Closer 1")
    assert (made.horizon, made.wanted_by) == ("November 2028", date(2028, 11, 30))


# --- what a report is made of ---------------------------------------------------------------------------


def everything_in(value: Any) -> Iterator[Any]:
    yield value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from everything_in(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from everything_in(part)
    elif isinstance(value, dict):
        for part in [*value, *value.values()]:
            yield from everything_in(part)


def test_a_report_carries_plain_values_only() -> None:
    draft = finished()
    group(draft.survey, 9)
    kinds = {type(value) for value in everything_in(as_executive(draft))}
    modules = {kind.__module__ for kind in kinds}
    assert modules <= {"builtins", "decimal", "datetime", "assessment.rows", "surveys.choices"}, modules
    assert Decimal in kinds


def imported(path: Path) -> set[str]:
    """What a module imports when it runs, wherever in it; what only the type checker reads is left out."""
    names: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text()))
    return names


def test_only_reading_knows_both_pandas_and_the_tables() -> None:
    both = []
    for path in sorted(ROOT.rglob("*.py")):
        names = imported(path)
        numbers = any(name.split(".")[0] in ("pandas", "numpy") for name in names)
        tables = any(name.startswith(("surveys.models", "django.db")) for name in names)
        if numbers and tables:
            both.append(path.relative_to(ROOT).as_posix())
    assert both == ["reading.py"]


def test_what_is_shown_is_made_of_a_report_alone() -> None:
    for path in [
        *(ROOT / "exports").glob("*.py"),
        ROOT / "comparisons.py",
        ROOT / "findings.py",
        ROOT / "pictures.py",
        ROOT / "wording.py",
        ROOT / "rows.py",
    ]:
        names = imported(path)
        assert not {name for name in names if name.startswith(("surveys.models", "django.db", "pandas"))}, (
            path
        )
