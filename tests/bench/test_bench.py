"""`make bench` runs through, says what it measured, and our own limits hold.

Nothing here looks at a time by itself: those depend on the machine and are read by people.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import invented, lines, peers, team_lines
from bench.browser import Browser
from bench.memory import highest
from bench.rounds import Measured
from bench.sizes import covers, of_forms
from bench.work import PRACTICES, levels

ROOT = Path(__file__).resolve().parents[2]
Done = subprocess.CompletedProcess[str]
STEPS = {"start", "save", "picks", "finish", "deeper"}
STATEMENTS = {"start": 12, "save": 3, "picks": 4, "finish": 9, "deeper": 4, "page": 2}
REPORTS = {f"report {people}" for people in (100, 1_000, 10_000)}
SELECTS = {"bare 10000", "packed 10000"}
VIEWS = {view + how for view in ("empty", "team", "departments") for how in ("", " plain")}
HALVES = {f"{half} {people}" for half in ("reading", "statistics") for people in (100, 1_000, 10_000)}


@pytest.fixture(scope="module")
def ran(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[subprocess.CompletedProcess[str], Mapping[str, Any]]:
    file = tmp_path_factory.mktemp("bench") / "report.json"
    command = [sys.executable, "-m", "bench", "--quick", "--no-peers", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert file.exists(), done.stderr[-3000:]
    return done, json.loads(file.read_text())


def test_it_runs_through_and_prints_every_line(ran: Any) -> None:
    done, report = ran
    broken = {line["goal"] for line in report["lines"] if line["verdict"] == "BROKEN"}
    assert broken <= {"CPU"}, done.stdout + done.stderr  # which a busy machine may break
    assert done.returncode == len(broken)
    for line in report["lines"]:
        assert line["what"] in done.stdout
    assert {line["goal"] for line in report["lines"]} == {"G1", "G2", "G3", "G4", "G5", "G6", "G10", "CPU"}
    assert "manage.py analyse, 20,000 lines of 24 items" in done.stdout
    assert "invented" in done.stdout


def test_the_statements_of_every_step_are_known_exactly(ran: Any) -> None:
    most = ran[1]["statements"]["ours"]
    assert set(most) == STEPS | {"page"}
    assert most["save"] <= lines.SAVE_STATEMENTS == 4
    assert most["finish"] <= lines.FINISH_STATEMENTS == 9
    assert most["page"] <= lines.PAGE_STATEMENTS == 3
    assert {step: count for step, count in most.items() if count > STATEMENTS[step]} == {}
    assert min(most.values()) > 0  # a counter that counts nothing would keep every limit


def test_the_statements_of_reports_and_of_their_pages_are_known_exactly(ran: Any) -> None:
    most = ran[1]["statements"]["teams"]
    assert most.pop("report") == 1 <= team_lines.REPORT_STATEMENTS == 5
    assert most == {
        "empty cold": 2,
        "empty warm": 2,
        "team cold": 9,
        "team warm": 5,
        "departments cold": 9,
        "departments warm": 5,
    }
    assert max(most.values()) <= team_lines.VIEW_STATEMENTS == 12


def test_a_practice_form_and_a_first_load_are_small(ran: Any) -> None:
    sizes = ran[1]["sizes"]
    assert 500 < sizes["form"] <= lines.FORM_BYTES == 2_000
    assert sizes["first_load"] <= lines.FIRST_LOAD_BYTES == 100_000
    parts = [sizes[part] for part in ("page", "stylesheets", "scripts", "fonts", "icon")]
    assert sum(parts) == sizes["first_load"]
    assert min(parts) > 0


def test_cpu_is_told_for_every_round_and_step(ran: Any) -> None:
    report = ran[1]
    waits = {"opening", "preview", "pack"}
    assert set(report["cpu"]) == {"answer", "page", "nothing"} | REPORTS | SELECTS | VIEWS | waits
    assert {len(rounds) for name, rounds in report["cpu"].items() if name not in waits} == {2}
    assert all(cpu > 0 for rounds in report["cpu"].values() for cpu in rounds)
    assert set(report["steps"]) == STEPS | HALVES


def test_what_a_report_adds_in_memory_is_told(ran: Any) -> None:
    assert 2**20 < ran[1]["memory"]["10000"] < 100 * 2**20


def test_what_was_not_measured_says_so_and_breaks_nothing(ran: Any) -> None:
    against = [line for line in ran[1]["lines"] if "against" in line["what"]]
    with_peers = [line for line in against if line["goal"] != "G4"]
    assert len(with_peers) == len(lines.RATIOS) + len(team_lines.RATIOS) == 10
    assert {line["peer"] for line in with_peers} == {"not measured: --no-peers"}
    assert {line["verdict"] for line in with_peers} == {"–"}


def test_a_limit_can_be_broken_and_a_ratio_only_missed() -> None:
    statements = lines.of_statements({**STATEMENTS, "save": 5})
    assert [line.verdict for line in statements if line.enforced] == ["BROKEN", "holds", "holds"]
    cpu = {"answer": [10.0, 20.0, 10.0], "DSR answer": [100.0, 100.0, 130.0], "page": [1.0, 1.0, 1.0]}
    measured = Measured(cpu, {"save": [1.0, 1.0, 1.0], "finish": [2.0, 2.0, 2.0]})
    ratio = lines.of_ratios(measured, {"DJ": "it can't run here"})[0]
    assert (ratio.ratio, ratio.verdict, ratio.enforced) == ("10.00 (5.00 to 13.00)", "missed", False)
    assert "it can't run here" in lines.table(lines.of_ratios(measured, {"DJ": "it can't run here"}))


def test_an_environment_that_cannot_be_made_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "HOME", tmp_path / "peers")
    monkeypatch.setattr(peers.venv, "create", lambda *_, **__: None)  # so there is no Python
    with pytest.raises(peers.NotBuilt) as problem:
        peers.build(peers.DSR)
    assert len(str(problem.value).splitlines()) == 1
    assert not (tmp_path / "peers" / "dsr").exists()


def test_a_font_counts_when_one_of_its_characters_is_on_the_page() -> None:
    assert covers("@font-face{src:url(a.woff2)}", set())
    assert covers("@font-face{unicode-range:U+0000-00FF,U+2019}", {0x2019})
    assert not covers("@font-face{unicode-range:U+0100-02BA}", {ord("a")})
    assert covers("@font-face{unicode-range:U+4??}", {0x420})


def test_the_largest_form_of_the_pages_is_the_one_that_counts() -> None:
    pages = {"C1": b"<form></form><form>abc</form>", "C2": b"<p><form>" + bytes(range(200)) + b"</form>"}
    assert of_forms(pages)["form_of"] == "C2"


def test_the_work_is_whole_and_differs_from_person_to_person() -> None:
    for person in range(20):
        rated = levels(person)
        assert len(rated) == PRACTICES == 24
        assert {level for pair in rated for level in pair} <= {1, 2, 3, 4, 5}
    assert len({tuple(levels(person)) for person in range(20)}) > 5


# --- teams ------------------------------------------------------------------------------------------------

QUIET = {
    "report": 2,
    **{f"{view} {how}": 4 for view in ("empty", "team", "departments") for how in ("cold", "warm")},
}
CPU = {
    "report 100": [1.0],
    "report 1000": [4.0],
    "report 10000": [20.0],
    "bare 10000": [40.0],
    "packed 10000": [10.0],
    "empty": [1.0],
    "team": [2.5],
    "departments": [4.0],
    "empty plain": [1.0],
    "team plain": [1.5],
    "departments plain": [2.0],
    "opening": [1_000.0],
    "preview": [500.0],
    "pack": [500.0],
    "DJ report 10000": [5_000.0],
}


def verdicts(**changes: Any) -> dict[str, str]:
    """The verdict on each line about teams, were these changed."""
    measured = Measured(
        {**CPU, **{name.replace("_", " "): [cpu] for name, cpu in changes.items() if name != "statements"}},
        {half: [1.0] for half in HALVES},
    )
    statements = {**QUIET, **changes.get("statements", {})}
    told = team_lines.of_teams(
        statements, measured, {10_000: 9 * 2**20, 100_000: 31 * 2**20}, {"DSR": "away"}
    )
    return {line.what: line.verdict for line in told}


def test_each_line_about_teams_holds_or_not_by_itself() -> None:
    found = verdicts()
    assert {what: verdict for what, verdict in found.items() if verdict in ("missed", "BROKEN")} == {
        "memory that a report of 100,000 adds": "missed",
        "CPU of the departments' page again, beyond an empty page": "missed",
    }
    assert found["report of 10,000 against DJ's"] == "holds"  # 250 times
    assert found["report of 10,000 against a bare SELECT"] == "holds"
    assert found["report of 1,000 against DSR's TeX"] == "–"
    assert verdicts(bare_10000=16.0)["report of 10,000 against a bare SELECT"] == "missed"  # 1.25 times
    assert verdicts(report_10000=150.0)["growth exponent from 100 to 10,000"] == "missed"


def test_statements_and_waits_of_teams_are_limits_that_break() -> None:
    assert verdicts(statements={"report": 6})["statements of a report's answers"] == "BROKEN"
    assert verdicts(statements={"team cold": 13})["statements of the team's page"] == "BROKEN"
    assert verdicts(opening=5_001.0)["opening a team of 400, 7 departments × 5 × 3 × 4"] == "BROKEN"
    assert verdicts(preview=2_001.0)["a list of 5,000, from upload to preview"] == "BROKEN"
    assert verdicts(pack=2_001.0)["a launch pack of 24 practices as PDF"] == "BROKEN"


def test_the_exponent_is_that_of_a_power() -> None:
    assert team_lines.exponent([(n, 3 * n**1.5) for n in (100, 1_000, 10_000)]) == pytest.approx(1.5)
    assert team_lines.exponent([(n, 7 + n) for n in (100, 1_000, 10_000)]) < 1


def test_invented_answers_are_whole_and_of_every_kind() -> None:
    chance = np.random.default_rng(5)
    practices = [(900 + at, at + 1) for at in range(PRACTICES)]
    rows = invented.answer_rows([2**40, 2**41], practices, chance)
    assert [row[:3] for row in rows] == [
        (pk * 64 + position, pk, practice) for pk in (2**40, 2**41) for practice, position in practices
    ]
    assert [sum(row[-1] for row in rows if row[1] == pk) for pk in (2**40, 2**41)] == [invented.PICKS] * 2
    many = invented.answer_rows(list(range(2**33, 2**33 + 500)), practices, chance)
    assert {row[3:5] for row in many} == set(invented.TODAY.values())
    assert {row[5:7] for row in many} == set(invented.WANTED.values())
    for _, _, _, current, current_reason, desired, desired_reason, _ in many:
        assert (current is None) == bool(current_reason)
        assert (desired is None) == bool(desired_reason)
        assert (current_reason == "not_applicable") == (desired_reason == "not_applicable")


@pytest.mark.django_db
def test_invented_teams_are_stored_and_read_like_any_other() -> None:
    from assessment import reading
    from bench.teams import panel_of, work_out

    teams = [invented.Team(panel_of(people, "full").survey, people) for people in (7, 40)]
    invented.fill(teams, "full")
    for survey, people in teams:
        assert survey.organisation.name == invented.NAME
        frame = reading.read(survey, ["team"])
        assert frame.current.shape == (people, PRACTICES)
        assert frame.picked.to_numpy().sum() == people * invented.PICKS
        assert (frame.current_state > 0).all(axis=None)  # everybody was asked everything
        assert set(frame.respondents["department"]) <= set(invented.SEGMENTS["department"])
        work_out(frame, 5)


def test_the_most_memory_a_process_held_is_what_it_took_since() -> None:
    before = highest(anew=True)
    held = np.ones(64 * 2**20, dtype=np.int8)  # so much that no memory freed before is used again for it
    grown = highest() - before
    assert grown > 40 * 2**20, held.size


def test_a_file_is_sent_as_browsers_send_it() -> None:
    """What Django reads is what was given."""
    from django.core.handlers.wsgi import WSGIRequest

    got: list[Any] = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        request = WSGIRequest(environ)
        got.append((dict(request.POST.items()), request.FILES["file"].read()))
        start_response("200 OK", [])
        return [b""]

    browser = Browser(application, "https")
    browser.token = "abc"
    content = "email\r\nä@example.com\n".encode()
    assert browser.post_file("/ask/", {"way": "list"}, "file", content).status == 200
    assert got == [({"csrfmiddlewaretoken": "abc", "way": "list"}, content)]
