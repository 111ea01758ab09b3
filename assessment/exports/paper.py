"""HTML in, PDF out: the one place that knows WeasyPrint, and all that it may open.

WeasyPrint stands on libraries of the system, so it is imported when a PDF is asked for and not before.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import logging
import mimetypes
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

SHEET = "assessment/print.css"
LENT = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")  # the letters that our Inter lacks; matplotlib brings them
LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "fontconfig", "pangoft2-1.0")
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
LOCK = RLock()
"""Held while WeasyPrint is loaded and while it works, so that two PDFs don't share a small machine."""


@dataclass(frozen=True)
class Attached:
    """A file that lies in a PDF, and its day there: by itself the library takes this very second."""

    name: str
    content: bytes
    day: date


class Unavailable(Exception):
    """PDFs can't be made on this machine. The words say what to install."""


def available() -> bool:
    """Whether PDFs can be made here."""
    try:
        weasyprint()
    except Unavailable:
        return False
    return True


def what_to_install() -> str:
    return _(
        "PDFs need the libraries Pango, HarfBuzz and Fontconfig. "
        "On Debian and Ubuntu: apt-get install %(packages)s"
    ) % {"packages": PACKAGES}


def missing() -> list[str]:
    """What WeasyPrint needs and this machine lacks, without loading it: that takes half a second."""
    absent = [] if importlib.util.find_spec("weasyprint") else ["weasyprint"]
    return absent + [name for name in LIBRARIES if not loads(name)]


def loads(library: str) -> bool:
    for major in ("0", "1"):
        for name in (f"lib{library}.so.{major}", f"lib{library}.{major}.dylib", f"lib{library}-{major}.dll"):
            try:
                ctypes.CDLL(name)
            except OSError:
                continue
            return True
    return False


@functools.cache
def weasyprint() -> Any:
    """The library, once it could be loaded; `Unavailable` where it or what it stands on is missing."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # it has a line for every page
    with LOCK, warnings.catch_warnings():
        # Without the newest HarfBuzz it warns, and cuts fonts by other means.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            import weasyprint as library
        except (ImportError, OSError) as absent:
            raise Unavailable(what_to_install()) from absent
    return library


@functools.cache
def own_files() -> dict[str, Path]:
    """All that a page may ask for, by address."""
    import matplotlib

    from assessment.charts.theme import FONTS

    lent = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    paths = [*FONTS.values(), *(lent / name for name in LENT)]
    return {f"closer:{path.name}": path for path in paths}


def fetcher() -> Any:
    """Opens our own fonts and nothing else: no network, no other file, no data in an address."""
    urls = weasyprint().urls

    class OwnFiles(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = own_files().get(url)
            if path is None:
                raise ValueError(f"not one of our files: {url}")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnFiles()


def laid_out(html: str, size: float = 14) -> Any:
    """The pages, not yet written; `size` is that of their words, px."""
    library = weasyprint()
    with LOCK:
        opens, fonts = fetcher(), library.text.fonts.FontConfiguration()
        ours = {"url_fetcher": opens, "base_url": "closer:"}
        sheet = library.CSS(string=style_sheet(size), font_config=fonts, **ours)
        source = library.HTML(string=html, **ours)
        return source.render(stylesheets=[sheet], font_config=fonts)


def written(
    document: Any, names: Mapping[str, str] = MappingProxyType({}), attached: Sequence[Attached] = ()
) -> bytes:
    """The file: tagged, with bookmarks and without a date, so that the same pages give the same bytes.

    `names` says what the places are called that links lead to.
    """
    from assessment.exports.tagged import tidy

    finish = functools.partial(tidy, names=names)
    with LOCK:
        files = [file_in(one) for one in attached]
        content: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=finish, attachments=files
        )
    return content


def file_in(one: Attached) -> Any:
    midnight = datetime.combine(one.day, time())
    return weasyprint().Attachment(
        file_obj=BytesIO(one.content),
        name=one.name,
        description=one.name,
        created=midnight,
        modified=midnight,
    )


def style_sheet(size: float) -> str:
    """The print sheet, with the pictures' colours as its variables."""
    from assessment.charts.theme import LIGHT

    found = finders.find(SHEET)
    if not isinstance(found, str):
        raise FileNotFoundError(SHEET)
    colours = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    return f":root{{font-size:{size:g}px;{colours}}}\n{Path(found).read_text()}"
