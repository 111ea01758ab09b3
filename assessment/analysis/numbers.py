"""The one rounding, numbers that add up as printed, and shares.  Loads neither pandas nor numpy."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import isfinite, isnan

from assessment.analysis.constants import DUST, HIGH_END, LOW_END, SPREAD_FROM


def half_up(value: float | Decimal | None, places: int = 1) -> Decimal | None:
    """`value` rounded to `places` decimals, halves away from zero, as people round on paper.

    A float is taken by its shortest decimal form (what Python prints) without the dust of earlier
    arithmetic, so 2.35 and 2.3499999999999996 both become 2.4.  A Decimal is taken as it is.  Never
    gives a negative zero.

    Missing (None, NaN) stays missing: None.  Raises ValueError for an infinite value.
    """
    if value is None or isnan(value):
        return None
    if not isfinite(value):
        raise ValueError(f"{value} can't be rounded.")
    if isinstance(value, Decimal):
        exact = value
    else:
        exact = Decimal(repr(float(value))).quantize(_last(places + DUST), rounding=ROUND_HALF_EVEN)
    return exact.quantize(_last(places), rounding=ROUND_HALF_UP) + 0


def half(width: float | Decimal, people: int) -> Decimal | None:
    """Half an interval's width as printed; never nought, which no mean of people's answers deserves.

    Of fewer than SPREAD_FROM people to the next half level up: a mean and its exact spread together
    would tell what each of so few people said.
    """
    rounded = half_up(width)
    if rounded is None:
        return None
    if people >= SPREAD_FROM:
        return max(rounded, Decimal("0.1"))
    halves = max((Decimal(str(width)) * 2).to_integral_value(ROUND_CEILING), Decimal(1))
    return halves / 2 + Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Printed:
    """Today, wanted and the gap between them, in levels, as a reader sees them; None where missing."""

    today: Decimal | None
    wanted: Decimal | None
    gap: Decimal | None


def printed(current: float | Decimal | None, desired: float | Decimal | None, places: int = 1) -> Printed:
    """Both values rounded to `places`, and the gap as the difference of the two rounded ones.

    What is printed adds up: the gap may differ by one last place from the rounded mean gap, and a
    reader who subtracts finds no mistake.  Where one side is missing there is no gap.
    """
    today, wanted = half_up(current, places), half_up(desired, places)
    gap = None if today is None or wanted is None else wanted - today
    return Printed(today, wanted, gap)


def half_level(value: float | Decimal | None) -> Decimal | None:
    """`value` rounded to the nearest half level, halves up, and no nearer to the ends than LOW_END, HIGH_END.

    Missing (None, NaN) stays missing: None.
    """
    doubled = None if value is None else half_up(value * 2, places=0)
    return None if doubled is None else min(max(doubled / 2, LOW_END), HIGH_END).quantize(_last(1))


def printed_coarse(current: float | Decimal | None, desired: float | Decimal | None) -> Printed:
    """Both values to the nearest half level, and the gap as the difference of the two."""
    today, wanted = half_level(current), half_level(desired)
    return Printed(today, wanted, None if today is None or wanted is None else wanted - today)


def response_rate(answered: int, invited: int) -> float:
    """answered ÷ invited, 0 to 1: everybody who finished, out of everybody asked.

    Source: AAPOR 2016, Standard Definitions, response rate 1.  Missing: NaN where nobody was invited.
    Raises ValueError when either is negative or more answered than were invited.
    """
    if not 0 <= answered <= invited:
        raise ValueError(f"{answered} can't have answered out of {invited}.")
    return answered / invited if invited else float("nan")


def percent(share: float) -> Decimal | None:
    """A share as whole per cent; missing (NaN) stays missing: None."""
    return half_up(share * 100, places=0)


def _last(places: int) -> Decimal:
    """One unit of the last of so many decimal places."""
    return Decimal(1).scaleb(-places)
