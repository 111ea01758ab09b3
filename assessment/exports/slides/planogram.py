"""The planogram as shapes: boxes for levels, or areas for averages, one group for each practice.

Which marks a practice has, their heights, colours and numbers come from the code that draws the picture; only
where the categories stand is the slide's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts.canvas import Look
from assessment.charts.planogram_averages import raised
from assessment.charts.planogram_data import LEVELS, Bay, Column, Planogram
from assessment.charts.planogram_marks import CHIP_LEADING, KEY_LEADING, Item, averages, key_items, rows
from assessment.charts.planogram_shelves import Grid, labels
from assessment.charts.planogram_wide import has_deeper
from assessment.charts.theme import SEMIBOLD
from assessment.charts.words import Block, fit, settle
from assessment.exports.slides import practices
from assessment.exports.slides.keys import described, draw_items, height_of_items
from assessment.exports.slides.nodes import Group
from assessment.exports.slides.sketch import PX, Room, Sketch, units

LABEL_COLUMN, BETWEEN = 120.0, 12.0
LEAST_CELL = 64.0  # px; in narrower columns labels would break
LOWEST, COMFORTABLE, HIGHEST = 15.0, 20.0, 46.0  # px between shelves
NAME, UNDER_LABELS, OVER_KEY = 14.0, 8.0, 14.0
LEADING = 15.0


@dataclass(frozen=True)
class Stretch:
    """Practices side by side on one set of shelves; `bay` is named over it where that has to be said."""

    bay: Bay
    columns: tuple[Column, ...]
    left: float
    cell: float
    named: bool
    word: str = ""  # "core" or "deeper", where there are both


def draw(p: Planogram, room: Room) -> Group:
    """The planogram in the room, its words no smaller than a slide bears as long as that is possible."""
    for unit in units():
        width = room.width / unit
        floors = arranged(p, width)
        pitch = (room.height / unit - height(p, floors, width, 0)) / (LEVELS * max(len(floors), 1))
        if pitch >= (COMFORTABLE if unit > PX else LOWEST):
            break
    pitch = max(min(pitch, HIGHEST), LOWEST)
    sketch = Sketch(room.x, room.y, unit)
    _draw(sketch, p, floors, width, pitch)
    return Group(p.title, described(p.title, p.desc), tuple(sketch.nodes))


def arranged(p: Planogram, width: float) -> list[list[Stretch]]:
    """Floors of stretches: categories side by side, deeper practices on a floor of their own; or, where
    columns would be too narrow, one category on each floor."""
    bays = p.stocked
    deeper = has_deeper(p)
    halves = [[tuple(c for c in bay.columns if c.core is core) for core in (True, False)] for bay in bays]
    most = [max(map(len, half)) for half in halves]
    cell = (width - LABEL_COLUMN - BETWEEN * (len(bays) - 1)) / max(sum(most), 1)
    if cell < LEAST_CELL:
        return _one_by_one(p, width)
    floors: list[list[Stretch]] = []
    for side, word in enumerate((p.core_word, p.deeper_word)):
        left = LABEL_COLUMN
        floor: list[Stretch] = []
        for bay, half, widest in zip(bays, halves, most, strict=True):
            if half[side]:
                floor.append(
                    Stretch(bay, half[side], left, cell, side == 0 or not half[0], word if deeper else "")
                )
            left += cell * widest + BETWEEN
        floors += [floor] if floor else []
    return floors


def _one_by_one(p: Planogram, width: float) -> list[list[Stretch]]:
    deeper = has_deeper(p)
    floors: list[list[Stretch]] = []
    widest = max(len(bay.columns) for bay in p.stocked)
    free = width - LABEL_COLUMN - (BETWEEN if deeper else 0)
    for bay in p.stocked:
        left = LABEL_COLUMN
        floor: list[Stretch] = []
        for core, word in ((True, p.core_word), (False, p.deeper_word)):
            columns = tuple(column for column in bay.columns if column.core is core)
            if columns:
                floor.append(Stretch(bay, columns, left, free / widest, not floor, word if deeper else ""))
                left += len(columns) * free / widest + BETWEEN
        floors.append(floor)
    return floors


def grid_of(p: Planogram, floors: Sequence[Sequence[Stretch]], pitch: float) -> Grid:
    """The shelves' measures; small boxes have small numbers."""
    small = pitch < 22
    number, gap = (11.0, 11.5) if small else (12.5, 13.5)
    grid = Grid(LABEL_COLUMN, pitch, pitch - 4, 10, 11.5, 18, 12, number, gap, 1 if small else 2)
    if not p.averages:
        return grid
    return raised(grid, [(c, one.cell) for floor in floors for one in floor for c in one.columns])


# --- heights ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Header:
    """A category's name and averages in lines."""

    name: Block
    averages: list[list[Item]]


def header(p: Planogram, stretch: Stretch) -> Header:
    room = stretch.cell * len(stretch.columns)
    if not stretch.named:
        return Header(fit("", room, NAME), [])
    said = averages(stretch.bay, room, p.core_prefix if has_deeper(p) else "")
    return Header(fit(stretch.bay.name, room, NAME, SEMIBOLD, most=2), rows(said, room))


def over(p: Planogram, floor: Sequence[Stretch]) -> float:
    """Px over a floor's shelves: names, averages, and the word for practices beyond the core."""
    heads = [header(p, stretch) for stretch in floor]
    names = max(len(head.name.lines) for head in heads) * 18.0
    numbers = max(len(head.averages) for head in heads) * CHIP_LEADING
    return names + numbers + (16.0 if any(stretch.word for stretch in floor) else 4.0)


def under(floor: Sequence[Stretch], grid: Grid) -> float:
    """Px under a floor's shelves: the labels."""
    named = [label for one in floor for label in labels(one.columns, one.cell, grid)]
    return grid.label_drop + max(label.more for label in named) * LEADING + UNDER_LABELS


def key_rows(p: Planogram, width: float) -> list[list[Item]]:
    return rows(key_items(p.key, width, 12, 22, 29, 21), width)


def height(p: Planogram, floors: Sequence[Sequence[Stretch]], width: float, pitch: float) -> float:
    """Px of the whole; with a pitch of 0, of all but the shelves."""
    grid = grid_of(p, floors, pitch or LOWEST)
    shelves = grid.height - (0 if pitch else LEVELS * grid.pitch)
    key = key_rows(p, width)
    standing = sum(over(p, floor) + shelves + under(floor, grid) for floor in floors)
    return standing + (OVER_KEY + height_of_items(key, KEY_LEADING) if key else 0)


# --- drawing ----------------------------------------------------------------------------------------------


def _draw(
    sketch: Sketch, p: Planogram, floors: Sequence[Sequence[Stretch]], width: float, pitch: float
) -> None:
    grid = grid_of(p, floors, pitch)
    y = 0.0
    for floor in floors:
        base = y + over(p, floor) + grid.height
        with sketch.group(_("Levels"), ", ".join(f"{i} {n}" for i, n in enumerate(p.level_names, 1))) as side:
            _draw_levels(side, p, base, grid)
        for stretch in floor:
            _draw_stretch(sketch, p, stretch, y, base, grid)
        y = base + under(floor, grid)
    key = key_rows(p, width)
    if key:
        with sketch.group(_("Key"), ", ".join(entry.words for entry in p.key)) as inner:
            draw_items(inner, key, 0, y + OVER_KEY, KEY_LEADING, p.hue)


def _draw_stretch(sketch: Sketch, p: Planogram, stretch: Stretch, y: float, base: float, grid: Grid) -> None:
    bay, head = stretch.bay, header(p, stretch)
    said = ", ".join(filter(None, (bay.name, bay.today_text, bay.wanted_text, bay.gap_text, bay.note)))
    across = stretch.cell * len(stretch.columns)
    with sketch.group(bay.name, said) as inner:
        centre = y + NAME / 2 + head.name.more * 9
        inner.words(_("Category"), head.name, stretch.left, centre, room=across)
        first = y + len(head.name.lines) * 18 + NAME - 2
        draw_items(inner, head.averages, stretch.left, first, CHIP_LEADING, p.hue)
        if stretch.word:
            word = fit(stretch.word, across, 11.5, most=1)
            inner.line_of_words(_("Part"), word, stretch.left + 2, base - grid.height - 4.5, "muted")
        _draw_shelves(inner, stretch.left, across, base, grid)
    named = labels(stretch.columns, stretch.cell, grid)
    for i, (column, label) in enumerate(zip(stretch.columns, named, strict=True)):
        place = practices.Place(grid, stretch.left + (i + 0.5) * stretch.cell, base, stretch.cell, p.hue)
        with sketch.group(column.name, practices.said(column)) as inner:
            practices.draw(inner, column, place, averages=p.averages)
            practices.draw_label(inner, column, label, place)


def _draw_shelves(sketch: Sketch, left: float, across: float, base: float, grid: Grid) -> None:
    sketch.box(_("Bay"), Look("wash"), left, base - grid.height, across, grid.height, 6)
    for level in range(1, LEVELS):
        name = _("Shelf %(level)d") % {"level": level}
        sketch.line(
            name, "shelf", 1, left, base - level * grid.pitch, left + across, base - level * grid.pitch
        )
    sketch.line(_("Shelf %(level)d") % {"level": 0}, "shelf", 2, left, base, left + across, base)


def _draw_levels(sketch: Sketch, p: Planogram, base: float, grid: Grid) -> None:
    """Level numbers and names before the first bay."""
    room = LABEL_COLUMN - 28.5
    for level, name in enumerate(p.level_names, start=1):
        y = base - (level - 0.5) * grid.pitch
        number = Block([str(level)], grid.number_size, SEMIBOLD)
        one = settle(name, room, grid.level_size, most=1)
        block = one or fit(name, room, 11, most=1 if grid.pitch < 26 else 2)
        sketch.words(_("Level name"), block, room, y, "muted", "r", room)
        sketch.words(_("Level"), number, LABEL_COLUMN - 10.5, y, "ink", "r")
