"""The scraper: whoever reads every page and file can't work a group of too few people out of them.

What is shown says which cells carry a number for which practice; the database says who is in them.
From these memberships alone the exact check of the analysis, and literal sums and differences in loops
of this file, look for fewer people than may be shown.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from django.test import Client

from assessment import remembered, results, tasks
from assessment.analysis import disclosure
from surveys.actions import opening, sharing
from surveys.choices import DIMENSIONS, Meets, Voice
from surveys.instruments import of_survey
from surveys.lists import Row
from surveys.models import Answer, Panel, Release, Response, Survey
from tests import voices
from tests.assessment import scraper
from tests.conftest import RolledBack
from tests.factories import CORE, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DEPARTMENTS = ("Stores", "Service", "Digital", "Finance", "Legal", "Board", "Ghosts")
SIZES = (30, 12, 7, 6, 4, 3, 0)
REGIONS = ("North", "South", "Overseas")
LEVELS = ("Leads an area", "Leads a team", "Neither")
CONSULTANT = "rahel@example.org"
Levels = Sequence[int]


def seeds(first: int, *more: int) -> list[Any]:
    """One each time, the others with the tests that take minutes."""
    return [first, *(pytest.param(seed, marks=pytest.mark.slow) for seed in more)]


# --- what is true ---------------------------------------------------------------------------------------


@dataclass
class Truth:
    """Who is part of what, and who gave both sides of which practice a level, when results opened.

    Afterwards the database says less: what people are part of is forgotten.
    """

    keys: list[int]  # of the responses
    labels: dict[str, list[str]]  # by dimension, a label for each person
    pairs: dict[str, npt.NDArray[np.bool_]]  # by practice, people

    def members(self, at: scraper.At) -> npt.NDArray[np.bool_]:
        rows = [np.array([label == wanted for label in self.labels[name]]) for name, wanted in at]
        return np.logical_and.reduce([np.ones(len(self.keys), dtype=np.bool_), *rows])

    def part(self, department: str) -> list[int]:
        return [
            key for key, said in zip(self.keys, self.labels["department"], strict=True) if said == department
        ]


@dataclass
class Group:
    """A voice whose results are open, and what was true of it."""

    panel: Panel
    true: Truth
    codes: dict[str, str]  # of each practice, category and of the whole, by name
    used: int | None  # how many are in the averages, where it is told

    @property
    def survey(self) -> Survey:
        return self.panel.survey


def truth(panel: Panel) -> Truth:
    people = list(Response.objects.filter(survey=panel.survey, voice=panel.voice).order_by("pk"))
    answers = Answer.objects.filter(response__in=people, current__isnull=False, desired__isnull=False)
    both = set(answers.values_list("practice__code", "response_id"))
    return Truth(
        keys=[person.pk for person in people],
        labels={name: [getattr(person, name) for person in people] for name in DIMENSIONS},
        pairs={code: np.array([(code, person.pk) in both for person in people]) for code in CORE},
    )


def codes_of(survey: Survey) -> dict[str, str]:
    """The code of each practice, category and of the whole, by name."""
    instrument = of_survey(survey)
    named = {practice.name: practice.code for practice in instrument.practices}
    return (
        named | {category.name: category.code for category in instrument.categories} | {"Overall": "overall"}
    )


def group_of(panel: Panel, true: Truth) -> Group:
    used = Release.objects.get(panel=panel).results.get("used")
    return Group(voices.fresh(panel), true, codes_of(panel.survey), used)


def opened(panel: Panel) -> Group:
    """The voice opened as it is in life: closed, then worked out by the job."""
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    voices.written_out(panel)
    true = truth(panel)
    assert tasks.open_results.call(panel.pk)
    return group_of(panel, true)


def opened_again(group: Group, departments: Mapping[int, str] | None = None) -> Group:
    """The same voice opened from its answers as they are now, with other departments for some people.

    Nothing but a test does that.
    """
    for at, key in enumerate(group.true.keys):
        said = {name: labels[at] for name, labels in group.true.labels.items()}
        if key in (departments or {}):
            said["department"] = (departments or {})[key]
        Response.objects.filter(pk=key).update(**said)
    Release.objects.filter(panel=group.panel).delete()
    Panel.objects.filter(pk=group.panel.pk).update(opened_at=None)
    true = truth(group.panel)
    assert tasks.open_results.call(group.panel.pk)
    return group_of(group.panel, true)


# --- a team ---------------------------------------------------------------------------------------------


def marks(by_chance: random.Random, missing: float) -> dict[str, tuple[str, str]]:
    """One person's answers to the core, some of them without a level."""

    def side(unknown: str) -> str:
        return unknown if by_chance.random() < missing / 2 else by_chance.choice("12345")

    return {code: (side("dont_know"), side("no_view")) for code in CORE}


def team_by_link(seed: int, sizes: Levels = SIZES, missing: float = 0.12) -> Group:
    """A team of small departments that came by one link and said themselves what they are part of."""
    by_chance = random.Random(seed)
    survey = voices.survey_of()
    segments = {"department": DEPARTMENTS, "region": REGIONS, "level": LEVELS}
    panel = voices.by_link(survey, Voice.TEAM, sum(sizes) + 20, segments)
    for department, size in zip(DEPARTMENTS, sizes, strict=True):
        for person in range(size):
            said = {
                "department": department,
                "region": by_chance.choices(REGIONS, weights=(6, 3, 1))[0],
                "level": by_chance.choices(LEVELS, weights=(1, 3, 6))[0],
                "meets": by_chance.choice([*Meets.values, "", ""]),
            }
            voices.answer(panel, person, marks(by_chance, missing), said)
    return opened(panel)


def team_by_list(seed: int) -> Group:
    """A team asked by a list, of whom some sixty of a hundred and twenty have answered."""
    by_chance = random.Random(seed)
    survey = voices.survey_of()
    rows = [
        Row(
            f"person{at:03}@example.com",
            by_chance.choices(DEPARTMENTS, weights=(30, 12, 10, 9, 8, 7, 6))[0],
            by_chance.choices(REGIONS, weights=(6, 3, 1))[0],
            by_chance.choice(LEVELS),
        )
        for at in range(120)
    ]
    panel = voices.by_list(survey, Voice.TEAM, rows)
    for person, invitation in enumerate(by_chance.sample(voices.invitations(panel), 60)):
        said = {"meets": by_chance.choice(Meets.values)}
        voices.answer(invitation, person, marks(by_chance, 0.12), said)
    return opened(panel)


# --- what is read ---------------------------------------------------------------------------------------


EVERYWHERE = ("/",)
RESULTS = ("/r/", "/clients/")


def reader(email: str) -> Client:
    """Their browser; what they read is made now, from what is stored now."""
    remembered.pages.forget()
    client = Client()
    sign_in(client, voices.account(email))
    return client


def executives_faces(survey: Survey, only: tuple[str, ...] = EVERYWHERE) -> scraper.Faces:
    client = reader(voices.executive_of(survey).email)
    return scraper.crawl(client, f"/r/{survey.code}/", "/clients/", only=only)


def executives_page(survey: Survey, address: str) -> str:
    return reader(voices.executive_of(survey).email).get(address).content.decode()


def consultants_faces(
    survey: Survey, only: tuple[str, ...] = EVERYWHERE, *, own_marks: bool = False
) -> scraper.Faces:
    by = voices.executive_of(survey)
    sharing.share(survey=survey, email=CONSULTANT, own_marks=own_marks, by=by)
    return scraper.crawl(reader(CONSULTANT), "/clients/", only=only)


def read(group: Group, *faces: scraper.Faces) -> scraper.Seen:
    everything = [item for found in faces for item in found.items()]
    return scraper.read(everything, group.codes)


@dataclass
class Crawled:
    """A team, and all that the executive and a consultant can read of it."""

    team: Group
    mine: scraper.Faces
    theirs: scraper.Faces


def crawled_through(team: Group) -> Crawled:
    return Crawled(team, executives_faces(team.survey), consultants_faces(team.survey))


@pytest.fixture(scope="module")
def crawled(rolled_back: RolledBack) -> Crawled:
    """Read once for the tests that only look at what was read."""
    with rolled_back():
        return crawled_through(team_by_link(1))


# --- the two checks -------------------------------------------------------------------------------------


def groups_of(seen: scraper.Seen, true: Truth, code: str) -> npt.NDArray[np.bool_]:
    """Who is behind each number that is shown of this practice (sets × people)."""
    rows = [true.members(at) & true.pairs[code] for at, codes in sorted(seen.shown.items()) if code in codes]
    return np.stack(rows) if rows else np.zeros((0, len(true.keys)), dtype=np.bool_)


def smallest_difference(groups: npt.NDArray[np.bool_]) -> int:
    """The fewest people, but not nobody, that adding or subtracting up to three of the sets mentions."""
    rows = groups.astype(np.int8)
    fewest = int(rows.sum(axis=1).min(initial=10**6))
    for first, second in combinations(range(len(rows)), 2):
        for sign in (1, -1):
            two = rows[first] + sign * rows[second]
            rest = rows[second + 1 :]
            for found in (two[None], two + rest, two - rest):
                mentioned = np.count_nonzero(found, axis=1)
                fewest = min(fewest, int(mentioned[mentioned > 0].min(initial=10**6)))
    return fewest


def leaks_of(seen: scraper.Seen, true: Truth, smallest: int = 5) -> dict[str, list[list[int]]]:
    """Each practice's leaks by the exact rule; practices without one are left out."""
    found = {code: disclosure.leaks(groups_of(seen, true, code), smallest) for code in CORE}
    return {code: leaks for code, leaks in found.items() if leaks}


def must_be_safe(group: Group, seen: scraper.Seen) -> None:
    true = group.true
    assert group.used == len(true.keys), "nobody left the averages, so these are the people"
    assert leaks_of(seen, true) == {}
    for code in CORE:
        groups = groups_of(seen, true, code)
        assert len(groups) == 0 or smallest_difference(groups) >= 5, code
    for at, said in seen.sizes.items():
        people = int(true.members(at).sum())
        assert said == f"about {max(5, (people + 2) // 5 * 5)} people", at
        assert len(at) == 1
        assert seen.shown[at]
    for at, codes in seen.shown.items():
        for score in codes & {"C", "E", "P", "overall"} if at else ():
            behind = {code for code in CORE if score == "overall" or code[0] == score}
            assert behind <= codes, f"{at}: {score} tells of a practice that is hidden"


# --- the team -------------------------------------------------------------------------------------------


def must_tell_of_nobody(found: Crawled) -> None:
    kinds = {
        re.sub(r"\?.*", "", address).rsplit(".", 1)[-1].rsplit("/", 1)[-1]
        for address in [*found.mine, *found.theirs]
    }
    assert {"", "csv", "json", "svg"} <= kinds
    seen = read(found.team, found.mine, found.theirs)
    assert len(seen.shown) > 12, "something is shown"
    assert len({len(at) for at in seen.shown}) == 3
    must_be_safe(found.team, seen)


def test_nothing_of_fewer_than_five_people_can_be_worked_out_of_all_pages_and_files(crawled: Crawled) -> None:
    must_tell_of_nobody(crawled)


@pytest.mark.slow
def test_nor_of_another_team() -> None:
    must_tell_of_nobody(crawled_through(team_by_link(2)))


def test_the_same_of_a_team_that_was_asked_by_a_list() -> None:
    team = team_by_list(4)
    seen = read(team, executives_faces(team.survey, RESULTS))
    assert len(seen.shown) > 8
    must_be_safe(team, seen)


@pytest.mark.parametrize("seed", seeds(6, 7, 8))
def test_the_same_of_teams_of_any_make(seed: int) -> None:
    by_chance = random.Random(1000 + seed)
    sizes = [by_chance.choice((0, 1, 2, 4, 5, 6, 8, 11, 15)) for _ in DEPARTMENTS]
    team = team_by_link(seed, [max(6, sizes[0]), *sizes[1:]], missing=by_chance.choice((0.0, 0.1, 0.3)))
    must_be_safe(team, read(team, executives_faces(team.survey, RESULTS)))


def test_every_face_shows_the_same_cells(crawled: Crawled) -> None:
    team, faces = crawled.team, crawled.mine
    home = f"/r/{team.survey.code}/"
    whole = read(team, faces)
    for file in ("result.csv", "result.json"):
        alone = read(team, {home + file: faces[home + file]})
        assert (alone.shown, alone.sizes) == (whole.shown, whole.sizes)
    for by in DIMENSIONS:
        of_one = {at: codes for at, codes in whole.shown.items() if [name for name, _label in at] == [by]}
        assert of_one, by
        page = read(team, {f"{home}parts/{by}/": faces[f"{home}parts/{by}/"]}).shown
        drawing = f"{home}team/parts-{by}-wide.svg"
        drawn = read(team, {drawing: faces[drawing]}).shown
        for at, codes in of_one.items():
            assert page[at] == codes - {"overall"}
            assert drawn[at] == codes & set(CORE)


# --- the scraper can find something ---------------------------------------------------------------------


def by_threshold_alone(
    members: npt.NDArray[np.bool_], pairs: npt.NDArray[np.bool_], smallest: int, **_more: Any
) -> npt.NDArray[np.bool_]:
    """Every cell of enough people, which is what many surveys take for safe."""
    return members.astype(np.int64) @ pairs >= smallest


def test_the_scraper_finds_the_leaks_of_showing_every_cell_of_enough_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(disclosure, "publishable", by_threshold_alone)
    team = team_by_link(1)
    seen, true = read(team, executives_faces(team.survey, RESULTS)), team.true
    assert len(leaks_of(seen, true)) >= 6
    assert min(smallest_difference(groups_of(seen, true, code)) for code in CORE) < 5
    with pytest.raises(AssertionError):
        must_be_safe(team, seen)


def test_the_scraper_finds_one_cell_too_many() -> None:
    """Beside everybody and every department but one, that one's four people need no cell of their own."""
    labels = [name for name, size in zip(DEPARTMENTS, SIZES, strict=True) for _ in range(size)]
    everybody = np.ones(len(labels), dtype=np.bool_)
    true = Truth(list(range(len(labels))), {"department": labels}, dict.fromkeys(CORE, everybody))
    shown: scraper.Shown = {(): set(CORE)}
    shown |= {(("department", name),): set(CORE) for name in DEPARTMENTS[:4]}
    seen = scraper.Seen(shown, {}, set())
    assert leaks_of(seen, true) == {}
    shown[(("department", "Board"),)] = {"E5"}
    assert set(leaks_of(seen, true)) == {"E5"}
    assert len(leaks_of(seen, true)["E5"]) == 2  # the three, and the four that are left


# --- what is hidden -------------------------------------------------------------------------------------


def test_a_hidden_label_carries_no_digit_in_any_text_or_attribute(crawled: Crawled) -> None:
    for faces in (crawled.mine, crawled.theirs):
        seen = read(crawled.team, faces)
        assert {"Legal", "Board", "Ghosts"} <= seen.hidden_labels
        assert scraper.numbers_near(faces, seen.hidden_labels) == []
        assert scraper.numbers_near(faces, ["Stores"]) != [], "what is shown carries some"
        named = [face for face in faces.values() if "Legal" in face]
        assert len(named) > 4, "hidden parts are listed like empty ones"


def results_alone(faces: scraper.Faces) -> dict[str, str]:
    """The result pages and files, without what each form carries anew."""
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    return {address: token.sub("", face) for address, face in faces.items() if address.startswith("/r/")}


def test_a_hidden_part_looks_the_same_with_nobody_one_or_four_people_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(results, "SEEDS", 1)  # chances are drawn, so each time they are a little different
    team = team_by_link(1)
    legal = team.true.part("Legal")
    assert len(legal) == 4
    before = results_alone(executives_faces(team.survey, RESULTS))
    theirs = results_alone(consultants_faces(team.survey, RESULTS))
    assert len(before) > 20
    opened_again(team, dict.fromkeys(legal[1:], ""))  # three of them didn't say
    assert results_alone(executives_faces(team.survey, RESULTS)) == before
    opened_again(team, dict.fromkeys(legal, ""))
    assert results_alone(consultants_faces(team.survey, RESULTS)) == theirs
    opened_again(team, dict.fromkeys(legal, "Stores"))  # and pages do change where they should
    parts = f"/r/{team.survey.code}/parts/department/"
    assert results_alone({parts: executives_page(team.survey, parts)})[parts] != before[parts]


def test_a_hidden_and_an_empty_part_differ_in_nothing_but_their_names(crawled: Crawled) -> None:
    code, faces = crawled.team.survey.code, crawled.mine
    content = json.loads(faces[f"/r/{code}/result.json"])
    (team,) = [voice for voice in content["voices"] if voice["voice"] == "team"]
    hidden = {one["by"]["department"]: one for one in team["parts"] if set(one["by"]) == {"department"}}
    without_name = [{**hidden[name], "by": None} for name in ("Legal", "Board", "Ghosts")]
    assert without_name == [{"by": None, "about_people": None, "hidden": True, "cells": {}}] * 3
    lines = faces[f"/r/{code}/result.csv"].splitlines()
    for rest in ("Legal", "Board", "Ghosts"):
        alike = [line.replace(rest, "Legal") for line in lines if f",{rest}," in line]
        assert alike == [line for line in lines if ",Legal," in line]
    page = scraper.Page(faces[f"/r/{code}/parts/department/"])
    head, *rows = page.tables[0].rows
    columns = {cell.words[0]: at for at, cell in enumerate(head)}
    for name in ("Legal", "Board", "Ghosts"):
        assert head[columns[name]].words == [name, "hidden"]
        assert {row[columns[name]].text for row in rows} == {"hidden"}


# --- peers ----------------------------------------------------------------------------------------------

FINER = ("answers", "picked", "half_today", "half_wanted", "half_gap", "today_band", "wanted_band")
HALF = re.compile(r"1\.5 or less|4\.5 or more|[234]\.[05]|—|too few answers")
HALF_GAP = re.compile(r"[+−]?[0-3]\.[05]|—|")


def peers_opened(people: int = 6) -> Group:
    by_chance = random.Random(20)
    survey = voices.survey_of()
    panel = voices.by_list(survey, Voice.PEER, voices.people(8, name="peer"))
    for person, invitation in enumerate(voices.invitations(panel)[:people]):
        voices.answer(invitation, person, marks(by_chance, 0.1))
    return opened(panel)


def columns_of_peers(page: scraper.Page) -> list[tuple[str, str]]:
    """Each number of the peers in the page's tables: whether it is a level or a gap, and what it says."""
    found = []
    for table in page.tables:
        head = [cell.text for cell in table.rows[0]]
        if table.name == "voices":
            own = 2 if "You" in head or "Executive" in head else 0
            at = 1 + own
            for row in table.rows[2:]:
                found += [("level", cell.text) for cell in row[at : at + 2]]
        elif head[:2] == ["Practice", "Today"] and "Move first" not in head:
            for row in table.rows[1:]:
                kinds = ("level", "level", "gap")
                found += [(kind, cell.text) for kind, cell in zip(kinds, row[1:], strict=False)]
    return found


def test_peers_are_told_in_half_levels_and_without_any_count() -> None:
    group = peers_opened()
    survey = group.survey
    faces = executives_faces(survey) | consultants_faces(survey)
    page = scraper.Page(faces[f"/r/{survey.code}/peer/"])
    numbers = columns_of_peers(page)
    assert len(numbers) >= 40
    assert [
        said for kind, said in numbers if not (HALF if kind == "level" else HALF_GAP).fullmatch(said)
    ] == []
    content = json.loads(faces[f"/r/{survey.code}/result.json"])
    (peers,) = [voice for voice in content["voices"] if voice["voice"] == "peer"]
    assert (peers["parts"], peers["too_close_to_rank"], peers["in_the_averages"]) == ([], [], None)
    for row in [*peers["practices"], *peers["categories"], peers["overall"]]:
        levels = [row.get(name) for name in ("today", "wanted", "gap")]
        assert [level for level in levels if level is not None and level * 2 % 1] == [], row
        assert [name for name in FINER if row.get(name) is not None] == [], row
    for line in csv.DictReader(
        io.StringIO(faces[f"/r/{survey.code}/result.csv"].lstrip("\ufeff"), newline="")
    ):
        if line["voice"] == "peer" and line["kind"] == "practice":
            assert [name for name in FINER if line.get(name)] == [], line
    theirs = {at: face for at, face in faces.items() if "/peer/" in at and "own=1" not in at}
    drawn = [face for address, face in theirs.items() if ".svg" in address]
    printed = [re.findall(r">([+−]?\d+\.\d+)[^<]*<", face) for face in drawn]
    assert sum(map(bool, printed)) >= 2, "the planogram for both kinds of screen"
    assert [one for found in printed for one in found if one[-1] not in "05"] == []
    files = [face for address, face in theirs.items() if ".csv" in address]
    finer = re.compile(r"\b\d+\.(?![05]\b)\d+|\b\d+\.\d\d")
    assert files
    assert [found for face in files for found in finer.findall(face)] == []


def as_printed(group: Group) -> Any:
    """What was kept of the peers, without whether one of them may see the others' averages."""
    results = group.panel.release.results
    practices = {code: {**row, "one_more": None} for code, row in results["practices"].items()}
    return {**results, "practices": practices}


def test_what_peers_are_shown_as_does_not_change_with_one_answer_that_rounds_alike() -> None:
    """One of six takes an answer back: no count, no spread and no interval gives that away."""
    group = peers_opened()
    survey = group.survey
    before = results_alone(executives_faces(survey, RESULTS))
    kept = as_printed(group)
    answers = Answer.objects.filter(response__voice=Voice.PEER, current__isnull=False, desired__isnull=False)
    for answer in answers.order_by("pk"):
        was = (answer.current, answer.current_reason)
        answer.current, answer.current_reason = None, "dont_know"
        answer.save()
        if as_printed(opened_again(group)) == kept:
            break
        answer.current, answer.current_reason = was
        answer.save()
    else:
        pytest.fail("no answer rounds alike")
    after = results_alone(executives_faces(survey, RESULTS))
    assert after == before


# --- own marks: by test_every_face each time, here once more ----------------------------------------------


@pytest.fixture
def both_voices() -> Survey:
    team = team_by_link(2)
    peers = voices.by_list(team.survey, Voice.PEER, voices.people(6, name="peer"))
    voices.answers_of(peers, 5)
    opened(peers)
    return team.survey


def with_other_marks(survey: Survey) -> None:
    answers = Answer.objects.filter(response__survey=survey, response__voice=Voice.EXECUTIVE)
    for answer in answers:
        answer.current, answer.current_reason = (1 if answer.current != 1 else 5), ""
        answer.desired, answer.desired_reason = (2 if answer.desired != 2 else 4), ""
        answer.picked = not answer.picked
        answer.save()


@pytest.mark.slow
def test_own_marks_are_in_nothing_that_a_consultant_without_the_tick_can_reach(both_voices: Survey) -> None:
    before = consultants_faces(both_voices, RESULTS)
    with_other_marks(both_voices)
    after = consultants_faces(both_voices, RESULTS)
    assert results_alone(after) == results_alone(before)
    assert after["/clients/"] == before["/clients/"]
    ticked = consultants_faces(both_voices, RESULTS, own_marks=True)
    assert set(results_alone(ticked)) > set(results_alone(before))


@pytest.mark.slow
def test_the_executives_files_hold_own_marks_only_where_they_are_asked_for(both_voices: Survey) -> None:
    code = both_voices.code

    def files() -> dict[str, str]:
        faces = executives_faces(both_voices, RESULTS)
        return {
            address: face for address, face in faces.items() if "." in address and code.hex[:8] in address
        }

    before = files()
    with_other_marks(both_voices)
    after = files()
    changed = {
        address.removeprefix(f"/r/{code}/") for address in before if before[address] != after.get(address)
    }
    # the own planogram is an own picture as it stands; anything else has to be asked for
    assert {
        address for address in changed if not address.startswith("planogram-") and "own=1" not in address
    } == set()
    assert {"result.csv?own=1", "result.json?own=1", "planogram-wide.svg"} <= changed
    assert {f"/r/{code}/result.csv", f"/r/{code}/result.json", f"/r/{code}/team/gaps-wide.svg"} <= set(before)
