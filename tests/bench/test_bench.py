"""`make bench` runs through, says what it measured, and our own limits on statements and sizes hold.

Nothing here looks at a time: those depend on the machine and are read by people.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench import lines, peers
from bench.rounds import Measured
from bench.sizes import covers, of_forms
from bench.work import PRACTICES, levels

ROOT = Path(__file__).resolve().parents[2]
Done = subprocess.CompletedProcess[str]
STEPS = {"start", "save", "picks", "finish", "deeper"}
STATEMENTS = {"start": 12, "save": 3, "picks": 4, "finish": 9, "deeper": 4, "page": 2}


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
    assert done.returncode == 0, done.stdout + done.stderr
    for line in report["lines"]:
        assert line["what"] in done.stdout
    assert {line["goal"] for line in report["lines"]} == {"G1", "G2"}


def test_the_statements_of_every_step_are_known_exactly(ran: Any) -> None:
    most = ran[1]["statements"]["ours"]
    assert set(most) == STEPS | {"page"}
    assert most["save"] <= lines.SAVE_STATEMENTS == 4
    assert most["finish"] <= lines.FINISH_STATEMENTS == 9
    assert most["page"] <= lines.PAGE_STATEMENTS == 3
    assert {step: count for step, count in most.items() if count > STATEMENTS[step]} == {}
    assert min(most.values()) > 0  # a counter that counts nothing would keep every limit


def test_a_practice_form_and_a_first_load_are_small(ran: Any) -> None:
    sizes = ran[1]["sizes"]
    assert 500 < sizes["form"] <= lines.FORM_BYTES == 2_000
    assert sizes["first_load"] <= lines.FIRST_LOAD_BYTES == 100_000
    parts = [sizes[part] for part in ("page", "stylesheets", "scripts", "fonts", "icon")]
    assert sum(parts) == sizes["first_load"]
    assert min(parts) > 0


def test_cpu_is_told_for_every_round_and_step(ran: Any) -> None:
    report = ran[1]
    assert set(report["cpu"]) == {"answer", "page", "nothing"}
    assert {len(rounds) for rounds in report["cpu"].values()} == {2}
    assert all(cpu > 0 for rounds in report["cpu"].values() for cpu in rounds)
    assert set(report["steps"]) == STEPS


def test_what_was_not_measured_says_so_and_breaks_nothing(ran: Any) -> None:
    against = [line for line in ran[1]["lines"] if "against" in line["what"]]
    assert len(against) == len(lines.RATIOS) == 6
    assert {line["peer"] for line in against} == {"not measured: --no-peers"}
    assert {line["verdict"] for line in against} == {"–"}


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
