"""Dumbbells, perceptions and heat maps to draw, and a reader of what was drawn."""

import itertools
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from assessment.charts import dumbbell, files, heatmap, perception, theme
from assessment.charts.heatmap import Group, HeatMap, Key, Segment, Tile
from assessment.charts.marks import KeyEntry
from assessment.charts.perception import Perception
from tests.assessment.charts.samples import Written, written

LEVEL_NAMES = ("Not yet", "Here and there", "Agreed way", "Joined up", "Second nature")
LONG_NAME = "Kundinnen und Kunden werden an jeder Stelle wiedererkannt und verstanden"  # 71 characters
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "long": "Kundenzentrierungsmaßnahme " * 12,
    "unbroken": "W" * 300,
    "right to left": "רשת החנויות שומעת את הלקוחות \u202e\u2067",
    "markup": 'A <b>&amp; $x_1$ "q" style="fill: red" #ffffff url(#x) ]]> \x00\x08\ud800',
}

# --- dumbbells --------------------------------------------------------------------------------------------

DUMBBELL_KEY = (
    KeyEntry("today", "team today"),
    KeyEntry("wanted", "team wanted"),
    KeyEntry("peers", "peers today"),
    KeyEntry("you", "you today"),
    KeyEntry("gap", "gap"),
    KeyEntry("interval", "95% interval"),
)


def dumbbell_row(
    name: str, today: float, wanted: float, half: float = 0.1, you: float | None = None,
    peers: float | None = None, **more: Any,
) -> dumbbell.Row:  # fmt: skip
    facts: dict[str, Any] = {
        "code": name[:2], "name": name, "today": today, "wanted": wanted,
        "gap_text": f"{wanted - today:.1f}".replace("-", "−"), "half_text": f"± {half:.1f}",
        "today_interval": (today - half, today + half), "wanted_interval": (wanted - half, wanted + half),
        "you": you, "peers": peers,
    } | more  # fmt: skip
    return dumbbell.Row(**facts)


def hidden_row(name: str, word: str = "hidden", **more: Any) -> dumbbell.Row:
    return dumbbell.Row(name[:2], name, None, None, "", hidden=word, **more)


ROWS_12 = (
    dumbbell_row("Service without starting over", 1.88, 4.49, 0.11, 3, 1.5, emphasised=True),
    dumbbell_row("The customer’s whole path", 2.14, 4.26, 0.12, 2, 2.5),
    dumbbell_row("Able to help on the spot", 2.28, 4.38, 0.15, 3, 3),
    dumbbell_row("The person, not the segment", 2.45, 4.29, 0.14, 3, 3),
    dumbbell_row("Colleagues are heard", 2.44, 4.13, 0.15, 4, 3),
    dumbbell_row("Leaders aligned on customers", 2.76, 4.36, 0.15, 4, 3.5),
    dumbbell_row("What we learn changes what we do", 2.52, 4.01, 0.15, 3, 3),
    dumbbell_row("Customers who recommend us", 2.53, 3.83, 0.13, 2, 2.5),
    dumbbell_row("Measures that matter to customers", 2.87, 4.06, 0.13, 2, 3),
    dumbbell_row("Partners who represent us", 2.55, 3.67, 0.15, None, 3),
    dumbbell_row("Helping customers choose", 3.35, 3.67, 0.12, 3, 3),
    dumbbell_row("What customers feel and say", 3.61, 4.03, 0.12, 4, 4),
)


def dumbbells(*rows: dumbbell.Row, **more: Any) -> dumbbell.Dumbbell:
    facts: dict[str, Any] = {
        "id": "g", "title": "Team gaps", "desc": "Levels.", "level_names": LEVEL_NAMES, "rows": rows,
        "key": DUMBBELL_KEY, "gap_head": "team gap",
    } | more  # fmt: skip
    return dumbbell.Dumbbell(**facts)


DUMBBELL_12 = dumbbells(*ROWS_12, tie=(7, 9), tie_words="too close to rank")

# --- perceptions ------------------------------------------------------------------------------------------

PERCEPTION_KEY = (
    KeyEntry("you", "a difference: one level or more, and beyond chance"),
    KeyEntry("unclear", "no clear difference"),
    KeyEntry("peers", "peers"),
)


def perception_row(
    name: str, you: float, peers: float | None, team: float, half: float, clear: bool = False, **more: Any
) -> perception.Row:
    facts: dict[str, Any] = {
        "code": name[:2], "name": name, "you": you, "peers": peers, "team": team, "clear": clear,
        "interval": (team - half, team + half), "you_text": f"{you:g}", "team_text": f"{team:.1f}",
        "peers_text": "" if peers is None else f"{peers:.1f}",
    } | more  # fmt: skip
    return perception.Row(**facts)


PERCEPTION_ROWS = (
    perception_row("Colleagues are heard", 4, 3.0, 2.44, 0.22, True),
    perception_row("Leaders aligned on customers", 4, 3.5, 2.76, 0.2, True),
    perception_row("Service without starting over", 3, 1.5, 1.88, 0.16, True, peers_text="1.5 or less"),
    perception_row("Able to help on the spot", 3, 3.0, 2.28, 0.2),
    perception_row("Measures that matter to customers", 2, 3.0, 2.87, 0.18),
)


def perceptions(*rows: perception.Row, **more: Any) -> Perception:
    facts: dict[str, Any] = {
        "id": "g", "title": "You and your team", "desc": "Differences.", "rows": rows,
        "lower_words": "lower than the team", "higher_words": "higher than the team",
        "lower_ticks": ("−1", "−2", "−3", "−4"), "higher_ticks": ("+1", "+2", "+3", "+4"),
        "average_words": "team average", "band_words": "within half a level: in step",
        "you_head": "you", "peers_head": "peers", "team_head": "team",
        "key": PERCEPTION_KEY,
        "notes": ("In step on 6 more of the core 12. One you answered “don’t know”.",),
    } | more  # fmt: skip
    return Perception(**facts)


PERCEPTION_5 = perceptions(*PERCEPTION_ROWS)

# --- heat maps --------------------------------------------------------------------------------------------

HEAT_KEY = Key(
    "Gap", ("under 0.8", "0.8–1.2", "1.3–1.7", "1.8–2.2", "2.3–2.7", "2.8 or more"),
    "uncertain: could be more than half a level off", "hidden",
)  # fmt: skip
SEGMENTS = (
    Segment("Marketing", "about 60 people"), Segment("Sales", "about 45 people"),
    Segment("Service", "about 40 people"), Segment("Digital", "about 25 people"),
    Segment("Stores", "about 20 people"), Segment("Product", "about 15 people"),
    Segment("Finance", "hidden", True), Segment("Legal", "hidden", True),
)  # fmt: skip


def heat_row(name: str, gaps: str, everyone: str, **more: Any) -> heatmap.Row:
    """Gaps as words: "1.8?" is not sure, "-" is hidden."""
    tiles = tuple(None if gap == "-" else heat_tile(gap) for gap in gaps.split())
    return heatmap.Row(name[:2], name, tiles, everyone, **more)


def heat_tile(gap: str) -> Tile:
    text = gap.removesuffix("?")
    return Tile(text, float(text.replace("−", "-")), "?" not in gap)


HEAT_GROUPS = (
    Group("Knowing each customer", (
        heat_row("The person, not the segment", "1.9 1.6 1.7 2.3 2.0 1.8? - -", "1.8"),
        heat_row("Customers who recommend us", "1.0 1.3 1.6 1.7 1.3 1.0 - -", "1.3"),
        heat_row("What customers feel and say", "0.2 0.6 0.5 0.5 0.5 0.2 - -", "0.4"),
        heat_row("Helping customers choose", "0.5 0.2 0.2 0.3 0.6 0.3 - -", "0.4"),
    )),
    Group("One system of engagement", (
        heat_row("Service without starting over", "2.4 2.5 2.7 2.5 2.9 3.1 - -", "2.6", emphasised=True),
        heat_row("The customer’s whole path", "2.3 2.2 2.0 2.2 2.3 1.7 - -", "2.2"),
        heat_row("What we learn changes what we do", "1.5 1.6 1.6 1.3 1.9? 1.4? - -", "1.5"),
        heat_row("Measures that matter to customers", "1.0 1.3 1.2 1.3 1.1 1.2? - -", "1.2"),
    )),
    Group("People and partners", (
        heat_row("Able to help on the spot", "2.1 2.3 2.2 2.2 1.6? 2.2? - -", "2.1"),
        heat_row("Colleagues are heard", "1.6 1.6 2.0 1.7 1.4? 2.1? - -", "1.7"),
        heat_row("Leaders aligned on customers", "1.5 1.7 1.7 1.4 1.7? 2.0? - -", "1.6"),
        heat_row("Partners who represent us", "1.2 0.8 1.5 1.0 1.4? 1.3? - -", "1.1"),
    )),
)  # fmt: skip


def heat_map(segments: tuple[Segment, ...] = SEGMENTS, *groups: Group, **more: Any) -> HeatMap:
    facts: dict[str, Any] = {
        "id": "g", "title": "Gaps by department", "desc": "Tiles.", "segments": segments,
        "everyone": Segment("Everyone", "214 people"), "groups": groups, "key": HEAT_KEY,
    } | more  # fmt: skip
    return HeatMap(**facts)


HEAT_12 = heat_map(SEGMENTS, *HEAT_GROUPS)

# --- the reader -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """A shape of a drawing: the middle and the extent of its outline, px, and its colours by token."""

    part: str
    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    stroke_width: float
    opacity: float

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 2)

    @property
    def right(self) -> float:
        return round(self.x + self.width / 2, 2)


def page(figure: Any) -> Element:
    return fromstring(files.svg(figure, "g", "title", "desc"))


def shapes(root: Element, part: str) -> list[Drawn]:
    """What was drawn under a part's name, whether by reference or as a path of its own."""
    found = []
    defined = {path.attrib["id"]: path for defs in root.iter("defs") for path in defs.iter("path")}
    for group in root.iter("g"):
        if not re.fullmatch(rf"g-{part}-[a-z]?\d+", group.get("id", "")):
            continue
        for element in group.iter():
            if element.tag == "use":
                path = defined[element.attrib["href"][1:]]
                at = float(element.attrib["x"]), float(element.attrib["y"])
                found.append(_shape(part, path, element, at))
            elif element.tag == "path" and element not in defined.values():
                found.append(_shape(part, element, element, (0.0, 0.0)))
    return found


def _shape(part: str, path: Element, painted: Element, at: tuple[float, float]) -> Drawn:
    numbers = [float(token) for token in re.findall(r"-?[\d.]+(?:e-?\d+)?", path.attrib["d"])]
    xs, ys = numbers[::2], numbers[1::2]
    merged = {**path.attrib, **painted.attrib}
    return Drawn(
        part, round(at[0] + (min(xs) + max(xs)) / 2, 2), round(at[1] + (min(ys) + max(ys)) / 2, 2),
        round(max(xs) - min(xs), 2), round(max(ys) - min(ys), 2),
        _token(merged.get("fill", "")), _token(merged.get("stroke", "")),
        float(merged.get("stroke-width", "1")),
        float(merged.get("fill-opacity", merged.get("stroke-opacity", "1"))),
    )  # fmt: skip


def _token(colour: str) -> str:
    named = re.match(r"var\(--viz-(\w+),", colour)
    return named[1] if named else colour


def assert_in_place(root: Any) -> list[Written]:
    """Every text inside the sheet, none on another, none too small."""
    _, _, across, down = map(float, root.attrib["viewBox"].split())
    texts = written(root)
    for text in texts:
        assert text.size >= theme.SMALLEST
        assert text.left >= -0.02
        assert text.right <= across + 0.02
        assert text.top >= 0
        assert text.bottom <= down
    for a, b in itertools.combinations(texts, 2):
        assert not a.covers(b), (a, b)
    return texts
