"""`manage.py real_data`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.management.commands import real_data
from tests.assessment.management.processes import ROOT, manage
from tests.assessment.real_data import folder
from tests.assessment.real_data.folder import LQ2002, SERVQUAL


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the page is written, not the one of the repository."""
    monkeypatch.setattr(real_data, "PAGE", tmp_path / "real-data.md")
    return tmp_path / "real-data.md"


def test_where_all_agree_the_table_is_printed_and_nothing_is_written(tmp_path: Path, page: Path, capsys):
    call_command("real_data", str(folder.write(tmp_path / "data")))
    printed = capsys.readouterr().out
    assert "figures that should agree do. Assurance is the one mismatch" in printed
    assert "| lq2002 | LEAD: people with one level throughout | 3 | 3 | 0 | yes |" in printed.splitlines()
    assert not page.exists()


def test_the_same_page_is_written_each_time(tmp_path: Path, page: Path, capsys):
    written = []
    for name in ("one", "two"):
        call_command("real_data", str(folder.write(tmp_path / name)), "--write")
        written.append(page.read_text(encoding="utf-8"))
    assert written[0] == written[1]
    assert str(tmp_path) not in written[0]
    assert capsys.readouterr().out == written[0] + written[1]


def test_a_figure_that_is_off_ends_with_an_error_that_names_it(tmp_path: Path, page: Path, capsys):
    path = (LQ2002, "scale_LEAD", "alpha_raw")
    data = folder.write(tmp_path / "data", {path: folder.at(path) + 1e-5})
    with pytest.raises(CommandError, match=r"^Not as it should be: lq2002: LEAD: alpha\.$") as raised:
        call_command("real_data", str(data), "--write")
    assert raised.value.returncode == 1
    assert "**Not all of the" in capsys.readouterr().out
    assert "| **no** |" in page.read_text(encoding="utf-8")


def test_a_misprint_that_agrees_ends_with_an_error(tmp_path: Path, page: Path, capsys):
    data = folder.write(tmp_path / "data", {(SERVQUAL, "rows", 1, "ci95"): [-0.25, -0.11]})
    with pytest.raises(CommandError, match="servqual: Assurance") as raised:
        call_command("real_data", str(data))
    assert raised.value.returncode == 1
    assert "**Assurance is misprinted, and yet agrees.**" in capsys.readouterr().out


def test_a_missing_file_or_folder_ends_with_two_and_a_sentence(tmp_path: Path, page: Path):
    data = folder.write(tmp_path / "data")
    (data / "waves_wide.csv").unlink()
    for where, sentence in (
        (data, "There is no waves_wide.csv in "),
        (tmp_path / "no", "There is no folder "),
    ):
        with pytest.raises(CommandError, match=sentence) as raised:
            call_command("real_data", str(where), "--write")
        assert raised.value.returncode == 2
    assert not page.exists()


def test_the_shell_is_told_and_no_database_is_needed(tmp_path: Path):
    done = manage(tmp_path, "real_data", str(tmp_path / "no"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"CommandError: There is no folder {tmp_path / 'no'}.\n"
    good = manage(tmp_path, "real_data", str(folder.write(tmp_path / "folder")))
    assert (good.returncode, good.stderr) == (0, "")
    assert not list((tmp_path / "data").glob("*.sqlite3"))


def test_the_page_is_that_of_the_repository():
    assert real_data.PAGE == ROOT / "docs" / "real-data.md"
    assert real_data.PAGE.is_file()


def test_the_command_is_known_without_pandas_being_loaded(tmp_path: Path):
    script = (
        "import sys, django; django.setup(); import assessment.management.commands.real_data;"
        "print('pandas' in sys.modules)"
    )
    surroundings = {"DJANGO_SETTINGS_MODULE": "assessment.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
