"""How numbers and drawings are printed in pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from assessment.rows import Change, Compared, Evidence, Part, Percent, PracticeRow, Standing

register = template.Library()


@register.filter
def level(value: Decimal | None, coarse: bool = False) -> str:
    """A level or an average of levels, `coarse` where it is a half level; "—" where there is none."""
    from assessment import wording

    return wording.half_level(value) if coarse else wording.number(value)


@register.filter
def gap(value: Decimal | None) -> str:
    """A gap with its sign; "—" where there is none."""
    from assessment import wording

    return wording.signed(value) or "—"


@register.filter
def half(value: Decimal | None) -> str:
    """Half an interval's width behind its average; nothing where there is none."""
    from assessment import comparisons

    return f" {comparisons.plus_minus(value)}" if value is not None else ""


@register.filter
def why_missing(row: PracticeRow) -> str:
    """Why a group's practice has no average."""
    from assessment import findings

    return findings.why_missing(row)


@register.filter
def about(people: int | None) -> str:
    from assessment import findings

    return findings.about(people)


@register.filter
def cell(part: Part, code: str) -> str:
    """The gap of one practice or score in one part of the team, or that it is hidden."""
    from assessment import findings

    return findings.cell(part, code)


@register.filter
def difference(row: Compared, yours: bool) -> str:
    """Whether the executive sees today differently from the others, in words."""
    from assessment import findings

    return findings.difference(row, yours=yours)


@register.filter
def why_not(reason: str) -> str:
    """Why somebody gave no level."""
    from assessment import wording

    return wording.reason(reason)


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing of ours as markup: every word in it was escaped by the XML writer that made it."""
    return mark_safe(svg)  # noqa: S308 - see above


@register.filter
def verdict(code: str) -> str:
    """What may be said of a gap."""
    from assessment import statements

    return statements.verdict(code)


@register.filter
def agreement(code: str) -> str:
    """How far people agree."""
    from assessment import statements

    return statements.agreement(code)


@register.filter
def standing(code: str) -> str:
    """How firmly a practice is among the widest gaps; "" where it isn't."""
    from assessment import statements

    return statements.standing(code)


@register.filter(name="range")
def interval(share: Percent) -> str:
    """Where a share of people plausibly lies."""
    from assessment import statements

    return statements.interval(share)


@register.filter
def corner(found: Evidence) -> str:
    """Where a practice stands on the priority map; "—" where it doesn't."""
    from assessment import statements

    return statements.corner(found) or "—"


@register.filter
def among(found: Standing) -> str:
    """Where an average stands among other organisations'."""
    from assessment import beside

    return beside.standing_among(found)


@register.filter
def progress(change: Change) -> str:
    """How far a change is on the way to what was wanted."""
    from assessment import beside

    return beside.progress(change)


@register.filter
def chance(value: str | None) -> str:
    """A p-value; the smallest ones as what they are below."""
    from assessment import wording

    small = value is not None and Decimal(value) == 0
    return f"< {wording.number(Decimal('0.001'))}" if small else plain(value)


@register.filter
def likelihood(value: str | None) -> str:
    """A chance out of draws: never certain."""
    from assessment import wording

    ends = {"1.00": ("> ", "0.99"), "0.00": ("< ", "0.01")}
    sign, shown = ends.get(value or "", ("", value))
    return sign + wording.number(Decimal(shown) if shown is not None else None)


@register.filter
def plain(value: str | None) -> str:
    """A number as it was kept, in the reader's form; "—" where there is none."""
    from assessment import wording

    return wording.number(Decimal(value) if value is not None else None)
