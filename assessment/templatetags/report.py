"""How numbers and drawings are printed in pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessment import beside, findings, statements, wording

if TYPE_CHECKING:
    from assessment.rows import Compared, Evidence, Value

register = template.Library()
register.filter("about", findings.about)
register.filter("agreement", statements.agreement)
register.filter("among", beside.standing_among)
register.filter("cell", findings.cell)
register.filter("plain", wording.within)
register.filter("progress", beside.progress)
register.filter("range", statements.interval)
register.filter("standing", statements.standing)
register.filter("verdict", statements.verdict)
register.filter("why_missing", findings.why_missing)
register.filter("why_not", wording.reason)


@register.filter
def level(value: Decimal | None, coarse: bool = False) -> str:
    """A level or an average of levels, `coarse` where it is a half level; "—" where there is none."""
    return wording.half_level(value) if coarse else wording.number(value)


@register.filter
def cell_words(value: Value) -> str:
    """A cell of an exhibit's table: words as they are, numbers as readers write them."""
    return value if isinstance(value, str) else wording.number(None if value is None else Decimal(value))


@register.filter
def gap(value: Decimal | None) -> str:
    """A gap with its sign; "—" where there is none."""
    return wording.signed(value) or "—"


@register.filter
def half(value: Decimal | None) -> str:
    """Half an interval's width behind its average; nothing where there is none."""
    return f" {wording.plus_minus(value)}" if value is not None else ""


@register.filter
def difference(row: Compared, yours: bool) -> str:
    """Whether the executive sees today differently from the others, in words."""
    return findings.difference(row, yours=yours)


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing of ours as markup: every word in it was escaped by the XML writer that made it."""
    return mark_safe(svg)  # noqa: S308 - see above


@register.filter
def corner(found: Evidence) -> str:
    """Where a practice stands on the priority map; "—" where it doesn't."""
    return statements.corner(found) or "—"


@register.filter
def chance(value: str | None) -> str:
    """A p-value; the smallest ones as what they are below."""
    return wording.within(value, least="0.001")


@register.filter
def likelihood(value: str | None) -> str:
    """A chance out of draws: never certain."""
    return wording.within(value, least="0.01", most="0.99")
