"""Every threshold of the arithmetic, once, with its source."""

from decimal import Decimal
from typing import Final

LOWEST_LEVEL: Final = 1
"""The lowest level of a practice.  Source: the questionnaire, whose ladders have five steps."""

HIGHEST_LEVEL: Final = 5
"""The highest level of a practice.  Source: as LOWEST_LEVEL."""

VOICES: Final = ("executive", "peer", "team")
"""Who speaks, in the order of every table.  Source: the product; voices are never pooled."""

SMALLEST_GROUP: Final = 5
"""Fewest people of the team whose mean is shown; a survey may ask for more, never for fewer.

Source: the usual minimum of employee surveys (the default of Culture Amp and of Viva Glint is 5),
and what respondents are promised.
"""

SMALLEST_PEERS: Final = 4
"""Fewest peers whose mean is shown; a survey may ask for more, never for fewer.

Source: what respondents are promised.  A circle of peers is small; in return its means are shown
only coarsely and its total is never split.
"""

FLOOR: Final = min(SMALLEST_GROUP, SMALLEST_PEERS)
"""Nothing is ever shown out of fewer people; a voice's own threshold is this or higher.

Source: the two above.
"""

HALF: Final = 0.5
"""Share of a category's core practices that must have a number before the category has a score.

Source: the half rule of scale scoring (Fayers et al. 2001, EORTC QLQ-C30 Scoring Manual: a scale is
scored when at least half of its items were answered).
"""

WIDEST_AT_MOST: Final = 3
"""Most practices that may be drawn as the widest gap.  Source: the design; a title names no more."""

WIDE_AT_MOST: Final = 0.5
"""Largest share of the practices drawn that may be emphasised at all, the widest included.

Source: the design; where most of a picture is emphasised, nothing is.
"""

LOW_END: Final = Decimal("1.5")
"""Lowest half level that peers are shown, as "or less".

Source: what respondents are promised.  At the very end of a scale everybody agreed, and each is known.
"""

HIGH_END: Final = Decimal("4.5")
"""Highest half level that peers are shown, as "or more".  Source: as LOW_END."""

DUST: Final = 8
"""Decimals beyond those printed that rounding still looks at; what lies behind them is float dust.

Source: arithmetic.  Four practices of 1.0, 1.0, 1.4 and 2.8 have the mean 1.55, floats say
1.5499999999999998; without this one mean in twenty of such a category would be printed too low.
"""
