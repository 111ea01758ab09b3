"""`manage.py simulate`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment import simulated
from assessment.management.commands import simulate
from assessment.simulated import figures

ROOT = Path(simulate.PAGE).parent.parent


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(simulate, "FILE", tmp_path / "coverage.json")
    monkeypatch.setattr(simulate, "PAGE", tmp_path / "simulated.md")
    return tmp_path


def test_the_tables_are_printed_and_nothing_is_written(elsewhere: Path, capsys) -> None:
    call_command("simulate", "--seeds", "1")
    printed = capsys.readouterr().out
    assert "**Simulated. Nobody ever gave these answers.**" in printed
    assert "| Team | practices | 91.7 | 100.0 | 95.8 | 24 | 95.8 |" in printed
    assert list(elsewhere.iterdir()) == []


def test_the_same_figures_are_written_each_time(elsewhere: Path, capsys) -> None:
    written = []
    for _ in range(2):
        call_command("simulate", "--seeds", "1", "--write")
        written.append({path.name: path.read_bytes() for path in elsewhere.iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {"coverage.json", "simulated.md"}
    found = json.loads(written[0]["coverage.json"])
    assert found["by_company"]["team/practices/gap"] == "23"
    assert capsys.readouterr().out.startswith(written[0]["simulated.md"].decode())


def test_the_files_are_those_of_the_repository() -> None:
    assert simulate.FILE == simulated.PUBLISHED
    assert (simulate.FILE.is_file(), simulate.PAGE.is_file()) == (True, True)
    stored = simulate.FILE.read_text(encoding="utf-8")
    assert stored == json.dumps(json.loads(stored), indent=1, sort_keys=True) + "\n"


def test_a_missed_limit_ends_with_an_error_after_everything_is_said(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(figures, "LEAST_HELD", 0.99)
    with pytest.raises(CommandError, match=r"Missed: practices\.") as raised:
        call_command("simulate", "--seeds", "1", "--write")
    assert raised.value.returncode == 1
    assert "| Team | practices |" in capsys.readouterr().out
    assert (elsewhere / "coverage.json").exists()


def test_no_company_at_all_is_refused() -> None:
    with pytest.raises(CommandError, match="at least one company"):
        call_command("simulate", "--seeds", "0")


def test_the_command_is_known_without_pandas_being_loaded(tmp_path: Path) -> None:
    script = (
        "import sys, django; django.setup(); import assessment.management.commands.simulate;"
        "from assessment.simulated import published; published(); print('pandas' in sys.modules)"
    )
    surroundings = {"DJANGO_SETTINGS_MODULE": "assessment.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
