"""The category profile for wide screens and slides."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.marks import BELOW, draw_heading, draw_notes
from assessment.charts.profile_data import Profile
from assessment.charts.profile_marks import draw_key
from assessment.charts.profile_rows import Measures, draw_block
from assessment.charts.theme import SEMIBOLD
from assessment.charts.words import balanced, fit

MEASURES = Measures(
    width=760, level_1=148, step=128, name_room=104, gap_room=46, size=13, leading=14, mark=1,
    pitch=29, heading=14, foot=12,
)  # fmt: skip
UNDER_KEY, HEAD, HEAD_LEADING = 22.0, 36.0, 13.0  # px


def wide(p: Profile) -> Figure:
    """760 px wide, categories as given; without any, only the heading and the notes."""
    canvas = Canvas(MEASURES.width)
    y = draw_heading(canvas, p.heading, p.subtitle, 20, 26)
    if p.blocks:
        y = _draw_blocks(canvas, p, y) + 13
    return canvas.figure(draw_notes(canvas, p.notes, y) + BELOW)


def _draw_blocks(canvas: Canvas, p: Profile, y: float) -> float:
    key = draw_key(canvas, p, y, 12.5)
    y = _draw_head(canvas, p, key + UNDER_KEY if key > y else y)
    for i, block in enumerate(p.blocks):
        canvas.line("line" if i else "rule", 1, 0, MEASURES.width, y)
        y = draw_block(canvas, MEASURES, block, y)
    return y


def _draw_head(canvas: Canvas, p: Profile, y: float) -> float:
    """Levels by number and name, and the head of the gaps; returns where the first category begins."""
    m = MEASURES
    names = [balanced(name, m.step - 10, 11.5, most=2) for name in p.level_names]
    head = fit(p.gap_head, m.width - m.x(5) - names[-1].width / 2 - 8, 11.5, most=2)
    for level, name in enumerate(names, start=1):
        canvas.text(m.x(level), y + 12, str(level), 12.5, weight=SEMIBOLD, anchor="center")
        canvas.block(m.x(level), y + 27, name, HEAD_LEADING, "muted", "center")
    canvas.block(m.width, y + 27, head, HEAD_LEADING, "muted", "right")
    return y + HEAD + max(block.more for block in (*names, head)) * HEAD_LEADING
