"""How numbers and drawings are printed in pages."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

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
def why_not(reason: str) -> str:
    """Why somebody gave no level."""
    from assessment import wording

    return wording.reason(reason)


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing of ours as markup: every word in it was escaped by the XML writer that made it."""
    return mark_safe(svg)  # noqa: S308 - see above
