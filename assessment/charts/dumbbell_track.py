"""One practice's line from today to wanted, with everybody's marks on it."""

from dataclasses import dataclass

from assessment.charts.canvas import Canvas
from assessment.charts.dumbbell_data import Row, Span
from assessment.charts.marks import GAP, GAP_FAINT, GAP_NAMED, INTERVAL, TODAY, draw_mark
from assessment.charts.planogram_data import LEVELS

OFF = 10.0  # px: you above the line, peers below it
CAPSULE = 16.0  # px high
SAME = 3.0  # px; ends closer than this would hide each other


@dataclass(frozen=True)
class Track:
    """Level 1 at `left`, px; `step` px between two levels."""

    left: float
    step: float

    def x(self, level: float) -> float:
        """Where a level stands; an interval that runs over the scale ends with it."""
        return self.left + (min(max(level, 1), LEVELS) - 1) * self.step

    def draw_grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        for level in range(1, LEVELS + 1):
            canvas.upright("line", 1, self.x(level), top, bottom)

    def draw(self, canvas: Canvas, row: Row, y: float) -> None:
        """The marks of a row whose line is at y."""
        if row.today is not None and row.wanted is not None:
            self._draw_interval(canvas, row.today_interval, y)
            self._draw_interval(canvas, row.wanted_interval, y)
            self._draw_gap(canvas, row, self.x(row.today), self.x(row.wanted), y)
        if row.peers is not None:
            draw_mark(canvas, "peers", "peers", self.x(row.peers), y + OFF)
        if row.you is not None:
            draw_mark(canvas, "you", "you", self.x(row.you), y - OFF)

    def _draw_interval(self, canvas: Canvas, span: Span | None, y: float) -> None:
        if span is not None:
            canvas.capsule("interval", INTERVAL, self.x(span[0]), self.x(span[1]), y, CAPSULE)

    def _draw_gap(self, canvas: Canvas, row: Row, today: float, wanted: float, y: float) -> None:
        """Line and ends. Orange is what is still to go: a level above the wanted one has a grey line."""
        colour = "gap" if wanted >= today else "rule"
        thick, opacity = (GAP_NAMED, 1.0) if row.emphasised else (GAP, GAP_FAINT)
        canvas.stroke("gap", colour, thick, [(today, y), (wanted, y)], opacity)
        draw_mark(canvas, "wanted", "wanted", wanted, y)
        if abs(wanted - today) < SAME:
            canvas.mark("today", "circle", TODAY, wanted, y, 3.4)  # a dot within the ring
        else:
            draw_mark(canvas, "today", "today", today, y)


def gap_ink(row: Row) -> str:
    """Colour of a row's gap number."""
    if (row.wanted or 0) < (row.today or 0):
        return "muted"
    return "gap" if row.emphasised else "ink"
