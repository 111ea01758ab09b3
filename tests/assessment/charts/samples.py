"""Planograms to draw, and a reader that takes a drawn one apart again."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from assessment.charts import files, theme
from assessment.charts.planogram import Bay, Column, KeyEntry, Planogram

LEVEL_NAMES = ("Not yet", "Here and there", "Agreed way", "Joined up", "Second nature")
KEY = (
    KeyEntry("today", "today"),
    KeyEntry("to_go", "still to go, up to wanted"),
    KeyEntry("wide", "wide gap"),
    KeyEntry("widest", "widest gap"),
    KeyEntry("missing", "no level given"),
)
PHONE_KEY = (
    KeyEntry("today", "today"),
    KeyEntry("to_go", "to go"),
    KeyEntry("wide", "wide"),
    KeyEntry("widest", "widest"),
    KeyEntry("missing", "don’t know", "?"),
)


def gap_words(today: int | None, wanted: int | None) -> str:
    if today is None or wanted is None:
        return ""
    gap = wanted - today
    return f"+{gap}" if gap > 0 else f"−{-gap}" if gap < 0 else "0"


def column(
    code: str, label: str, today: float | None, wanted: float | None, emphasis: Any = "", **more: Any
) -> Column:
    facts = {
        "name": label.replace("\n", " "), "core": True, "gap_text": gap_words(today, wanted),
        "missing": "" if today else "don’t know", "missing_mark": "" if today else "?",
    } | more  # fmt: skip
    return Column(code=code, label=label, today=today, wanted=wanted, emphasis=emphasis, **facts)


def planogram(*bays: Bay, **more: Any) -> Planogram:
    facts: dict[str, Any] = {
        "id": "p", "title": "Planogram", "desc": "Levels.", "hue": "you", "level_names": LEVEL_NAMES,
        "key": KEY, "phone_key": PHONE_KEY,
        "core_word": "core", "deeper_word": "deeper", "core_prefix": "core:",
    } | more  # fmt: skip
    return Planogram(bays=bays, **facts)


def bay(name: str, today: str, wanted: str, gap: str, *columns: Column) -> Bay:
    return Bay(
        name,
        f"{today} today",
        f"{wanted} wanted",
        f"gap {gap}",
        "",
        f"{today} today, {wanted} wanted",
        columns,
    )


CORE_C = (
    column("C2", "Person, not\nsegment", 3, 5, "wide", name="The person, not the segment"),
    column("C4", "What customers\nfeel and say", 4, 4, name="What customers feel and say"),
    column("C7", "Helping people\nchoose", 3, 4, name="Helping customers choose"),
    column("C8", "Customers\nrecommend us", 2, 4, "wide", name="Customers who recommend us"),
)
CORE_E = (
    column("E3", "Measures\nthat matter", 2, 4, "wide", name="Measures that matter to customers"),
    column("E5", "The customer’s\nwhole path", 2, 5, "widest", name="The customer’s whole path"),
    column("E6", "Service, no\nstarting over", 3, 5, "wide", name="Service without starting over"),
    column("E8", "What we learn\nchanges us", 3, 4, name="What we learn changes what we do"),
)
CORE_P = (
    column("P1", "Leaders\naligned", 4, 5, name="Leaders aligned on customers"),
    column("P3", "Able to help\non the spot", 3, 5, "wide", name="Able to help on the spot"),
    column("P5", "Colleagues\nare heard", 4, 4, name="Colleagues are heard"),
    column("P7", "Partners who\nrepresent us", None, 3, name="Partners who represent us"),
)
DEEPER_C = (
    column("C1", "Recognising\neach customer", 3, 4, core=False),
    column("C3", "The right\nmoment", 2, 3, core=False),
    column("C5", "Asking only\nwhat helps", 4, 4, core=False),
    column("C6", "Contact that\nis welcome", 3, 4, core=False),
)
DEEPER_E = (
    column("E1", "Automatic\nanswers", 2, 3, core=False),
    column("E2", "Test\nand learn", 3, 4, core=False),
    column("E4", "New ideas with\ncustomers", 2, 3, core=False),
    column("E7", "Marketing\nand IT", 2, 4, "wide", core=False),
)
DEEPER_P = (
    column("P2", "Rewards serve\ncustomers", 2, 4, "wide", core=False),
    column("P4", "Everyone’s\njob", 3, 4, core=False),
    column("P6", "Promise\nkept", 4, 5, core=False),
    column(
        "P8",
        "Suppliers who\nknow customers",
        None,
        None,
        core=False,
        missing="doesn’t apply",
        missing_mark="–",
    ),
)


def three_bays(c: tuple[Column, ...], e: tuple[Column, ...], p: tuple[Column, ...]) -> tuple[Bay, ...]:
    return (
        bay("Knowing each customer", "3.0", "4.3", "1.3", *c),
        bay("One system of engagement", "2.5", "4.5", "2.0", *e),
        bay("People and partners", "3.7", "4.7", "1.0", *p),
    )


CORE_12 = planogram(*three_bays(CORE_C, CORE_E, CORE_P))
FULL_24 = planogram(*three_bays(CORE_C + DEEPER_C, CORE_E + DEEPER_E, CORE_P + DEEPER_P))


# --- averages ---------------------------------------------------------------------------------------------


def average(
    like: Column, today: float | None, wanted: float | None, emphasis: Any = "", **more: Any
) -> Column:
    """A practice with a group's averages, its numbers printed with one decimal."""
    gap = None if today is None or wanted is None else round(wanted - today, 1)
    facts = {
        "today_text": "" if today is None else f"{today:.1f}",
        "wanted_text": "" if wanted is None else f"{wanted:.1f}",
        "gap_text": "" if gap is None else f"{'+' if gap > 0 else '−' if gap < 0 else ''}{abs(gap):.1f}",
        "missing": "too few answers" if today is None else "",
        "missing_mark": "–" if today is None else "",
    } | more  # fmt: skip
    return replace(like, today=today, wanted=wanted, emphasis=emphasis, **facts)


def averages_of(columns: tuple[Column, ...], *numbers: Any) -> tuple[Column, ...]:
    return tuple(average(like, *of) for like, of in zip(columns, numbers, strict=True))


TEAM_C = averages_of(CORE_C, (2.5, 4.3, "wide"), (3.6, 4.0), (3.3, 3.7), (2.5, 3.8))
TEAM_E = averages_of(CORE_E, (2.9, 4.1), (2.1, 4.3, "wide"), (1.9, 4.5, "widest"), (2.5, 4.0))
TEAM_P = averages_of(CORE_P, (2.8, 4.4, "wide"), (2.3, 4.4, "wide"), (2.4, 4.1, "wide"), (2.6, 3.7))
TEAM_DEEPER_C = averages_of(DEEPER_C, (3.1, 3.2), (4.8, 4.8), (None, None), (3.0, 3.6))
TEAM_DEEPER_E = averages_of(DEEPER_E, (1.0, 5.0, "wide"), (2.2, 3.1), (4.3, 3.6), (5.0, 5.0))
TEAM_DEEPER_P = averages_of(DEEPER_P, (2.0, 2.0), (3.9, 4.6), (2.2, 3.0), (1.2, 1.3))
TEAM_12 = planogram(*three_bays(TEAM_C, TEAM_E, TEAM_P), hue="team", averages=True)
TEAM_24 = planogram(
    *three_bays(TEAM_C + TEAM_DEEPER_C, TEAM_E + TEAM_DEEPER_E, TEAM_P + TEAM_DEEPER_P),
    hue="team", averages=True,
)  # fmt: skip


def half(
    like: Column, today: float, wanted: float, emphasis: Any = "", less: str = "1.5 or less",
    more: str = "4.5 or more",
) -> Column:  # fmt: skip
    """A practice as peers' averages are shown: to the nearest half level, with words at the ends."""
    ends = {1.5: less, 4.5: more}
    return average(
        like, today, wanted, emphasis,
        today_text=ends.get(today, f"{today:g}"), wanted_text=ends.get(wanted, f"{wanted:g}"),
    )  # fmt: skip


def halves(columns: tuple[Column, ...], *numbers: Any) -> tuple[Column, ...]:
    return tuple(half(like, *of) for like, of in zip(columns, numbers, strict=True))


PEERS_12 = planogram(
    *three_bays(
        halves(CORE_C, (1.5, 4.5, "widest"), (4.5, 4.5), (3.0, 4.5, "wide"), (1.5, 2.0)),
        halves(CORE_E, (4.0, 4.5), (1.5, 1.5), (2.5, 4.0, "wide"), (4.5, 4.0)),
        (
            *halves(CORE_P[:2], (2.0, 3.5, "wide"), (1.5, 3.5, "wide")),
            average(CORE_P[2], None, None),
            average(CORE_P[3], None, None, missing="4.5 to 5"),
        ),
    ),
    hue="peers", averages=True,
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A text of a drawing with the rectangle it covers, px."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    weight: int
    fill: str

    def covers(self, other: "Written") -> bool:
        slack = 0.01
        return (
            self.left < other.right - slack and other.left < self.right - slack
            and self.top < other.bottom - slack and other.top < self.bottom - slack
        )  # fmt: skip


def drawn(figure: Any, **options: Any) -> Element:
    return fromstring(files.svg(figure, "p", "title", "desc", **options))


def written(root: Element) -> list[Written]:
    return [read_text(element) for element in root.iter("text")]


def read_text(element: Element) -> Written:
    words = element.text or ""
    size = float(element.attrib["font-size"].removesuffix("px"))
    weight = int(element.get("font-weight", "400"))
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    across = theme.width(words, size, weight)
    left = x - {"start": 0, "middle": across / 2, "end": across}[element.get("text-anchor", "start")]
    top, bottom = y - theme.ASCENT * size, y + theme.DESCENT * size
    return Written(words, left, top, left + across, bottom, size, weight, element.get("fill", ""))


def marks(root: Element) -> Counter[str]:
    """How many boxes stand in the drawing, by mark; chips and key are "chip-today" and the like."""
    counted: Counter[str] = Counter()
    for group in root.iter("g"):
        if named := re.fullmatch(r"p-([a-z_-]+)-\d+", group.get("id", "")):
            inside = [e for e in group.iter() if e.tag in {"use", "path"}]
            defined = [e for defs in group.iter("defs") for e in defs]
            counted[named[1]] += len(inside) - len(defined)
    return counted


def boxes_of(root: Element, mark: str) -> list[tuple[float, float]]:
    """Top left corners of all boxes of a mark that are drawn by reference."""
    return [
        (float(use.attrib["x"]), float(use.attrib["y"]))
        for group in root.iter("g")
        if re.fullmatch(rf"p-{mark}-\d+", group.get("id", ""))
        for use in group.iter("use")
    ]


@dataclass(frozen=True)
class Placed:
    """A drawn shape's outer edges, stroke included, px."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


def areas(root: Element, colour: str) -> list[Placed]:
    """Backgrounds and bars of a colour, in the order they were drawn: they have no name of their own."""
    return [
        edges(path)
        for group in root.iter("g")
        if group.get("id", "").startswith("p-PathCollection")
        for path in group.iter("path")
        if path.get("fill", "").startswith(f"var(--viz-{colour},")
    ]


def placed(root: Element, mark: str) -> list[Placed]:
    """All boxes of a mark, from left to right and from top to bottom."""
    found: list[Placed] = []
    for group in root.iter("g"):
        if re.fullmatch(rf"p-{mark}-\d+", group.get("id", "")):
            shapes = {f"#{path.get('id')}": path for path in group.iter("path") if path.get("id")}
            for use in group.iter("use"):
                shape = edges(shapes[use.attrib["href"]], use)
                x, y = float(use.attrib["x"]), float(use.attrib["y"])
                found.append(Placed(shape.left + x, shape.top + y, shape.right + x, shape.bottom + y))
            found += [edges(path) for path in group.iter("path") if not path.get("id")]
    return sorted(found, key=lambda box: (round(box.left), box.top))


def edges(path: Element, painted: Element | None = None) -> Placed:
    """Outer edges of a closed path; `painted` carries its stroke where it is drawn by reference."""
    painted = path if painted is None else painted
    half = float(painted.get("stroke-width", "1")) / 2 if painted.get("stroke", "none") != "none" else 0.0
    xs, ys = coordinates(path)
    return Placed(min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)


def coordinates(path: Element) -> tuple[list[float], list[float]]:
    at = [float(token) for token in path.attrib["d"].split() if token[-1].isdigit()]
    return at[::2], at[1::2]


def notches(root: Element) -> list[Placed]:
    """The cuts in the wide planogram's areas, drawn as lines; from left to right and from the foot up."""
    cuts = []
    for path in root.iter("path"):
        if path.get("stroke", "").startswith("var(--viz-wash,"):
            (left, right), (y, _) = coordinates(path)
            half = float(path.attrib["stroke-width"]) / 2
            cuts.append(Placed(left, y - half, right, y + half))
    return sorted(cuts, key=lambda cut: (round(cut.left), -cut.top))
