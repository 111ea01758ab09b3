"""What a browser says of itself, in words. Only our own words are shown, never what it sent."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# the first that fits: nearly every browser also names Chrome or Safari, and every phone its big sister
BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/", "OPT/", "Opera"), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
SYSTEMS = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("CrOS",), "ChromeOS"),
    (("Macintosh", "Mac OS X"), "Mac"),
    (("Linux",), "Linux"),
)


@register.filter
def browser_line(user_agent: str) -> str:
    """ "Chrome on Linux"; "A browser" where nothing is known."""
    browser = first_of(BROWSERS, user_agent) or _("A browser")
    system = first_of(SYSTEMS, user_agent)
    return _("{browser} on {system}").format(browser=browser, system=system) if system else browser


def first_of(known: tuple[tuple[tuple[str, ...], str], ...], said: str) -> str:
    return next((name for marks, name in known if any(mark in said for mark in marks)), "")
