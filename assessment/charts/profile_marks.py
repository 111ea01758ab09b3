"""The category profile's marks: a shape for each voice, filled for today and hollow for wanted."""

from collections.abc import Iterator

from assessment.charts.canvas import Canvas, Look, Shape
from assessment.charts.planogram_data import Hue
from assessment.charts.profile_data import Line, Profile
from assessment.charts.theme import middle
from assessment.charts.words import fit

SHAPES: dict[Hue, Shape] = {"you": "diamond", "peers": "square", "team": "circle"}
FILLED: dict[Hue, float] = {"you": 8.4, "peers": 6.1, "team": 7.2}  # radii, px: about equally big
HOLLOW: dict[Hue, float] = {"you": 6.9, "peers": 5.2, "team": 6.1}
DOT = 0.5  # of the filled radius: today within the ring of wanted
SAME = 3.0  # px; marks closer than this would hide each other
BAR, FAINT = 7.0, 0.18  # px high; its opacity
REACH = 9.0  # px from a mark's middle to where it has surely ended

KEY_SIZE, KEY_STEP, KEY_LEADING, KEY_APART = 0.8, 16.5, 20.0, 24.0


def draw_pair(canvas: Canvas, line: Line, today: float, wanted: float, y: float, size: float) -> None:
    """A voice's bar with both marks, at x `today` and `wanted`."""
    if abs(today - wanted) < SAME:
        draw_mark(canvas, line.hue, wanted, y, size, filled=False)
        radius = FILLED[line.hue] * DOT * size
        canvas.mark(f"{line.hue}-today", SHAPES[line.hue], Look(line.hue), wanted, y, radius)
        return
    canvas.capsule(f"{line.hue}-bar", Look(line.hue, opacity=FAINT), today, wanted, y, BAR, 0)
    draw_mark(canvas, line.hue, wanted, y, size, filled=False)
    draw_mark(canvas, line.hue, today, y, size, filled=True)


def draw_mark(
    canvas: Canvas, hue: Hue, x: float, y: float, size: float, *, filled: bool, prefix: str = ""
) -> None:
    if filled:
        part, look, radius = "today", Look(hue, "paper", 1.2), FILLED[hue]
    else:
        part, look, radius = "wanted", Look("paper", hue, 2.0), HOLLOW[hue]
    canvas.mark(f"{prefix}{hue}-{part}", SHAPES[hue], look, x, y, round(radius * size, 2))


def draw_key(canvas: Canvas, p: Profile, y: float, size: float) -> float:
    """What filled and hollow mean, in the shapes of those who speak; returns where it ends."""
    hues = list(_speaking(p))
    lead = len(hues) * KEY_STEP + 4
    at, centre, said = 0.0, y + 7, False
    for word, filled in ((p.today_word, True), (p.wanted_word, False)):
        words = fit(word, canvas.width - lead, size, most=1)
        if not hues or not words.lines:
            continue
        if at and at + lead + words.width > canvas.width:
            at, centre = 0.0, centre + KEY_LEADING
        for i, hue in enumerate(hues):
            x = at + (i + 0.5) * KEY_STEP
            draw_mark(canvas, hue, x, centre, KEY_SIZE, filled=filled, prefix="key-")
        canvas.block(at + lead, middle(centre, words.size), words, 0)
        at, said = at + lead + words.width + KEY_APART, True
    return centre + 7 if said else y


def _speaking(p: Profile) -> Iterator[Hue]:
    """The voices with marks in the picture, in the order of their shapes."""
    lines = [line for block in p.blocks for line in block.lines]
    return (hue for hue in SHAPES if any(line.hue == hue and not line.missing for line in lines))
