"""The perception picture for wide screens and slides: a row per practice, printed levels on the right."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_centred, draw_heading, draw_key, draw_notes, name_block
from assessment.charts.perception_data import Perception
from assessment.charts.perception_track import Scale, Voice, side_words, voices
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import Block, fit

WIDTH = 900.0
PITCH, LEADING = 38.0, 15.0
TALL = 44.0  # px of a row whose words need two lines
NAME_ROOM, LEFT = 224.0, 238.0
LEAST_COLUMN, MOST_COLUMN, BETWEEN = 36.0, 84.0, 12.0  # px of the printed levels
BEFORE_COLUMNS = 16.0


@dataclass(frozen=True)
class Column:
    """Printed levels of one voice, ending at `right`; all words already in lines."""

    voice: Voice
    head: Block
    texts: list[Block]
    right: float

    @classmethod
    def of(cls, voice: Voice, right: float) -> "Column":
        head = fit(voice.head, MOST_COLUMN, 12.5, SEMIBOLD, most=1)
        return cls(voice, head, [fit(t, MOST_COLUMN, 13.5, voice.weight, most=2) for t in voice.texts], right)

    @property
    def left(self) -> float:
        return self.right - max(LEAST_COLUMN, *(block.width for block in (self.head, *self.texts)))


def wide(p: Perception) -> Figure:
    """900 px wide, rows as given; without rows, only the heading and the notes."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p.heading, p.subtitle, 20, 24)
    if p.rows:
        y = _draw_rows(canvas, p, y)
        y = draw_key(canvas, p.key, y + 14) + 12 if p.key else y + 10
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _columns(p: Perception) -> list[Column]:
    """The printed levels from left to right, as wide as their words need."""
    columns: list[Column] = []
    for voice in reversed(voices(p)):
        right = columns[0].left - BETWEEN if columns else WIDTH
        columns.insert(0, Column.of(voice, right))
    return columns


def _draw_rows(canvas: Canvas, p: Perception, y: float) -> float:
    """Scale, rows and the band's words; returns where they end."""
    columns = _columns(p)
    edge = columns[0].left - BEFORE_COLUMNS if columns else WIDTH - BEFORE_COLUMNS
    scale = Scale(LEFT, edge, p.reach)
    names = [name_block(row.name, NAME_ROOM, 13.5, SEMIBOLD if row.clear else REGULAR) for row in p.rows]
    heights = [
        TALL if any(block.more for block in (name, *(column.texts[i] for column in columns))) else PITCH
        for i, name in enumerate(names)
    ]
    top = _draw_head(canvas, p, scale, columns, y)
    bottom = top + sum(heights)
    scale.draw_ground(canvas, top, bottom)
    centres: list[float] = []
    for i, (row, name, height) in enumerate(zip(p.rows, names, heights, strict=True)):
        centre = top + sum(heights[:i]) + height / 2
        draw_centred(canvas, 0, centre, name, LEADING)
        scale.draw(canvas, row, centre)
        for column in columns:
            draw_centred(canvas, column.right, centre, column.texts[i], 14, column.voice.hue, "right")
        canvas.line("line", 1, 0, WIDTH, centre + height / 2)
        centres.append(centre)
    for row, centre in zip(p.rows, centres, strict=True):
        scale.draw_peers(canvas, row, centre)
    band = fit(p.band_words, scale.right - scale.left, 12, most=2)
    canvas.block(scale.middle, bottom + 18, band, LEADING, "muted", "center")
    return bottom + (22 + band.more * LEADING if band.lines else 0)


def _draw_head(canvas: Canvas, p: Perception, scale: Scale, columns: list[Column], y: float) -> float:
    """What left and right mean, the ticks, and whose numbers stand where; returns the first row's top."""
    lower, higher = side_words(p, (scale.right - scale.left) / 2 - 8, 12, 2)
    more = max(lower.more, higher.more) * LEADING
    canvas.block(scale.left, y + 12, lower, LEADING, "muted")
    canvas.block(scale.right, y + 12, higher, LEADING, "muted", "right")
    baseline = y + 12 + more + (20 if lower.lines or higher.lines else 0)
    scale.draw_ticks(canvas, p, baseline, 12.5)
    for column in columns:
        canvas.block(column.right, baseline, column.head, 0, column.voice.hue, "right")
    return baseline + 9
