"""What is kept of a voice, by plain loops over plain lists: nothing of ours, neither numpy nor pandas.

Answers are rows of codes as in `oracles`, a column for each practice of the questionnaire.  Numbers are
the texts that are printed.  `t` and `wide` are Student's quantiles by degrees of freedom: for one interval,
and for all practices at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from tests import oracles
from tests.oracles import Rows, mean
from tests.oracles_intervals import (
    Quantile,
    alike,
    clearly_wider,
    flat,
    half_width,
    runs,
    score_error,
    typical,
    values,
)

NAMES = ("current", "desired", "gap")


@dataclass(frozen=True)
class People:
    """Who answered what: codes of today and of wanted, picks; and what the columns are about."""

    current: Rows
    desired: Rows
    picked: Sequence[Sequence[bool]]
    codes: Sequence[str]
    categories: Sequence[str]  # of each practice
    core: Sequence[bool]

    def only(self, places: Sequence[int]) -> "People":
        def some(rows: Sequence[Any]) -> list[Any]:
            return [rows[place] for place in places]

        return People(
            some(self.current),
            some(self.desired),
            some(self.picked),
            self.codes,
            self.categories,
            self.core,
        )

    def values(self, j: int, name: str) -> list[int]:
        return values(self.current, self.desired, j, name)

    def typical(self, name: str, among: Sequence[int]) -> Fraction:
        return typical([self.values(j, name) for j in among])


def printed(value: Fraction | float | None) -> str | None:
    """To a tenth, halves up."""
    if value is None:
        return None
    tenths = oracles.half_up(float(value), 1) * 10
    assert tenths.denominator == 1
    return f"{'-' if tenths < 0 else ''}{abs(int(tenths)) // 10}.{abs(int(tenths)) % 10}"


def printed_half(width: float | None, n: int) -> str | None:
    """To a tenth; of fewer than ten people to the next half level up. Never nought."""
    if width is not None and n < 10:
        return f"{max(1, ceil(width * 2)) / 2:.1f}"
    text = printed(width)
    return "0.1" if text == "0.0" else text


def in_the_averages(people: People) -> list[int]:
    """Flat-liners leave if at least thirty others remain."""
    others = []
    for place, (today, wanted) in enumerate(zip(people.current, people.desired, strict=True)):
        if not flat(today, wanted):
            others.append(place)
    return others if len(others) >= 30 else list(range(len(people.current)))


def practice(people: People, j: int, smallest: int, t: Quantile, wide: Quantile) -> dict[str, Any]:
    """What is kept of one practice of a team's total."""
    n = len(people.values(j, "gap"))
    if n < smallest or len(people.current) < smallest:
        return {"hidden": True}
    picked = 0
    for row in people.picked:
        picked += row[j]
    told = mixed(people, smallest)
    kept: dict[str, Any] = {
        "n": n,
        "picked": picked if n >= 10 else None,
        "one_more": n > smallest,
        "today": None,
        "wanted": None,
    }
    same = {name: alike(people.values(j, name)) for name in NAMES}
    if any(same.values()):
        for label, name in (("today_band", "current"), ("wanted_band", "desired")):
            if same[name]:
                kept[label] = band(people.values(j, name))
        return kept
    for label, name in (("today", "current"), ("wanted", "desired")):
        kept[label] = printed(mean(people.values(j, name)))
        kept[f"half_{label}"] = printed_half(half(people, j, name, told, t), n)
        kept[f"wide_{label}"] = printed_half(half(people, j, name, told, wide), n)
    kept["half_gap"] = printed_half(half(people, j, "gap", told, t), n)
    return kept


def half(people: People, j: int, name: str, among: Sequence[int], t: Quantile) -> float | None:
    """Half a practice's interval, whose spread is borrowed among those that are shown."""
    return half_width(people.values(j, name), people.typical(name, among), 2, t)


def band(numbers: Sequence[int]) -> list[str | None]:
    counts = Counter(numbers)
    most = min(value for value in counts if counts[value] == max(counts.values()))
    ends = max(Fraction(1), most - Fraction(1, 2)), min(Fraction(5), most + Fraction(1, 2))
    return [printed(end) for end in ends]


def says_the_same(people: People, j: int) -> bool:
    return any(alike(people.values(j, name)) for name in NAMES)


def mixed(people: People, smallest: int) -> list[int]:
    """The practices whose averages are shown."""
    shown = []
    for j in range(len(people.codes)):
        enough = len(people.values(j, "gap")) >= smallest <= len(people.current)
        if enough and not says_the_same(people, j):
            shown.append(j)
    return shown


def order(people: People, shown: Sequence[int]) -> list[int]:
    """Widest gap as printed first, then as it is, then as it is asked."""

    def width(j: int) -> tuple[float, Fraction, int]:
        today, wanted = (printed(mean(people.values(j, name))) for name in ("current", "desired"))
        return (
            round(float(wanted or 0) - float(today or 0), 6),
            mean(people.values(j, "gap")) or Fraction(0),
            -j,
        )

    return sorted(shown, key=width, reverse=True)


def ties(people: People, ordered: Sequence[int], t: Quantile) -> tuple[list[str], list[str]]:
    """The practices not told apart from the first one, and the longest run that is too close to rank."""
    if not ordered:
        return [], []
    lengths = runs(ordered, lambda a, b: clearly_wider(people.current, people.desired, a, b, t))
    codes = [people.codes[j] for j in ordered]
    longest = max(lengths)
    head = lengths.index(longest)
    return codes[: lengths[0]], codes[head : head + longest] if longest > 1 else []


def scores(people: People, shown: Sequence[int], t: Quantile) -> dict[str, Any]:
    """Categories over their shown core practices where they are half of those offered; the whole over all."""
    kept: dict[str, Any] = {}
    weights: dict[str, dict[int, Fraction]] = {}
    for category in dict.fromkeys(people.categories):
        offered = [j for j in range(len(people.codes)) if people.categories[j] == category and people.core[j]]
        used = [j for j in offered if j in shown]
        weights[category] = {j: Fraction(1, len(used)) for j in used} if 2 * len(used) >= len(offered) else {}
        kept[category] = score(people, weights[category], t) | {"used": len(used), "offered": len(offered)}
    whole: dict[int, Fraction] = {}
    if all(weights.values()):
        for found in weights.values():
            whole |= {j: weight / len(weights) for j, weight in found.items()}
    return {"categories": kept, "overall": score(people, whole, t)}


def score(people: People, weights: Mapping[int, Fraction], t: Quantile) -> dict[str, Any]:
    if not weights:
        return {"today": None, "wanted": None, "half_gap": None}
    sums = {}
    for label, name in (("today", "current"), ("wanted", "desired")):
        sums[label] = printed(sum(weight * mean(people.values(j, name)) for j, weight in weights.items()))
    least = min(len(people.values(j, "gap")) for j in weights)
    return {**sums, "half_gap": printed_half(score_half(people, weights, t), least)}


def score_half(people: People, weights: Mapping[int, Fraction], t: Quantile) -> float:
    n, error = score_error(people.current, people.desired, weights, "gap")
    return float(t(n - 1) * error)


def team(people: People, asked: Sequence[str], smallest: int, t: Quantile, wide: Quantile) -> dict[str, Any]:
    """Everything that is kept of a team's total, in the form in which it is kept."""
    remaining = in_the_averages(people)
    left = len(people.current) - len(remaining)
    kept = people.only(remaining)
    shown = mixed(kept, smallest)
    ordered = order(kept, shown)
    top, tie = ties(kept, ordered, t)
    return {
        "used": len(people.current) if 0 < left < smallest else len(remaining),
        "left_out": left if left == 0 or left >= smallest else "few",
        "practices": {code: practice(kept, people.codes.index(code), smallest, t, wide) for code in asked},
        **scores(kept, shown, t),
        "order": [people.codes[j] for j in ordered],
        "top": top,
        "tie": tie,
    }


def part(people: People, visible: Sequence[str], t: Quantile) -> dict[str, Any]:
    """The cells of one part of a team, of which these practices may be shown."""
    shown = [j for j, code in enumerate(people.codes) if code in visible]
    cells: dict[str, Any] = {}
    for j in shown:
        width = half(people, j, "gap", shown, t)
        assert width is not None
        cells[people.codes[j]] = {
            "today": printed(mean(people.values(j, "current"))),
            "wanted": printed(mean(people.values(j, "desired"))),
            "half_gap": printed_half(width, len(people.values(j, "gap"))),
            "sure": width <= 0.5,
        }
    whole: dict[int, Fraction] = {}
    categories = list(dict.fromkeys(people.categories))
    for category in categories:
        offered = [j for j in range(len(people.codes)) if people.categories[j] == category and people.core[j]]
        if all(j in shown for j in offered):
            weights = {j: Fraction(1, len(offered)) for j in offered}
            cells[category] = score(people, weights, t) | {"sure": score_half(people, weights, t) <= 0.5}
            whole |= {j: weight / len(categories) for j, weight in weights.items()}
    if all(category in cells for category in categories):
        cells["overall"] = score(people, whole, t) | {"sure": score_half(people, whole, t) <= 0.5}
    return cells


def half_level(value: Fraction | None) -> str | None:
    """To the nearest half, halves up, and never nearer to an end of the scale than half a level."""
    if value is None:
        return None
    nearest = oracles.half_up(float(2 * value), 0) / 2
    return printed(min(max(nearest, Fraction(3, 2)), Fraction(9, 2)))


def peers(people: People, asked: Sequence[str], smallest: int) -> dict[str, Any]:
    """Everything that is kept of peers."""
    counts = {code: len(people.values(people.codes.index(code), "gap")) for code in asked}
    shown = [people.codes.index(code) for code in asked if counts[code] >= smallest <= len(people.current)]
    practices: dict[str, Any] = {code: {"hidden": True} for code in asked}
    for j in shown:
        code = people.codes[j]
        practices[code] = coarse({j: Fraction(1)}, people) | {"one_more": counts[code] > smallest}
    categories, whole = {}, {}
    names = list(dict.fromkeys(people.categories))
    for category in names:
        offered = [j for j in range(len(people.codes)) if people.categories[j] == category and people.core[j]]
        used = [j for j in offered if j in shown]
        weights = {j: Fraction(1, len(used)) for j in used} if 2 * len(used) >= len(offered) else {}
        categories[category] = coarse(weights, people)
        whole |= {j: weight / len(names) for j, weight in weights.items()}
    complete = all(row["today"] is not None for row in categories.values())
    return {
        "practices": practices,
        "categories": categories,
        "overall": coarse(whole if complete else {}, people),
    }


def coarse(weights: Mapping[int, Fraction], people: People) -> dict[str, Any]:
    if not weights:
        return {"today": None, "wanted": None}
    return {
        label: half_level(sum(weight * mean(people.values(j, name)) for j, weight in weights.items()))
        for label, name in (("today", "current"), ("wanted", "desired"))
    }
