"""Where a team stands among others: who counts, when the pool changes, and what is said of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assessment import beside, pool, report
from assessment.rows import Standing
from assessment.tasks import renew_pool
from surveys.actions import pooling
from surveys.models import Organisation, Panel, Pool, Release, Survey
from tests import imports, voices
from tests.factories import group, open_group, sign_in

pytestmark = pytest.mark.django_db


def entry(*today: str) -> dict[str, str]:
    return dict(zip(("overall", "C", "E", "P"), today or ("2.5",) * 4, strict=True))


def company(number: int, today: str = "2.5", used: int = 40, compares: bool = True) -> Survey:
    """An organisation whose open team has these averages, kept by an account of its own."""
    survey = voices.survey_of(email=f"boss{number}@example.com", organisation=f"Company {number}")
    group(survey, 12)
    release = Release.objects.get(panel__survey=survey)
    scores = {code: {**release.results["categories"][code], "today": today} for code in "CEP"}
    release.results |= {"used": used, "overall": {"today": today, "wanted": "4.0"}, "categories": scores}
    release.results["evidence"]["scores"] = dict.fromkeys(("overall", "C", "E", "P"), "0.10")
    release.save()
    Organisation.objects.filter(pk=survey.organisation_id).update(compares=compares)
    return Survey.objects.select_related("organisation", "executive").get(pk=survey.pk)


def renewed(survey: Survey) -> bool:
    done: bool = renew_pool.call(survey.questionnaire_id)
    return done


def standings(survey: Survey) -> tuple[Standing, ...]:
    return pool.standings(survey, Release.objects.get(panel__survey=survey).results)


# --- who counts ---------------------------------------------------------------------------------------------


def test_whoever_takes_part_counts_with_the_averages_that_were_published():
    mine, shy, small = company(1, "2.4"), company(2, compares=False), company(3, used=29)
    found = pool.entries_now("closer")
    assert found == {str(mine.organisation_id): entry("2.4", "2.4", "2.4", "2.4")}
    assert shy.pk
    assert small.pk


def test_the_latest_round_counts_and_nothing_that_was_imported():
    survey = company(1, "2.4")
    made = imports.kept(survey, imports.lines_of(team=40), day=date(2024, 3, 15))
    open_group(Panel.objects.get(survey=made, voice="team"))
    assert pool.entries_now("closer")[str(survey.organisation_id)]["overall"] == "2.4"


# --- when it changes ----------------------------------------------------------------------------------------


def test_a_pool_stands_until_five_have_changed(settings):
    assert settings.POOL_STEP == 5
    four = {str(n): entry() for n in range(4)}
    assert not pooling.renew(slug="closer", entries=four)
    assert Pool.objects.count() == 0
    assert pooling.renew(slug="closer", entries={**four, "4": entry()})
    five = Pool.objects.get()
    assert set(five.entries) == {"0", "1", "2", "3", "4"}
    nine = {str(n): entry() for n in range(9)}
    assert not pooling.renew(slug="closer", entries=nine)
    moved = {**{str(n): entry() for n in range(7)}, **{str(n): entry("3", "3", "3", "3") for n in range(3)}}
    assert pooling.renew(slug="closer", entries=moved), "three have other averages and two are new"
    assert Pool.objects.get().entries["0"]["C"] == "3"


def test_leaving_counts_when_the_pool_changes_next():
    everybody = {str(n): entry() for n in range(8)}
    pooling.renew(slug="closer", entries=everybody)
    assert not pooling.renew(slug="closer", entries={str(n): entry() for n in range(4)})
    assert pooling.renew(slug="closer", entries={str(n): entry() for n in range(3)})
    assert not pooling.renew(slug="other", entries={"1": entry()})
    assert Pool.objects.count() == 1


# --- where one stands ---------------------------------------------------------------------------------------


def pooled(*averages: str) -> None:
    """Other organisations with these averages."""
    entries = {f"x{at}": entry(*[mean] * 4) for at, mean in enumerate(averages)}
    Pool.objects.update_or_create(slug="closer", defaults={"entries": entries})


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("3.5", "above the middle half of 5 other organisations"),
        ("1.5", "below the middle half of 5 other organisations"),
        ("2.5", "in the middle half of 5 other organisations"),
        ("2.8", "too near a border to say, among 5 other organisations"),
    ],
)
def test_among_five_others_it_is_below_in_or_above_the_middle_half(today, words):
    survey = company(1, today)
    pooled("2.1", "2.2", "2.5", "2.8", "2.9")
    first, *rest = standings(survey)
    assert (first.name, first.today, first.organisations) == ("Overall", Decimal(today), 5)
    assert beside.standing_among(first) == words
    assert [one.name for one in rest] == [
        "Knowing each customer",
        "One system of engagement",
        "People and partners",
    ]


def test_four_others_and_oneself_are_too_few_and_so_is_a_small_team():
    survey, small = company(1), company(2, used=29)
    pooled("2.1", "2.2", "2.5", "2.8")
    assert standings(survey) == ()
    own = Pool.objects.get()
    own.entries |= {str(survey.organisation_id): entry()}
    own.save()
    assert standings(survey) == (), "the fifth is the own one"
    pooled("2.1", "2.2", "2.5", "2.8", "2.9")
    assert len(standings(survey)) == 4
    assert standings(small) == ()


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        ("quarter", 1, "in the lowest quarter of 40 other organisations"),
        ("quarter", 2, "in the second quarter, from below, of 40 other organisations"),
        ("quarter", 3, "in the third quarter, from below, of 40 other organisations"),
        ("quarter", 4, "in the highest quarter of 40 other organisations"),
        ("percentile", 0.634, "higher than about 63% of 40 other organisations"),
        ("quarter", None, "too near a border to say, among 40 other organisations"),
    ],
)
def test_more_organisations_allow_for_closer_words(kind, place, words):
    assert beside.standing_among(Standing("Overall", Decimal(2), 40, kind, place)) == words


# --- in the product -----------------------------------------------------------------------------------------


def signed_in(email: str) -> Client:
    client = Client()
    sign_in(client, voices.account(email))
    return client


def test_the_executive_joins_sees_where_the_team_stands_and_leaves():
    survey = company(1, "3.5", compares=False)
    client, team = signed_in("boss1@example.com"), f"/r/{survey.code}/team/"
    pooled("2.1", "2.2", "2.5", "2.8", "2.9")
    before = client.get(team).content.decode()
    assert "Beside other organisations" not in before
    assert f'href="/compare/{survey.code}/"' in before
    assert client.get(f"/compare/{survey.code}/").status_code == 200
    assert not Organisation.objects.get(pk=survey.organisation_id).compares, "looking changes nothing"
    assert client.post(f"/compare/{survey.code}/", {"do": "join"}).status_code == 302
    after = client.get(team).content.decode()
    assert "above the middle half of 5 other organisations" in after
    assert "Company" not in after.replace("Company 1", "")
    content = json.loads(client.get(f"/r/{survey.code}/result.json").content)
    (theirs,) = [voice for voice in content["voices"] if voice["voice"] == "team"]
    assert theirs["among_other_organisations"][0] == {
        "of": "Overall",
        "others": 5,
        "by": "half",
        "place": "above",
    }
    client.post(f"/compare/{survey.code}/", {"do": "leave"})
    assert "Beside other organisations" not in client.get(team).content.decode()


def test_a_page_is_made_anew_when_the_pool_changes():
    survey = company(1, "3.5")
    client, team = signed_in("boss1@example.com"), f"/r/{survey.code}/team/"
    pooled("2.1", "2.2", "2.5", "2.8", "2.9")
    assert "above the middle half of 5" in client.get(team).content.decode()
    pooled("3.9", "4.0", "4.1", "4.2", "4.3", "4.4")
    assert "below the middle half of 6" in client.get(team).content.decode()


def test_nobody_else_joins_for_an_organisation_and_an_unknown_one_may_not(settings):
    settings.TEAM_LISTS_OPEN = False
    survey = company(1, compares=False)
    stranger = signed_in("tom@example.org")
    assert stranger.get(f"/compare/{survey.code}/").status_code == 404
    assert stranger.post(f"/compare/{survey.code}/", {"do": "join"}).status_code == 404
    assert Client().get(f"/compare/{survey.code}/").status_code == 302
    with pytest.raises(PermissionDenied):
        pooling.take_part(survey=survey, wanted=True, by=voices.account("tom@example.org"))
    Organisation.objects.filter(pk=survey.organisation_id).update(approved=False)
    answer = signed_in("boss1@example.com").post(f"/compare/{survey.code}/", {"do": "join"})
    assert answer.status_code == 409
    assert "approves organisations first" in answer.content.decode()
    assert not Organisation.objects.get(pk=survey.organisation_id).compares


def test_opening_a_team_that_takes_part_counts_it(django_capture_on_commit_callbacks):
    others: dict[str, Any] = {f"x{n}": entry() for n in range(4)}
    Pool.objects.create(slug="closer", entries=others)
    surveys = [company(n) for n in range(1, 5)]
    assert renewed(surveys[0]), "four are new and four have left"
    assert set(Pool.objects.get().entries) == {str(one.organisation_id) for one in surveys}


def test_the_report_has_no_standing_for_whoever_does_not_take_part():
    survey = company(1, compares=False)
    pooled("2.1", "2.2", "2.5", "2.8", "2.9")
    made = report.build(survey, report.Executive(survey.drafts.get()))
    team = made.view("team")
    assert team is not None
    assert team.standings == ()
