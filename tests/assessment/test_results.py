"""What is kept of a voice when it opens: right to the last printed digit, and nothing finer than is shown."""

from __future__ import annotations

import functools
import json
import logging
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import scipy.stats
from django.test import Client

from assessment import kept as kept_numbers
from assessment import parts as team_parts
from assessment import results
from assessment.analysis import disclosure
from surveys.choices import DIMENSIONS, Meets, Voice
from surveys.instruments import of_survey
from surveys.models import Answer, Draft, Panel, Response
from tests import oracles_results as oracle
from tests.assessment.surveyed import as_executive, csv_rows, finished, json_content, reply
from tests.factories import CORE, DEEPER, group, levels_of, open_group
from tests.oracles_results import People
from tests.surveys.people import let_in

pytestmark = pytest.mark.django_db
Marks = dict[str, tuple[str, str]]
CODES = {"dont_know": 6, "no_view": 6, "not_applicable": 7, "skipped": 8}


@functools.cache
def t(free: int) -> float:
    return float(scipy.stats.t.ppf(0.975, free))


@functools.cache
def wide(free: int) -> float:
    """For all twelve practices at once."""
    return float(scipy.stats.t.ppf(1 - 0.025 / 12, free))


# --- made-up people -------------------------------------------------------------------------------------


def answers(chance: random.Random, missing: float = 0.1, codes: Sequence[str] = CORE) -> Marks:
    """What one person answers, practices with different gaps, and some sides without a level."""
    marks = {}
    for at, code in enumerate(codes):
        today = min(5, max(1, round(chance.gauss(2.0 + at % 3 * 0.5, 0.9))))
        wanted = min(5, max(1, today + round(chance.gauss(0.4 + at % 5 * 0.5, 0.8))))
        marks[code] = (
            "dont_know" if chance.random() < missing else str(today),
            "no_view" if chance.random() < missing else str(wanted),
        )
        if chance.random() < missing / 3:
            marks[code] = ("not_applicable", "not_applicable")
    return marks


def team(draft: Draft, people: int, seed: int, missing: float = 0.1, flat: int = 0) -> Panel:
    """A team that isn't open yet, with so many people, and so many more who marked one level throughout."""
    panel, chance = group(draft.survey, 0, opened=False), random.Random(seed)
    for _ in range(people):
        reply(draft.survey, Voice.TEAM, answers(chance, missing), picks=chance.sample(CORE, 3))
    for _ in range(flat):
        reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("3", "3")))
    return panel


def people_of(draft: Draft, voice: str) -> People:
    """Everybody's answers by a loop over the rows, in the order of their keys."""
    instrument = of_survey(draft.survey)
    codes = [practice.code for practice in instrument.practices]
    keys = sorted(one.pk for one in Response.objects.filter(survey=draft.survey, voice=voice))
    current, desired, picked = ([[0] * len(codes) for _ in keys] for _ in range(3))
    for answer in Answer.objects.select_related("practice").filter(response__in=keys):
        row, column = keys.index(answer.response_id), codes.index(answer.practice.code)
        current[row][column] = answer.current or CODES[answer.current_reason]
        desired[row][column] = answer.desired or CODES[answer.desired_reason]
        picked[row][column] = answer.picked
    categories = [practice.category for practice in instrument.practices]
    core = [practice.core for practice in instrument.practices]
    return People(current, desired, picked, codes, categories, core)


def kept(panel: Panel) -> dict[str, Any]:
    """What is worked out, as it comes back from the database."""
    found, people = results.work_out(panel)
    assert people == Response.objects.filter(survey=panel.survey, voice=panel.voice).count()
    again: dict[str, Any] = json.loads(json.dumps(found, allow_nan=False))
    assert again == found
    assert again.pop("version") == 4
    return again


def total(panel: Panel) -> dict[str, Any]:
    """The averages alone."""
    found = kept(panel)
    del found["parts"]
    del found["evidence"]
    found.pop("care", None)  # see test_care
    return found


@pytest.fixture(autouse=True)
def one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draws each time."""
    monkeypatch.setattr(results, "SEEDS", 1)


# --- the team's total -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "seed"), [(5, 1), (6, 2), (9, 3), (10, 4), (14, 5), (36, 6), (60, 7)])
def test_a_team_is_what_plain_loops_say(people: int, seed: int) -> None:
    draft = finished()
    panel = team(draft, people, seed)
    assert total(panel) == oracle.team(people_of(draft, Voice.TEAM), CORE, 5, t, wide)


@pytest.mark.parametrize("seed", [11, 12])
def test_a_team_that_must_be_seven_is_held_to_it_in_every_number(seed: int) -> None:
    draft = finished()
    panel = team(draft, 9, seed, missing=0.2)
    panel.threshold = 7
    expected = oracle.team(people_of(draft, Voice.TEAM), CORE, 7, t, wide)
    assert total(panel) == expected
    assert {"hidden": True} in expected["practices"].values(), "the made-up team should hide a practice"


def test_the_long_form_keeps_its_deeper_practices_and_scores_the_core() -> None:
    draft = finished()
    panel, chance = group(draft.survey, 0, opened=False), random.Random(21)
    panel.form = "full"
    asked = [practice.code for practice in of_survey(draft.survey).practices]
    for _ in range(12):
        reply(draft.survey, Voice.TEAM, answers(chance, codes=asked))
    found = total(panel)
    assert found == oracle.team(people_of(draft, Voice.TEAM), asked, 5, t, wide)
    assert set(found["practices"]) == {*CORE, *DEEPER}
    assert {row["offered"] for row in found["categories"].values()} == {4}


def test_intervals_of_many_people_are_students() -> None:
    """An outside witness: with 150 people nothing of what is borrowed is left."""
    draft = finished()
    panel = team(draft, 150, seed=8, missing=0)
    people, found = people_of(draft, Voice.TEAM), total(panel)
    for code in CORE:
        j = people.codes.index(code)
        today, wanted = people.values(j, "current"), people.values(j, "desired")
        interval = scipy.stats.ttest_rel(wanted, today).confidence_interval()
        row = found["practices"][code]
        assert float(row["half_gap"]) == pytest.approx((interval.high - interval.low) / 2, abs=0.055)
        assert float(row["today"]) == pytest.approx(np.mean(today), abs=0.0501)


def test_the_interval_of_the_whole_is_students_over_what_each_person_says_on_average() -> None:
    draft, chance = finished(), random.Random(10)
    panel, gaps = group(draft.survey, 0, opened=False), []
    for person in range(20):
        today = [chance.randint(1, 3) for _ in CORE]
        wanted = [level + (person + at // 6) % 3 for at, level in enumerate(today)]
        pairs = zip(CORE, today, wanted, strict=True)
        reply(draft.survey, Voice.TEAM, {code: (str(now), str(then)) for code, now, then in pairs})
        gaps.append(np.mean(wanted) - np.mean(today))
    interval = scipy.stats.ttest_1samp(gaps, 0).confidence_interval()
    width = (interval.high - interval.low) / 2
    assert 0.2 < width < 0.6
    assert float(total(panel)["overall"]["half_gap"]) == pytest.approx(width, abs=0.0501)


@pytest.mark.parametrize(
    ("width", "kept", "of_few"),
    [
        (0.0, "0.1", "0.5"),
        (0.049, "0.1", "0.5"),
        (0.1499, "0.1", "0.5"),
        (0.15, "0.2", "0.5"),
        (0.5, "0.5", "0.5"),
        (0.5001, "0.5", "1.0"),
        (1.96, "2.0", "2.0"),
    ],
)
def test_no_interval_is_told_as_nought_or_exactly_of_fewer_than_ten(
    width: float, kept: str, of_few: str
) -> None:
    assert (str(kept_numbers.half(width, 10)), str(kept_numbers.half(width, 9))) == (kept, of_few)
    assert kept_numbers.half(float("nan"), 10) is kept_numbers.half(float("nan"), 9) is None


def test_the_order_is_that_of_the_printed_gaps_and_what_is_first_is_at_the_top() -> None:
    draft = finished()
    found = total(team(draft, 40, seed=9))
    rows = found["practices"]
    gaps = [round(float(rows[code]["wanted"]) - float(rows[code]["today"]), 6) for code in found["order"]]
    assert gaps == sorted(gaps, reverse=True)
    assert found["top"] == found["order"][: len(found["top"])]
    assert 0 < len(found["top"]) < 12, "the made-up team should tell some gaps apart"
    start = found["order"].index(found["tie"][0])
    assert found["tie"] == found["order"][start : start + len(found["tie"])]
    assert len(found["tie"]) > 1


def test_equal_gaps_stand_in_the_order_in_which_they_are_asked() -> None:
    draft = finished()
    panel = group(draft.survey, 0, opened=False)
    for person in range(8):
        mark = (str(1 + person % 3), str(3 + person % 2))
        reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, mark))
    found = total(panel)
    assert found["order"] == found["top"] == found["tie"] == list(CORE)


@pytest.mark.parametrize("people", [9, 10])
def test_picks_are_kept_from_ten_answers(people: int) -> None:
    draft = finished()
    panel = team(draft, people, seed=31, missing=0)
    picked = {code: row["picked"] for code, row in total(panel)["practices"].items()}
    if people < 10:
        assert set(picked.values()) == {None}
    else:
        by_hand = Answer.objects.filter(picked=True, response__survey=panel.survey, response__voice="team")
        assert picked == {code: by_hand.filter(practice__code=code).count() for code in CORE}
        assert sum(picked.values()) == 30


# --- who marked one level throughout ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "flat", "told", "left_out"),
    [(29, 1, 30, 0), (29, 6, 35, 0), (30, 1, 31, "few"), (30, 4, 34, "few"), (30, 5, 30, 5), (31, 0, 31, 0)],
)
def test_one_level_throughout_leaves_the_means_only_where_thirty_others_remain(
    people: int, flat: int, told: int, left_out: int | str
) -> None:
    """How many were left out is told only of five or more: a few are still among those who are told."""
    draft = finished()
    panel = team(draft, people, seed=41, flat=flat)
    found = total(panel)
    assert (found["used"], found["left_out"]) == (told, left_out)
    assert found == oracle.team(people_of(draft, Voice.TEAM), CORE, 5, t, wide)
    alone, _people = results.work_out(team(finished(), people, seed=41))
    same = {code: row["today"] for code, row in found["practices"].items()} == {
        code: row["today"] for code, row in alone["practices"].items()
    }
    assert same is (left_out != 0 or flat == 0)


# --- where nearly everybody says the same -----------------------------------------------------------------


def alike(draft: Draft, marks: Sequence[Marks]) -> Panel:
    panel = group(draft.survey, 0, opened=False)
    for one in marks:
        reply(draft.survey, Voice.TEAM, one)
    return panel


def test_five_identical_answers_are_a_band_and_nothing_else() -> None:
    found = total(alike(finished(), [dict.fromkeys(CORE, ("1", "4"))] * 5))
    row = {
        "n": 5, "picked": None, "one_more": False, "today": None, "wanted": None,
        "today_band": ["1.0", "1.5"], "wanted_band": ["3.5", "4.5"],
    }  # fmt: skip
    assert found["practices"] == dict.fromkeys(CORE, row)
    empty = {"today": None, "wanted": None, "half_gap": None}
    assert found["categories"] == {code: {**empty, "used": 0, "offered": 4} for code in "CEP"}
    assert found["overall"] == empty
    assert found["order"] == found["top"] == found["tie"] == []


def test_five_identical_answers_are_a_band_in_every_face() -> None:
    draft = finished()
    open_group(alike(draft, [dict.fromkeys(CORE, ("1", "4"))] * 5))
    made = as_executive(draft)
    lines = [row for row in csv_rows(made) if row["voice"] == "team"]
    names = ("today", "wanted", "gap", "half_today", "half_wanted", "half_gap")
    assert {row[name] for row in lines for name in names} == {""}
    assert {row["note"] for row in lines if row["kind"] == "practice"} == {
        "nearly everybody gave the same answer, so only a band is shown: today 1.0 to 1.5, wanted 3.5 to 4.5"
    }
    voice = json_content(made)["voices"][2]
    assert {row[name] for row in voice["practices"] for name in names} == {None}
    assert {(tuple(row["today_band"]), tuple(row["wanted_band"])) for row in voice["practices"]} == {
        ((1.0, 1.5), (3.5, 4.5))
    }
    assert {row["today"] for row in [*voice["categories"], voice["overall"]]} == {None}
    client = Client()
    let_in(client, draft)
    html = client.get(f"/r/{draft.survey.code}/team/").content.decode()
    main = html.split('<main id="main"')[1].split("</main>")[0]
    text = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", main, flags=re.DOTALL)
    band = "1.0 to 1.5 today, 3.5 to 4.5 wanted"
    assert text.count(band) == 3 * 12, "in both tables and in the list"
    assert re.findall(r"\d\.\d", text.replace(band, "")) == []
    for picture in ("planogram", "gaps"):
        svg = client.get(f"/r/{draft.survey.code}/team/{picture}-wide.svg").content.decode()
        words = " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL))
        assert set(re.findall(r"\d\.\d", words)) <= {"1.0", "1.5", "3.5", "4.5"}, words
        assert not re.search(r"[+−]\d", words)


def test_one_who_differs_hides_nothing_and_two_do() -> None:
    one = [dict.fromkeys(CORE, ("2", "4"))] * 6
    other = dict.fromkeys(CORE, ("3", "3"))
    assert "today_band" in total(alike(finished(), [*one, other]))["practices"]["C2"]
    assert total(alike(finished(), [*one, other, other]))["practices"]["C2"]["today"] == "2.3"  # 18 / 8


def test_people_who_differ_on_both_sides_by_the_same_gap_have_no_average_and_no_band() -> None:
    marks = [dict.fromkeys(CORE, (str(level), str(level + 1))) for level in (1, 2, 3, 4, 1, 2)]
    row = total(alike(finished(), marks))["practices"]["C2"]
    assert row == {"n": 6, "picked": None, "one_more": True, "today": None, "wanted": None}


def test_a_practice_on_which_all_agree_enters_no_score_and_no_order() -> None:
    draft, chance = finished(), random.Random(51)
    marks = [{**answers(chance, 0), "C2": ("2", "5")} for _ in range(9)]
    panel = alike(draft, marks)
    found = total(panel)
    assert found == oracle.team(people_of(draft, Voice.TEAM), CORE, 5, t, wide)
    assert found["practices"]["C2"]["wanted_band"] == ["4.5", "5.0"]
    assert found["categories"]["C"]["used"] == 3
    assert "C2" not in found["order"]


# --- peers ------------------------------------------------------------------------------------------------


def peers(draft: Draft, people: int, seed: int, missing: float = 0.15) -> Panel:
    panel, chance = group(draft.survey, 0, Voice.PEER, opened=False), random.Random(seed)
    for _ in range(people):
        reply(draft.survey, Voice.PEER, answers(chance, missing), picks=chance.sample(CORE, 3))
    return panel


@pytest.mark.parametrize(("people", "seed"), [(4, 61), (5, 62), (6, 63), (8, 64), (12, 65)])
def test_peers_are_what_plain_loops_say_to_the_half_level(people: int, seed: int) -> None:
    draft = finished()
    panel = peers(draft, people, seed)
    expected = oracle.peers(people_of(draft, Voice.PEER), CORE, 4)
    assert kept(panel) == expected
    assert expected["overall"]["today"] is not None or people == 4


def test_peers_who_came_by_a_link_are_held_to_five_in_every_practice() -> None:
    draft = finished()
    panel = peers(draft, 6, seed=66, missing=0.1)
    panel.way = "link"
    expected = oracle.peers(people_of(draft, Voice.PEER), CORE, 5)
    assert kept(panel) == expected
    assert expected != oracle.peers(people_of(draft, Voice.PEER), CORE, 4)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize("people", [4, 7, 12])
def test_nothing_finer_than_half_levels_is_kept_of_peers(people: int) -> None:
    found, _people = results.work_out(peers(finished(), people, seed=67))
    assert found.pop("version") == 4
    assert set(found) == {"practices", "categories", "overall"}
    half_levels = {"1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5"}
    for leaf in leaves(found):
        assert isinstance(leaf, bool) or leaf is None or leaf in half_levels, leaf
    assert half_levels & set(map(str, leaves(found)))


def test_peers_who_marked_one_level_throughout_stay() -> None:
    draft = finished()
    panel = group(draft.survey, 0, Voice.PEER, opened=False)
    for level in ("1", "5", "5", "5"):
        reply(draft.survey, Voice.PEER, dict.fromkeys(CORE, (level, level)))
    assert kept(panel)["practices"]["C2"] == {"today": "4.0", "wanted": "4.0", "one_more": False}


# --- parts of the team ------------------------------------------------------------------------------------

DEPARTMENTS = ("Sales",) * 14 + ("Kitchen",) * 9 + ("Finance",) * 6 + ("Board",) * 3 + ("",) * 2


def parted(draft: Draft, seed: int, missing: float = 0.12) -> Panel:
    """A team of 34 people with departments, regions, levels and where they meet customers; some unsaid."""
    panel, chance = group(draft.survey, 0, opened=False), random.Random(seed)
    for department in DEPARTMENTS:
        reply(
            draft.survey,
            Voice.TEAM,
            answers(chance, missing),
            department=department,
            region=chance.choice(("North", "North", "South", "")),
            level=chance.choice(("Leads a team", "", "", "")),
            meets=chance.choice((*Meets.values, "")),
        )
    return panel


def places_of(draft: Draft) -> list[dict[str, str]]:
    """What each person is part of, in the order of their keys."""
    found = Response.objects.filter(survey=draft.survey, voice=Voice.TEAM).order_by("pk")
    return [{name: getattr(one, name) for name in DIMENSIONS} for one in found]


def members_of(people: Sequence[dict[str, str]], at: Sequence[Sequence[str]]) -> list[int]:
    """Who is in a part, by a loop."""
    return [number for number, one in enumerate(people) if all(one[name] == label for name, label in at)]


def expected_parts(draft: Draft) -> dict[tuple[tuple[str, str], ...], dict[str, Any]]:
    """Who is in which part by loops, which cells by the rule, their numbers by loops."""
    people, places = people_of(draft, Voice.TEAM), places_of(draft)
    remaining = oracle.in_the_averages(people)
    people, places = people.only(remaining), [places[place] for place in remaining]
    ats: list[tuple[tuple[str, str], ...]] = []
    for one in range(len(DIMENSIONS)):
        names = [DIMENSIONS[one]]
        ats += sorted_parts(places, names)
    for one in range(len(DIMENSIONS)):
        for other in range(one + 1, len(DIMENSIONS)):
            ats += sorted_parts(places, [DIMENSIONS[one], DIMENSIONS[other]])
    rows = [members_of(places, at) for at in [(), *ats]]
    members = np.array([[number in row for number in range(len(places))] for row in rows])
    given = np.array(
        [
            [1 <= today[j] <= 5 and 1 <= wanted[j] <= 5 for j in map(people.codes.index, CORE)]
            for today, wanted in zip(people.current, people.desired, strict=True)
        ]
    )
    shown = disclosure.publishable(members, given, 5)
    for j, code in enumerate(CORE):
        shown[:, j] = unrevealing(
            people, [(), *ats], members & given[:, j], shown[:, j], people.codes.index(code)
        )
    found = {}
    for at, row, visible in zip(ats, rows[1:], shown[1:], strict=True):
        open_codes = [code for code, may in zip(CORE, visible, strict=True) if may]
        cells = oracle.part(people.only(row), open_codes, t)
        if cells:
            about = max(5, 5 * ((2 * len(row) + 5) // 10)) if len(at) == 1 else None
            found[at] = {"about": about, "cells": cells}
    return found


def unrevealing(people: People, ats: list[Any], sets: Any, shown: Any, j: int) -> list[bool]:
    """Which parts stay when those in which nearly all say the same go, by rank over floats.

    So do all of a dimension's people who are in none of its parts that are shown, if they say the same.
    """

    def the_same(rows: Any) -> bool:
        return oracle.says_the_same(people.only(np.flatnonzero(rows).tolist()), j)

    secret = [one for one, may in zip(sets, shown, strict=True) if may and the_same(one)]
    open_ones = [int(at) for at in np.flatnonzero(shown) if not the_same(sets[at])]
    while True:
        rests = []
        for name in DIMENSIONS:
            of_it = [sets[at] for at in open_ones if len(ats[at]) == 1 and ats[at][0][0] == name]
            rest = sets[0] & ~np.any(of_it, axis=0) if of_it else np.zeros(sets.shape[1], dtype=bool)
            rests += [rest] if the_same(rest) else []
        stay: list[int] = []
        for at in open_ones:
            after = sets[[*stay, at]].astype(float)
            rank = np.linalg.matrix_rank(after)
            told = [np.linalg.matrix_rank(np.vstack([after, one])) == rank for one in [*secret, *rests]]
            if not any(told):
                stay.append(at)
        if stay == open_ones:
            return [at in stay for at in range(len(sets))]
        open_ones = stay


def sorted_parts(places: Sequence[dict[str, str]], names: Sequence[str]) -> list[tuple[tuple[str, str], ...]]:
    """The parts by these dimensions, the largest first, then in the order of their labels."""
    order = {label: number for number, label in enumerate(Meets.values)}
    sizes: dict[tuple[tuple[str, str], ...], int] = {}
    for one in places:
        if all(one[name] for name in names):
            at = tuple((name, one[name]) for name in names)
            sizes[at] = sizes.get(at, 0) + 1

    def key(at: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
        return -sizes[at], [(order.get(label, 0), label) for _name, label in at]

    return sorted(sizes, key=key)


def parts_by_place(found: dict[str, Any]) -> dict[tuple[tuple[str, str], ...], dict[str, Any]]:
    return {
        tuple((name, label) for name, label in part["at"]): {name: part[name] for name in ("about", "cells")}
        for part in found["parts"]
    }


@pytest.mark.parametrize("seed", [71, 72, 73])
def test_the_parts_kept_are_those_that_may_be_shown_with_the_numbers_of_plain_loops(seed: int) -> None:
    draft = finished()
    panel = parted(draft, seed)
    expected = expected_parts(draft)
    assert parts_by_place(kept(panel)) == expected
    assert 4 < len(expected) < 60
    assert (("department", "Board"),) not in expected


@pytest.mark.parametrize("seed", [71, 72, 73])
def test_nobody_can_be_worked_out_of_the_parts_kept(seed: int) -> None:
    """The exact check, practice by practice, on whoever is in what is kept; the total is known too."""
    draft = finished()
    found, places = kept(parted(draft, seed)), places_of(draft)
    people = people_of(draft, Voice.TEAM)
    for code in CORE:
        sets = sets_shown(found["parts"], code, places, people)
        assert sets.sum(axis=1).min() >= 5
        assert disclosure.leaks(sets, 5) == []


def sets_shown(
    parts: Sequence[dict[str, Any]], code: str, places: Sequence[dict[str, str]], people: People
) -> Any:
    """Who is behind the total and behind each part that has a cell for this practice."""
    j = people.codes.index(code)
    sides = zip(people.current, people.desired, strict=True)
    given = [1 <= today[j] <= 5 and 1 <= wanted[j] <= 5 for today, wanted in sides]
    rows = [members_of(places, at) for at in [(), *(part["at"] for part in parts if code in part["cells"])]]
    return np.array([[given[n] and n in row for n in range(len(places))] for row in rows])


def test_the_size_of_a_part_is_told_to_the_nearest_five() -> None:
    sizes = {n: team_parts.size_of(disclosure.Cell((("department", "A"),)), n)["about"] for n in range(5, 24)}
    assert sizes == {
        5: 5, 6: 5, 7: 5, 8: 10, 9: 10, 10: 10, 11: 10, 12: 10, 13: 15, 14: 15, 15: 15, 16: 15, 17: 15,
        18: 20, 19: 20, 20: 20, 21: 20, 22: 20, 23: 25,
    }  # fmt: skip
    crossed = disclosure.Cell((("department", "A"), ("region", "B")))
    assert team_parts.size_of(crossed, 23) == {"about": None}


def two_departments(draft: Draft, marks: Sequence[Marks], other: Sequence[Marks]) -> Panel:
    panel = group(draft.survey, 0, opened=False)
    for department, rows in (("Sales", marks), ("Kitchen", other)):
        for one in rows:
            reply(draft.survey, Voice.TEAM, one, department=department)
    return panel


def cells_of(panel: Panel) -> dict[str, set[str]]:
    return {part["at"][0][1]: set(part["cells"]) for part in kept(panel)["parts"]}


SCORES = {"C", "E", "P", "overall"}


def varied(person: int) -> Marks:
    """Marks on which eight people differ in every practice, in their gaps too."""
    sides = {code: levels_of(person, at) for at, code in enumerate(CORE)}
    return {code: (str(today), str(wanted)) for code, (today, wanted) in sides.items()}


VARIED = [varied(person) for person in range(8)]


def test_a_part_in_which_all_say_the_same_has_no_cell_and_no_score_of_its_category() -> None:
    agreed = [{**one, "E3": ("2", "5")} for one in VARIED]
    draft = finished()
    panel = two_departments(draft, VARIED, agreed)
    # all without those in Sales are those in the kitchen: what Sales says of it is hidden too
    assert cells_of(panel) == dict.fromkeys(("Sales", "Kitchen"), {*CORE, "C", "P"} - {"E3"})
    for person in range(8):
        reply(draft.survey, Voice.TEAM, varied(person), department="Bar")
    found = cells_of(panel)
    assert found["Kitchen"] == {*CORE, "C", "P"} - {"E3"}
    assert sorted("E3" in found[name] for name in ("Sales", "Bar")) == [False, True]


def test_hidden_answers_change_nothing_that_is_kept() -> None:
    """What four people in all say of a practice: another four answers there, the same results."""
    draft, chance = finished(), random.Random(52)
    marks = [{**answers(chance, 0), "C2": ("dont_know", "no_view")} for _ in range(9)]
    panel = alike(draft, [*({**one, "C2": ("1", "5")} for one in marks[:4]), *marks[4:]])
    before = kept(panel)
    assert before["practices"]["C2"] == {"hidden": True}
    of_hidden = Answer.objects.filter(response__voice=Voice.TEAM, practice__code="C2", current=1)
    assert of_hidden.update(current=3, desired=4) == 4
    assert kept(panel) == before


def test_a_practice_that_too_few_of_a_part_answered_has_no_cell_and_no_score_of_its_category() -> None:
    few = [{**one, "P7": ("dont_know", "no_view")} for one in VARIED[:4]] + VARIED[4:]
    found = cells_of(two_departments(finished(), VARIED, few))
    # of the other department too: the total minus that one would be the four
    assert found == dict.fromkeys(("Sales", "Kitchen"), {*CORE, "C", "E"} - {"P7"})


def test_a_part_where_all_say_the_same_throughout_is_not_kept_at_all() -> None:
    draft = finished()
    panel = two_departments(draft, VARIED, [dict.fromkeys(CORE, ("2", "4"))] * 6)
    assert cells_of(panel) == {}  # all without those in Sales are the six in the kitchen
    for person in range(8):
        reply(draft.survey, Voice.TEAM, varied(person), department="Bar")
    assert set(cells_of(panel)) == {"Bar"}


def test_a_team_of_which_nothing_is_known_has_no_parts() -> None:
    assert kept(team(finished(), 8, seed=84))["parts"] == []


def test_nothing_that_is_kept_says_whether_a_hidden_part_has_anybody() -> None:
    draft = finished()
    panel = two_departments(draft, VARIED, VARIED)
    reply(draft.survey, Voice.TEAM, varied(9), department="Board", region="Overseas")
    said = json.dumps(kept(panel))
    assert "Kitchen" in said, "one department can be shown, the other would leave the one from the board"
    assert "Board" not in said
    assert "Overseas" not in said


# --- fails closed -----------------------------------------------------------------------------------------


def broken(error: Exception) -> Any:
    def fail(*_args: object, **_more: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("name", ["publishable", "lattice"])
@pytest.mark.parametrize(
    "error",
    [disclosure.TooLong("slow"), ArithmeticError("primes"), MemoryError(), ValueError("no")],
    ids=lambda error: type(error).__name__,
)
def test_if_the_protection_fails_the_total_is_kept_and_no_part(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, error: Exception
) -> None:
    draft = finished()
    panel = parted(draft, seed=71)
    whole = total(panel)
    monkeypatch.setattr(disclosure, name, broken(error))
    with caplog.at_level(logging.ERROR, "assessment.parts"):
        found = kept(panel)
    assert found.pop("parts") == []
    assert found.pop("evidence")["appendix"]["parts"] == {}
    assert found.pop("care")["flat"]["n"] == 0
    assert found == whole
    assert whole["overall"]["today"] is not None
    assert "could not be protected" in caplog.text


def test_if_the_protection_takes_too_long_the_total_is_kept_and_no_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = parted(finished(), seed=71)
    publishable = disclosure.publishable

    def slow(*given: Any, **more: Any) -> Any:
        return publishable(*given, **{**more, "seconds": -1.0})

    monkeypatch.setattr(disclosure, "publishable", slow)
    assert kept(panel)["parts"] == []


def test_if_crossed_parts_take_too_long_those_by_one_dimension_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = finished()
    panel = parted(draft, seed=71)
    publishable, lattice = disclosure.publishable, disclosure.lattice
    ways: list[int] = []

    def counted(segments: Any, max_way: int = 2) -> Any:
        ways.append(max_way)
        return lattice(segments, max_way)

    def slow(*given: Any, **more: Any) -> Any:
        return publishable(*given, **{**more, "seconds": -1.0 if ways[-1] > 1 else 60.0})

    monkeypatch.setattr(disclosure, "lattice", counted)
    monkeypatch.setattr(disclosure, "publishable", slow)
    found = kept(panel)["parts"]
    assert ways == [2, 1]
    assert {len(part["at"]) for part in found} == {1}
    shown = {part["at"][0][1]: set(part["cells"]) - SCORES for part in found}
    places, people = places_of(draft), people_of(draft, Voice.TEAM)
    assert {"Sales", "Kitchen"} <= set(shown)
    for code in CORE:
        sets = sets_shown(found, code, places, people)
        assert disclosure.leaks(sets, 5) == []


# --- what it costs and what it tells ----------------------------------------------------------------------


@pytest.mark.parametrize("people", [6, 60])
def test_one_statement_whatever_the_number_of_answers(count_statements: Any, people: int) -> None:
    panel = team(finished(), people, seed=91)
    results.work_out(panel)
    assert len(count_statements(lambda: results.work_out(panel))) == 1


def test_the_steps_of_the_work_are_told_one_by_one() -> None:
    steps: list[tuple[int, int]] = []
    results.work_out(parted(finished(), seed=71), lambda done, of: steps.append((done, of)))
    assert steps == [(done, 12) for done in range(1, 13)]
    steps.clear()
    results.work_out(peers(finished(), 5, seed=92), lambda done, of: steps.append((done, of)))
    assert steps == [(1, 1)]


def test_the_order_of_the_people_changes_nothing() -> None:
    draft, chance = finished(), random.Random(93)
    marks = [(answers(chance), chance.choice(("Sales", "Kitchen"))) for _ in range(18)]
    found = []
    for _ in range(2):
        other = finished()
        panel = group(other.survey, 0, opened=False)
        for one, department in marks:  # keys are random, so the order in the frame is another one
            reply(other.survey, Voice.TEAM, one, department=department)
        found.append(kept(panel))
        marks.reverse()
    assert found[0] == found[1]
    assert draft.survey_id
