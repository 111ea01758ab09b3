"""Colours, type and the one lock: what all pictures share.

Each role has a hex of its own within a theme, so that `files` may turn a hex back into its role.
"""

import functools
import threading
import unicodedata
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import matplotlib
from matplotlib.font_manager import FontEntry, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags

LIGHT = MappingProxyType({
    "paper": "#FFFFFF", "wash": "#F4F5F7", "line": "#D8DDE4", "shelf": "#C3CAD4", "rule": "#828C9A",
    "ink": "#17202C", "muted": "#556070", "you": "#16233D", "peers": "#7D367D", "team": "#3566E0",
    "gap": "#B5430A", "gaptint": "#FBE6DA", "bench": "#E3E7EC", "link": "#1D5C9C", "ok": "#1F7A4D",
    "err": "#B3261E", "focus": "#F2B632",
    "gap1": "#FFF4EA", "gap2": "#FDE0C8", "gap3": "#F9C096", "gap4": "#EF9A60", "gap5": "#D96D2B",
    "gap6": "#B0480B", "gapink": "#17202B",
})  # fmt: skip
DARK = MappingProxyType({
    "paper": "#12171F", "wash": "#1B222C", "line": "#364150", "shelf": "#465263", "rule": "#76839A",
    "ink": "#EDF1F6", "muted": "#A9B4C3", "you": "#F3F5F8", "peers": "#EBB0E6", "team": "#4F86F7",
    "gap": "#F5822E", "gaptint": "#43291B", "bench": "#2A3340", "link": "#86BDF5", "ok": "#6CCB9C",
    "err": "#FF8A80", "focus": "#F2B632",
    "gap1": "#2A211B", "gap2": "#49301F", "gap3": "#6B421F", "gap4": "#955720", "gap5": "#C97326",
    "gap6": "#F79A4B", "gapink": "#12171E",
})  # fmt: skip

RAMP = ("gap1", "gap2", "gap3", "gap4", "gap5", "gap6")
"""Fills for gaps from narrow to wide."""
RAMP_INK = ("ink", "ink", "ink", "ink", "gapink", "paper")
"""Text on each of them. The fifth is dark on both screens, as no other token is."""

FAMILY, LENDER = "Inter", "DejaVu Sans"
REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600
FONTS = MappingProxyType({
    REGULAR: Path(__file__).parent / "fonts" / "Inter-Regular.ttf",
    MEDIUM: Path(__file__).parent / "fonts" / "Inter-Medium.ttf",
    SEMIBOLD: Path(__file__).parent / "fonts" / "Inter-SemiBold.ttf",
})  # fmt: skip

SMALLEST = 11.0  # px; no text in a picture is smaller
CAP_MIDDLE = 0.36  # of the size: half of Inter's cap height, from the baseline up
ASCENT, DESCENT = 0.76, 0.24  # of the size: what a line needs above and below its baseline

LOCK = threading.RLock()
"""Held while matplotlib draws: its settings and font caches belong to the whole process."""

SETTINGS = MappingProxyType({
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "closer",  # one salt: the same input gives the same bytes
    "font.family": [FAMILY, LENDER],  # the second only lends glyphs that Inter's latin part lacks
    "text.parse_math": False,  # a dollar sign in a practice's name is a dollar sign
    "text.hinting": "none",  # in PNGs, letters keep the widths we measured
    "path.simplify": False,
})  # fmt: skip


@functools.cache
def configure() -> None:
    """Set matplotlib's settings and register Inter, once in the life of the process."""
    with LOCK:
        matplotlib.rcParams.update(cast(Any, SETTINGS))
        # By hand, because the Medium and SemiBold files call themselves families of their own; first in
        # the list, so that an Inter installed on the machine cannot change our bytes.
        fontManager.ttflist[:0] = [_entry(path, FAMILY, weight) for weight, path in FONTS.items()]
        # The lender has two weights; named for ours too, it is found without a warning in the log.
        lent = {MEDIUM: "DejaVuSans.ttf", SEMIBOLD: "DejaVuSans-Bold.ttf"}
        folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        fontManager.ttflist += [_entry(folder / name, LENDER, weight) for weight, name in lent.items()]


def _entry(path: Path, family: str, weight: int) -> FontEntry:
    return FontEntry(str(path), 0, family, "normal", "normal", weight, "normal", "scalable")


@functools.cache
def _font(weight: int) -> tuple[FT2Font, frozenset[int]]:
    """Inter in one weight, and the characters it has."""
    font = FT2Font(str(FONTS[weight]))
    return font, frozenset(font.get_charmap())


@functools.lru_cache(maxsize=8192)
def advance(char: str, weight: int) -> float:
    """Advance width of a character in em; on the careful side where another font will have to draw it."""
    with LOCK:
        font, known = _font(weight)
        if ord(char) in known:
            return font.load_char(ord(char), flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    base = unicodedata.normalize("NFKD", char)[0]
    if base != char and ord(base) in known:
        return advance(base, weight)
    return 1.3 if unicodedata.east_asian_width(char) in "WF" else 0.95


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """Width of one line in px: the sum of its advances. Kerning, left out, makes most lines shorter."""
    return size * sum(advance(char, weight) for char in text)


def lent(text: str, weight: int = REGULAR) -> bool:
    """Whether another font has to draw some of it, whose widths we only guess."""
    with LOCK:
        return not _font(weight)[1].issuperset(map(ord, text))


def middle(y: float, size: float) -> float:
    """Baseline that centres capitals and figures on y."""
    return y + CAP_MIDDLE * size
