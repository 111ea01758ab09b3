"""An exhibit's pictures as they are looked at: wide and for the phone, on a light and on a dark screen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.collections import Collection
from matplotlib.colors import to_rgb, to_rgba, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from assessment import pictures
from assessment.charts import files
from assessment.charts.canvas import DPI
from assessment.charts.theme import DARK, LIGHT, LOCK, configure
from assessment.exhibits import Exhibit

SCALE = 2  # dots to the px
Colour = tuple[float, float, float, float]


def drawn(exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
    """Name and PNG of each; a picture that has no form for the phone has none here."""
    chart = exhibit.chart
    for shape in pictures.SHAPES:
        if chart is not None and exhibit.drawn_for(shape):
            yield f"{shape}.png", pictures.draw(chart, shape, "png")
            yield f"{shape}-dark.png", dark(pictures.DRAW[type(chart), shape](chart))


def dark(figure: Figure) -> bytes:
    """The figure as a page on a dark screen shows it, where each role has another colour."""
    out = io.BytesIO()
    with LOCK:
        configure()
        for artist in figure.get_children():
            recolour(artist)
        width, height = (side * DPI for side in figure.get_size_inches())
        margin = files.MARGIN
        frame = Bbox([[-margin / DPI, -margin / DPI], [(width + margin) / DPI, (height + margin) / DPI]])
        figure.patch.set_visible(True)
        figure.savefig(
            out, format="png", dpi=DPI * SCALE, bbox_inches=frame, facecolor=DARK["paper"],
            metadata={"Software": None},
        )  # fmt: skip
    return out.getvalue()


def recolour(artist: Any) -> None:
    if isinstance(artist, Text):
        artist.set_color(of_dark(to_rgba(artist.get_color())))
    elif isinstance(artist, Collection):
        for colours, paint in (
            (artist.get_edgecolor(), artist.set_edgecolor),
            (artist.get_facecolor(), artist.set_facecolor),
        ):
            paint([of_dark(colour) for colour in to_rgba_array(colours)])


DARK_OF = {to_rgb(value): to_rgb(DARK[name]) for name, value in LIGHT.items()}


def of_dark(colour: Sequence[float]) -> Colour:
    """The same role on a dark screen, as opaque as it was. Raises KeyError for what is no role's colour."""
    red, green, blue, opacity = map(float, colour)
    return (*DARK_OF[red, green, blue], opacity)
