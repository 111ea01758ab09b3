"""The command for statisticians, as it is run: its own process, no database, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assessment.test_appraisal import CODES, file

ROOT = Path(__file__).parents[3]
HEAD = "respondent,item,current,desired\n"


def analyse(tmp_path: Path, content: str | bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """Run it where there is no database to be had."""
    path = tmp_path / "answers.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere",
        "DATA_DIR": str(tmp_path / "data"),
    }
    command = [sys.executable, "-W", "error", "manage.py", "analyse", str(path), *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_tables_are_printed_and_nothing_else_is(tmp_path: Path):
    done = analyse(tmp_path, file())
    assert (done.returncode, done.stderr) == (0, "")
    headings = [line for line in done.stdout.splitlines() if re.match("[A-Z]{5}", line)]
    assert headings == ["PRACTICES", "CATEGORIES", "RELIABILITY", "AGREEMENT", "SEGMENTS, mean gaps"]
    assert "Respondents: team 40." in done.stdout
    assert "40 in the means." in done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("E5 "))
    assert row.split()[-2:] == ["large", "gap"]


def test_json_has_the_same_unrounded_in_the_files_order(tmp_path: Path):
    done = analyse(tmp_path, file(), "--json")
    found = json.loads(done.stdout)
    assert [row["code"] for row in found["practices"]] == list(CODES)
    assert {"practices", "categories", "reliability", "agreement", "segments", "quality"} <= set(found)
    for name in ("code", "category", "n", "current", "desired", "gap", "sd", "low", "high", "verdict"):
        assert name in found["practices"][0]
    e5 = found["practices"][4]
    assert e5["verdict"] == "large gap"
    assert f"{e5['gap']:.3f}" in analyse(tmp_path, file()).stdout


def test_plain_t_borrows_nothing_and_the_smallest_group_hides(tmp_path: Path):
    ours, plain, hidden = (
        json.loads(analyse(tmp_path, file(12), "--json", *options).stdout)["practices"][0]
        for options in ((), ("--plain-t",), ("--smallest-group", "13"))
    )
    assert ours["gap"] == plain["gap"]
    assert ours["low"] != plain["low"]
    assert (hidden["code"], hidden["n"], hidden["gap"]) == ("C2", None, None)


@pytest.mark.parametrize("coding", ["utf-16", "cp1252", "utf-8-sig"])
def test_what_a_spreadsheet_saves_is_read_as_it_is(tmp_path: Path, coding: str):
    text = file().replace("Sales", "Büro")
    done = analyse(tmp_path, text.replace(",", ";").encode(coding), "--json")
    assert done.stdout == analyse(tmp_path, text, "--json").stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD + "r1,C2,0,4\n", "Line 2: level 0 doesn’t exist, levels go from 1 to 5."),
        (HEAD + "r1,C2,2,6\n", "Line 2: level 6 doesn’t exist, levels go from 1 to 5."),
        (HEAD + "r1,C2,3.5,4\n", "Line 2: level 3.5 is not a whole one from 1 to 5."),
        (HEAD + "r1,C2,three,4\n", "Line 2: “three” is no level from 1 to 5."),
        (
            HEAD + "r1,C2,2,4\nr1,C2,2,4\n",
            "Line 3: the respondent has answered this item on an earlier line.",
        ),
        ("respondent,item,current\nr1,C2,2\n", "Line 1 names no column “desired”."),
        ("", "This file is empty."),
        (HEAD, "Line 1 names the columns, and no answer follows it."),
        (HEAD + "r1,C2,,\nr2,C2,,\n", "Lines 2 to 3 hold only don’t know, no level"),
        (b"PK\x03\x04", "This isn’t a CSV file."),
    ],
)
def test_what_cannot_be_analysed_is_named_and_ends_with_two(tmp_path: Path, content: str, sentence: str):
    done = analyse(tmp_path, content)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_and_a_group_too_small_end_with_two(tmp_path: Path):
    done = analyse(tmp_path, file(), "--smallest-group", "4")
    assert (done.returncode, done.stdout) == (2, "")
    assert "The smallest group that may be shown is 5, not 4." in done.stderr
    (tmp_path / "answers.csv").unlink()
    command = [sys.executable, "manage.py", "analyse", str(tmp_path / "none.csv")]
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "none.csv can’t be read: No such file or directory." in done.stderr


def test_twenty_thousand_lines_are_analysed(tmp_path: Path):
    lines = [f"{n},i{j},{1 + (n * j) % 5},{1 + (n + j) % 5}" for n in range(1_000) for j in range(20)]
    done = analyse(tmp_path, HEAD + "\n".join(lines), "--json")
    assert {row["n"] for row in json.loads(done.stdout)["practices"]} == {1_000}


def test_two_executives_are_said_to_be_none(tmp_path: Path):
    more = "".join(f"x{n},C2,4,5,C,executive,,\n" for n in range(2))
    done = analyse(tmp_path, file() + more, "--json")
    assert "There are 2 executives, so none is held against the team." in done.stderr
    assert json.loads(done.stdout)["perception"] is None
