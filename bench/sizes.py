"""How many bytes a respondent's phone loads."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from bench.browser import Browser, Reply, expect

FORM = re.compile(rb"<form\b.*?</form>", re.S)
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
PRELOADED = re.compile(r'<link rel="preload" href="([^"]+)"')
ICON = re.compile(r'<link rel="icon" href="([^"]+)"')
SCRIPT = re.compile(r'<script src="([^"]+)"')
FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.S)
SOURCE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
RANGE = re.compile(r"unicode-range:([^;}]+)")
POINTS = re.compile(r"U\+([0-9A-F?]+)(?:-([0-9A-F]+))?", re.I)
TAG = re.compile(r"<[^>]*>")
LEVEL = 6  # what Django's gzip middleware uses


def of_forms(pages: Mapping[str, bytes]) -> dict[str, Any]:
    """The largest form of a practice, compressed by itself, and whose it is."""
    compressed = {code: len(gzip.compress(form(page), LEVEL, mtime=0)) for code, page in pages.items()}
    largest = max(compressed, key=lambda code: compressed[code])
    return {"form": compressed[largest], "form_of": largest}


def form(page: bytes) -> bytes:
    return max(FORM.findall(page), key=len)  # type: ignore[no-any-return]


def of_first_load(browser: Browser, address: str) -> dict[str, int]:
    """Every file that a browser without a cache loads to show this page, as it is sent."""
    page = expect(browser.get(address), 200).body.decode()
    styles = set(STYLESHEET.findall(page))
    fonts = set(PRELOADED.findall(page)) | fonts_of(browser, styles, page)
    parts = {
        "page": len(expect(browser.get(address, accept_encoding="gzip"), 200).body),
        "stylesheets": sent(browser, styles),
        "scripts": sent(browser, set(SCRIPT.findall(page))),
        "fonts": sent(browser, fonts),
        "icon": sent(browser, set(ICON.findall(page))),
    }
    return {**parts, "first_load": sum(parts.values())}


def sent(browser: Browser, addresses: set[str]) -> int:
    return sum(len(load(browser, address, accept_encoding="gzip").body) for address in addresses)


def load(browser: Browser, address: str, **headers: str) -> Reply:
    return expect(browser.get(address, **headers), 200)


def fonts_of(browser: Browser, styles: set[str], page: str) -> set[str]:
    """The fonts that the stylesheets name for a character on this page."""
    characters = {ord(sign) for sign in TAG.sub(" ", page)}
    fonts = set()
    for style in styles:
        for face in FACE.findall(load(browser, style).body.decode()):
            if covers(face, characters) and (source := SOURCE.search(face)):
                fonts.add(urljoin(style, source[1]))
    return fonts


def covers(face: str, characters: set[int]) -> bool:
    """Whether a browser would load this font: one without a range, or with one of the characters in it."""
    declared = RANGE.search(face)
    return declared is None or any(
        first <= sign <= last for first, last in ranges(declared[1]) for sign in characters
    )


def ranges(declared: str) -> list[tuple[int, int]]:
    return [
        (int(first.replace("?", "0"), 16), int(last or first.replace("?", "F"), 16))
        for first, last in POINTS.findall(declared)
    ]
