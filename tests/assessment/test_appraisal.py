"""Every statistic of a file, as plain tables: what may not be shown is None, all else unrounded."""

from __future__ import annotations

import io
import json
import random
from typing import Any

import numpy as np
import pytest
from scipy import stats

from assessment.analysis.frame import Frame
from assessment.appraisal import appraise, passed_over
from assessment.long_frame import frame_of
from surveys.long_answers import read

CODES = ("C2", "C4", "C7", "E3", "E5", "P1")
HEAD = "respondent,item,current,desired,category,voice,department,level\n"


def file(people: int = 40, seed: int = 1, missing: float = 0.1, extra: str = "") -> str:
    """A team that wants a level and a half more, in departments of different sizes."""
    chance, lines = random.Random(seed), []
    for person in range(people):
        department = "Sales" if person < 20 else "Care" if person < 37 else "Law"
        level = ("Staff", "Lead")[person % 2]
        for at, code in enumerate(CODES):
            today = min(5, max(1, round(chance.gauss(2.2, 0.8))))
            wanted = min(5, max(1, today + round(chance.gauss(0.6 + at % 3, 0.7))))
            said = ("" if chance.random() < missing else today, "" if chance.random() < missing else wanted)
            lines.append(f"r{person},{code},{said[0]},{said[1]},{code[0]},team,{department},{level}\n")
    return HEAD + "".join(lines) + extra


def frame(text: str) -> Frame:
    return frame_of(read(io.BytesIO(text.encode())))


def tables(text: str, **options: Any) -> dict[str, Any]:
    found = appraise(frame(text), **{"smallest": 5, **options})
    json.dumps(found, allow_nan=False)  # plain values alone, and none that is no number
    return found


def by_code(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in rows}


def pairs_of(text: str, code: str) -> np.ndarray:
    rows = [line.split(",") for line in text.splitlines()[1:]]
    pairs = [(int(row[2]), int(row[3])) for row in rows if row[1] == code and row[2] and row[3]]
    return np.array(pairs)


# --- numbers ------------------------------------------------------------------------------------------------


def test_with_nothing_borrowed_each_gap_has_students_paired_interval():
    text = file()
    found = by_code(tables(text, borrowed=0.0)["practices"])
    for code in CODES:
        pairs = pairs_of(text, code)
        truth = stats.ttest_rel(pairs[:, 1], pairs[:, 0])
        row = found[code]
        assert row["n"] == len(pairs)
        assert (row["current"], row["desired"]) == pytest.approx(tuple(pairs.mean(axis=0)), rel=1e-12)
        assert row["gap"] == pytest.approx(np.mean(pairs[:, 1] - pairs[:, 0]), rel=1e-12)
        assert row["sd"] == pytest.approx(np.std(pairs[:, 1] - pairs[:, 0], ddof=1), rel=1e-12)
        assert (row["low"], row["high"]) == pytest.approx(tuple(truth.confidence_interval()), rel=1e-9)
        assert row["p_none"] == pytest.approx(truth.pvalue, rel=1e-6)


def test_borrowing_widens_the_interval_of_whoever_agrees():
    plain, ours = (by_code(tables(file(12), borrowed=m)["practices"]) for m in (0.0, 2.0))
    narrowest = min(CODES, key=lambda code: plain[code]["sd"])
    assert (
        ours[narrowest]["high"] - ours[narrowest]["low"] > plain[narrowest]["high"] - plain[narrowest]["low"]
    )


def test_rows_are_in_the_files_order_and_carry_their_category():
    lines = file().splitlines(keepends=True)
    shuffled = [lines[0], *[line for line in lines[1:] if ",P1," in line], *lines[1:7][:5]]
    found = tables("".join(shuffled))
    assert [row["code"] for row in found["practices"]] == ["P1", *CODES[:5]]
    assert [row["category"] for row in found["practices"]] == ["P", "C", "C", "C", "E", "E"]
    assert [row["code"] for row in found["categories"]] == ["P", "C", "E"]
    assert [row["category"] for row in found["reliability"]] == ["P", "C", "E"]


def test_a_category_is_the_plain_mean_of_its_practices_over_whoever_rated_one():
    text = file()
    found = tables(text)
    practices, category = by_code(found["practices"]), by_code(found["categories"])["C"]
    assert category["gap"] == pytest.approx(np.mean([practices[code]["gap"] for code in CODES[:3]]))
    rated = {
        row[0]
        for row in (line.split(",") for line in text.splitlines()[1:])
        if row[4] == "C" and row[2] and row[3]
    }
    assert category["n"] == len(rated)
    assert category["low"] < category["gap"] < category["high"]
    gaps = [row["gap"] for row in found["categories"]]
    assert found["overall"]["gap"] == pytest.approx(np.mean(gaps))


def test_agreement_reliability_and_effects_stand_beside_each_other():
    text = file(people=120, missing=0.0)
    found = tables(text)
    pairs = pairs_of(text, "C2")
    agreement = by_code(found["agreement"])["C2"]
    assert agreement["rwg"] == pytest.approx(1 - np.var(pairs[:, 0], ddof=1) / 2)
    assert agreement["rwg_desired"] == pytest.approx(1 - np.var(pairs[:, 1], ddof=1) / 2)
    gaps = pairs[:, 1] - pairs[:, 0]
    row = by_code(found["practices"])["C2"]
    assert row["dz"] == pytest.approx(gaps.mean() / gaps.std(ddof=1))
    truth = stats.wilcoxon(gaps, zero_method="pratt", method="asymptotic", correction=False)
    assert row["ranks_p"] == pytest.approx(truth.pvalue, rel=1e-9)
    today = np.column_stack([pairs_of(text, code)[:, 0] for code in CODES[:3]])
    spread = today.sum(axis=1).var(ddof=1)
    alpha = 3 / 2 * (1 - today.var(axis=0, ddof=1).sum() / spread)
    reliability = {row["category"]: row for row in found["reliability"]}["C"]
    assert (reliability["n"], reliability["alpha"]) == (120, pytest.approx(alpha))
    assert reliability["alpha_low"] < alpha < reliability["alpha_high"]
    assert (row["more"] + row["less"]) <= 1
    assert sum(row[f"current_{level}"] for level in range(1, 6)) == 120


# --- what may be shown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_a_practice_of_too_few_people_is_none_throughout(people, shown):
    text = file(
        missing=0.0,
        extra="".join(
            f"r{n},X9,2,4,X,team,Sales,{'Staff' if n % 2 == 0 else 'Lead'}\n" for n in range(people)
        ),
    )
    row = by_code(tables(text)["practices"])["X9"]
    assert (row["code"], row["category"]) == ("X9", "X")
    assert (row["n"], row["gap"]) == ((5, 2.0) if shown else (None, None))
    assert shown or set(row.values()) == {"X9", "X", None}
    assert by_code(tables(text)["categories"])["X"]["gap"] == (2.0 if shown else None)
    assert by_code(tables(text, smallest=6)["practices"])["X9"]["n"] is None


def test_a_small_department_is_hidden_and_so_is_what_it_could_be_worked_out_of():
    found = {tuple(part["at"].items()): part for part in tables(file(missing=0.0))["segments"]}
    sales, care, law = (found[("department", name),] for name in ("Sales", "Care", "Law"))
    assert (sales["n"], law["n"]) == (20, None)
    assert care["n"] is None, "all without Sales and Care are the three of Law"
    assert {row["gap"] for row in law["practices"]} == {None}
    assert by_code(sales["practices"])["C2"]["n"] == 20
    assert (("department", "Sales"), ("level", "Lead")) in found


def test_a_department_says_the_mean_of_its_people():
    text = file(missing=0.0)
    pairs = pairs_of(text, "E3")[:20]
    sales = next(part for part in tables(text)["segments"] if part["at"] == {"department": "Sales"})
    row = by_code(sales["practices"])["E3"]
    assert row["gap"] == pytest.approx(np.mean(pairs[:, 1] - pairs[:, 0]))
    assert row["low"] < row["gap"] < row["high"]


def test_a_column_with_one_label_or_with_names_splits_nobody():
    text = "respondent,item,current,desired,site,name\n" + "".join(
        f"{n},C2,{1 + n % 3},4,Here,Person {n}\n" for n in range(101)
    )
    assert passed_over(frame(text)) == ["site", "name"]
    assert tables(text)["segments"] == []


def test_chances_need_more_practices_than_places():
    found = tables(
        "respondent,item,current,desired\n"
        + "".join(f"{n},i{j},{1 + n % 3},4\n" for n in range(40) for j in range(3))
    )
    assert {row["top3_chance"] for row in found["practices"]} == {None}


# --- voices and quality -------------------------------------------------------------------------------------


def test_tables_are_of_the_team_and_the_others_are_held_against_it():
    extra = "".join(f"x,{code},5,5,{code[0]},executive,,\n" for code in CODES)
    extra += "".join(f"p{n},{code},3,4,{code[0]},peer,,\n" for n in range(6) for code in CODES)
    text = file(missing=0.0)
    alone, found = tables(text), tables(text + extra)
    assert found["voice"] == "team"
    assert found["practices"] == alone["practices"]
    assert found["quality"]["respondents"] == {"executive": 1, "peer": 6, "team": 40}
    row = by_code(found["perception"]["practices"])["C2"]
    assert row["executive"] == 5
    assert row["difference_current"] == pytest.approx(5 - by_code(alone["practices"])["C2"]["current"])
    assert row["clear_current"] is True
    assert by_code(found["peers"]["practices"])["C2"]["gap"] == 1
    assert (alone["perception"], alone["peers"]) == (None, None)


def test_without_a_team_the_tables_are_of_the_peers():
    text = file().replace(",team,", ",peer,")
    assert tables(text)["voice"] == "peer"
    assert by_code(tables(text)["practices"])["C2"]["n"] > 20


def test_whoever_marked_one_level_throughout_is_counted_and_left_out():
    flat = "".join(f"f{n},{code},3,3,{code[0]},team,Sales,Staff\n" for n in range(3) for code in CODES)
    found = tables(file(missing=0.0) + flat)
    assert found["quality"] == {
        "respondents": {"team": 43},
        "flat_liners": 3,
        "left_out": 3,
        "used": 40,
        "today_as_wanted_throughout": 3,
    }
    assert found["practices"] == tables(file(missing=0.0))["practices"]


@pytest.mark.parametrize(
    "lines",
    [
        "r1,C2,3,4\n",
        "r1,C2,,4\nr2,C2,3,\n",
        "".join(f"r{n},C2,3,3\n" for n in range(40)),
        "".join(f"r{n},C2,5,5\nr{n},C4,1,5\n" for n in range(40)),
        "".join(f"r{n},C2,,\nr{n},C4,1,2\n" for n in range(40)),
    ],
    ids=["one answer", "no pair", "all alike", "at the ends", "a practice of don't knows"],
)
def test_answers_of_which_little_can_be_said_give_no_number_that_is_none(lines):
    text = "respondent,item,current,desired\n" + lines
    for borrowed in (0.0, 2.0):
        assert tables(text, borrowed=borrowed)["practices"][0]["code"] == "C2"
