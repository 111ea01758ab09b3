"""Where the name of the site leads to."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()

OF_THE_ASKED = ("/i/", "/decline/", "/stop/", "/quiet/", "/finish/", "/mine/", "/heard/", "/review/")
DRAFTS = "/a/"


@register.simple_tag(takes_context=True)
def leads_to_start(context: dict[str, Any]) -> bool:
    """Whether this page may lead to the start page, where somebody begins a survey of their own.

    Not for those who were asked: they would answer there in vain. A draft's page leads there where it is
    the executive's, and nowhere as long as nobody knows whose it is.
    """
    request = context.get("request")
    if request is None:
        return True
    if request.path_info.startswith(DRAFTS):
        return bool(getattr(request, "of_executive", False))
    return not request.path_info.startswith(OF_THE_ASKED)
