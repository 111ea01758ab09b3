"""An open link as a QR code (ISO/IEC 18004): black on white in light and dark, with its quiet zone."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # modules: what the standard asks for on each side
CORRECTION = "m"  # 15 % of it may be dirty or folded
PIXELS = 24  # of one module in a PNG, so that it prints sharp at 10 cm


def made_of(text: str) -> segno.QRCode:
    return segno.make_qr(text, error=CORRECTION, boost_error=False)


def svg(text: str) -> bytes:
    """A file of its own, with a size."""
    return written(text, scale=PIXELS, svgclass=None)


def inline(text: str) -> SafeString:
    """A picture within a page, as large as the page says; what it shows stands beside it."""
    picture = written(text, xmldecl=False, svgns=False, omitsize=True, svgclass="qr-code", nl=False)
    return mark_safe(picture.decode())  # noqa: S308 - modules of black and white, no text


def png(text: str) -> bytes:
    file = io.BytesIO()
    made_of(text).save(file, kind="png", scale=PIXELS, border=QUIET_ZONE, light="#fff", dark="#000")
    return file.getvalue()


def written(text: str, **options: object) -> bytes:
    file = io.BytesIO()
    made_of(text).save(
        file, kind="svg", border=QUIET_ZONE, light="#fff", dark="#000", lineclass=None, **options
    )
    return file.getvalue()
