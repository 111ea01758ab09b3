"""How carefully people answered: two counts, and what leaving those people out could change at most.

Nothing is deleted for it. A number too small to be told is told as such, and its bound is that of the
largest number it can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.rows import Care, CareCount, VoiceView
from assessment.wording import number


def care_of(kept: Mapping[str, Any]) -> Care | None:
    """As it was kept; None of results from before it was."""
    found = kept.get("care")
    return Care(count_of(found["flat"]), count_of(found.get("quick"))) if found else None


def count_of(found: Mapping[str, Any] | None) -> CareCount | None:
    if found is None:
        return None
    return CareCount(found["n"], Decimal(found["change"]) if found["change"] is not None else None)


def sentences(view: VoiceView) -> list[str]:
    """For whoever reads the report for a client: both counts, each with its bound."""
    care = view.care
    if care is None:
        return []
    said = [flat(care.flat, view.smallest)] if care.flat is not None else []
    said += [quick(care.quick, view.smallest)] if care.quick is not None else []
    return [*said, _("No answer was deleted for either.")]


def flat(count: CareCount, smallest: int) -> str:
    if count.n == 0:
        return _("Nobody marked one level throughout.")
    if count.n is None:
        who = _("Fewer than %(n)d people marked one level throughout.") % {"n": smallest}
    else:
        words = ngettext(
            "%(n)d person marked one level throughout.", "%(n)d people marked one level throughout.", count.n
        )
        who = words % {"n": count.n}
    return f"{who} {bound(count)}".strip()


def quick(count: CareCount, smallest: int) -> str:
    if count.n == 0:
        return _("Nobody finished in less than two seconds for each level given.")
    if count.n is None:
        who = _("Fewer than %(n)d people finished in less than two seconds for each level given.")
        who %= {"n": smallest}
    else:
        who = ngettext(
            "%(n)d person finished in less than two seconds for each level given.",
            "%(n)d people finished in less than two seconds for each level given.",
            count.n,
        ) % {"n": count.n}
    return f"{who} {bound(count)}".strip()


def bound(count: CareCount) -> str:
    if count.change is None:
        return ""
    words = _("With or without them, no average differs by more than %(change)s of a level.")
    return words % {"change": number(count.change)}
