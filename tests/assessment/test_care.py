"""How carefully people answered: counted where that may be told, and with a bound."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from assessment import care, counted_care, report, results
from assessment.rows import Care, CareCount, VoiceView
from surveys.choices import Voice
from surveys.models import Panel
from tests.assessment.surveyed import as_executive, finished, shared
from tests.factories import CORE, group, levels_of, open_group, respond, sign_in
from tests.voices import account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def team(people: int, flat: int, quick: int = 0) -> Panel:
    """So many who answered differently and so many who marked 5 throughout."""
    panel = group(finished(name="Lindenhof").survey, people, opened=False)
    for _person in range(flat):
        respond(panel.survey, Voice.TEAM, dict.fromkeys(CORE, (5, 5)))
    Panel.objects.filter(pk=panel.pk).update(quick=quick)
    return Panel.objects.select_related("survey__organisation").get(pk=panel.pk)


def kept(panel: Panel) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = results.work_out(panel)[0]["care"]
    return found


def means(people: int, flat: int) -> list[float]:
    """Today, wanted and gap of each practice, by plain loops."""
    found = []
    for at in range(len(CORE)):
        pairs = [levels_of(person, at) for person in range(people)] + [(5, 5)] * flat
        for value in (lambda c, d: c, lambda c, d: d, lambda c, d: d - c):
            found.append(sum(value(c, d) for c, d in pairs) / len(pairs))
    return found


@pytest.mark.parametrize(("people", "flat"), [(40, 5), (40, 12), (20, 6)])
def test_from_the_smallest_group_on_the_number_and_its_exact_effect_are_kept(people: int, flat: int) -> None:
    furthest = max(abs(a - b) for a, b in zip(means(people, flat), means(people, 0), strict=True))
    found = kept(team(people, flat))["flat"]
    assert found["n"] == flat
    change = Decimal(str(found["change"]))
    assert furthest - 1e-9 <= float(change) < furthest + 0.1
    assert change == change.quantize(Decimal("0.1"))


def test_of_a_few_neither_the_number_nor_an_effect_of_theirs_is_kept() -> None:
    """The bound is of four people, whoever they are: the same for one and for four of them."""
    few = [kept(team(40, flat))["flat"] for flat in (1, 4)]
    assert [found["n"] for found in few] == [None, None]
    assert kept(team(40, 0))["flat"] == {"n": 0, "change": None}
    quick = [kept(team(40, 0, quick))["quick"] for quick in (1, 3, 4)]
    assert quick[0] == quick[1] == quick[2]
    assert quick[0]["n"] is None


def test_of_quick_ones_it_is_known_how_many_and_not_who() -> None:
    found = kept(team(40, 0, quick=7))["quick"]
    assert found["n"] == 7
    # seven of forty: if all of them had stood at one end, with three levels between
    assert Decimal("0.2") <= Decimal(str(found["change"])) <= Decimal("0.7")
    assert kept(team(40, 0, quick=0))["quick"] == {"n": 0, "change": None}


@pytest.mark.parametrize(
    ("change", "told"), [(0.0, "0.0"), (0.01, "0.1"), (0.1, "0.1"), (0.1 + 1e-12, "0.1"), (0.10001, "0.2")]
)
def test_a_bound_is_rounded_up(change: float, told: str) -> None:
    assert str(counted_care.rounded_up(change)) == told


def said(flat: CareCount | None, quick: CareCount | None) -> list[str]:
    view = VoiceView("team", "Team", own=False, state="open", smallest=5, care=Care(flat, quick))
    return care.sentences(view)


def test_it_is_said_in_words() -> None:
    assert said(CareCount(7, Decimal("0.1")), CareCount(None, Decimal("0.3"))) == [
        "7 people marked one level throughout. "
        "With or without them, no average differs by more than 0.1 of a level.",
        "Fewer than 5 people finished in less than two seconds for each level given. "
        "With or without them, no average differs by more than 0.3 of a level.",
        "No answer was deleted for either.",
    ]
    assert said(CareCount(0, None), CareCount(0, None))[:2] == [
        "Nobody marked one level throughout.",
        "Nobody finished in less than two seconds for each level given.",
    ]
    assert said(CareCount(6, None), None) == [
        "6 people marked one level throughout.",
        "No answer was deleted for either.",
    ]
    assert care.sentences(VoiceView("team", "Team", own=False, state="open", smallest=5)) == []


def test_the_consultant_reads_it_and_the_executive_finds_it_in_the_appendix(client: Client) -> None:
    draft = finished(name="Lindenhof")
    panel = group(draft.survey, 36, opened=False)
    for _person in range(6):
        respond(panel.survey, Voice.TEAM, dict.fromkeys(CORE, (3, 3)))
    Panel.objects.filter(pk=panel.pk).update(quick=2)
    open_group(panel)
    words = "6 people marked one level throughout. With or without them"
    shared(draft, own_marks=False)
    sign_in(client, account("ada@example.org"))
    page = client.get(f"/r/{draft.survey.code}/team/").content.decode()
    assert words in page
    assert "Fewer than 5 people finished in less than two seconds" in page
    assert words in client.get(f"/r/{draft.survey.code}/appendix/").content.decode()
    assert as_executive(draft).view(Voice.TEAM).care is not None


def test_a_member_is_told_nothing_of_it() -> None:
    panel = open_group(team(36, 6))
    response = panel.survey.responses.filter(voice=Voice.TEAM).first()
    assert response is not None
    assert report.build(panel.survey, report.Member(response)).view(Voice.TEAM).care is None
