"""The priority map: how wide each gap is, against how many of the team would move it first."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import wording
from assessment.analysis.constants import MATTERS, PICKS
from assessment.charts.priorities_data import Corner, Corners, Point, Priorities
from assessment.rows import Evidence, Percent, PracticeRow, VoiceView
from assessment.statements import NAMED_AT_MOST
from assessment.wording import per_cent

NAMED_IN_TITLE = 3
WIDEST_GAP = Decimal(4)


def priorities_of(view: VoiceView) -> Priorities | None:
    """What the map is told; None where nobody was asked what to move first, or too few to tell."""
    points = [point(*one) for one in placed(view)]
    if not points:
        return None
    offered = sum(row.core for row in view.practices)
    share = min(PICKS, offered) / offered
    return Priorities(
        id="priorities",
        title=_("Priority map of the team"),
        desc=desc(view),
        points=tuple(points),
        share_line=share,
        gap_line=MATTERS,
        share_line_words=_("%(share)d%%: an even spread, %(picks)d of %(offered)d")
        % {"share": round(100 * share), "picks": min(PICKS, offered), "offered": offered},
        gap_line_words=_("half a level"),
        corners=Corners(
            first=_("Move first"),
            wide=_("Wide, but few would start here"),
            popular=_("Many would start here, but the gap is small"),
            later=_("Leave for now"),
        ),
        share_axis=_("would move it first, share of the team"),
        gap_axis=_("gap, levels"),
        share_ticks=(per_cent("0"), per_cent("25"), per_cent("50"), per_cent("75"), per_cent("100")),
        gap_ticks=("−4", "−3", "−2", "−1", "0", "1", "2", "3", "4"),
        clear_words=_("clearly Move first"),
        on_line_words=_("on a line: too close to say"),
        on_line_head=_("Too close to say"),
    )


Placed = tuple[PracticeRow, Evidence, Percent]


def placed(view: VoiceView) -> list[Placed]:
    """The practices that have a place on the map, with why."""
    return [
        (row, row.evidence, row.evidence.move_first)
        for row in view.practices
        if row.evidence is not None and row.evidence.move_first is not None and row.evidence.corner
    ]


CORNERS: dict[str, Corner] = {"first": "first", "wide": "wide", "popular": "popular", "later": "later"}


def point(row: PracticeRow, found: Evidence, share: Percent) -> Point:
    assert row.gap is not None
    half = row.half_gap or Decimal(0)
    return Point(
        code=row.code,
        name=row.name,
        share=share.share / 100,
        share_low=min(share.low, share.share) / 100,
        share_high=max(share.high, share.share) / 100,
        gap=float(row.gap),
        gap_low=float(max(-WIDEST_GAP, row.gap - half)),
        gap_high=float(min(WIDEST_GAP, row.gap + half)),
        share_text=_("%(share)d%%") % {"share": share.share},
        gap_text=wording.number(row.gap),
        corner=CORNERS[found.corner],
        on_line=found.on_line,
    )


# --- words ------------------------------------------------------------------------------------------------


def finding(view: VoiceView) -> str:
    """What is clearly to be moved first, or that nothing stands out."""
    rows = {row.code: row for row in view.practices}
    names = [rows[code].name for code in view.start_with if code in rows]
    if not names:
        return _("No practice stands out as the one to move first")
    if len(names) > NAMED_IN_TITLE:
        return _("%(n)d practices have wide gaps, and many would move them first") % {"n": len(names)}
    return _("Start with %(practices)s") % {"practices": wording.listed(wording.quoted(names))}


def subtitle(view: VoiceView) -> str:
    return _(
        "How wide the gap is, against how many of %(n)d people would move the practice first "
        "(up to %(picks)d). Bars: 95%% intervals."
    ) % {"n": view.used or 0, "picks": PICKS}


def reading() -> str:
    return _(
        "The lines are fixed: half a level of gap, and what every share would be if everybody picked as many "
        "as they may, evenly spread. "
        "What is hollow lies too near a line to say on which side."
    )


def desc(view: VoiceView) -> str:
    start = _("Across: the share of people who would move a practice first. Up: its gap in levels.")
    return f"{start} {finding(view)}. " + _("The table below lists every value.")


def sentences(view: VoiceView) -> list[str]:
    """What the corners hold, as far as it is clear, at most five names each."""
    words = {
        "wide": _("Wide, but few would start there: %(practices)s. Ask why."),
        "popular": _("Many would start with %(practices)s, although the gap is small."),
    }
    said = []
    for corner, sentence in words.items():
        clear = [row for row, found, _share in placed(view) if found.corner == corner and not found.on_line]
        names = [row.name for row in clear]
        if names and len(names) <= NAMED_AT_MOST:
            said.append(sentence % {"practices": wording.listed(wording.quoted(names))})
    unclear = sum(found.on_line for _row, found, _share in placed(view))
    if unclear:
        said.append(
            ngettext("%(n)d lies too near a line to say.", "%(n)d lie too near a line to say.", unclear)
            % {"n": unclear}
        )
    return said
