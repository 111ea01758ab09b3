"""Before results open: how much so many answers of a team will say, from a spread that is assumed."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import PLANNED_HALF
from assessment.analysis.participation import PLANNED_SPREAD, planned_half, planned_needed
from assessment.rows import VoiceView
from assessment.wording import number

TENTH = Decimal("0.1")


def planner(view: VoiceView) -> list[str]:
    """What the answers that are in would say, and how many would be enough; nothing of peers.

    Of how many were asked by a link only the organiser knows something, so the company counts as large.
    """
    if view.coarse or view.state not in ("waiting", "ready"):
        return []
    invited = None if view.by_link else view.asked
    have = view.answered or 0
    needed = planned_needed(invited=invited)
    said = []
    if have >= view.smallest:
        said.append(so_far(have, invited))
    said.append(enough(have, needed, invited))
    said.append(
        _("This assumes that gaps differ by about %(spread)s level from person to person, as they often do.")
        % {"spread": number(Decimal(str(PLANNED_SPREAD)).quantize(Decimal(1)))}
    )
    return said


def so_far(have: int, invited: int | None) -> str:
    half = planned_half(have, invited=invited)
    printed = Decimal(repr(half)).quantize(TENTH, ROUND_CEILING)
    words = ngettext(
        "With the %(n)s answer that is in, each gap would be known to about ± %(half)s.",
        "With the %(n)s answers that are in, each gap would be known to about ± %(half)s.",
        have,
    )
    return words % {"n": grouped(have), "half": number(printed)}


def enough(have: int, needed: int, invited: int | None) -> str:
    half = {"half": formats.number_format(Decimal(str(PLANNED_HALF))), "needed": grouped(needed)}
    if have >= needed:
        return _("That is enough to tell half a level from none (± %(half)s).") % half
    if invited is not None and needed >= invited:
        return _("To tell half a level from none (± %(half)s), everybody would have to answer.") % half
    more = ngettext("%(n)s more", "%(n)s more", needed - have) % {"n": grouped(needed - have)}
    words = _("To tell half a level from none (± %(half)s) it takes about %(needed)s answers: %(more)s.")
    return words % {**half, "more": more}


def grouped(n: int) -> str:
    return str(formats.number_format(n, force_grouping=True))
