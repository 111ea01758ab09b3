"""The planogram for wide screens and slides: bays side by side, or stacked with their deeper practices."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.planogram_averages import AverageRun, raised
from assessment.charts.planogram_data import Bay, Column, Planogram
from assessment.charts.planogram_marks import (
    BELOW,
    CHIP_LEADING,
    Item,
    averages,
    draw_heading,
    draw_key,
    draw_rows,
    key_items,
    row_width,
    rows,
)  # fmt: skip
from assessment.charts.planogram_shelves import Grid, Run, deepest, draw_levels, labels
from assessment.charts.theme import SEMIBOLD
from assessment.charts.words import Block, fit

WIDTH = 1072.0
GUTTER, BETWEEN_BAYS = 14.0, 12.0
LEAST_BAY, LEAST_CELL = 232.0, 64.0  # px; under these, bays do not stand side by side
NAME, NAME_LEADING = 14.0, 18.0

SIDE_BY_SIDE = Grid(120, 34, 30, 10, 11.5, 18, 12, 12.5, 13.5, missing_lines=2)
STACKED = Grid(116, 24, 20, 12, 12, 17, 11.5, 12, 13, missing_lines=1)


def wide(p: Planogram) -> Figure:
    """1072 px wide. Side by side while there are core practices only and they have room enough."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p, 20, 30)
    cells = [] if has_deeper(p) else bay_cells(p.stocked)
    bottom = _side_by_side(canvas, p, cells, y) if cells else _stacked(canvas, p, y)
    if not p.key:
        return canvas.figure(bottom + BELOW)
    return canvas.figure(draw_key(canvas, key_items(p.key, WIDTH, 12, 22, 29, 21), bottom + 32, p.hue))


def has_deeper(p: Planogram) -> bool:
    """Whether any practice goes beyond the core."""
    return any(not column.core for bay in p.stocked for column in bay.columns)


def run_type(p: Planogram) -> type[Run]:
    """How columns are drawn: as boxes or, for averages, as heights."""
    return AverageRun if p.averages else Run


def bay_cells(bays: Sequence[Bay]) -> list[float]:
    """Column width of each bay, px: equal where possible, but no bay narrower than its averages need.

    Empty when the bays do not fit beside each other.
    """
    free = WIDTH - SIDE_BY_SIDE.label_column - BETWEEN_BAYS * (len(bays) - 1)
    counts = [len(bay.columns) for bay in bays]
    narrow: set[int] = set()
    while len(narrow) < len(counts):
        rest = [n for i, n in enumerate(counts) if i not in narrow]
        cell = (free - LEAST_BAY * len(narrow)) / sum(rest)
        found = {i for i, n in enumerate(counts) if i not in narrow and n * cell < LEAST_BAY}
        if not found:
            cells = [LEAST_BAY / n if i in narrow else cell for i, n in enumerate(counts)]
            return cells if min(cells) >= LEAST_CELL else []
        narrow |= found
    return []


@dataclass(frozen=True)
class Header:
    """A category's name and averages, already in lines."""

    name: Block
    averages: list[list[Item]]

    def draw_above(self, canvas: Canvas, x: float, last: float, hue: str, most_rows: int) -> None:
        """Name over averages; those of all bays start at one height, and `last` is the last baseline."""
        first = last - (most_rows - 1) * CHIP_LEADING
        name = first - CHIP_LEADING - self.name.more * NAME_LEADING
        canvas.block(x, name, self.name, NAME_LEADING)
        draw_rows(canvas, self.averages, x, first, CHIP_LEADING, hue)


def _header(bay: Bay, room: float) -> Header:
    return Header(fit(bay.name, room, NAME, SEMIBOLD), rows(averages(bay, room), room))


def _side_by_side(canvas: Canvas, p: Planogram, cells: Sequence[float], y: float) -> float:
    """Core bays beside each other; returns the last label's baseline."""
    bays, run_of = p.stocked, run_type(p)
    grid = SIDE_BY_SIDE
    if p.averages:
        grid = raised(grid, [(c, cell) for bay, cell in zip(bays, cells, strict=True) for c in bay.columns])
    headers = [_header(bay, cell * len(bay.columns)) for bay, cell in zip(bays, cells, strict=True)]
    most_rows = max(1, *(len(header.averages) for header in headers))
    most_more = max(header.name.more for header in headers)
    last = y + NAME + most_more * NAME_LEADING + most_rows * CHIP_LEADING
    base, left = last + 10.5 + grid.height, grid.label_column
    draw_levels(canvas, p.level_names, base, grid)
    all_labels: list[Block] = []
    for bay, cell, header in zip(bays, cells, headers, strict=True):
        header.draw_above(canvas, left, last, p.hue, most_rows)
        run, named = run_of(grid, bay.columns, left, cell, base, p.hue), labels(bay.columns, cell, grid)
        run.draw(canvas, named)
        all_labels += named
        left += run.width + BETWEEN_BAYS
    return base + deepest(all_labels, grid)


def _stacked(canvas: Canvas, p: Planogram, y: float) -> float:
    """One category under the other, core left and deeper right; returns the last label's baseline."""
    halves = [_halves(bay) for bay in p.stocked]
    most = [max((len(half[side]) for half in halves), default=0) for side in (0, 1)]
    gutter = GUTTER if all(most) else 0.0
    cell = (WIDTH - STACKED.label_column - gutter) / max(sum(most), 1)
    starts = (STACKED.label_column, STACKED.label_column + most[0] * cell + gutter)
    grid = STACKED
    if p.averages:
        grid = raised(grid, [(column, cell) for bay in p.stocked for column in bay.columns])
    bottom = y - 28.5
    for bay, half in zip(p.stocked, halves, strict=True):
        bottom = _stacked_bay(canvas, p, grid, bay, half, starts, cell, bottom + 28.5)
    return bottom


def _halves(bay: Bay) -> tuple[list[Column], list[Column]]:
    return [c for c in bay.columns if c.core], [c for c in bay.columns if not c.core]


def _stacked_bay(
    canvas: Canvas, p: Planogram, grid: Grid, bay: Bay, halves: tuple[list[Column], list[Column]],
    starts: tuple[float, float], cell: float, y: float,
) -> float:  # fmt: skip
    deeper = has_deeper(p)
    base = y + _stacked_header(canvas, p, bay, y, deeper) + grid.height
    draw_levels(canvas, p.level_names, base, grid)
    named: list[Block] = []
    for columns, left, word in zip(halves, starts, (p.core_word, p.deeper_word), strict=True):
        if columns:
            run = run_type(p)(grid, columns, left, cell, base, p.hue)
            run.draw(canvas, half := labels(columns, cell, grid))
            named += half
            if deeper:
                room = len(columns) * cell - 2
                canvas.block(left + 2, base - grid.height - 4.5, fit(word, room, 11.5, most=1), 0, "muted")
    return base + deepest(named, grid)


def _stacked_header(canvas: Canvas, p: Planogram, bay: Bay, y: float, deeper: bool) -> float:
    """Name left, averages right; returns the px they took."""
    flowed = rows(averages(bay, 480, p.core_prefix if deeper else ""), 480)
    taken = max((row_width(row) for row in flowed), default=0.0)
    name = fit(bay.name, WIDTH - taken - 24, NAME, SEMIBOLD, most=2)
    canvas.block(0, y + NAME, name, NAME_LEADING)
    draw_rows(canvas, flowed, WIDTH, y + NAME, CHIP_LEADING, p.hue, flush_right=True)
    more = max(name.more * NAME_LEADING, (len(flowed) - 1) * CHIP_LEADING, 0)
    return NAME + more + (25.5 if deeper else 12)
