"""The heat map: a row per practice, a column per segment, a tile for each gap."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import HATCH_WIDTH, Anchor, Canvas, Look
from assessment.charts.heatmap_data import Group, HeatMap, Key, Row, Tile, step
from assessment.charts.marks import BELOW, draw_centred, draw_heading, name_block
from assessment.charts.theme import RAMP, RAMP_INK, REGULAR, SEMIBOLD, middle
from assessment.charts.words import Block, fit, settle

WIDTH = 1000.0
NAMES, EVERYONE = 222.0, 82.0  # px of the first and the last column
WIDEST_COLUMN = 174.0  # px; few segments do not get giant tiles
TILE, TILE_AIR, OUTLINE = 25.0, 5.0, 1.6
HEAD_AIR = 10.0  # px between the words of two columns
PITCH, TALL, CATEGORY = 30.0, 36.0, 28.0
LEADING = 15.0
BOLDER_OUTLINE = 3  # from this step on

RAMP_TILE, RAMP_HEIGHT, RAMP_AIR = 58.0, 18.0, 8.0
KEY_LEADING, KEY_APART = 24.0, 36.0


@dataclass(frozen=True)
class Grid:
    """Columns from left to right, px."""

    column: float
    segments: int

    @classmethod
    def of(cls, count: int) -> "Grid":
        return cls(min((WIDTH - NAMES - EVERYONE) / max(count, 1), WIDEST_COLUMN), count)

    @property
    def right(self) -> float:
        """Where everyone's column ends."""
        return NAMES + self.segments * self.column + EVERYONE

    def centre(self, i: int) -> float:
        """Middle of a segment's column."""
        return NAMES + (i + 0.5) * self.column


def wide(h: HeatMap) -> Figure:
    """1000 px wide; categories, practices and segments as given."""
    canvas, grid = Canvas(WIDTH), Grid.of(len(h.segments))
    y = draw_heading(canvas, h.heading, h.subtitle, 20, 26)
    if not h.filled:
        return canvas.figure(y)
    y = _draw_heads(canvas, h, grid, y)
    for group in h.filled:
        y = _draw_group(canvas, grid, group, y)
    if h.key:
        y = _draw_key(canvas, h.key, y + 18)
    return canvas.figure(y + BELOW)


def _draw_heads(canvas: Canvas, h: HeatMap, grid: Grid, y: float) -> float:
    """Names over notes, the names' last lines side by side; returns where they end."""
    segments = (*h.segments, h.everyone)
    rooms = [*[grid.column - HEAD_AIR] * grid.segments, EVERYONE - 6]
    names = [_name(segment.name, room) for segment, room in zip(segments, rooms, strict=True)]
    notes = _notes([segment.note for segment in segments], rooms)
    last = y + 13 + max(name.more for name in names) * LEADING
    for i, (segment, name, note) in enumerate(zip(segments, names, notes, strict=True)):
        inner = i < grid.segments
        x = grid.centre(i) if inner else grid.right
        anchor: Anchor = "center" if inner else "right"
        colour = "muted" if segment.hidden else "ink"
        canvas.block(x, last - name.more * LEADING, name, LEADING, colour, anchor)
        canvas.block(x, last + 16, note, 13, "muted", anchor)
    return last + 22 + max(note.more for note in notes) * 13


def _name(text: str, room: float) -> Block:
    """In two lines; in three where that saves a word from being broken or cut."""
    return settle(text, room, 13, SEMIBOLD, most=2) or fit(text, room, 13, SEMIBOLD, most=3)


def _notes(texts: list[str], rooms: list[float]) -> list[Block]:
    """All in one size: the largest in which each is one line, else in two lines."""
    for size in (12.0, 11.5, 11.0):
        lines = [settle(t, room, size, most=1, least=size) for t, room in zip(texts, rooms, strict=True)]
        if None not in lines:
            return [block for block in lines if block is not None]
    return [fit(t, room, 11.5, most=2) for t, room in zip(texts, rooms, strict=True)]


def _draw_group(canvas: Canvas, grid: Grid, group: Group, y: float) -> float:
    """A category from y on; returns its lower edge."""
    name = fit(group.name, grid.right, 13, SEMIBOLD, most=1)
    canvas.block(0, y + 20, name, 0)
    y += CATEGORY
    canvas.line("rule", 1, 0, grid.right, y)
    for row in group.rows:
        y = _draw_row(canvas, grid, row, y)
        canvas.line("line", 1, 0, grid.right, y)
    return y


def _draw_row(canvas: Canvas, grid: Grid, row: Row, y: float) -> float:
    """A practice from y on; returns its lower edge."""
    name = name_block(row.name, NAMES - 5, 13, SEMIBOLD if row.emphasised else REGULAR)
    height = TALL if name.more else PITCH
    centre = y + height / 2
    draw_centred(canvas, 0, centre, name, 14.5)
    for i, tile in enumerate(row.tiles):
        if tile is None:
            canvas.hatch("hidden", grid.centre(i), centre)
        else:
            _draw_tile(canvas, tile, grid.centre(i), centre, grid.column - TILE_AIR)
    everyone = fit(row.everyone_text, EVERYONE - 6, 13, SEMIBOLD, most=1)
    if everyone.lines:
        draw_centred(canvas, grid.right, centre, everyone, 0, anchor="right")
    else:
        canvas.hatch("hidden", grid.right - HATCH_WIDTH / 2, centre)
    return y + height


def _draw_tile(canvas: Canvas, tile: Tile, x: float, y: float, across: float) -> None:
    at = step(tile.gap)
    canvas.box("tile", tile_look(tile), x - across / 2, y - TILE / 2, across, TILE)
    words = fit(tile.text, across - 6, 12.5, SEMIBOLD if tile.sure else REGULAR, most=1)
    draw_centred(canvas, x, y, words, 0, RAMP_INK[at] if tile.sure else "ink", "center")


def tile_look(tile: Tile) -> Look:
    """Filled by the ramp; only outlined where the gap could be well off."""
    at = step(tile.gap)
    return Look(RAMP[at]) if tile.sure else outline(at)


def outline(at: int) -> Look:
    """Outlines need more strength than fills: they have two colours, for the lower and the upper steps."""
    return Look("paper", "gap5" if at >= BOLDER_OUTLINE else "gap4", OUTLINE)


def _draw_key(canvas: Canvas, key: Key, y: float) -> float:
    """The ramp with its ranges, then the other signs; returns where they end."""
    name = fit(key.ramp, 160, 12, most=1)
    left = name.width + 12 if name.lines else 0.0
    room = (WIDTH - left) / len(RAMP)
    ranges = [fit(words, room - RAMP_AIR, 11.5, most=2) for words in key.ranges]
    pitch = max(RAMP_TILE, *(block.width for block in ranges)) + RAMP_AIR
    canvas.block(0, middle(y + RAMP_HEIGHT / 2, name.size), name, 0, "muted")
    for i, (token, words) in enumerate(zip(RAMP, ranges, strict=True)):
        x = left + i * pitch
        canvas.box("key", Look(token), x, y, pitch - RAMP_AIR, RAMP_HEIGHT)
        canvas.block(x + (pitch - RAMP_AIR) / 2, y + RAMP_HEIGHT + 14, words, 13, "muted", "center")
    ramp_end = y + RAMP_HEIGHT + 18 + max(block.more for block in ranges) * 13
    others = _draw_others(canvas, key, left + len(RAMP) * pitch - RAMP_AIR, y, ramp_end)
    return max(ramp_end, others)


def _draw_others(canvas: Canvas, key: Key, ramp_right: float, y: float, ramp_end: float) -> float:
    """The outlined and the hatched sign beside the ramp where they fit, else under it."""
    at = ramp_right + KEY_APART
    for words, hatched in ((key.unsure, False), (key.hidden, True)):
        across = HATCH_WIDTH if hatched else RAMP_TILE
        block = fit(words, WIDTH - across - 8, 12, most=1)
        if not block.lines:
            continue
        if at and at + across + 8 + block.width > WIDTH:
            at, y = 0.0, (ramp_end + 10 if y < ramp_end else y + KEY_LEADING)
        centre = y + RAMP_HEIGHT / 2
        if hatched:
            canvas.hatch("key", at + across / 2, centre)
        else:
            canvas.box("key-unsure", outline(0), at, y, across, RAMP_HEIGHT)
        draw_centred(canvas, at + across + 8, centre, block, 0, "muted")
        at += across + 8 + block.width + 30
    return y + RAMP_HEIGHT
