"""Whether people stand in two camps. Knows counts alone, so that sentences may ask it without pandas."""

from collections.abc import Sequence

from assessment.analysis.constants import CAMP, HIGHEST_LEVEL, LOWEST_LEVEL


def camps(levels: Sequence[tuple[int, int, int]]) -> tuple[float, float] | None:
    """The shares of two camps, below and above the middle level, 0 to 1; None where there aren't two.

    `levels` are (lowest, highest, people), from low to high, as they are told of a practice.  Two camps
    are CAMP of the people or more on either side, each more than at the middle.  Where the middle level is
    told together with one beside it nobody knows, so there are none.  Source: the design; a mean lies where
    few people are, and says so of neither camp.
    """
    middle = (LOWEST_LEVEL + HIGHEST_LEVEL) // 2
    everybody = sum(people for _lowest, _highest, people in levels)
    if not everybody or any(low < high and low <= middle <= high for low, high, _people in levels):
        return None
    low = sum(people for _lowest, highest, people in levels if highest < middle)
    high = sum(people for lowest, _highest, people in levels if lowest > middle)
    smaller = min(low, high)
    if smaller < CAMP * everybody or smaller <= everybody - low - high:
        return None
    return low / everybody, high / everybody
