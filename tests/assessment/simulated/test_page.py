"""The page of the figures."""

import copy
from pathlib import Path

from assessment.simulated import published
from assessment.simulated.page import page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_in_the_repository_is_that_of_the_stored_figures():
    assert (ROOT / "docs" / "simulated.md").read_text(encoding="utf-8") == page(published())


def test_the_page_says_first_that_nobody_gave_these_answers():
    lines = page(published()).splitlines()
    assert lines[0].startswith("# ")
    assert lines[2] == "**Simulated. Nobody ever gave these answers.**"


def test_the_rows_hold_the_figures():
    found = copy.deepcopy(published())
    found["coverage"]["team/practices/current"]["percent"] = 11.0
    found["coverage"]["team/practices/desired"]["percent"] = 22.5
    found["coverage"]["team/practices/gap"] = {
        "percent": 33.3,
        "held": 1200,
        "intervals": 1200,
        "lowest": 4.0,
    }
    found["sizes"][1] = {
        "people": 15,
        "practices": 91.0,
        "student": 92.0,
        "categories": 93.0,
        "width": 1.5,
        "groups": 500,
        "wrong_groups": 7,
        "settled": 8.0,
    }
    found["verdicts"]["said"]["small"], found["verdicts"]["wrong"]["small"] = 345, 6
    lines = page(found).splitlines()
    assert "| Team | practices | 11.0 | 22.5 | 33.3 | 1,200 | 4.0 |" in lines
    assert "| 15 | 91.0 | 92.0 | 93.0 | 1.50 | 7 of 500 | 8.0 |" in lines
    assert "| no meaningful gap | 345 | 6 |" in lines


def test_a_limit_that_is_missed_is_said_to_be():
    found = copy.deepcopy(published())
    found["executive"]["false"] = 2
    text = page(found)
    assert "| no difference of an executive is false | missed |" in text
    assert text.count("| held |") == 3
    assert "missed" not in page(published())
