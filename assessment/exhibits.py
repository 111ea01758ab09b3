"""What stands on a page, a slide or a printed sheet: a picture with its finding, its words and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment import comparisons, findings, pictures, priorities, profiles, spreads, tables, trends
from assessment.rows import Compared, Report, Split, Table, VoiceView
from surveys.choices import Voice

PARTS = "parts-"


@dataclass(frozen=True)
class Exhibit:
    """One picture of one voice. The finding is its heading, and says no more than the numbers carry.

    `chart` is what the drawing code is told, without the heading, which each face sets itself.
    """

    key: str  # planogram, gaps, profile, perception, parts-department, priorities, spread, trend
    voice: str
    name: str  # what kind of picture it is: "The gaps, and how sure they are"
    finding: str
    subtitle: str
    reading: str  # how to read it, in a line
    chart: pictures.Chart | None  # None where there is a table alone
    table: Table
    own: bool = False  # whether the executive's own marks are in it
    needs_own: bool = False  # whether nothing would be left without them

    def drawn_for(self, shape: str) -> bool:
        """Whether there is a drawing for this kind of screen, "wide" or "phone"."""
        return (type(self.chart), shape) in pictures.DRAW


Maker = Callable[[Report, VoiceView], Exhibit | None]


def exhibit(report: Report, view: VoiceView, key: str) -> Exhibit | None:
    """The picture of this name; None where this voice has none, or nothing to show in it."""
    if view.state != "open":
        return None
    if key.startswith(PARTS):
        split = next((split for split in view.splits if PARTS + split.key == key), None)
        return None if split is None else parts(report, view, split)
    maker = MAKERS.get(key)
    return None if maker is None else maker(report, view)


def exhibits_of(report: Report, view: VoiceView) -> list[Exhibit]:
    """Every picture of this voice, in the order of the report; parts by one dimension where any is shown."""
    keys = [*MAKERS, *(PARTS + split.key for split in view.splits if len(split.by) == 1 and split.shown)]
    return [found for key in keys if (found := exhibit(report, view, key)) is not None]


def planogram(report: Report, view: VoiceView) -> Exhibit | None:
    subtitle = (
        _("Filled boxes are today, empty boxes are still to go.") if view.own else findings.subtitle(view)
    )
    return Exhibit(
        key="planogram",
        voice=view.voice,
        name=_("Planogram"),
        finding=view.finding,
        subtitle=subtitle,
        reading=_(
            "A planogram shows what stands on which shelf. Here the shelves are levels: 1 at the bottom, "
            "5 on top. Orange outlines are the wide gaps."
        ),
        chart=pictures.spec(report, view),
        table=tables.levels(view),
        own=view.own,
    )


def gaps(report: Report, view: VoiceView) -> Exhibit | None:
    if view.own or view.coarse:
        return None
    chart = comparisons.dumbbell_of(report, view)
    return Exhibit(
        key="gaps",
        voice=view.voice,
        name=_("The gaps, and how sure they are"),
        finding=view.finding,
        subtitle=comparisons.gaps_subtitle(report, view),
        reading=_(
            # xgettext:no-python-format
            "A 95% interval is where the average would plausibly lie if everybody asked had answered, and "
            "those who didn’t think like those who did. A bracket holds what is too close to rank."
        ),
        chart=chart,
        table=tables.gaps(view),
        own=any(row.own_today is not None for row in report.compared),
    )


def profile(report: Report, view: VoiceView) -> Exhibit | None:
    chart = profiles.profile_of(report)
    if view.own or chart is None:
        return None
    return Exhibit(
        key="profile",
        voice=view.voice,
        name=_("Categories, voice by voice"),
        finding=profiles.finding(report),
        subtitle=profiles.subtitle(),
        reading=profiles.reading(report),
        chart=chart,
        table=profiles.table(report),
        own=any(other.own for other in report.views),
        needs_own=sum(not other.own for other in profiles.shown(report)) < 2,
    )


def perception(report: Report, view: VoiceView) -> Exhibit | None:
    """None where all is within half a level: there is nothing to draw, and a sentence says so."""
    if view.voice != Voice.TEAM or not any(row.off_team is not None for row in report.compared):
        return None
    chart = comparisons.perception_of(report, view)
    finding = findings.perception_finding(report.compared, yours=report.yours)
    return Exhibit(
        key="perception",
        voice=view.voice,
        name=_("You against your team") if report.yours else _("Executive against team"),
        finding=finding,
        subtitle=comparisons.perception_subtitle(report, view),
        reading=_(
            "The middle is the team’s average of today. Filled marks are differences of one level or more "
            "beyond chance; hollow ones may be chance."
        ),
        chart=chart,
        table=tables.voices(report, highest_first(report.compared)),
        own=True,
        needs_own=True,
    )


def highest_first(rows: Sequence[Compared]) -> list[Compared]:
    """As the picture has them; what can't be compared last."""
    return sorted(rows, key=lambda row: (row.off_team is None, -(row.off_team or 0)))


def spread(report: Report, view: VoiceView) -> Exhibit | None:
    chart = spreads.ladders_of(view)
    if chart is None:
        return None
    return Exhibit(
        key="spread",
        voice=view.voice,
        name=_("How answers spread"),
        finding=spreads.finding(view),
        subtitle=spreads.subtitle(view),
        reading=spreads.reading(),
        chart=chart,
        table=tables.spread(view),
    )


def move_first(report: Report, view: VoiceView) -> Exhibit | None:
    chart = priorities.priorities_of(view)
    if chart is None:
        return None
    return Exhibit(
        key="priorities",
        voice=view.voice,
        name=_("What to move first"),
        finding=priorities.finding(view),
        subtitle=priorities.subtitle(view),
        reading=priorities.reading(),
        chart=chart,
        table=tables.priorities(view),
    )


def over_time(report: Report, view: VoiceView) -> Exhibit | None:
    chart = trends.trend_of(view)
    if chart is None:
        return None
    return Exhibit(
        key="trend",
        voice=view.voice,
        name=_("Over time"),
        finding=trends.finding(view),
        subtitle=trends.subtitle(view),
        reading=trends.reading(),
        chart=chart,
        table=tables.trend(view),
    )


def parts(report: Report, view: VoiceView, split: Split) -> Exhibit:
    """The team by one dimension as a heat map; by two, or with nothing to show, a table alone."""
    drawn = len(split.by) == 1 and split.shown
    return Exhibit(
        key=PARTS + split.key,
        voice=view.voice,
        name=" × ".join(split.names),
        finding=split.finding,
        subtitle=comparisons.heat_map_subtitle(split),
        reading=_(
            "Each tile is a group’s gap, stronger in colour where it is wider; an outline alone is "
            "uncertain. Each gap is the printed wanted minus the printed today, so a tenth may be rounding."
        ),
        chart=comparisons.heat_map_of(report, view, split) if drawn else None,
        table=tables.parts(view, split),
    )


MAKERS: dict[str, Maker] = {
    "planogram": planogram,
    "gaps": gaps,
    "profile": profile,
    "perception": perception,
    "spread": spread,
    "priorities": move_first,
    "trend": over_time,
}
