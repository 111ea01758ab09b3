"""A picture on paper: an SVG within the page whose words are words, as large as its room allows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessment import pictures
from assessment.charts import files

SIZE = re.compile(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Room:
    """What a page has for a picture, px."""

    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """How large a drawing of this size may be printed; never larger than it was drawn."""
        return min(1.0, self.width / width, self.height / height)


@dataclass(frozen=True)
class Figure:
    """A drawing, and its size in px before it is put on a page."""

    svg: str
    width: float
    height: float

    def sized(self, scale: float) -> str:
        """The element with its size on the page."""
        size = f'<svg width="{self.width * scale:.2f}" height="{self.height * scale:.2f}"'
        return size + self.svg.removeprefix("<svg")


def figure(chart: pictures.Chart, number: int) -> Figure:
    """The wide drawing in fixed colours. Its title is what it shows: readers of tagged PDFs hear that alone.

    The number keeps ids apart: two voices have a planogram each.
    """
    drawing = pictures.DRAW[type(chart), "wide"](chart)
    said = chart.desc or chart.title
    svg = files.svg(drawing, f"s{number}-{chart.id}", said, said, css_variables=False)
    found = SIZE.match(svg)
    assert found
    return Figure(svg, float(found[1]), float(found[2]))
