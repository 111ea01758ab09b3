"""The planogram for phones: a row per practice, five levels from left to right."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.planogram_bars import BARS, AverageRow, draw_level_ends
from assessment.charts.planogram_data import LEVELS, Bay, Planogram
from assessment.charts.planogram_marks import BELOW, draw_heading, draw_key, key_items
from assessment.charts.planogram_rows import BOXES, LEADING, WIDTH, Ground, Row
from assessment.charts.theme import SEMIBOLD
from assessment.charts.words import fit


def phone(p: Planogram) -> Figure:
    """328 px wide, practices in order, core before deeper."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p, 18, 28)
    bottom = y - 12
    for bay in p.stocked:
        bottom = _draw_bay(canvas, p, bay, bottom + 12)
    if not p.phone_key:
        return canvas.figure(bottom + BELOW)
    items = key_items(p.phone_key, WIDTH, 11.5, 18, 22.5, 8)
    return canvas.figure(draw_key(canvas, items, bottom + 15.5, p.hue))


def _draw_bay(canvas: Canvas, p: Planogram, bay: Bay, y: float) -> float:
    """A category from y on; returns the lower edge of its ground."""
    ground, row_of = (BARS, AverageRow) if p.averages else (BOXES, Row)
    top = y + _draw_header(canvas, bay, y, ground)
    rows = [row_of.of(column, ground) for column in bay.columns]
    height = sum(row.height for row in rows)
    canvas.area("wash", ground.start, top - 2, ground.width, height + 4, 6, 6)
    if p.averages:
        draw_level_ends(canvas, ground, top - 2, height + 4)
    at = top
    for row in rows:
        if at > top:
            canvas.line("line", 1, 0, ground.start, at)
            canvas.line("shelf", 1, ground.start, ground.right, at)
        row.draw(canvas, at + row.height / 2, p.hue)
        at += row.height
    return at + 2


def _draw_header(canvas: Canvas, bay: Bay, y: float, ground: Ground) -> float:
    """Name, gap, averages and level numbers; returns the px they took."""
    gap = fit(bay.gap_text, 120, 12.5, SEMIBOLD, most=1)
    name = fit(bay.name, WIDTH - gap.width - 12, 14, SEMIBOLD)
    summary = fit(bay.summary or bay.note, ground.name_room, 12, most=3)
    canvas.block(0, y + 14, name, 18)
    canvas.block(WIDTH, y + 14, gap, 0, "gap", "right")
    below = y + 14 + name.more * 18 + 17.5
    canvas.block(0, below, summary, LEADING, "muted")
    last = below + summary.more * LEADING
    for level in range(1, LEVELS + 1):
        centre = ground.place(level) + ground.box / 2
        canvas.text(centre, last, str(level), 11.5, "muted", SEMIBOLD, "center")
    return last + 8.5 - y
