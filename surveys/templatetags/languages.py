"""The way to the same page in another language."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.utils.translation import get_language

from surveys.languages import QUERY, short

register = template.Library()


class Other(NamedTuple):
    """Another language: its code, its name in itself, and the address of this page in it."""

    code: str
    name: str
    href: str


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[Other]:
    """What this page may be read in besides; nothing where going there would lose what was sent."""
    request = context.get("request")
    if request is None or request.method not in ("GET", "HEAD"):
        return []
    query = request.GET.copy()
    found = []
    for code, name in settings.LANGUAGES:
        if code != get_language():
            query[QUERY] = short(code)
            found.append(Other(short(code), name, f"?{query.urlencode()}"))
    return found
