"""Numbers and drawings as pages print them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.template import Context, Template

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


def test_a_drawing_is_markup_and_a_number_is_not() -> None:
    assert printed("{{ v|drawing }}", v="<svg></svg>") == "<svg></svg>"
    assert printed("{{ v }}", v="<svg></svg>") == "&lt;svg&gt;&lt;/svg&gt;"


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
    assert len(printed_on) == 13
