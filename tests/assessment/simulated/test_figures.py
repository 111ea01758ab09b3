"""The stored figures: they hold, and they are what the code gives."""

import copy

import pytest

from assessment.analysis.constants import RISK
from assessment.simulated import published
from assessment.simulated.coverage import SIZES, run
from assessment.simulated.figures import figures, missed


@pytest.fixture
def stored():
    return published()


def numbers(found, name):
    return [int(count) for count in found["by_company"][name].split()]


def test_the_stored_figures_are_labelled_and_of_fifty_companies(stored):
    assert stored["note"] == "simulated: nobody ever gave these answers"
    assert (stored["companies"], stored["seeds"]) == (50, [0, 49])
    assert {len(counts.split()) for counts in stored["by_company"].values()} == {50}


def test_what_the_design_asks_of_fifty_companies_holds(stored):
    gap = stored["coverage"]["team/practices/gap"]
    assert gap["intervals"] == 1200
    assert gap["held"] >= 1140
    assert stored["verdicts"]["large"] == {"C6": 0, "E6": 0, "P5": 0}
    assert stored["executive"]["companies"] >= 44
    assert stored["executive"]["false"] == 0
    assert missed(stored) == []


def test_no_size_of_group_has_wrong_verdicts_more_often_than_all_together_may(stored):
    assert [size["people"] for size in stored["sizes"]] == list(SIZES)
    for size in stored["sizes"]:
        assert size["wrong_groups"] <= RISK * size["groups"]


def test_with_six_people_our_intervals_hold_more_often_than_students_and_with_420_as_often(stored):
    six, *_, whole = stored["sizes"]
    assert six["practices"] > six["student"] + 1
    assert whole["practices"] == whole["student"]
    assert 2.0 < six["width"] < 2.5


def test_the_figures_are_those_of_the_counts_company_by_company(stored):
    for name, covered in stored["coverage"].items():
        held, each = numbers(stored, name), covered["intervals"] // 50
        assert sum(held) == covered["held"]
        assert covered["percent"] == pytest.approx(100 * sum(held) / covered["intervals"], abs=0.051)
        assert covered["lowest"] == pytest.approx(100 * min(held) / each, abs=0.051)
    for size in stored["sizes"]:
        assert size["wrong_groups"] == sum(numbers(stored, f"{size['people']}/wrong_groups"))
        settled = sum(numbers(stored, f"{size['people']}/settled"))
        assert size["settled"] == pytest.approx(settled / size["groups"], abs=0.051)
    for name in stored["verdicts"]["said"]:
        assert stored["verdicts"]["said"][name] == sum(numbers(stored, f"said/{name}"))
        assert stored["verdicts"]["wrong"][name] == sum(numbers(stored, f"wrong/{name}"))
    assert stored["executive"]["companies"] == sum(count > 0 for count in numbers(stored, "higher"))
    assert stored["executive"]["practices"] == sum(numbers(stored, "higher"))


def test_the_first_two_companies_give_the_stored_counts_again(stored):
    found = figures(run(range(2)))
    assert found["seeds"] == [0, 1]
    assert found["by_company"].keys() == stored["by_company"].keys()
    for name in found["by_company"]:
        assert numbers(found, name) == numbers(stored, name)[:2], name


@pytest.mark.slow
def test_all_fifty_companies_give_the_stored_figures_again(stored):
    assert figures(run(range(50))) == stored


def test_each_limit_is_missed_just_beyond_it(stored):
    def changed(change):
        found = copy.deepcopy(stored)
        change(found)
        return missed(found)

    gap = "team/practices/gap"
    assert changed(lambda found: found["coverage"][gap].update(held=1140)) == []
    assert changed(lambda found: found["coverage"][gap].update(held=1139)) == ["practices"]
    assert changed(lambda found: found["verdicts"]["large"].update(E6=1)) == ["large"]
    assert changed(lambda found: found["executive"].update(companies=44)) == []
    assert changed(lambda found: found["executive"].update(companies=43)) == ["seen"]
    assert changed(lambda found: found["executive"].update(false=1)) == ["false"]
