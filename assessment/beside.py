"""Sentences about what a team is held against: an executive, the round before, other organisations."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from assessment.analysis.numbers import percent
from assessment.rows import Change, Report, Since, Standing
from assessment.wording import levels, number, per_cent


def profile(report: Report) -> str:
    """How the executive's ratings resemble the team's as a whole."""
    found = report.profile
    if found is None:
        return ""
    words = {
        "n": found.n,
        "r": number(found.shape),
        "levels": levels(abs(found.elevation)),
    }
    if found.shape is None:
        start = _("Over %(n)d practices one of the two profiles is flat, so there is no correlation.") % words
    elif report.yours:
        start = (
            _("Over %(n)d practices your ratings of today and your team’s correlate with r = %(r)s.") % words
        )
    else:
        start = (
            _(
                "Over %(n)d practices the executive’s ratings of today and the team’s "
                "correlate with r = %(r)s."
            )
            % words
        )
    if found.elevation == 0:
        return f"{start} " + _("On average they lie level.")
    higher = found.elevation > 0
    if report.yours:
        end = (
            _("On average yours lie %(levels)s higher.")
            if higher
            else _("On average yours lie %(levels)s lower.")
        )
    else:
        end = (
            _("On average the executive’s lie %(levels)s higher.")
            if higher
            else _("On average the executive’s lie %(levels)s lower.")
        )
    return f"{start} {end % words}"


def since_finding(since: Since) -> str:
    """What has moved since an earlier round, more than chance would move it."""
    up = sum(row.clear and row.change > 0 for row in since.changes)
    down = sum(row.clear and row.change < 0 for row in since.changes)
    words = {"n": len(since.changes), "up": up, "down": down}
    if not up and not down:
        return _("Nothing has moved more than chance since the round before")
    if not down:
        return _("Today is higher than before on %(up)d of %(n)d practices") % words
    if not up:
        return _("Today is lower than before on %(down)d of %(n)d practices") % words
    return _("Since the round before: higher on %(up)d practices, lower on %(down)d") % words


def progress(change: Change) -> str:
    """ "21%" of the way to what was wanted; told only of what has moved more than chance."""
    if not change.clear or change.progress is None:
        return "—"
    if change.progress < 0:
        return _("further away")
    return per_cent(number(Decimal(change.progress)))


def since_reading(since: Since) -> str:
    if since.imported:
        return _("Compared with results that were imported: the averages of today, then and now.")
    return _("Compared with the round before: the averages of today, then and now.")


def standing_among(found: Standing) -> str:
    """Where an average stands among those of other organisations, as exactly as their number allows."""
    words = {"n": found.organisations}
    if found.place is None:
        return _("too near a border to say, among %(n)d other organisations") % words
    if found.kind == "percentile":
        return _("higher than about %(share)d%% of %(n)d other organisations") % {
            **words,
            "share": percent(float(found.place)) or 0,
        }
    return {
        "below": _("below the middle half of %(n)d other organisations"),
        "in": _("in the middle half of %(n)d other organisations"),
        "above": _("above the middle half of %(n)d other organisations"),
        1: _("in the lowest quarter of %(n)d other organisations"),
        2: _("in the second quarter, from below, of %(n)d other organisations"),
        3: _("in the third quarter, from below, of %(n)d other organisations"),
        4: _("in the highest quarter of %(n)d other organisations"),
    }[found.place] % words
