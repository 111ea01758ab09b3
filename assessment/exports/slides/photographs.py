"""Pictures that have no native form: drawn as on the page, put in as an image with its words."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from typing import Any

from assessment import pictures
from assessment.charts.files import MARGIN
from assessment.exhibits import Exhibit
from assessment.exports.slides.keys import described
from assessment.exports.slides.nodes import Scale, typed
from assessment.exports.slides.sketch import Room

LARGEST = 1.0  # units to the px of the page
CUT = MARGIN - 4.0  # px of the margin that are cut off on each side


@dataclass(frozen=True)
class Picture:
    """An image and where it stands; `size` is in px of the page, its margin left out."""

    name: str
    alt: str
    content: bytes
    size: tuple[float, float]
    room: Room

    def within(self, room: Room) -> Picture:
        """As large as the room allows, from its left upper corner on."""
        across, down = self.size
        share = min(room.width / across, room.height / down, LARGEST)
        return replace(self, room=Room(room.x, room.y, across * share, down * share))


def picture(exhibit: Exhibit) -> Picture | None:
    """The exhibit drawn; None for one that nothing can draw. One person's marks leave no drawing behind."""
    chart: Any = exhibit.chart
    if (type(chart), "wide") not in pictures.DRAW:
        return None
    draw = pictures.draw if exhibit.own else pictures.kept
    content = draw(chart, "wide", "png")
    across, down = (side / 2 - 2 * CUT for side in struct.unpack(">II", content[16:24]))
    if across <= 0 or down <= 0:
        return None
    return Picture(chart.title, described(chart.title, chart.desc), content, (across, down), Room(0, 0, 0, 0))


def put_picture(slide: Any, drawn: Picture, id: int, scale: Scale) -> None:
    """The image, its margin cut off, at the end of the reading order."""
    room = drawn.room
    shape = slide.shapes.add_picture(
        io.BytesIO(drawn.content), scale(room.x), scale(room.y), scale(room.width), scale(room.height)
    )
    across, down = drawn.size
    shape.crop_left = shape.crop_right = CUT / (across + 2 * CUT)
    shape.crop_top = shape.crop_bottom = CUT / (down + 2 * CUT)
    named = shape._element._nvXxPr.cNvPr
    named.set("id", str(id))
    named.set("name", typed(drawn.name)[:120])
    named.set("descr", typed(drawn.alt))
