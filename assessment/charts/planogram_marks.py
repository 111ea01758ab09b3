"""What the wide and the narrow planogram have in common: looks, heading, averages, key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessment.charts.canvas import Canvas, Look
from assessment.charts.planogram_data import Bay, Column, KeyEntry, Mark, Planogram
from assessment.charts.theme import CAP_MIDDLE, MEDIUM, REGULAR, SEMIBOLD, SMALLEST, middle, width
from assessment.charts.words import Block, balanced, fit, plain

OUTLINE = 1.4  # px
CHIP_LEADING, KEY_LEADING = 19.0, 22.0
BELOW = 8.0  # px between the key and the lower edge


def look(mark: Mark, hue: str) -> Look:
    """How a mark is drawn for a voice."""
    return {
        "today": Look(hue),
        "to_go": Look("paper", hue, OUTLINE),
        "wide": Look("paper", "gap", OUTLINE),
        "widest": Look("gaptint", "gap", OUTLINE),
        "missing": Look("paper", "rule", 1.0, dashed=True),
        "surplus": Look(hue, opacity=0.35),
    }[mark]


def gap_ink(column: Column, quiet: str) -> str:
    """Colour of a practice's gap number; `quiet` is that of one without emphasis."""
    if column.emphasis:
        return "gap"
    return "muted" if (column.wanted or 0) < (column.today or 0) else quiet


def name_ink(column: Column) -> tuple[str, int]:
    """Colour and weight of a practice's name."""
    return ("gap", SEMIBOLD) if column.emphasis == "widest" else ("ink", REGULAR)


def draw_heading(canvas: Canvas, p: Planogram, size: float, below: float) -> float:
    """Finding and subtitle across the sheet, for exports; returns the px taken, with `below` px of air."""
    if not p.heading:
        return 0.0
    heading = balanced(p.heading, canvas.width, size, SEMIBOLD)
    canvas.block(0, size, heading, size * 1.28)
    y = size + heading.more * size * 1.28
    if p.subtitle:
        subtitle = fit(p.subtitle, canvas.width, 13, most=9)
        canvas.block(0, y + 25.5, subtitle, 19, "muted")
        y += 25.5 + subtitle.more * 19
    return y + below


@dataclass(frozen=True)
class Item:
    """A mark with its words, or words alone. Sizes in px; `trail` is the air before the next item."""

    block: Block
    trail: float
    colour: str = "ink"
    mark: Mark | None = None
    box: tuple[float, float] = (0, 0)
    lead: float = 0
    sign: str = ""
    part: str = ""

    @property
    def width(self) -> float:
        return self.lead + self.block.width

    def draw(self, canvas: Canvas, x: float, y: float, hue: str) -> None:
        """The item from x on, its words' baseline at y."""
        centre = y - CAP_MIDDLE * self.block.size
        if self.mark:
            top = centre - self.box[1] / 2
            canvas.box(f"{self.part}-{self.mark}", look(self.mark, hue), x, top, *self.box, radius=2.5)
        if self.sign:
            baseline = middle(centre, SMALLEST)
            canvas.text(x + self.box[0] / 2, baseline, self.sign, SMALLEST, "muted", SEMIBOLD, "center")
        canvas.block(x + self.lead, y, self.block, 0, self.colour)


def averages(bay: Bay, room: float, prefix: str = "") -> list[Item]:
    """A category's averages in reading order, or the note that says why there are none."""
    if not (bay.today_text or bay.wanted_text or bay.gap_text):
        return [_said(bay.note, room, "muted", REGULAR)] if bay.note else []
    items = [
        _said(prefix, room, "muted", REGULAR),
        _chip("today", bay.today_text, room),
        _chip("to_go", bay.wanted_text, room),
        _said(bay.gap_text, room, "gap", SEMIBOLD),
    ]
    return [item for item in items if item.block.lines]


def _said(words: str, room: float, colour: str, weight: int) -> Item:
    return Item(fit(words, room, 12.5, weight, most=1), 10, colour)


def _chip(mark: Mark, words: str, room: float) -> Item:
    block = fit(words, room - 20.5, 12.5, MEDIUM, most=1)
    return Item(block, 14, mark=mark, box=(14, 10), lead=20.5, part="chip")


def key_items(
    entries: Iterable[KeyEntry], room: float, size: float, box_width: float, lead: float, trail: float
) -> list[Item]:
    """The key's entries; a sign too wide for the mark is left to the words."""
    items = []
    for mark, words, sign in entries:
        sign = plain(sign) if width(sign, SMALLEST, SEMIBOLD) <= box_width - 4 else ""
        block = fit(words, room - lead, size, most=1)
        items.append(Item(block, trail, "ink", mark, (box_width, 13), lead, sign, "key"))
    return items


def rows(items: Sequence[Item], room: float) -> list[list[Item]]:
    """Items in order, in as few rows of `room` px as they need."""
    flowed: list[list[Item]] = []
    for item in items:
        if flowed and row_width([*flowed[-1], item]) <= room:
            flowed[-1].append(item)
        else:
            flowed.append([item])
    return flowed


def row_width(row: Sequence[Item]) -> float:
    return sum(item.width + item.trail for item in row) - row[-1].trail if row else 0.0


def draw_rows(
    canvas: Canvas, flowed: Sequence[Sequence[Item]], x: float, y: float, leading: float, hue: str, *,
    flush_right: bool = False,
) -> None:  # fmt: skip
    """Rows from x (or ending there), the first baseline at y."""
    for i, row in enumerate(flowed):
        at = x - row_width(row) if flush_right else x
        for item in row:
            item.draw(canvas, at, y + i * leading, hue)
            at += item.width + item.trail


def draw_key(canvas: Canvas, items: Sequence[Item], y: float, hue: str) -> float:
    """The key with the top of its first marks at y; returns where the sheet ends."""
    flowed = rows(items, canvas.width)
    draw_rows(canvas, flowed, 0, y + 11, KEY_LEADING, hue)
    return y + 13 + (len(flowed) - 1) * KEY_LEADING + BELOW if flowed else y
