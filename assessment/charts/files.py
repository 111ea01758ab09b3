"""Figures as files: SVG for the page, SVG and PNG to download.

matplotlib's SVG carries a style sheet and style attributes: in a page whose policy forbids inline styles it
would be a black box, and its style sheet would reach every other drawing. So each element is rewritten.
Only attributes are touched: words that people typed pass through the parser and come out again as words.
"""

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from assessment.charts.canvas import DPI
from assessment.charts.theme import FAMILY, LIGHT, LOCK, configure
from assessment.charts.words import plain

MARGIN = 24.0  # px around downloads
CSS_COLOUR = {value.lower(): f"var(--viz-{name},{value})" for name, value in LIGHT.items()}
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
DEFAULTS = {("text-anchor", "start"), ("stroke-linejoin", "round"), ("stroke-linecap", "butt")}


def svg(figure: Figure, id: str, title: str, desc: str, *, css_variables: bool = True) -> str:
    """The figure as an element for the page: ids start with `id`, colours follow the page's variables."""
    shell = _shell(id, (0, 0, *_size(figure)), title, desc)
    shell.set("class", "viz")
    shell.extend(_drawn(figure, id, css_variables=css_variables, link="href"))
    return tostring(shell, encoding="unicode")


def standalone_svg(figure: Figure, id: str, title: str, desc: str) -> str:
    """The figure as a file: light colours, paper ground, a margin. Its font is named, not carried."""
    width, height = (side + 2 * MARGIN for side in _size(figure))
    frame = (-MARGIN, -MARGIN, width, height)
    shell = _shell(id, frame, title, desc)
    for name, value in {"xmlns": SVG, "xmlns:xlink": XLINK, "width": width, "height": height}.items():
        shell.set(name, value if isinstance(value, str) else f"{value:g}")
    edges = dict(zip(("x", "y", "width", "height"), (f"{side:g}" for side in frame), strict=True))
    SubElement(shell, "rect", {**edges, "fill": LIGHT["paper"]})
    # Older slide programs know only the xlink form of a reference.
    shell.extend(_drawn(figure, id, css_variables=False, link="xlink:href"))
    return tostring(shell, encoding="unicode")


def png(figure: Figure, scale: float = 2) -> bytes:
    """The figure on paper with a margin, `scale` dots to the px, in exact flat colours."""
    width, height = _size(figure)
    frame = Bbox([[-MARGIN / DPI, -MARGIN / DPI], [(width + MARGIN) / DPI, (height + MARGIN) / DPI]])
    out = io.BytesIO()
    with LOCK:
        configure()
        figure.patch.set_visible(True)
        figure.savefig(out, format="png", dpi=DPI * scale, bbox_inches=frame, facecolor=LIGHT["paper"],
                       metadata={"Software": None})  # fmt: skip
        figure.patch.set_visible(False)
    return out.getvalue()


def _size(figure: Figure) -> tuple[float, float]:
    """Width and height in px."""
    width, height = figure.get_size_inches()
    return round(width * DPI, 2), round(height * DPI, 2)


def _shell(id: str, box: tuple[float, float, float, float], title: str, desc: str) -> Element:
    """The root with its accessible name; its attributes stand in for the style sheet we drop."""
    if not re.fullmatch(r"[A-Za-z][\w-]*", id, re.ASCII):
        raise ValueError(f"not fit for an id: {id!r}")
    shell = Element("svg", {
        "viewBox": " ".join(f"{side:g}" for side in box), "role": "img",
        "aria-labelledby": f"{id}-t {id}-d", "font-family": f"{FAMILY}, sans-serif",
        "stroke-linejoin": "round", "stroke-linecap": "butt",
    })  # fmt: skip
    SubElement(shell, "title", {"id": f"{id}-t"}).text = plain(title)
    SubElement(shell, "desc", {"id": f"{id}-d"}).text = plain(desc)
    return shell


def _drawn(figure: Figure, id: str, *, css_variables: bool, link: str) -> Iterator[Element]:
    """What stands on the figure, rewritten: no style, no name space, ids and references prefixed."""
    out = io.StringIO()
    with LOCK:
        configure()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    root = fromstring(out.getvalue())  # noqa: S314  written by matplotlib a moment ago
    _strip(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        element.attrib = _attributes(element, id, css_variables=css_variables, link=link)
        element.tail = None
        if element.tag != "text":
            element.text = None
    return iter(root)


def _strip(root: Element) -> None:
    """Drop the metadata and the style sheet."""
    for child in list(root):
        if child.tag == f"{{{SVG}}}metadata" or child.find(f"{{{SVG}}}style") is not None:
            root.remove(child)


def _attributes(element: Element, id: str, *, css_variables: bool, link: str) -> dict[str, str]:
    kept = {
        name: value for name, value in element.attrib.items()
        if name != "style" and not value.startswith(("rotate(-0 ", "rotate(0 "))
    }  # fmt: skip
    result: dict[str, str] = {}
    for name, value in {**kept, **_declarations(element.get("style", ""))}.items():
        if name == f"{{{XLINK}}}href":
            result[link] = value.replace("#", f"#{id}-", 1)
        elif (name, value) not in DEFAULTS:
            result[name] = _value(name, value, id, css_variables=css_variables)
    return result


def _declarations(style: str) -> dict[str, str]:
    """A style attribute's declarations as attributes; the font's name stands on the root."""
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    named = {name.strip(): value.strip() for name, value in pairs}
    named.pop("font-family", None)
    return named


def _value(name: str, value: str, id: str, *, css_variables: bool) -> str:
    if name == "id":
        return f"{id}-{value}"
    if name in {"fill", "stroke"} and css_variables and value in CSS_COLOUR:
        return CSS_COLOUR[value]
    return value.replace("url(#", f"url(#{id}-")
