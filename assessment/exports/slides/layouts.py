"""Which of a template's layouts to use, chosen by placeholders and not by name, and where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessment.exports.slides.checking import BadTemplate
from assessment.exports.slides.ground import is_light
from assessment.exports.slides.nodes import Scale
from assessment.exports.slides.own_look import kind_of
from assessment.exports.slides.sketch import Room

SHORT_SIDE = 540.0  # units
TITLES = ("title", "ctrTitle")
FURNITURE = (*TITLES, "dt", "ftr", "sldNum", "hdr")
TOO_LOW = 0.45  # of the height: a title that ends under it leaves no room for a picture


@dataclass(frozen=True)
class Layouts:
    """The layout of the first slide and that of all others."""

    opening: Any
    inner: Any


@dataclass(frozen=True)
class Frame:
    """Where things stand on a slide, in units: a slide's shorter side has 540 of them."""

    scale: Scale
    width: float
    height: float
    title: Room
    moved: bool  # whether the title has to leave its layout's place
    left: float
    right: float
    bottom: float
    footer: Room
    number: Room
    light: bool  # whether the ground is surely light

    @property
    def across(self) -> float:
        return self.right - self.left


def chosen(presentation: Any) -> Layouts:
    """The layouts to use; a template without any that has a title is refused."""
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    if not layouts:
        raise BadTemplate(_("This template has no slide layouts."))
    height, width = presentation.slide_height, presentation.slide_width
    titled = [layout for layout in layouts if _title(layout) is not None]
    if not titled:
        raise BadTemplate(_("No layout of this template has a place for a title."))
    inner = min(titled, key=lambda layout: _for_content(layout, width, height))
    return Layouts(min(titled, key=_for_opening), inner)


def _kinds(layout: Any) -> list[str]:
    return [kind_of(placeholder) for placeholder in layout.placeholders]


def _title(layout: Any) -> Any:
    found = (p for p in layout.placeholders if kind_of(p) in TITLES and p._element.ph.get("orient") != "vert")
    return next(found, None)


def _for_content(layout: Any, width: int, height: int) -> tuple[int, ...]:
    """The less, the better: nothing but a title, across the slide, at its top."""
    title, kinds = _title(layout), _kinds(layout)
    others = sum(kind not in FURNITURE for kind in kinds)
    place = _room(title, 1)
    odd = place is None or place.width < width / 2 or place.bottom > height * TOO_LOW
    return (int(kind_of(title) != "title"), int(odd), others, int("ftr" not in kinds))


def _for_opening(layout: Any) -> tuple[int, ...]:
    """A centred title with a subtitle; else whatever comes nearest."""
    kinds = _kinds(layout)
    others = sum(kind not in (*FURNITURE, "subTitle") for kind in kinds)
    return (int("ctrTitle" not in kinds), int("subTitle" not in kinds), others)


# --- measures ---------------------------------------------------------------------------------------------


def _room(placeholder: Any, emu: float) -> Room | None:
    """Where a placeholder stands, inherited or not."""
    sides = (placeholder.left, placeholder.top, placeholder.width, placeholder.height)
    return None if any(side is None for side in sides) else Room(*(side / emu for side in sides))


def _placed(layout: Any, kind: str, emu: float) -> Room | None:
    """A kind of placeholder on a layout, or on its master where the layout has none."""
    for shapes in (layout.placeholders, layout.slide_master.placeholders):
        for placeholder in shapes:
            if kind_of(placeholder) == kind and (room := _room(placeholder, emu)):
                return room
    return None


def frame_of(presentation: Any, layout: Any, language: str) -> Frame:
    """The frame of slides with this layout."""
    width, height = presentation.slide_width, presentation.slide_height
    emu = min(width, height) / SHORT_SIDE
    across, down = width / emu, height / emu
    title = _room(_title(layout), emu)
    moved = title is None or title.bottom > down * TOO_LOW or title.width < across / 2
    if title is None or moved:
        title = Room(across * 0.05, down * 0.05, across * 0.9, down * 0.13)
    body = _placed(layout, "body", emu)
    left, right = max(title.x, 12), min(title.x + title.width, across - 12)
    bottom = down - 46
    number = _placed(layout, "sldNum", emu)
    footer = _placed(layout, "ftr", emu)
    low = [room.y for room in (number, footer) if room and room.y > down * 0.75]
    line = max(min([*low, down - 34.0]), down * 0.8)
    bottom = line - 8
    if body and down * 0.7 < body.bottom < bottom:
        bottom = body.bottom
    at = Room(right - 40, line, 40, 24)
    if number and number.y > down * 0.75 and number.x >= left + (right - left) / 2:
        at = number
    end = min(at.x, right) - 8
    return Frame(
        Scale(emu, language), across, down, title, moved, left, right, bottom,
        Room(left, line, end - left, min(26.0, down - line - 2)), at, is_light(layout),
    )  # fmt: skip
