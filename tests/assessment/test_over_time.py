"""What changed since the round before: by published numbers alone, and only of rounds one may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from scipy import stats

from assessment import over_time, report
from assessment.over_time import changes, moved, since_before
from assessment.rows import Moment, Moved, Round
from surveys import access
from surveys.actions import sharing
from surveys.models import Panel, Survey, User
from tests import imports, voices
from tests.factories import group, open_group


def round_of(people: int, **practices: tuple[str, str, str]) -> dict[str, Any]:
    """A round as it is kept: mean today, its standard deviation, mean wanted."""
    return {
        "practices": {
            code: {"n": people, "today": f"{float(mean):.1f}", "wanted": f"{float(wanted):.1f}"}
            for code, (mean, _sd, wanted) in practices.items()
        },
        "evidence": {
            "practices": {
                code: {
                    "moments": {
                        "today": [mean, sd],
                        "wanted": [wanted, "0.80"],
                        "gap": [f"{float(wanted) - float(mean):.2f}", "1.00"],
                    }
                }
                for code, (mean, sd, wanted) in practices.items()
            }
        },
    }


BEFORE = round_of(200, C2=("2.04", "0.90", "4.00"), C4=("2.50", "0.80", "2.60"), C7=("3.00", "0.90", "4.00"))
AFTER = round_of(150, C2=("2.62", "1.00", "4.10"), C4=("2.52", "0.85", "3.00"), E3=("1.00", "0.90", "2.00"))


def test_a_change_is_the_difference_of_what_was_printed_with_welchs_interval():
    first, second = changes(BEFORE, AFTER)
    truth = stats.ttest_ind_from_stats(2.62, 1.0, 150, 2.04, 0.9, 200, equal_var=False)
    half = 0.58 / truth.statistic * stats.t.ppf(0.975, 305.8)  # 0.38 to 0.78; from 0.6 it is 0.22
    assert (first.code, str(first.today_before), str(first.today_now)) == ("C2", "2.0", "2.6")
    assert str(first.change) == "0.6"
    assert str(first.half) == "0.2"
    assert half + 0.02 == pytest.approx(0.22, abs=0.01)
    assert str(first.wanted_before) == "4.0"
    assert (first.clear, first.progress) == (True, 30)  # .6 of 2.0 levels
    assert (second.code, second.clear, second.progress) == ("C4", False, None)  # a way of a tenth is none


def test_what_only_one_round_has_is_not_compared():
    assert [row.code for row in changes(BEFORE, AFTER)] == ["C2", "C4"]
    assert changes(BEFORE, {"practices": {}}) == []
    few = round_of(9, C2=("2.0", "0.9", "4.0"))
    assert changes(few, AFTER) == []


# --- categories over all rounds -----------------------------------------------------------------------------


def asked_in(day: date, today: str | None, half: str | None, wording: int = 1) -> Round:
    scores = {"C": Moment(Decimal(today), Decimal("4.0"), Decimal(half) if half else None)} if today else {}
    return Round(str(day), day, 40, wording, False, {"": Moment(None, None, None), **scores})


FIRST, SECOND, THIRD = date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1)


def test_what_has_moved_is_told_from_the_first_round_to_the_last():
    rounds = [asked_in(FIRST, "2.4", "0.15"), asked_in(SECOND, "3.9", "0.1"), asked_in(THIRD, "2.8", "0.1")]
    assert moved(rounds) == {"C": Moved(Decimal("0.4"), True)}  # 0.3 after rounding, beyond ± 0.18


@pytest.mark.parametrize(
    ("today", "half", "found"),
    [
        pytest.param("2.6", "0.10", Moved(Decimal("0.2"), False), id="a tenth of it may be rounding"),
        pytest.param("2.1", "0.10", Moved(Decimal("-0.3"), True), id="down"),
        pytest.param("3.9", None, Moved(Decimal("1.5"), False), id="no interval"),
    ],
)
def test_a_change_is_clear_beyond_chance_and_rounding(today: str, half: str | None, found: Moved):
    assert moved([asked_in(FIRST, "2.4", "0.10"), asked_in(SECOND, today, half)])["C"] == found


def test_other_words_begin_anew_and_one_round_has_not_moved():
    rounds = [asked_in(FIRST, "1.4", "0.1", 1), asked_in(SECOND, "2.4", "0.1", 2)]
    assert moved(rounds) == {}
    assert moved([*rounds, asked_in(THIRD, "3.0", "0.1", 2)]) == {"C": Moved(Decimal("0.6"), True)}
    assert moved([asked_in(FIRST, None, None), asked_in(SECOND, "3.0", "0.1")]) == {}


# --- which rounds -------------------------------------------------------------------------------------------

asked = pytest.mark.django_db


def opened(survey: Survey, people: int = 12) -> Panel:
    return open_group(group(survey, people, opened=False))


def imported(survey: Survey, day: date, people: int = 12) -> Survey:
    made = imports.kept(survey, imports.lines_of(team=people), day=day)
    open_group(Panel.objects.get(survey=made, voice="team"))
    return made


def seen_by_owner(survey: Survey) -> list[int]:
    return sorted(
        access.other_rounds(survey, executive=survey.executive_id).values_list("survey_id", flat=True)
    )


@asked
def test_the_round_before_is_the_latest_import_before_it_or_the_round_before():
    survey = voices.survey_of()
    panel = opened(survey)
    assert (
        since_before(
            survey, panel.release.results, access.other_rounds(survey, executive=survey.executive_id)
        )
        is None
    )
    old, recent = imported(survey, date(2022, 5, 1)), imported(survey, date(2024, 3, 15))
    seen = access.other_rounds(survey, executive=survey.executive_id)
    since = since_before(survey, panel.release.results, seen)
    assert since is not None
    assert (since.round, since.imported, len(since.changes)) == ("imported, March 2024", True, 12)
    assert {str(row.change) for row in since.changes} == {"0.0"}  # they said the same
    back = since_before(
        recent,
        Panel.objects.get(survey=recent).release.results,
        access.other_rounds(recent, executive=survey.executive_id),
    )
    assert back is not None
    assert back.round == "imported, May 2022"
    assert (
        since_before(
            old,
            Panel.objects.get(survey=old).release.results,
            access.other_rounds(old, executive=survey.executive_id),
        )
        is None
    )


@asked
def test_the_trend_has_every_round_before_with_what_it_published():
    survey = voices.survey_of()
    panel = opened(survey)
    imported(survey, date(2024, 3, 15), people=40), imported(survey, date(2022, 5, 1))
    seen = list(access.other_rounds(survey, executive=survey.executive_id))
    trend = over_time.trend_of(panel, seen)
    assert [(one.name, one.on, one.people, one.imported) for one in trend.rounds] == [
        ("imported, May 2022", date(2022, 5, 1), 12, True),
        ("imported, March 2024", date(2024, 3, 15), 40, True),
        ("round 1", timezone.localdate(panel.opened_at), 12, False),
    ]
    kept = panel.release.results
    last = trend.rounds[-1].scores
    assert {code: str(last[code].today) for code in "CEP"} == {
        code: kept["categories"][code]["today"] for code in "CEP"
    }
    assert str(last[""].half) == kept["evidence"]["scores"]["overall"]
    assert not any(one.clear for one in trend.moved.values())


@asked
def test_a_consultant_compares_with_what_is_shared_and_what_was_imported_into_it():
    survey = voices.survey_of()
    opened(survey)
    made = imported(survey, date(2024, 3, 15))
    sharing.share(survey=survey, email="rahel@example.org", own_marks=False, by=voices.executive_of(survey))
    assert list(
        access.other_rounds(survey, email="rahel@example.org").values_list("survey_id", flat=True)
    ) == [made.pk]
    assert list(access.other_rounds(survey, email="tom@example.org")) == []
    assert seen_by_owner(survey) == [made.pk]
    assert list(access.other_rounds(survey)) == []


@asked
def test_rounds_of_other_organisations_and_closed_ones_are_not_seen():
    survey, other = voices.survey_of(), voices.survey_of(organisation="Another")
    opened(other)
    imports.kept(survey)
    assert seen_by_owner(survey) == []


@asked
def test_the_report_says_what_changed_and_peers_have_no_changes():
    survey = voices.survey_of()
    opened(survey)
    open_group(group(survey, 5, "peer", opened=False))
    imported(survey, date(2024, 3, 15))
    made = report.build(survey, report.Executive(survey.drafts.get()))
    team, peers = made.view("team"), made.view("peer")
    assert team is not None
    assert peers is not None
    assert team.since is not None
    assert peers.since is None
    assert over_time.place_of(survey) == (1, 1)
    assert User.objects.count() == 1
