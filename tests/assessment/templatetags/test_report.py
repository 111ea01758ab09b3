"""Numbers and drawings as pages print them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.template import Context, Template

from assessment.rows import Cell, Compared, Part, PracticeRow

TOKEN = re.compile(r"(--[\w-]+):(#\w+)")


def printed(source: str, **context: object) -> str:
    return Template("{% load report %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "source", "said"),
    [
        (Decimal("2.4"), "{{ v|level }}", "2.4"),
        (Decimal("3"), "{{ v|level }}", "3"),
        (None, "{{ v|level }}", "—"),
        (Decimal("1.5"), "{{ v|level }}", "1.5"),
        (Decimal("1.5"), "{{ v|level:True }}", "1.5 or less"),
        (None, "{{ v|level:True }}", "—"),
        (Decimal("-1"), "{{ v|gap }}", "−1"),
        (Decimal("0"), "{{ v|gap }}", "0"),
        (Decimal("1.5"), "{{ v|gap }}", "+1.5"),
        (None, "{{ v|gap }}", "—"),
        ("skipped", "{{ v|why_not }}", "skipped"),
        ("", "{{ v|why_not }}", ""),
    ],
)
def test_numbers_and_reasons_are_printed(value: object, source: str, said: str) -> None:
    assert printed(source, v=value) == said


def row(**more: Any) -> PracticeRow:
    return PracticeRow("C2", "Test", "Test", "C", core=True, **{
        "n": 9, "today": None, "wanted": None, "gap": None, **more,
    })  # fmt: skip


CELL = Cell(Decimal("2.0"), Decimal("3.4"), Decimal("1.4"), Decimal("0.6"), sure=False)
SURE = Cell(Decimal("2.0"), Decimal("1.5"), Decimal("-0.5"), Decimal("0.2"), sure=True)
PART = Part(("Sales",), 15, {"C2": CELL, "C": SURE})
COMPARED = Compared(
    "C2", "Test", "C", Decimal(4), Decimal(5), Decimal("2.5"), Decimal("3.0"), Decimal("2.4"), Decimal("3.0"),
    off_team=Decimal("1.6"), clear_team=True, off_peers=Decimal("1.5"), clear_peers=True,
)  # fmt: skip
BAND = (Decimal("4.5"), Decimal("5.0"))


@pytest.mark.parametrize(
    ("value", "source", "said"),
    [
        (Decimal("0.3"), "{{ v|half }}", " ± 0.3"),
        (None, "{{ v|half }}", ""),
        (15, "{{ v|about }}", "about 15 people"),
        (None, "{{ v|about }}", ""),
        (PART, "{{ v|cell:'C2' }}", "+1.4 ± 0.6"),
        (PART, "{{ v|cell:'C' }}", "−0.5"),
        (PART, "{{ v|cell:'C4' }}", "hidden"),
        (row(hidden=True, n=None), "{{ v|why_missing }}", "too few answers"),
        (row(), "{{ v|why_missing }}", "nearly all agree"),
        (row(today_band=BAND), "{{ v|why_missing }}", "4.5 to 5.0 today"),
        (
            row(today_band=BAND, wanted_band=BAND),
            "{{ v|why_missing }}",
            "4.5 to 5.0 today, 4.5 to 5.0 wanted",
        ),
        (
            COMPARED,
            "{{ v|difference:True }}",
            "1.6 levels higher than your team, 1.5 levels higher than your peers",
        ),
        (
            COMPARED,
            "{{ v|difference:False }}",
            "1.6 levels higher than the team, 1.5 levels higher than the peers",
        ),
    ],
)
def test_what_is_told_of_groups_is_printed(value: object, source: str, said: str) -> None:
    assert printed(source, v=value) == said


def test_a_drawing_is_markup_and_a_number_is_not() -> None:
    assert printed("{{ v|drawing }}", v="<svg></svg>") == "<svg></svg>"
    assert printed("{{ v }}", v="<svg></svg>") == "&lt;svg&gt;&lt;/svg&gt;"


def test_paper_gets_whole_tables() -> None:
    """What can be scrolled sideways on a screen would be cut on paper."""
    css = Path(str(find("assessment/report.css"))).read_text()
    paper = css[css.index("@media print") :]
    assert ".scroll{overflow:visible}" in paper
    assert ".scroll table{font-size:8pt}" in paper


def test_paper_gets_the_light_colours_of_the_screen() -> None:
    """In the dark the page would print white on white: the print rules repeat the light tokens."""
    screen, paper = (
        Path(str(find(name))).read_text() for name in ("surveys/closer.css", "assessment/report.css")
    )
    light = dict(
        TOKEN.findall(screen[screen.index(":root{") : screen.index("@media (prefers-color-scheme:dark)")])
    )
    printed_on = dict(TOKEN.findall(paper[paper.index("@media print") :]))
    assert printed_on == {name: value for name, value in light.items() if name.startswith("--viz-")}
    assert len(printed_on) == 20
