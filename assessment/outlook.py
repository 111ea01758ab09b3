"""Before results open: how much so many answers of a team will say, from a spread that is assumed."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import PLANNED_HALF
from assessment.analysis.participation import planned_half, planned_needed
from assessment.rows import VoiceView
from assessment.wording import number

TENTH = Decimal("0.1")


def planner(view: VoiceView) -> list[str]:
    """What the answers that are in would say, and how many would be enough; nothing of peers.

    It allows for no finite company, as the intervals that will be shown don't either.
    """
    if view.coarse or view.state not in ("waiting", "ready"):
        return []
    invited = None if view.by_link else view.asked
    have = view.answered or 0
    said = [so_far(have)] if have >= view.smallest else []
    said.append(enough(have, planned_needed(), invited))
    said.append(
        _("This assumes that gaps differ by about one level from person to person, as they often do.")
    )  # participation.PLANNED_SPREAD
    return said


def so_far(have: int) -> str:
    words = ngettext(
        "With the %(n)s answer that is in, each gap would be known to about ± %(half)s.",
        "With the %(n)s answers that are in, each gap would be known to about ± %(half)s.",
        have,
    )
    return words % {"n": grouped(have), "half": known_to(have)}


def known_to(people: int) -> str:
    """Half an interval's width with so many answers, to the next tenth up."""
    return number(Decimal(repr(planned_half(people))).quantize(TENTH, ROUND_CEILING))


def enough(have: int, needed: int, invited: int | None) -> str:
    half = {"half": formats.number_format(Decimal(str(PLANNED_HALF))), "needed": grouped(needed)}
    if have >= needed:
        return _("That is enough to be sure of a gap of half a level (± %(half)s).") % half
    if invited is not None and needed > invited:
        words = _("If all %(asked)s answered, each gap would be known to about ± %(known)s.")
        return words % {"asked": grouped(invited), "known": known_to(invited)}
    more = ngettext("%(n)s more", "%(n)s more", needed - have) % {"n": grouped(needed - have)}
    words = _("To be sure of a gap of half a level (± %(half)s) it takes about %(needed)s answers: %(more)s.")
    return words % {**half, "more": more}


def grouped(n: int) -> str:
    return str(formats.number_format(n, force_grouping=True))
