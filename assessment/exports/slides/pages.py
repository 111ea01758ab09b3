"""What goes on which slide: a sheet becomes one slide or, with its table and long points, several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from assessment.charts.dumbbell_data import Dumbbell
from assessment.charts.planogram_data import Planogram
from assessment.charts.profile_data import Profile
from assessment.exhibits import Exhibit
from assessment.exports.slides import dumbbell, planogram, profile
from assessment.exports.slides.furniture import height_of
from assessment.exports.slides.nodes import Group, edges
from assessment.exports.slides.photographs import Picture, picture
from assessment.exports.slides.sketch import Room
from assessment.exports.slides.tables import Chunk, chunks
from assessment.rows import Table
from assessment.story import Sheet

Body = Group | Picture | Chunk
LEAD, LEAST_LEAD = 14.0, 10.0
POINT, LEAST_POINT, AFTER = 13.0, 11.0, 4.0
ALONE, LEAST_ALONE, AFTER_ALONE = 18.0, 12.0, 9.0
MEASURE = 840.0  # units: no line of words is longer
SHARE = 0.62  # of the room: an exhibit with less would be too small
BETWEEN = 12.0


@dataclass(frozen=True)
class Points:
    """Sentences in their place."""

    texts: tuple[str, ...]
    size: float
    after: float
    room: Room


@dataclass(frozen=True)
class Page:
    """One slide before it is made. `more` is said after the title of a slide that continues another."""

    sheet: Sheet
    more: str
    lead: str
    body: Body | None
    points: Points | None
    first: bool

    @property
    def title(self) -> str:
        title = self.sheet.title
        return f"{title.rstrip('.')} ({self.more})" if self.more else title


def pages(sheet: Sheet, room_under: Callable[[str], Room], air: float = BETWEEN) -> Iterator[Page]:
    """The slides of a sheet; `room_under` says what room there is under a lead; `air` stands over points."""
    lead = sheet.lead or (sheet.exhibit.subtitle if sheet.exhibit else "")
    room = room_under(lead)
    bodies = drawings(sheet.exhibit, room) if sheet.exhibit else []
    points = tuple(point for point in sheet.points if point.strip())
    tables = [table for table in (sheet.exhibit and sheet.exhibit.table, sheet.table) if table]
    below = _under(points, room, air) if points and len(bodies) == 1 else None
    yield from _drawn(sheet, lead, bodies, below, room, air)
    if points and below is None:
        yield from _told(sheet, lead, points, room, continued=bool(bodies))
    said = bool(bodies or points)
    for table in tables:
        yield from _tabled(sheet, table, room_under, lead, said=said)
        said = True
    if not said:
        yield Page(sheet, "", lead, None, None, first=True)


def drawings(exhibit: Exhibit, room: Room) -> list[Callable[[Room], Group | Picture]]:
    """How to draw the exhibit, a slide each, once the room is known."""
    chart: Any = exhibit.chart
    if isinstance(chart, Planogram):
        return [partial(planogram.draw, chart)] if chart.stocked else []
    if isinstance(chart, Profile):
        return [partial(profile.draw, chart)] if chart.blocks else []
    if isinstance(chart, Dumbbell):
        return [partial(dumbbell.draw, chart, rows=rows) for rows in dumbbell.split(chart, room)]
    drawn = picture(exhibit)
    return [drawn.within] if drawn else []


def _under(points: tuple[str, ...], room: Room, air: float) -> Points | None:
    """The points under the drawing, if that leaves it large enough; sizes are tried from large on."""
    across = min(room.width, MEASURE)
    for size in (POINT, POINT - 1, LEAST_POINT):
        high = height_of(points, across - size, size, AFTER)
        if high + air <= room.height * (1 - SHARE):
            return Points(points, size, AFTER, Room(room.x, room.bottom - high, across, high))
    return None


def _drawn(
    sheet: Sheet, lead: str, bodies: Sequence[Callable[[Room], Group | Picture]], below: Points | None,
    room: Room, air: float,
) -> Iterator[Page]:  # fmt: skip
    free = room._replace(height=below.room.y - air - room.y) if below else room
    for i, draw in enumerate(bodies):
        more = _("%(n)d of %(of)d") % {"n": i + 1, "of": len(bodies)} if i else ""
        body = draw(free)
        at = below
        if below:  # right under what is drawn, not at the foot of the slide
            end = edges(body)[3] if isinstance(body, Group) else body.room.bottom
            at = Points(below.texts, below.size, below.after, below.room._replace(y=end + air))
        yield Page(sheet, more, lead, body, at, first=i == 0)


def _told(sheet: Sheet, lead: str, points: tuple[str, ...], room: Room, *, continued: bool) -> Iterator[Page]:
    """Sentences alone, as large as they fit; on several slides when they don't fit on one."""
    across = min(room.width, MEASURE)
    size = ALONE
    while size > LEAST_ALONE and height_of(points, across - size, size, AFTER_ALONE) > room.height:
        size -= 1
    slides: list[list[str]] = [[]]
    for point in points:
        if slides[-1] and height_of([*slides[-1], point], across - size, size, AFTER_ALONE) > room.height:
            slides.append([])
        slides[-1].append(point)
    for i, texts in enumerate(slides):
        more = _("what it says") if continued else ""
        if i:
            more = _("continued, %(n)d of %(of)d") % {"n": i + 1, "of": len(slides)}
        at = Points(tuple(texts), size, AFTER_ALONE, room._replace(width=across))
        yield Page(sheet, more, lead, None, at, first=i == 0 and not continued)


def _tabled(
    sheet: Sheet, table: Table, room_under: Callable[[str], Room], lead: str, *, said: bool
) -> Iterator[Page]:
    """The table after its picture, or alone."""
    lead = table.caption if said else lead or table.caption
    room = room_under(lead)
    parts = chunks(table, room.width, room.height)
    name = (_("the numbers") if sheet.exhibit else table.caption) if said else ""
    for i, chunk in enumerate(parts):
        part = _("continued, %(n)d of %(of)d") % {"n": i + 1, "of": len(parts)} if i else ""
        more = ", ".join(filter(None, (name, part)))
        yield Page(sheet, more, lead, chunk, None, first=i == 0 and not said)
