"""`manage.py gallery`."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import escape
from PIL import Image

from assessment.charts.theme import DARK, LIGHT
from assessment.exports import kinds
from assessment.exports.kinds import Writer
from assessment.gallery import making, page
from assessment.gallery.cases import all_cases
from tests.assessment import writers
from tests.assessment.management.processes import ROOT, manage

pytestmark = pytest.mark.one_database

FILES = ["board.pdf", "report.pdf", "report.pptx", "report.xlsx"]
SHADES = ["phone-dark.png", "phone.png", "wide-dark.png", "wide.png"]
STARTS = {
    ".pdf": b"%PDF-",
    ".pptx": b"PK",
    ".xlsx": b"PK",
    ".png": b"\x89PNG",
    ".html": b"<!doctype",
    ".css": b"body",
}
SAID = {
    "slides-no-layouts": "This template has no slide layouts.",
    "slides-bomb": "This file would unpack to far more than it seems to hold, so it isn’t opened.",
    "slides-no-presentation": "This file can’t be read as a PowerPoint file (.pptx).",
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of one byte and files that are written at once."""
    monkeypatch.setattr(making, "drawn", lambda exhibit: [("wide.png", b"x"), ("wide-dark.png", b"x")])
    writers.use(monkeypatch)


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_files(made: dict[str, bytes]) -> None:
    """Each is what its name says, and holds something."""
    for name, content in made.items():
        assert content.startswith(STARTS[Path(name).suffix]), name
        if name.endswith(".png"):
            with Image.open(BytesIO(content)) as picture:
                colours = picture.convert("RGB").getcolors(1 << 24)
                ground = picture.convert("RGB").getpixel((0, 0))
            assert colours is not None
            assert len(colours) > 20, name
            assert "#{:02X}{:02X}{:02X}".format(*ground) == (DARK if "dark" in name else LIGHT)["paper"]


@pytest.mark.django_db
def test_a_case_is_written_whole_and_the_same_each_time(tmp_path: Path, capsys) -> None:
    made = []
    for name in ("one", "two"):
        call_command("gallery", str(tmp_path / name), "--only", "executive")
        made.append(written(tmp_path / name))
    assert made[0] == made[1]
    assert_files(made[0])
    folders = ["executive-planogram", "executive-practice-E5"]
    assert sorted(made[0]) == sorted(
        ["gallery.css", "index.html"]
        + [f"executive/{name}" for name in FILES]
        + [f"executive/{folder}/{shade}" for folder in folders for shade in SHADES]
    )
    said = capsys.readouterr().out
    assert "1 of 1: executive, 8 pictures, 4 files\n" in said
    assert "  executive, pictures of Team: Nobody has been asked yet.\n" in said
    assert f"Look at {tmp_path / 'two' / 'index.html'}." in said


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", all_cases())
def test_every_case_makes_every_file_or_says_why_not(name: str, tmp_path: Path) -> None:
    case = all_cases()[name]
    made = making.make(case, tmp_path)
    assert_files(written(tmp_path))
    assert not [missing for missing in made.missing if missing.broken]
    if name in SAID:
        assert (made.files, [missing.why for missing in made.missing]) == ([], [SAID[name]])
    else:
        assert sorted(made.files) == (FILES if case.slides is None else ["report.pptx"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAID)
def test_a_presentation_that_is_no_good_is_refused_with_a_sentence(name: str, tmp_path: Path, capsys) -> None:
    call_command("gallery", str(tmp_path), "--only", name)
    assert f"  {name}, report.pptx: {SAID[name]}\n" in capsys.readouterr().out
    assert f"<li>no report.pptx: {SAID[name]}</li>" in (tmp_path / "index.html").read_text()
    assert sorted(written(tmp_path)) == ["gallery.css", "index.html"]


@pytest.mark.django_db
def test_only_the_named_cases_are_made_in_the_gallerys_order(tmp_path: Path, quick: None, capsys) -> None:
    call_command("gallery", str(tmp_path), "--only", "team-5", "--only", "one-answer")
    said = capsys.readouterr().out
    assert re.findall(r"\d of \d: ([\w-]+),", said) == ["one-answer", "team-5"]
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"one-answer", "team-5"}


@pytest.mark.django_db
def test_the_page_shows_all_of_it_and_runs_nothing(tmp_path: Path, quick: None) -> None:
    call_command("gallery", str(tmp_path), "--only", "names-markup", "--only", "none-answered")
    shown = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=|https?:", shown) == []
    sources = re.findall(r'(?:src|href)="([^"#]+)"', shown)
    assert len(sources) > 20
    assert all((tmp_path / source).is_file() for source in sources)
    assert all((tmp_path / name).read_bytes() for name in sources)
    assert '<section id="names-markup">' in shown
    assert "Finish is refused while nothing is answered" in shown
    assert "no pictures of You: No answers yet." in shown
    report, _said = all_cases()["names-markup"].made()
    assert shown.count(f"<h3>{escape(report.view('team').finding)}</h3>") == 2


def test_whatever_is_said_on_the_page_stays_words() -> None:
    case = replace(all_cases()["executive"], about="<b>&</b>")
    made = making.Made(case, "<i>", missing=[making.Missing("<u>", "<s>")])
    assert "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>\n<p>&lt;i&gt;</p>" in page.page([made])
    assert "<li>no &lt;u&gt;: &lt;s&gt;</li>" in page.page([made])


# --- what goes wrong ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unknown_case_ends_with_two_and_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("gallery", str(tmp_path / "gallery"), "--only", "executive", "--only", "nonsense")
    assert raised.value.returncode == 2
    assert str(raised.value) == f"There is no case nonsense. There are: {', '.join(all_cases())}."
    assert not (tmp_path / "gallery").exists()


@pytest.mark.django_db
def test_a_file_in_place_of_the_folder_ends_with_two_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "gallery"
    file.write_text("mine")
    with pytest.raises(CommandError) as raised:
        call_command("gallery", str(file))
    assert raised.value.returncode == 2
    assert str(raised.value) == f"{file} can’t be a folder: there is a file of that name."
    assert file.read_text() == "mine"


@pytest.mark.django_db
def test_what_breaks_is_told_and_everything_else_is_made(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def fail(*_given: object) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setitem(kinds.WRITERS, "board", Writer(fail, "", ".pdf"))  # type: ignore[arg-type]
    with pytest.raises(CommandError, match=r"^Something broke in: one-answer\.$") as raised:
        call_command("gallery", str(tmp_path), "--only", "one-answer")
    assert raised.value.returncode == 1
    assert "  one-answer, board.pdf: BROKEN, RuntimeError: no ink\n" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "one-answer").iterdir() if path.is_file()) == FILES[1:]
    assert "no board.pdf: RuntimeError: no ink" in (tmp_path / "index.html").read_text()


@pytest.mark.django_db
def test_a_picture_or_a_report_that_breaks_is_told_too(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("no ink")

    case = all_cases()["one-answer"]
    monkeypatch.setattr(making, "draw", fail)
    made = making.make(case, tmp_path)
    assert [missing.name for missing in made.missing if missing.broken] == ["pictures of You", "practice-E5"]
    assert sorted(made.files) == FILES
    monkeypatch.setattr(type(case), "made", fail)
    made = making.make(case, tmp_path)
    assert [(missing.name, missing.broken) for missing in made.missing] == [("the report", True)]
    assert made.files == []


def test_the_shell_is_told_of_a_database_without_tables(tmp_path: Path) -> None:
    done = manage(tmp_path, "gallery", str(tmp_path / "gallery"), "--only", "executive")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "CommandError: The database has no tables to try things in. Run: manage.py migrate\n"
    )


def test_a_database_without_questionnaires_is_lent_them(tmp_path: Path) -> None:
    assert manage(tmp_path, "migrate", "-v0").returncode == 0
    done = manage(tmp_path, "gallery", str(tmp_path / "gallery"), "--only", "slides-bomb")
    assert (done.returncode, done.stderr) == (0, "")
    (database,) = (tmp_path / "data").rglob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        for table in ("surveys_questionnaire", "surveys_survey", "surveys_user"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_the_command_is_known_without_pandas_being_loaded(tmp_path: Path) -> None:
    script = (
        "import sys, django; django.setup(); import assessment.management.commands.gallery;"
        "print({'pandas', 'matplotlib'} & set(sys.modules))"
    )
    surroundings = {"DJANGO_SETTINGS_MODULE": "assessment.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
