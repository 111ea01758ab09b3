"""The distribution ladders for phones: two in a row, one alone as large as on a wide screen."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.ladders_cells import Measures, draw_cells
from assessment.charts.ladders_data import Ladders
from assessment.charts.ladders_wide import MEASURES as WIDE
from assessment.charts.marks import BELOW, draw_heading, draw_notes

WIDTH = 328.0
MEASURES = Measures(
    cell=156, between=16, per_row=2, numbers=22, pitch=20, bar=17,
    name_size=13, size=12, small=11.5, row_gap=22,
)  # fmt: skip


def phone(spec: Ladders) -> Figure:
    """328 px wide; a single ladder takes only its own cell."""
    alone = len(spec.ladders) == 1
    canvas = Canvas(WIDE.cell if alone and not spec.heading else WIDTH)
    y = draw_heading(canvas, spec.heading, spec.subtitle, 18, 24)
    if spec.ladders:
        y = draw_cells(canvas, spec, WIDE if alone else MEASURES, y) + 10
    return canvas.figure(draw_notes(canvas, spec.notes, y) + BELOW)
