"""The dumbbell picture for wide screens and slides: a row per practice, gaps as a column on the right."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.dumbbell_data import Dumbbell, Row
from assessment.charts.dumbbell_track import Track, gap_ink
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_key, name_block
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import Block, balanced, fit, settle

WIDTH = 1000.0
PITCH = 40.0
NAME_ROOM = 230.0
LEVEL_1 = 250.0
SPARE = 40.0  # px that columns may take when no tie needs them
TIE_LEADING = 14.0
HIDDEN_ROOM, HIDDEN_LEADING = 124.0, 14.0  # px of words too long for their column, beside level 5
HATCH_AFTER = 22.0  # px from the middle of a hatch to its words
UNDER_KEY, HEAD = 22.0, 33.0  # px between key and axis; of the axis with level names in one line
HEAD_LEADING = 13.0


@dataclass(frozen=True)
class Columns:
    """Where things stand from left to right, px."""

    free: float  # on the right

    @property
    def track(self) -> Track:
        return Track(LEVEL_1, 136 + self.free / 4)

    @property
    def gap_right(self) -> float:
        return 880 + self.free

    @property
    def half_left(self) -> float:
        return self.gap_right + 9

    @property
    def half_right(self) -> float:
        return self.gap_right + 43


def wide(d: Dumbbell) -> Figure:
    """1000 px wide, rows as given."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, d.heading, d.subtitle, 20, 30)
    if not d.rows:
        return canvas.figure(y)
    columns = Columns(0 if d.tie else SPARE)
    if d.key:
        y = draw_key(canvas, d.key, y) + UNDER_KEY
    top = _draw_head(canvas, d, columns, y)
    columns.track.draw_grid(canvas, top, top + len(d.rows) * PITCH)
    for i, row in enumerate(d.rows):
        if i:
            canvas.line("line", 1, 0, _line_end(d, columns, i), top + i * PITCH)
        _draw_row(canvas, columns, row, top + (i + 0.5) * PITCH)
    if d.tie:
        _draw_tie(canvas, d, columns, *(top + (i + 0.5) * PITCH for i in d.tie))
    return canvas.figure(top + len(d.rows) * PITCH + BELOW)


def _draw_head(canvas: Canvas, d: Dumbbell, columns: Columns, y: float) -> float:
    """Levels by number and name; returns the upper edge of the first row."""
    track = columns.track
    names = [balanced(name, track.step - 10, 11.5, most=2) for name in d.level_names]
    head_room = columns.half_right - track.x(5) - names[-1].width / 2 - 8
    head = fit(d.gap_head, min(head_room, 110), 11.5, most=2)
    for level, name in enumerate(names, start=1):
        x = track.x(level)
        canvas.text(x, y + 12, str(level), 12.5, weight=SEMIBOLD, anchor="center")
        canvas.block(x, y + 26, name, HEAD_LEADING, "muted", "center")
    canvas.block(columns.half_right, y + 26, head, HEAD_LEADING, "muted", "right")
    return y + HEAD + max(block.more for block in (*names, head)) * HEAD_LEADING


def _line_end(d: Dumbbell, columns: Columns, row: int) -> float:
    """Lines within a tie stop before the bracket, whose words they would cross."""
    within = d.tie is not None and d.tie[0] < row <= d.tie[1]
    return columns.half_right if within else WIDTH


def _draw_row(canvas: Canvas, columns: Columns, row: Row, y: float) -> None:
    name = name_block(row.name, NAME_ROOM, 13.5, SEMIBOLD if row.emphasised else REGULAR)
    draw_centred(canvas, 0, y, name, 15.5)
    columns.track.draw(canvas, row, y)
    if row.hidden:
        word, left = hidden_words(row, columns, WIDTH)
        canvas.hatch("hidden", left - HATCH_AFTER, y)
        draw_centred(canvas, left, y, word, HIDDEN_LEADING, "muted")
        return
    gap = fit(row.gap_text, 46, 15, SEMIBOLD, most=1)
    draw_centred(canvas, columns.gap_right, y, gap, 0, gap_ink(row), "right")
    half = fit(row.half_text, columns.half_right - columns.half_left, 12, most=1)
    draw_centred(canvas, columns.half_left, y, half, 0, "muted")


def hidden_words(row: Row, columns: Columns, width: float, size: float = 12.0) -> tuple[Block, float]:
    """Why a row has no gap, and where its words begin, px: left of their column where they need the room."""
    word = settle(row.hidden, width - columns.half_left, size, REGULAR, most=2)
    word = word or balanced(row.hidden, HIDDEN_ROOM, size, most=2)
    return word, min(columns.half_left, width - word.width)


def _draw_tie(canvas: Canvas, d: Dumbbell, columns: Columns, first: float, last: float) -> None:
    """A bracket over the rows centred on `first` to `last`, with its words beside it."""
    x, top, bottom = columns.half_right + 11, first - 11, last + 11
    canvas.stroke("tie", "rule", 1.4, [(x - 5, top), (x, top), (x, bottom), (x - 5, bottom)])
    words = fit(d.tie_words, WIDTH - x - 8, 12, most=int((bottom - top) // TIE_LEADING))
    draw_centred(canvas, x + 8, (first + last) / 2, words, TIE_LEADING, "muted")
