"""The page, as it stands in the repository and as it is made."""

import re
from pathlib import Path

from assessment.real_data.compared import LEFT_OUT, Compared
from assessment.real_data.lines import Line, many, one
from assessment.real_data.page import page, summary

ROOT = Path(__file__).resolve().parents[3]
STORED = (ROOT / "docs" / "real-data.md").read_text(encoding="utf-8")
NOTHING_LEFT = [(left, 0) for left in LEFT_OUT]
MISPRINTED = one("servqual", "Assurance", 0.05, 0.07, within=0.011, misprinted=True)


def found(*lines: Line, unknown: list[str] | None = None) -> Compared:
    return Compared(list(lines), NOTHING_LEFT, unknown or [])


def stored_rows() -> list[list[str]]:
    """The table of figures, cell by cell."""
    lines = STORED.split("## Figure by figure")[1].split("## What is left out")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[0] == ["data set", "figure", "expected", "ours", "difference", "agrees"]
    return rows[2:]


def test_the_page_in_the_repository_says_that_all_agree_but_assurance():
    said = re.search(r"All (\d+) figures that should agree do\. (.*)", STORED)
    assert said is not None
    assert int(said[1]) > 500
    assert said[2] == "Assurance is the one mismatch: it is misprinted, and does differ."
    rows = stored_rows()
    assert {row[0] for row in rows} == {"lq2002", "bh1996", "waves", "segments", "servqual"}
    others = [row for row in rows if not row[5].startswith("yes")]
    assert [(row[1].split(":")[0], row[5]) for row in others] == [("Assurance", "no, it is misprinted")]


def test_its_rows_hold_known_figures():
    by_name = {f"{row[0]}: {row[1]}": row[2:] for row in stored_rows()}
    assert by_name["lq2002: LEAD: alpha"] == ["0.9022366", "0.9022366", "< 1e-09", "yes"]
    assert by_name["bh1996: WBEING: ICC(1), as published"][:2] == ["0.04336905", "0.04336905"]
    assert by_name["lq2002: LEAD: people with one level throughout"] == ["112", "112", "0", "yes"]
    assert "lq2002: LEAD by company: r_wg of the mean rating (49 figures)" in by_name


def data_section(text: str) -> str:
    return text.split("## The data")[1].split("## Figure by figure")[0]


def test_the_rest_of_the_page_in_the_repository_is_the_one_made_here():
    assert data_section(STORED) == data_section(page(found(MISPRINTED)))
    assert [left.why in STORED and left.what in STORED for left in LEFT_OUT] == [True] * len(LEFT_OUT)


def test_the_page_names_sources_and_licence_and_no_place_or_day():
    assert "GPL, version 2 or later" in STORED
    assert "PMC6131925" in STORED
    assert "`manage.py real_data FOLDER --write`" in STORED
    assert re.findall(r"(?<![\w.])/(?:work|home|tmp|root)\b|\b20[2-9]\d-", STORED) == []


def test_a_figure_that_differs_is_said_to():
    line = many("made", "up", {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.5})
    text = page(found(line, MISPRINTED))
    assert "| made | up (2 figures) (b) | 2 | 2.5 | 5e-01 | **no** |" in text.splitlines()
    assert "**Not all of the 2 figures that should agree do.**" in text


def test_a_misprint_that_agrees_is_said_to():
    agreeing = MISPRINTED._replace(difference=0.0, ours=0.05)
    text = page(found(agreeing))
    assert (
        "| servqual | Assurance | 0.05 | 0.05 | < 1e-09 | **yes, though it is misprinted** |"
        in text.splitlines()
    )
    assert summary(found(one("made", "up", 1, 1), agreeing)) == (
        "All 1 figures that should agree do. **Assurance is misprinted, and yet agrees.**"
    )
    assert "does differ" not in text


def test_figures_that_nobody_knows_are_said_to_be_there():
    said = summary(found(one("made", "up", 1, 1), MISPRINTED, unknown=["x.json: a / b"]))
    assert said.startswith("All 1 figures that should agree do. Assurance is the one mismatch: ")
    assert said.endswith(" **Neither compared nor left out: x.json: a / b.**")


def test_what_counts_as_agreeing_is_said_where_it_is_not_the_usual():
    lines = page(
        found(
            one("made", "up", 0.9, 0.9004, within=0.0005),
            one("made", "p", 1e-25, 1e-25, relative=True),
            one("made", "n", 12, 12, within=0),
            one("made", "close", 1.0, 1.0 + 3e-8),
        )
    ).splitlines()
    assert "| made | up | 0.9 | 0.9004 | 4e-04 | yes, to 0.0005 |" in lines
    assert "| made | p | 1e-25 | 1e-25 | < 1e-09 | yes, to 1e-06 of itself |" in lines
    assert "| made | n | 12 | 12 | 0 | yes |" in lines
    assert "| made | close | 1 | 1 | 3e-08 | yes |" in lines
