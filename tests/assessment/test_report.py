"""A Report says what its reader may know: own marks to oneself, groups only where they are large enough."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assessment import report
from assessment.exports import csv as csv_export
from assessment.exports import json as json_export
from assessment.rows import Report, VoiceView
from surveys.choices import Voice
from surveys.models import Answer, Draft, Panel
from tests import oracles
from tests.assessment.surveyed import as_executive, csv_rows, finished, json_content, reply
from tests.factories import CORE, DEEPER, MARKS, group
from tests.surveys.people import let_in

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
ROOT = Path(report.__file__).parent


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


def test_the_organiser_has_no_own_voice_in_any_face() -> None:
    draft = finished()
    group(draft.survey, 9)
    made = report.build(draft.survey, report.Organiser())
    assert [view.voice for view in made.views] == [Voice.TEAM]
    assert {line["voice"] for line in csv_rows(made)} == {"team"}
    assert [part["voice"] for part in json_content(made)["voices"]] == ["team"]
    assert "don’t know" not in csv_export.write(made).decode()


def test_what_the_organiser_sees_does_not_change_with_the_executives_marks() -> None:
    low, high = finished(), finished(dict.fromkeys(CORE, ("1", "1")), picks=())
    for draft in (low, high):
        group(draft.survey, 6)
    faces = [json_export.write(report.build(draft.survey, report.Organiser())) for draft in (low, high)]
    assert faces[0] == faces[1]


# --- small groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [0, 1, 2, 3, 4])
def test_a_team_below_five_is_empty_in_every_face(people: int) -> None:
    draft = finished()
    group(draft.survey, people)
    html, csv, content = faces_of_team(draft)
    assert set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html))) == {"5"}, (
        "the threshold is promised, nothing else"
    )
    assert "table" not in html
    assert re.findall(r"\d", csv) == []
    part = json.loads(content)
    assert part.pop("smallest_group") == 5
    assert re.findall(r"\d", json.dumps(part)) == []
    assert part["practices"] == part["categories"] == []
    assert (part["state"], part["answers"], part["overall"], part["finding"]) == ("too_few", None, None, None)


def test_four_people_and_one_look_exactly_alike() -> None:
    draft = finished()
    group(draft.survey, 1)
    one = faces_of_team(draft)
    for person in range(3):
        reply(draft.survey, Voice.TEAM, {code: (str(person + 1), "5") for code in CORE})
    assert faces_of_team(draft) == one


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
    empty = faces_of_team(draft)
    for _ in range(50):
        reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("2", "4")))
    assert faces_of_team(draft) == empty
    assert "Not open yet" in empty[0]
    assert json.loads(empty[2])["state"] == "waiting"
    assert Panel.objects.get(pk=panel.pk).opened_at is None


def test_a_practice_with_too_few_pairs_is_hidden_in_every_face() -> None:
    draft = finished()
    group(draft.survey, 4)
    reply(draft.survey, Voice.TEAM, {code: ("2", "4" if code != "C4" else "no_view") for code in CORE})
    view = view_of(as_executive(draft), Voice.TEAM)
    hidden = next(row for row in view.practices if row.code == "C4")
    assert hidden.hidden
    assert (hidden.n, hidden.today, hidden.wanted, hidden.gap, hidden.picked) == (None,) * 5
    assert [row.code for row in view.practices if row.hidden] == ["C4"]
    html, csv, content = faces_of_team(draft)
    line = next(line for line in csv.splitlines() if ",C4," in line)
    assert line == "team,practice,C4,What customers feel and say,core,,,,,,,,hidden to protect a small group"
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
    group(draft.survey, 4)
    known = {code: ("2", "4") for code in CORE if code not in ("C2", "C4", "C7")}
    reply(draft.survey, Voice.TEAM, {**known, **dict.fromkeys(("C2", "C4", "C7"), ("dont_know", "4"))})
    view = view_of(as_executive(draft), Voice.TEAM)
    assert (view.categories[0].today, view.categories[0].wanted, view.categories[0].gap) == (None, None, None)
    assert view.categories[1].today is not None
    assert view.overall is not None
    assert view.overall.today is None
    assert view.finding == "Team: too few answers for an average"


def test_a_survey_may_ask_for_more_people_than_five() -> None:
    draft = finished()
    panel = group(draft.survey, 6)
    Panel.objects.filter(pk=panel.pk).update(threshold=7)
    assert view_of(as_executive(draft), Voice.TEAM).state == "too_few"


def test_a_group_is_shown_the_practices_of_its_form_only() -> None:
    draft = finished()
    panel = group(draft.survey, 6)
    assert len(view_of(as_executive(draft), Voice.TEAM).practices) == 12
    Panel.objects.filter(pk=panel.pk).update(form="full")
    rows = view_of(as_executive(draft), Voice.TEAM).practices
    assert len(rows) == 24
    assert all(row.hidden for row in rows if not row.core)


def test_a_groups_widest_gap_is_not_named() -> None:
    """To name it takes an interval; averages speak for themselves until there is one."""
    draft = finished()
    group(draft.survey, 9)
    view = view_of(as_executive(draft), Voice.TEAM)
    assert (view.sentences, view.headline, view.steps, view.chart_desc) == ((), "", (), "")
    assert {row.emphasis for row in view.practices} == {""}


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
    assert set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html))) == {"4"}
    assert re.findall(r"\d", csv) == []
    assert re.findall(r"\d", content) == ["4"]


def test_peers_are_shown_to_the_nearest_half_level_without_counts() -> None:
    draft = finished()
    group(draft.survey, 0, Voice.PEER)
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
    view = view_of(as_executive(draft), Voice.PEER)
    shown = {
        row.code: (str(row.today), str(row.wanted), str(row.gap)) for row in view.practices if not row.hidden
    }
    assert shown == {
        "C2": ("1.5", "4.5", "3.0"), "C4": ("2.5", "4.5", "2.0"),
        "C7": ("4.5", "4.5", "0.0"), "C8": ("2.5", "4.5", "2.0"),
    }  # fmt: skip
    assert {(row.n, row.picked) for row in view.practices} == {(None, None)}
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
    csv, content = csv_export.write(made), json_content(made)
    group(draft.survey, 9)
    group(draft.survey, 5, Voice.PEER)
    both = page(draft)
    assert re.sub(r'<nav class="tabs.*?</nav>', "", both, flags=re.DOTALL) == alone
    assert re.findall(r'<nav class="tabs.*?</nav>', both, re.DOTALL) != []
    made = as_executive(draft)
    assert csv_export.write(made).startswith(csv)
    assert len(csv_rows(made)) == 16 * 3
    assert json_content(made)["voices"][0] == content["voices"][0]
    assert len(json_content(made)["voices"]) == 3


def test_a_report_takes_three_statements_however_many_answered(
    count_statements: Callable[[Callable[[], object]], list[str]],
) -> None:
    draft = finished()
    as_executive(draft)
    alone = count_statements(lambda: as_executive(draft))
    group(draft.survey, 40)
    group(draft.survey, 8, Voice.PEER)
    crowded = count_statements(lambda: as_executive(draft))
    assert len(alone) == len(crowded) == 3, crowded


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
    assert modules <= {"builtins", "decimal", "datetime", "assessment.rows", "surveys.choices"}
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
        ROOT / "pictures.py",
        ROOT / "wording.py",
        ROOT / "rows.py",
    ]:
        names = imported(path)
        assert not {name for name in names if name.startswith(("surveys.models", "django.db", "pandas"))}, (
            path
        )
