"""One page for a board: a finding, three sentences, at most three actions, and what to expect.

About the team where its results are open, else the peers, else the executive alone, if that may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import beside, between_voices, observations
from assessment.debrief import has_levels, leading_group
from assessment.findings import share_of
from assessment.narrative import headline, moved_practices
from assessment.rows import PracticeRow, Report, Step, VoiceView
from assessment.statements import NAMED_AT_MOST
from assessment.steps import widest_printed
from assessment.talking_points import TITLED_AT_MOST, titled
from assessment.wording import answered_of, levels, listed
from surveys.choices import Reason

ACTIONS_AT_MOST = 3


@dataclass(frozen=True)
class BoardWords:
    """The words of the page; where there are none, only the reason."""

    title: str
    sentences: tuple[str, ...]  # three
    actions: tuple[Step, ...]
    expect: str
    reason: str = ""


def board_words(report: Report, *, own: bool) -> BoardWords:
    """`own`: whether the executive's own marks may be seen on the page."""
    view = told_about(report, own=own)
    if view is None:
        return BoardWords("", (), (), "", why_nothing(report, own=own))
    actions = actions_of(view)
    return BoardWords(
        view.finding,
        (the_whole(report, view), the_gap(view), the_rest(report, view, own=own)),
        actions,
        expect(report, len(actions)),
    )


def told_about(report: Report, *, own: bool) -> VoiceView | None:
    """Whose results the page is about."""
    return leading_group(report) or (own_view(report) if own else None)


def own_view(report: Report) -> VoiceView | None:
    return next((view for view in report.views if view.own and has_levels(view)), None)


def group_is_open(report: Report) -> bool:
    return any(view.state == "open" and not view.own for view in report.views)


def why_nothing(report: Report, *, own: bool) -> str:
    if group_is_open(report):
        return _("Results are open, but no average of theirs can be shown.")
    mine = next((view for view in report.views if view.own and view.state == "open"), None)
    if own and mine is not None:
        return mine.finding
    if own or own_view(report) is None:
        return _("No results are open yet that this page could show.")
    if report.yours:
        return _("No group’s results are open yet, and your own marks stay with you unless you include them.")
    return _("No group’s results are open yet, and the executive’s own marks aren’t included.")


# --- three sentences --------------------------------------------------------------------------------------


def the_whole(report: Report, view: VoiceView) -> str:
    return headline(report, view) or _("Too few practices can be shown for an average of the whole.")


def the_gap(view: VoiceView) -> str:
    """The widest gap where there is one, its ties, or that nothing stands out."""
    if view.own:
        return own_gap(view)
    if view.coarse:
        return printed_gap(view)
    rows = titled(view)
    if len(rows) == 1:
        return _("%(told)s has a gap of %(levels)s, clearly wider than any other shown.") % {
            "told": observations.with_levels(view, rows[0]),
            "levels": levels(rows[0].gap or Decimal(0)),
        }
    if rows:
        return _("%(told)s show the widest gaps, too close to rank.") % {"told": told(view, rows)}
    return too_many(view)


def told(view: VoiceView, rows: Sequence[PracticeRow]) -> str:
    return listed([observations.with_levels(view, row) for row in rows])


def too_many(view: VoiceView) -> str:
    """More practices at the top than can be told apart, or no gap at all there."""
    gaps = [row.gap or Decimal(0) for row in view.by_codes(view.top)]
    if len(gaps) < len(view.top):  # not all of them are shown to this reader
        return _("No practice can be named as the one with the widest gap.")
    if len(gaps) <= TITLED_AT_MOST or min(gaps) <= 0:
        return _("No practice shown clearly falls short of where people would like it to be.")
    return _("The widest gaps of %(n)d practices are too close to rank: where to start is a choice.") % {
        "n": len(gaps)
    }


def printed_gap(view: VoiceView) -> str:
    """The same of peers, from half levels."""
    rows = widest_printed(view)
    if not rows:
        return _("As far as half levels can show, no practice is a level or more short of what’s wanted.")
    if len(rows) > NAMED_AT_MOST:
        return _("The widest gap, about %(levels)s, is shared by %(n)d practices.") % {
            "levels": levels(rows[0].gap or Decimal(0)),
            "n": len(rows),
        }
    return ngettext(
        "The widest gap, to the nearest half level: %(told)s.",
        "The widest gaps, to the nearest half level: %(told)s.",
        len(rows),
    ) % {"told": told(view, rows)}


def own_gap(view: VoiceView) -> str:
    widest = max((row.gap for row in view.practices if row.gap is not None), default=Decimal(0))
    if widest <= 0:
        return _("No practice that was rated is short of where it’s wanted.")
    rows = [row for row in view.practices if row.gap == widest]
    if len(rows) > NAMED_AT_MOST:
        return _("The widest gap, %(levels)s, is shared by %(n)d practices.") % {
            "levels": levels(widest),
            "n": len(rows),
        }
    return ngettext("The widest gap is on %(told)s.", "The widest gaps are on %(told)s.", len(rows)) % {
        "told": told(view, rows)
    }


def the_rest(report: Report, view: VoiceView, *, own: bool) -> str:
    """What is disputed, can't be seen or has changed: the first of these that there is, else who answered."""
    if view.own:
        return own_rest(report, view)
    return (
        disputed(view)
        or (apart(report, view) if own else "")
        or next(iter(observations.sight(view)), "")
        or changed(view)
        or who_answered(view)
    )


def disputed(view: VoiceView) -> str:
    found = observations.camps_of(view)
    if len(found) == 1:
        return observations.one_with_camps(found[0])
    if not found:
        return ""
    if len(found) > NAMED_AT_MOST:
        return _("On %(n)d practices people form two camps, and an average speaks for neither.") % {
            "n": len(found)
        }
    return _("People form two camps on %(practices)s, and an average speaks for neither.") % {
        "practices": listed([observations.name_of(row) for row, _low, _high in found])
    }


def apart(report: Report, view: VoiceView) -> str:
    """The executive's clearest difference from the group that the page is about."""
    if view.coarse:
        rows = between_voices.clearly_off_peers(report)
        return between_voices.off_peers(rows[0], yours=report.yours) if rows else ""
    rows = between_voices.clearly_off_team(report)
    return between_voices.off_team(rows[0], yours=report.yours) if rows else ""


def changed(view: VoiceView) -> str:
    """What has clearly moved since the round before; how many practices have, if it is more than one."""
    if view.since is None:
        return ""
    moved = moved_practices(view, view.since)
    if len(moved) == 1:
        return moved[0]
    return beside.since_finding(view.since) + "." if moved else ""


def who_answered(view: VoiceView) -> str:
    return _("%(count)s; these are opinions of our own people, not a measurement of customers.") % {
        "count": answered_of(view) + share_of(view)
    }


def own_rest(report: Report, view: VoiceView) -> str:
    rows = [row for row in view.practices if row.today_reason == Reason.DONT_KNOW]
    others = (
        _("colleagues’ answers are open, but no average of theirs can be shown")
        if group_is_open(report)
        else _("no colleague’s answers are open yet")
    )
    if not rows:
        return _("This is one person’s view; %(others)s.") % {"others": others}
    words = (
        ngettext(
            "You can’t say where %(practices)s stands today; %(others)s.",
            "You can’t say where %(practices)s stand today; %(others)s.",
            len(rows),
        )
        if report.yours
        else ngettext(
            "The executive can’t say where %(practices)s stands today; %(others)s.",
            "The executive can’t say where %(practices)s stand today; %(others)s.",
            len(rows),
        )
    )
    names = between_voices.named_or_counted([row.name for row in rows])
    return words % {"practices": names, "others": others}


# --- actions ----------------------------------------------------------------------------------------------


def actions_of(view: VoiceView) -> tuple[Step, ...]:
    """The next levels that the view suggests, of practices that its reader is shown."""
    shown = {row.code for row in view.practices}
    return tuple(step for step in view.steps if step.code in shown)[:ACTIONS_AT_MOST]


def expect(report: Report, actions: int) -> str:
    """What a board may expect, without a date that nobody has set."""
    words = {"horizon": report.horizon}
    if not actions:
        return (
            _("Expect a decision first on what to start with, then a check, and a next round by %(horizon)s.")
            % words
        )
    start = {1: _("one action"), 2: _("two actions"), 3: _("three actions")}[actions]
    return _(
        "Expect %(actions)s in the next 90 days, a first check at the end of them, "
        "and a next round by %(horizon)s."
    ) % {**words, "actions": start}
