"""The dumbbell picture for phones: name and gap over the line."""

from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure

from assessment.charts.canvas import HATCH_WIDTH, Canvas
from assessment.charts.dumbbell_data import Dumbbell, Row
from assessment.charts.dumbbell_track import Track, gap_ink
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_key, name_block
from assessment.charts.planogram_data import LEVELS
from assessment.charts.theme import REGULAR, SEMIBOLD, middle
from assessment.charts.words import Block, fit

WIDTH = 328.0
TRACK = Track(10, 73)
PITCH, LEADING = 58.0, 15.0
FIRST, LINE = 14.0, 40.0  # px from a row's upper edge to the middle of its name's first line, of its track
HALF_ROOM, GAP_ROOM = 46.0, 44.0
TIE_ZONE = 13.0
TIE_LINE = 18.0  # px under the last tied row, for the words


@dataclass(frozen=True)
class Laid:
    """A row with its words already in lines; `right` is where they end, px."""

    row: Row
    right: float

    @property
    def weight(self) -> int:
        return SEMIBOLD if self.row.emphasised else REGULAR

    @cached_property
    def word(self) -> Block:
        """Why nothing is shown."""
        return fit(self.row.hidden, 104, 12, most=3)

    @cached_property
    def name(self) -> Block:
        taken = self.word.width + HATCH_WIDTH + 7 if self.row.hidden else HALF_ROOM + GAP_ROOM
        return name_block(self.row.name, self.right - taken - 10, 13, self.weight)

    @property
    def more(self) -> float:
        """Px that a second line of words adds."""
        return max(self.name.more, self.word.more) * LEADING

    @property
    def height(self) -> float:
        return PITCH + self.more

    def draw(self, canvas: Canvas, y: float) -> None:
        """The row with its upper edge at y."""
        canvas.block(0, middle(y + FIRST, self.name.size), self.name, LEADING)
        TRACK.draw(canvas, self.row, y + LINE + self.more)
        if self.row.hidden:
            left = self.right - self.word.width
            canvas.hatch("hidden", left - 7 - HATCH_WIDTH / 2, y + FIRST)
            canvas.block(left, middle(y + FIRST, self.word.size), self.word, LEADING, "muted")
            return
        half = fit(self.row.half_text, HALF_ROOM, 12, most=1)
        draw_centred(canvas, self.right, y + FIRST, half, 0, "muted", "right")
        gap = fit(self.row.gap_text, GAP_ROOM, 14, SEMIBOLD, most=1)
        gap_right = self.right - (HALF_ROOM + 4 if half.lines else 0)
        draw_centred(canvas, gap_right, y + FIRST, gap, 0, gap_ink(self.row), "right")


def phone(d: Dumbbell) -> Figure:
    """328 px wide, rows as given."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, d.heading, d.subtitle, 18, 24)
    if not d.rows:
        return canvas.figure(y)
    if d.key:
        y = draw_key(canvas, d.key, y, 12) + 14
    for level in range(1, LEVELS + 1):
        canvas.text(TRACK.x(level), y + 11, str(level), 12, "muted", SEMIBOLD, "center")
    y += 18
    tops = []
    for i, row in enumerate(d.rows):
        laid = Laid(row, WIDTH - (TIE_ZONE if d.tie else 0))
        tops.append(y)
        within = d.tie is not None and d.tie[0] < i <= d.tie[1]
        canvas.line("line", 1, 0, laid.right if within else WIDTH, y)
        TRACK.draw_grid(canvas, y + laid.height - 32, y + laid.height - 4)
        laid.draw(canvas, y)
        y += laid.height
        if d.tie and d.tie[1] == i:
            y = _draw_tie(canvas, d, tops[d.tie[0]], y)
    return canvas.figure(y + BELOW)


def _draw_tie(canvas: Canvas, d: Dumbbell, top: float, bottom: float) -> float:
    """A bracket on the right, its words under the last row; returns where they end."""
    x = WIDTH - 1
    canvas.stroke("tie", "rule", 1.4, [(x - 5, top + 8), (x, top + 8), (x, bottom - 6), (x - 5, bottom - 6)])
    words = fit(d.tie_words, WIDTH - 20, 12, most=2)
    canvas.block(WIDTH, bottom + 8, words, LEADING, "muted", "right")
    return bottom + (TIE_LINE + words.more * LEADING if words.lines else 0)
