"""The distribution ladders for wide screens and slides: four in a row."""

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.ladders_cells import Measures, draw_cells
from assessment.charts.ladders_data import Ladders
from assessment.charts.marks import BELOW, draw_heading, draw_notes

MEASURES = Measures(
    cell=250, between=24, per_row=4, numbers=32, pitch=23, bar=19.5,
    name_size=14, size=12.5, small=12, row_gap=26,
)  # fmt: skip
HEADED = MEASURES.across(2)  # px; a finding is not squeezed over one ladder


def wide(spec: Ladders) -> Figure:
    """1072 px wide; fewer than four ladders take only their own cells."""
    m = MEASURES
    across = m.across(min(len(spec.ladders), m.per_row) or m.per_row)
    canvas = Canvas(max(across, HEADED if spec.heading else 0))
    y = draw_heading(canvas, spec.heading, spec.subtitle, 20, 26)
    if spec.ladders:
        y = draw_cells(canvas, spec, m, y) + 12
    return canvas.figure(draw_notes(canvas, spec.notes, y) + BELOW)
