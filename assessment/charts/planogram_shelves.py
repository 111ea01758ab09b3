"""The wide planogram's shelves: runs of columns over five levels, and what stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.charts.canvas import Canvas, Look
from assessment.charts.planogram_data import LEVELS, Column, boxes, whole
from assessment.charts.planogram_marks import gap_ink, look, name_ink
from assessment.charts.theme import REGULAR, SEMIBOLD, SMALLEST, middle
from assessment.charts.words import SOFT_HYPHEN, Block, fit, settle

ABOVE = 4.0  # px of bay over the highest place
LIFT = 1.0  # px between a box and its shelf
WIDEST_BOX = 108.0  # px; a bay with few practices does not get giant boxes


@dataclass(frozen=True)
class Grid:
    """Measures of a variant in px: shelves, boxes, and type."""

    label_column: float
    pitch: float
    box: float
    between: float
    label_size: float
    label_drop: float
    level_size: float
    number_size: float
    gap_size: float
    missing_lines: int
    label_leading: float = 15.0
    above: float = ABOVE

    @property
    def height(self) -> float:
        """From the upper edge of a bay to its lowest shelf."""
        return LEVELS * self.pitch + self.above

    def centre(self, base: float, level: int) -> float:
        """Middle of the place on a level, for a bay whose lowest shelf is at `base`."""
        return base - (level - 1) * self.pitch - LIFT - self.box / 2


@dataclass(frozen=True)
class Run:
    """Columns side by side from `left` on, `cell` px each, standing on the shelf at `base`."""

    grid: Grid
    columns: Sequence[Column]
    left: float
    cell: float
    base: float
    hue: str

    @property
    def width(self) -> float:
        return self.cell * len(self.columns)

    @property
    def box_width(self) -> float:
        return min(self.cell - self.grid.between, WIDEST_BOX)

    def draw(self, canvas: Canvas, labels: Sequence[Block]) -> None:
        """Bay, shelves, boxes, and the labels under them."""
        self._draw_shelves(canvas)
        for i, (column, label) in enumerate(zip(self.columns, labels, strict=True)):
            x = self.left + (i + 0.5) * self.cell
            self._draw_column(canvas, column, x)
            colour, _ = name_ink(column)
            y = self.base + self.grid.label_drop
            canvas.block(x, y, label, self.grid.label_leading, colour, "center")

    def _draw_shelves(self, canvas: Canvas) -> None:
        right = self.left + self.width
        canvas.area("wash", self.left, self.base - self.grid.height, self.width, self.grid.height + 2, 6, 2)
        for level in range(1, LEVELS):
            canvas.line("shelf", 1, self.left, right, self.base - level * self.grid.pitch)
        canvas.line("shelf", 2, self.left, right, self.base)

    def _draw_column(self, canvas: Canvas, column: Column, x: float) -> None:
        """What stands on the shelves for one practice, centred on x."""
        for level, mark in boxes(column):
            self._draw_box(canvas, mark, look(mark, self.hue), x, level, level)
        self._draw_words(canvas, column, x)

    def _draw_box(self, canvas: Canvas, part: str, drawn: Look, x: float, lowest: int, highest: int) -> None:
        """A box centred on x over the places of one or several levels."""
        top = self.grid.centre(self.base, highest) - self.grid.box / 2
        height = self.grid.box + (highest - lowest) * self.grid.pitch
        canvas.box(part, drawn, x - self.box_width / 2, top, self.box_width, height)

    def _draw_words(self, canvas: Canvas, column: Column, x: float) -> None:
        today, wanted = whole(column.today), whole(column.wanted)
        if today is None:
            self._draw_missing(canvas, column, x)
        elif wanted is not None and wanted != today and column.gap_text:
            self._draw_gap(canvas, column, x, max(today, wanted))

    def _draw_missing(self, canvas: Canvas, column: Column, x: float) -> None:
        """A dashed box on shelf 1; one over all shelves when nothing at all is known."""
        lowest = 2 if column.wanted == 1 else 1  # the wanted box has its own place
        highest = LEVELS if column.wanted is None else lowest
        drawn = look("missing", self.hue)
        if column.wanted is None:
            drawn = drawn._replace(fill="")  # a white tower would draw the eye
        self._draw_box(canvas, "missing", drawn, x, lowest, highest)
        self._draw_centred(canvas, self._missing_words(column), x, lowest, "muted")

    def _missing_words(self, column: Column) -> Block:
        """The words where they fit, broken only where their author allows it; else the mark."""
        room, most = self.box_width - 6, self.grid.missing_lines
        whole = settle(column.missing, room, 11.5, most=most)
        if whole or SOFT_HYPHEN not in column.missing:
            return whole or Block([column.missing_mark], SMALLEST, REGULAR)
        return fit(column.missing, room, SMALLEST, most=most)

    def _draw_gap(self, canvas: Canvas, column: Column, x: float, level: int) -> None:
        words = Block([column.gap_text], self.grid.gap_size, SEMIBOLD)
        if (column.wanted or 0) < (column.today or 0):
            self._draw_patch(canvas, words.width + 10, x, level)
        self._draw_centred(canvas, words, x, level, gap_ink(column, "ink"))

    def _draw_patch(self, canvas: Canvas, across: float, x: float, level: int) -> None:
        """Ground for a number on a box at 35 %: on the box itself, muted words would be too faint."""
        top = self.grid.centre(self.base, level) - 8
        canvas.box("patch", Look("wash"), x - across / 2, top, across, 16)

    def _draw_centred(self, canvas: Canvas, words: Block, x: float, level: int, colour: str) -> None:
        leading = 12.5
        first = self.grid.centre(self.base, level) - words.more * leading / 2
        canvas.block(x, middle(first, words.size), words, leading, colour, "center")


def labels(columns: Sequence[Column], cell: float, grid: Grid) -> list[Block]:
    """The practices' labels, each wrapped into a column of `cell` px."""
    return [_label(column.label, cell, grid.label_size, name_ink(column)[1]) for column in columns]


def _label(text: str, cell: float, size: float, weight: int) -> Block:
    """With 4 px of air; with 2 px where that saves a word from being broken."""
    whole = settle(text, cell - 4, size, weight) or settle(text, cell - 2, size, weight)
    return whole or fit(text, cell - 4, size, weight)


def deepest(blocks: Sequence[Block], grid: Grid) -> float:
    """From the lowest shelf to the last label's baseline, px."""
    return grid.label_drop + max((block.more for block in blocks), default=0) * grid.label_leading


def draw_levels(canvas: Canvas, names: Sequence[str], base: float, grid: Grid) -> None:
    """Level numbers and names, right-aligned before the first bay."""
    right, leading = grid.label_column - 28.5, 12.0
    for level, name in enumerate(names, start=1):
        y = grid.centre(base, level)
        number = grid.label_column - 10.5
        size = grid.number_size
        canvas.text(number, middle(y, size), str(level), size, weight=SEMIBOLD, anchor="right")
        block = settle(name, right, grid.level_size, most=1) or fit(name, right, SMALLEST, most=2)
        first = middle(y - block.more * leading / 2, block.size)
        canvas.block(right, first, block, leading, "muted", "right")
