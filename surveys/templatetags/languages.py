"""The way to the same page in another language."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict
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
    """What this page may be read in besides; nothing where going there would lose what was sent.

    An answer to a form loses nothing where its view names the page that shows the same: `looked_at`.
    """
    request = context.get("request")
    looked_at = urlsplit(context.get("looked_at") or "")
    if request is None or not (request.method in ("GET", "HEAD") or looked_at.path):
        return []
    query = QueryDict(looked_at.query, mutable=True) if looked_at.path else request.GET.copy()
    found = []
    for code, name in settings.LANGUAGES:
        if code != get_language():
            query[QUERY] = short(code)
            found.append(Other(short(code), name, f"{looked_at.path}?{query.urlencode()}"))
    return found
