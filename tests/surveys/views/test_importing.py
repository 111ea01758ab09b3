"""The pages of earlier results: the file, its preview, keeping, opening and undoing."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from assessment import tasks
from surveys.actions import sharing
from surveys.models import Answer, Membership, Organisation, Panel, Release, Response, Share, Survey
from surveys.views import importing
from tests import voices
from tests.factories import CORE, group, sign_in, text
from tests.imports import HEAD, kept, lines_of, rows, taken, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CONSULTANT = "pat@firm.example"


@pytest.fixture
def share(survey: Survey) -> Share:
    return sharing.share(survey=survey, email=CONSULTANT, own_marks=False, by=voices.executive_of(survey))


@pytest.fixture
def pat(share: Share) -> Client:
    consultant = Client()
    sign_in(consultant, voices.account(CONSULTANT))
    return consultant


def at(survey: Survey, made: Survey | None = None) -> str:
    return f"/import/{survey.code}/" + (f"{made.code}/" if made is not None else "")


def made_of(survey: Survey) -> Survey:
    return Survey.objects.get(earlier_of=survey)


def refused(client: Client, survey: Survey, posted: Any, status: int) -> str:
    """What is said of a file that is refused; nothing of it is stored."""
    before = rows()
    response = client.post(at(survey), posted)
    assert response.status_code == status
    assert rows() == before
    return text(response)


# --- who gets here ------------------------------------------------------------------------------------------


def test_strangers_and_those_from_whom_it_was_withdrawn_find_nothing(
    survey: Survey, share: Share, pat: Client
) -> None:
    made = kept(survey)
    assert pat.get(at(survey)).status_code == pat.get(at(survey, made)).status_code == 200
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    voices.survey_of("omar@example.com", "Southgate")
    omar = Client()
    sign_in(omar, voices.account("omar@example.com"))
    before = rows()
    for stranger in (pat, omar):
        assert stranger.get(at(survey)).status_code == 404
        assert stranger.post(at(survey), upload(lines_of())).status_code == 404
        assert stranger.get(at(survey, made)).status_code == 404
        for do in ("keep", "undo"):
            assert stranger.post(at(survey, made), {"do": do}).status_code == 404
        assert stranger.post(f"/r/{made.code}/team/open/").status_code == 404
    assert rows() == before


def test_whoever_is_not_signed_in_is_sent_to_the_door(survey: Survey) -> None:
    made = kept(survey)
    for address in (at(survey), at(survey, made)):
        assert Client().get(address).url == f"/account/?next={address}"
        assert Client().post(address, {"do": "undo"}).url == f"/account/?next={address}"
    assert made_of(survey) == made


def test_a_round_is_found_under_its_own_survey_alone(jana: Client, survey: Survey) -> None:
    other = voices.begun_survey(organisation="Second").survey
    made = kept(survey)
    for address in (at(other, made), at(survey, other), at(made), at(survey, survey)):
        assert jana.get(address).status_code == 404
        assert jana.post(address, {"do": "keep"}).status_code == 404
    assert jana.get(f"/import/{survey.code}/{uuid.uuid4()}/").status_code == 404


def test_nobody_is_asked_in_an_imported_round_and_it_is_shared_with_its_survey(
    jana: Client, survey: Survey
) -> None:
    made = kept(survey)
    for address in ("ask/{}/", "ask/{}/team/", "ask/{}/team/check/", "ask/{}/team/sent/", "share/{}/"):
        assert jana.get("/" + address.format(made.code)).status_code == 404
    for address in ("ask/{}/team/extend/", "ask/{}/team/link/", "continue/{}/"):
        assert jana.post("/" + address.format(made.code)).status_code in (404, 405)
    assert made_of(survey).panels.get().closes_on is None


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_says_what_the_file_looks_like_and_its_example_is_one(jana: Client, survey: Survey) -> None:
    page = jana.get(at(survey))
    for said in (
        "up to 100,000 lines and 5 MB",
        "respondent: tells one person from another; it isn’t stored",
        "where they mostly meet customers: in person, by phone or chat, online",
        "Nothing so far.",
        "C2 The person, not the segment",
    ):
        assert said in text(page), said
    example = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page.content.decode(), re.S)[1])
    assert jana.post(at(survey), upload(example)).status_code == 302
    assert Answer.objects.filter(response__survey=made_of(survey)).count() == 3


def test_looking_changes_nothing(jana: Client, survey: Survey) -> None:
    made = kept(survey)
    before = rows()
    for address in (at(survey), at(survey, made)):
        assert jana.get(f"{address}?do=undo").status_code == 200
    assert jana.get(f"/r/{made.code}/team/open/").status_code == 200
    assert rows() == before
    assert Panel.objects.get(survey=made).closed_at is None


def test_what_was_imported_is_listed_with_who_when_and_where_it_stands(
    jana: Client, survey: Survey, pat: Client
) -> None:
    with time_machine.travel("2026-11-02 12:00Z"):
        taken(survey, by=voices.account(CONSULTANT))
    with time_machine.travel("2026-11-03 12:00Z"):
        kept(survey)
    with time_machine.travel("2026-11-04 12:00Z"):
        opened(kept(survey))
    said = text(jana.get(at(survey))).partition("Imported so far ")[2]
    assert said.startswith(
        "March 2024 results open · jana@example.com, 4 November 2026 Look at it : March 2024 "
        "March 2024 imported, results not open yet · jana@example.com, 3 November 2026 Look at it "
        ": March 2024 "
        "March 2024 not imported yet, only a preview · pat@firm.example, 2 November 2026 Check it "
    )
    theirs = text(pat.get(at(survey))).partition("Imported so far ")[2]
    assert "jana@example.com" not in theirs, "who else brought something is the owner’s business"
    assert "only a preview · pat@firm.example, 2 November 2026" in theirs
    assert "results open · 4 November 2026" in theirs
    sharing.share(survey=survey, email="kim@firm.example", own_marks=False, by=voices.executive_of(survey))
    kim = Client()
    sign_in(kim, voices.account("kim@firm.example"))
    others = text(kim.get(at(survey))).partition("Imported so far ")[2]
    assert "only a preview · 2 November 2026 Check it" in others
    assert "@" not in others, "another consultant brought none of these"


def opened(made: Survey, voice: str = "team") -> Survey:
    panel = made.panels.get(voice=voice)
    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())
    assert tasks.open_results.call(panel.pk)
    return made


@pytest.mark.parametrize("rounds", [0, 1, 30])
def test_the_page_takes_as_many_statements_for_thirty_rounds(
    jana: Client,
    survey: Survey,
    settings: Settings,
    count_statements: Callable[..., list[str]],
    rounds: int,
) -> None:
    settings.IMPORTS_PER_DAY = 30
    for _ in range(rounds):
        taken(survey, f"{HEAD}a,C2,1,2,team,\n")
    found: list[HttpResponse] = []
    statements = count_statements(lambda: found.append(jana.get(at(survey))))
    assert len(statements) == 4  # session, account, survey, rounds
    assert found[0].content.decode().count('class="row-name"') == rounds


# --- files that are refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x,C2,0,4,team,", "level 0 doesn’t exist, levels go from 1 to 5"),
        ("x,C2,6,4,team,", "level 6 doesn’t exist, levels go from 1 to 5"),
        ("x,C2,3.5,4,team,", "level 3.5 is not a whole one from 1 to 5"),
        ("x,C2,three,4,team,", "“three” is no level from 1 to 5"),
        ("team0,C2,3,4,team,Sales", "the respondent has answered this item on an earlier line"),
        ("x,Z9,3,4,team,", "“Z9” is no practice of this questionnaire"),
        ("x,<script>alert(1)</script>,3,4,team,", "“<script>alert(1)</script>” is no practice"),
        ("x,=1+1,3,4,team,", "“=1+1” is no practice of this questionnaire"),
        ("x,\u202eC2,3,x\u202e4,team,", "“x4” is no level from 1 to 5"),
    ],
)
def test_a_bad_line_is_named_and_the_whole_file_refused(
    jana: Client, survey: Survey, line: str, why: str
) -> None:
    said = refused(jana, survey, upload(f"{lines_of()}{line}\n"), 422)
    assert "1 line can’t be used, so nothing was imported" in said
    assert f"Line 74: {why}" in said
    page = jana.post(at(survey), upload(f"{lines_of()}{line}\n")).content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_every_bad_line_is_named_at_once(jana: Client, survey: Survey) -> None:
    bad = "".join(
        f"x{n},C2,{level},4,team,\n" for n, level in enumerate(["0", "6", "6", "3.5", "three", "6"])
    )
    said = refused(jana, survey, upload(lines_of() + bad), 422)
    assert "6 lines can’t be used, so nothing was imported" in said
    for problem in ("Line 74: level 0", "Lines 75–76, 79: level 6", "Line 77: level 3.5", "Line 78: “three”"):
        assert problem in said, problem


def test_a_thousand_causes_are_named_and_the_rest_counted(
    jana: Client, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PROBLEMS_SHOWN", 3)
    bad = "".join(f"x{n},C2,x{n % 5},4,team,\n" for n in range(10))
    said = refused(jana, survey, upload(lines_of() + bad), 422)
    assert "Lines 76, 81: “x2” is no level from 1 to 5. and 4 lines more" in said
    assert "“x3”" not in said


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "This file is empty."),
        ("\n\n", "This file is empty."),
        (HEAD, "Line 1 names the columns, and no answer follows it."),
        (f"{HEAD}a,C2,,,team,\nb,C4,,,team,\n", "Lines 2 to 3 hold only don’t know, no level"),
        (lines_of().replace("desired", "goal"), "Line 1 names no column “desired”."),
        (b"PK\x03\x04 a workbook", "This isn’t a CSV file."),
    ],
)
def test_a_file_without_answers_is_refused_with_a_sentence(
    jana: Client, survey: Survey, content: str | bytes, why: str
) -> None:
    assert why in refused(jana, survey, upload(content), 422)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"file": ""}, "Choose a file"),
        ({"answered_on": ""}, "Say when the answers were given"),
        ({"answered_on": "last spring"}, "Type a date such as 2024-03-31"),
        ({"answered_on": "1924-03-31"}, "Choose a day from 1990 on"),
        ({"team_asked": "many"}, "Type a whole number"),
        ({"team_asked": "0"}, "Type a number from 1 to 100000"),
        ({"team_asked": "100001"}, "Type a number from 1 to 100000"),
        ({"team_asked": "5"}, "The file has answers of 6 of them, so no fewer were asked"),
        ({"peers_asked": "5"}, "Nobody in the file is one of these, so leave this empty"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_stores_nothing(
    jana: Client, survey: Survey, changed: dict[str, str], why: str
) -> None:
    assert why in refused(jana, survey, {**upload(lines_of()), **changed}, 422)


@pytest.mark.parametrize(("days", "status"), [(0, 302), (1, 422)])
def test_answers_of_today_are_earlier_results_those_of_tomorrow_are_not(
    jana: Client, survey: Survey, days: int, status: int
) -> None:
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    response = jana.post(at(survey), upload(lines_of(), answered_on=day))
    assert response.status_code == status
    assert Survey.objects.filter(earlier_of=survey).exists() == (status == 302)


@pytest.mark.parametrize(("day", "status"), [("2026-03-10", 302), ("2026-03-11", 422)])
def test_the_day_on_which_the_round_began_is_the_last_however_long_ago_it_was(
    jana: Client, survey: Survey, day: str, status: int
) -> None:
    began = datetime(2026, 3, 10, 12, tzinfo=UTC)
    Survey.objects.filter(pk=survey.pk).update(created_at=began)
    assert 'max="2026-03-10"' in jana.get(at(survey)).content.decode()
    response = jana.post(at(survey), upload(lines_of(), answered_on=day))
    assert response.status_code == status
    assert Survey.objects.filter(earlier_of=survey).exists() == (status == 302)
    if status == 422:
        assert "Choose a day no later than 10 March 2026, when this round began" in text(response)


def test_a_file_of_the_executive_alone_is_refused(jana: Client, survey: Survey) -> None:
    said = refused(jana, survey, upload(lines_of(team=0, executives=1)), 422)
    assert "Only the executive is in this file. It takes peers or a team to compare with." in said
    assert jana.post(at(survey), upload(lines_of(team=1, executives=1))).status_code == 302


def test_more_people_than_a_list_may_have_are_too_many(
    jana: Client, survey: Survey, settings: Settings
) -> None:
    assert settings.ROWS_PER_LIST == 5_000
    settings.ROWS_PER_LIST = 6
    said = refused(jana, survey, upload(lines_of(team=6, peers=1)), 413)
    assert "This file has 7 people, more than the 6 it may have." in said
    assert jana.post(at(survey), upload(lines_of(team=5, peers=1))).status_code == 302


def test_a_hundred_thousand_and_one_lines_are_too_many(
    jana: Client, survey: Survey, settings: Settings
) -> None:
    assert settings.LINES_PER_IMPORT == 100_000
    body = "".join(f"{n:x},C2,2,4\n" for n in range(100_001))
    posted = upload(f"respondent,item,current,desired\n{body}")
    said = refused(jana, survey, posted, 413)
    assert "This file has more than 100000 lines of answers, the most it may have." in said


def test_a_million_lines_are_refused_before_they_are_read(jana: Client, survey: Survey) -> None:
    body = b"r1,C2,2,4\n" * 1_000_000
    assert "It may have up to 5 MB and 100,000 lines." in refused(
        jana, survey, upload(HEAD.encode() + body), 413
    )


def test_a_file_of_almost_five_megabytes_is_read(jana: Client, survey: Survey) -> None:
    text = f"respondent,item,current,desired,note\na,C2,2,4,{'x' * 80}\n" + "\n" * 4_990_000
    assert jana.post(at(survey), upload(text)).status_code == 302


def test_a_day_has_its_limit(jana: Client, survey: Survey, settings: Settings) -> None:
    settings.IMPORTS_PER_DAY = 1
    assert jana.post(at(survey), upload(lines_of())).status_code == 302
    said = refused(jana, survey, upload(lines_of()), 429)
    assert "more than the 1 files that one account may send in a day" in said


# --- the preview --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_files_come_to_the_same_preview(
    jana: Client, survey: Survey, coding: str, separator: str
) -> None:
    content = lines_of(department=lambda person: "Küche").replace(",", separator).encode(coding)
    response = jana.post(at(survey), upload(content, answered_on="2024-03", team_asked="9"))
    made = made_of(survey)
    assert (response.status_code, response.url) == (302, at(survey, made))
    said = text(jana.get(response.url))
    assert "Check before you import March 2024" in said
    assert "Team 6 of 9 people asked" in said
    assert "72 lines, 12 practices." in said
    assert "All of the core is there." in said
    assert "Department (1): Küche" in said
    assert "Columns left out" not in said
    assert "Open results" not in said
    assert made.kept_at is None


def test_the_preview_says_who_what_by_what_and_what_is_left_out(jana: Client, survey: Survey) -> None:
    head = "respondent,item,current,desired,voice,department,region,meets,shoe <b>size</b>,note\n"
    body = "".join(
        f"t{person},{code},2,4,team,{part},North,online,38,\n"
        for person, part in enumerate(["<script>x</script>", "=cmd()", "\u202eSales"])
        for code in (*CORE[:11], "E1")
    )
    more = "p,C2,,3,peer,,,,,\ne,C2,1,2,executive,,,,,\n"
    with time_machine.travel("2026-11-02 12:00Z"):
        response = jana.post(at(survey), upload(head + body + more))
        page = jana.get(response.url)
    said = text(page)
    assert "Team 3 people · fewer than 5, so these results can never be shown" in said
    assert "Peers 1 person · fewer than 4, so these results can never be shown" in said
    assert "The executive 1 person" in said
    assert "38 lines, 12 practices." in said
    assert "1 practice of the core is missing: P7 " in said
    assert "Department (3): <script>x</script> , =cmd() , Sales" in said
    assert "Region (1): North" in said
    assert "Where people meet customers (1): Online" in said
    assert "Columns left out: shoe <b>size</b> , note" in said
    assert "Deleted after 2 December 2026." in said, "nothing of it can ever be opened"
    assert (
        "How often each level was given Level Today Wanted 1 1 0 2 36 1 3 0 1 4 0 36 5 0 0 empty 1 0" in said
    )
    source = page.content.decode()
    assert "<script>x" not in source
    assert "<b>size" not in source
    assert "\u202e" not in source


def test_many_columns_and_labels_are_named_as_far_as_anybody_reads(jana: Client, survey: Survey) -> None:
    others = ",".join(f"q{n}" for n in range(25))
    head = f"respondent,item,current,desired,department,{others}\n"
    body = "".join(f"t{n},C2,2,4,Part {n:02},{',' * 24}\n" for n in range(12))
    said = text(jana.get(jana.post(at(survey), upload(head + body)).url))
    assert "Department (12): Part 00 , Part 01 " in said
    assert "Part 09 …" in said
    assert "q19 and 5 more" in said
    assert "11 practices of the core are missing:" in said


def test_somebody_else_sees_the_same_preview_without_the_columns_that_were_left_out(
    jana: Client, survey: Survey, pat: Client
) -> None:
    made = taken(survey)
    mine, theirs = text(jana.get(at(survey, made))), text(pat.get(at(survey, made)))
    start, _, rest = mine.partition("How often each level was given")
    assert rest
    assert theirs == start + rest.partition("Only you see this. ")[2], "nor the levels, which few people gave"
    made.kept_at = timezone.now()
    made.save()
    assert "How often each level" not in text(jana.get(at(survey, made)))


def test_the_owner_sees_no_levels_of_a_file_that_a_consultant_brought(
    jana: Client, survey: Survey, pat: Client
) -> None:
    made = taken(survey, f"{HEAD}a,C2,1,5,team,\nb,C2,,5,team,\n", by=voices.account(CONSULTANT))
    counted = "Level Today Wanted 1 1 0 2 0 0 3 0 0 4 0 0 5 0 2 empty 1 0 "
    assert f"How often each level was given {counted}" in text(pat.get(at(survey, made)))
    assert "How often each level" not in text(jana.get(at(survey, made)))


@pytest.mark.parametrize("make", [taken, kept])
@pytest.mark.parametrize(
    ("team", "said"),
    [
        (4, "Deleted after 2 December 2026."),
        (5, "Deleted after 2 December 2026, unless results are open by then."),
    ],
)
def test_opening_is_spoken_of_only_where_something_can_be_opened(
    jana: Client, survey: Survey, make: Callable[..., Survey], team: int, said: str
) -> None:
    with time_machine.travel("2026-11-02 12:00Z"):
        made = make(survey, lines_of(team=team))
    page = text(jana.get(at(survey, made)))
    assert said in page
    assert page.count("Deleted after") == 1


def test_a_round_whose_answers_are_gone_still_shows_its_results(jana: Client, survey: Survey) -> None:
    made = opened(kept(survey, lines_of(team=12, executives=1)))
    before = text(jana.get(at(survey, made)))
    assert "Team 12 people · results open" in before
    assert "The executive 1 person" in before
    Response.objects.filter(survey=made).delete()  # as purging does after so many months
    page = text(jana.get(at(survey, made)))
    assert "Team 12 people · results open See the results" in page
    assert "Their answers have been deleted, as respondents are promised. The results stay." in page
    assert "The executive" not in page
    assert "0 lines" not in page
    assert "Remove this round" in page
    assert jana.get(f"/r/{made.code}/team/").status_code == 200


def test_a_preview_counts_lines_in_the_readers_way(jana: Client, survey: Survey) -> None:
    made = kept(survey, lines_of(team=100))
    assert "1,200 lines, 12 practices." in text(jana.get(at(survey, made)))


@pytest.mark.parametrize(("people", "labels"), [(6, 1), (60, 40)])
def test_a_round_takes_as_many_statements_however_long_the_file(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]], people: int, labels: int
) -> None:
    made = kept(survey, lines_of(team=people, department=lambda person: f"Part {person % labels}"))
    statements = count_statements(lambda: jana.get(at(survey, made)))
    assert len(statements) == 7  # session, account, round, panels, lines, people, places


# --- keeping and undoing ------------------------------------------------------------------------------------


def test_from_a_file_to_results_and_too_late_to_undo(
    jana: Client,
    survey: Survey,
    pat: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    jana.post(at(survey), upload(lines_of(team=6, peers=3, executives=1), team_asked="20"))
    made = made_of(survey)
    assert jana.post(f"/r/{made.code}/team/open/").status_code == 404  # a preview opens nothing
    assert jana.post(at(survey, made), {"do": "keep"}).url == at(survey, made)
    made.refresh_from_db()
    assert made.kept_at is not None
    page = pat.get(at(survey, made))
    assert "Imported as an earlier round, March 2024 Results not open yet." in text(page)
    assert re.findall(r'action="(/r/[^"]*)"', page.content.decode()) == [f"/r/{made.code}/team/open/"]
    assert pat.post(f"/r/{made.code}/peer/open/").status_code == 409  # three peers
    with django_capture_on_commit_callbacks(execute=True):
        response = pat.post(f"/r/{made.code}/team/open/")
    assert (response.status_code, response.url) == (302, f"/r/{made.code}/team/")
    enqueued = DBTaskResult.objects.get(task_path=tasks.open_results.module_path)
    working = text(jana.get(at(survey, made)))
    assert "results are being worked out" in working
    assert ", unless results are open by then." in working
    assert tasks.open_results.call(*enqueued.args_kwargs["args"]) is True
    release = Release.objects.get(panel__survey=made)
    assert (release.answered, release.panel.voice) == (6, "team")
    assert set(release.results["practices"]) == set(CORE)
    page = jana.get(at(survey, made))
    assert "Results are open." in text(page)
    assert "Undo" not in text(page)
    before = rows()
    late = jana.post(at(survey, made), {"do": "undo"})
    assert late.status_code == 409
    assert "It’s too late to undo this" in text(late)
    assert f'href="/r/{made.code}/team/"' in late.content.decode()
    assert rows() == before
    assert "Remove it for good" not in text(pat.get(at(survey, made)))
    assert pat.post(at(survey, made), {"do": "remove"}).status_code == 403
    assert rows() == before
    removed = jana.post(at(survey, made), {"do": "remove"}, follow=True)
    assert "Removed: nothing of that round is left here." in text(removed)
    assert not Survey.objects.filter(pk=made.pk).exists()
    assert importing.LEFT_OUT.format(made.pk) not in jana.session
    assert jana.post(at(survey, made), {"do": "remove"}).url == at(survey)  # pressed twice


@pytest.mark.parametrize("make", [taken, kept])
def test_one_click_undoes_it_and_the_same_file_may_come_again(
    jana: Client, survey: Survey, make: Callable[..., Survey]
) -> None:
    jana.get(at(survey))
    before = rows()
    made = make(survey)
    response = jana.post(at(survey, made), {"do": "undo"}, follow=True)
    assert response.redirect_chain == [(at(survey), 302)]
    assert "Undone: nothing of that file is left here. " in text(response)
    assert rows() == before
    assert jana.post(at(survey, made), {"do": "undo"}).url == at(survey)  # pressed twice
    assert jana.post(at(survey, made), {"do": "keep"}).status_code == 404
    assert jana.post(at(survey), upload(lines_of())).status_code == 302


def test_keeping_twice_and_a_form_that_says_nothing_of_undoing(jana: Client, survey: Survey) -> None:
    made = taken(survey)
    for _ in range(2):
        assert jana.post(at(survey, made), {"do": "keep"}).url == at(survey, made)
    assert "Undo the import" in text(jana.get(at(survey, made)))


@pytest.mark.parametrize("make", [taken, kept])
def test_the_owner_alone_removes_what_is_not_open_yet_too(
    jana: Client, survey: Survey, pat: Client, make: Callable[..., Survey]
) -> None:
    before = rows()
    made = make(survey)
    assert pat.post(at(survey, made), {"do": "remove"}).status_code == 403
    assert made_of(survey) == made
    assert "Remove it for good" not in text(jana.get(at(survey, made))), "undoing it does the same"
    assert jana.post(at(survey, made), {"do": "remove"}).url == at(survey)
    assert rows() == before


def test_once_it_is_removed_nothing_is_compared_with_it(jana: Client, survey: Survey) -> None:
    group(survey, 12)
    page = f"/r/{survey.code}/over-time/"
    assert "since-heading" not in jana.get(page).content.decode()
    made = opened(kept(survey, lines_of(team=12)))
    assert "Imported, March 2024</th>" in jana.get(page).content.decode()
    jana.post(at(survey, made), {"do": "remove"})
    after = jana.get(page).content.decode()
    assert "March 2024" not in after
    assert "since-heading" not in after
    assert jana.get(f"/r/{made.code}/team/").status_code == 404


# --- everything else stays as it was ------------------------------------------------------------------------


def test_results_that_are_open_stay_as_they_are_to_the_byte(jana: Client, survey: Survey) -> None:
    group(survey, 8)

    def shown() -> list[bytes]:
        files = [jana.get(f"/r/{survey.code}/result.{kind}") for kind in ("csv", "json")]
        assert [file.status_code for file in files] == [200, 200]
        kept_rows = [
            *Release.objects.filter(panel__survey=survey).values_list("results", "answered"),
            *Panel.objects.filter(survey=survey).order_by("pk").values_list(),
            *Response.objects.filter(survey=survey).order_by("pk").values_list(),
            *Answer.objects.filter(response__survey=survey).order_by("pk").values_list(),
            *Survey.objects.filter(pk=survey.pk).values_list(),
            *Organisation.objects.values_list(),
            *Membership.objects.values_list(),
        ]
        return [*(file.content for file in files), repr(kept_rows).encode()]

    before = shown()
    jana.post(at(survey), upload(lines_of(team=9, peers=5, executives=1)))
    made = made_of(survey)
    assert shown() == before
    jana.post(at(survey, made), {"do": "keep"})
    assert shown() == before
    opened(made)
    assert shown()[-1] == before[-1]
