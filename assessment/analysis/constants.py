"""Every threshold of the arithmetic, once, with its source."""

from decimal import Decimal
from fractions import Fraction
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

CONFIDENCE: Final = 0.95
"""How often an interval is to hold the value it is about.  Source: convention."""

BORROWED: Final = 2.0
"""How many observations of typical spread each practice's interval borrows.

Source: simulation.  With six people who nearly agree, Student's interval of 95 % holds the true mean in
26 of 100 groups and the bootstrap's in 25; with two observations borrowed no case tried fell below 97 at
six people, and at a hundred people with typical spread the width is within 1 % of Student's.
"""

LEAST_VARIANCE: Final = 0.25
"""Lowest typical variance of a practice's levels or gaps, in levels squared.

Source: arithmetic.  It is the variance of answers split evenly between two neighbouring levels, the
least that people have who don't agree on one.
"""

LEAST_SCORE_VARIANCE: Final = 0.0625
"""Lowest variance of what single people contribute to a score, in levels squared.

Source: LEAST_VARIANCE for the mean of four practices that vary by themselves.
"""

FLAT_SHARE: Final = 5 / 6
"""Least share of the ratings asked that must be there before equal ones count as clicking through.

Source: the design: 20 of the 24 ratings of twelve practices.
"""

FLAT_LEAST: Final = 10
"""Fewest equal ratings that count as clicking through.

Source: the design; three practices marked alike on both sides are no sign of anything.
"""

MEANS_NEED_AT_LEAST: Final = 30
"""Fewest people who must remain in the means for flat-liners to leave them.

Source: the design; in a smaller group it would show who was left out.
"""

MIXED_FROM: Final = 2
"""Fewest people who must differ from the most common value for a mean to be shown.

Source: what respondents are promised.  Where one alone differs, that one knows what all others said.
"""

BAND: Final = 0.5
"""Levels on both sides of the most common one that are shown in place of a mean.  Source: as MIXED_FROM."""

IN_STEP: Final = 0.5
"""Largest difference from a group's mean that is in step with it, in levels.  Source: the design."""

APART_FROM: Final = 1.0
"""Smallest difference from a group's mean that may be named, in levels.

Source: the design; a single person's rating comes in whole levels, so less than one is no difference.
"""

COARSE_APART_FROM: Final = Decimal("1.5")
"""Smallest difference from a mean printed to the half level that may be named.

Source: the design.  Of 1.5, rounding may have made up a quarter; more than one level is left.
"""

MOST_DIMENSIONS: Final = 2
"""Most dimensions a cell of a group's tables has: departments by region, but no region of those by level.

Source: the design; a third splits a company into groups that are mostly hidden.
"""

MOST_CELLS: Final = 10_000_000
"""Most cells × people of which it is worked out what may be shown; beyond it there are fewer dimensions.

Source: measured; 5,000 people in 8,900 cells took a gigabyte and a minute.
"""

SECONDS_TO_PROTECT: Final = 60.0
"""Longest that is thought about which cells to show, in seconds; after that only the total is.

Source: the design; hundreds of people in a hundred cells take one.
"""

SURE_WITHIN: Final = 0.5
"""Half an interval's width, in levels, from which on a part's gap is drawn as uncertain.

Source: the design; what could be more than half a level off should not look as firm as the rest.
"""

PICKS: Final = 3
"""How many practices a person may pick.  Source: the question, "Which up to three would you move first?"."""

PICKS_FROM: Final = 10
"""Fewest people whose picks are shown.  Source: what respondents are promised of counts in a group."""

SPREAD_FROM: Final = 10
"""Fewest people whose spread is shown exactly; an interval is the spread.

Source: what respondents are promised; of five people a mean and an exact spread often leave one set of
answers only.
"""

MATTERS: Final = 0.5
"""Smallest gap that is worth speaking of, in levels.

Source: the design.  Half a level is what somebody notices between two descriptions of a practice; the
rule for tests of equivalence is that such a bound is named beforehand (Schuirmann 1987, Lakens 2017).
"""

RISK: Final = 0.05
"""How often any answer to one question, asked of all practices of a table, may be wrong.

Source: convention; 1 − CONFIDENCE.
"""

VERDICT_FROM: Final = 10
"""Fewest pairs of a practice for a verdict on its gap.

Source: simulation.  At six people 23.7 of 24 practices stay unsettled, so a verdict would say nothing.
"""

SHARE_FROM: Final = SPREAD_FROM
"""Fewest pairs of a practice for shares, distributions and agreement.  Source: as SPREAD_FROM."""

TOP_BOX_FROM: Final = 4
"""Lowest level counted as high: 4 or 5.  Source: the usual two upper boxes of a scale of five."""

BROAD_AGREEMENT: Final = 0.71
"""Lowest r_wg that is called broad agreement.

Source: LeBreton and Senter 2008, Answers to 20 questions about interrater reliability: .71 to .90 is
strong agreement, .51 to .70 moderate, up to .50 weak.
"""

DIVIDED: Final = 0.50
"""Highest r_wg that is called divided.  Source: as BROAD_AGREEMENT."""

AT_THE_END: Final = 0.5
"""Distance of a mean from an end of the scale, in levels, within which a_wg stands in for r_wg.

Source: Brown and Hauenstein 2005, Interrater agreement reconsidered: next to an end people can't differ
much, and r_wg takes that for agreement.
"""

CEILING: Final = 0.80
"""Least share of people wanting the highest level from which a practice is said to be at the ceiling.

Source: the design; where nearly everybody wants 5, the order of the gaps is that of today's levels.
"""

TOP: Final = WIDEST_AT_MOST
"""How many of the widest gaps a ranking speaks of.  Source: the design, as WIDEST_AT_MOST."""

RANKED_FROM: Final = 30
"""Fewest people for a chance to be among the widest.

Source: simulation.  At six people with gaps close together a chance of .98 came true 53 times in 100.
"""

DRAWS: Final = 2_000
"""How often people are drawn anew for those chances.  Source: a standard error of at most .012."""

ALMOST_CERTAIN: Final = 0.95
"""Least chance of being among the widest that is called almost certain.  Source: the design."""

LIKELY: Final = 0.80
"""Least chance of being among the widest that is called likely.  Source: the design."""

CONTENDER: Final = 0.40
"""Least chance of being among the widest that is worth a word.  Source: the design."""

CHECK_FROM: Final = 20
"""Fewest pairs for the check by signed ranks.  Source: its normal approximation needs about that many."""

CANNOT_TELL: Final = 0.25
"""Least share of people who don't know today's level that is a finding in itself.  Source: the design."""

CAMP: Final = 0.30
"""Least share of people at each end, below and above the middle level, for two camps.

Source: the design; three in ten on either side, and fewer between them, are no group with outliers.
"""

RELIABLE_FROM: Final = 30
"""Fewest people with all answers of a category for alpha.  Source: the design; below, it swings widely."""

FACTOR_FROM: Final = 100
"""Fewest people with all answers of a category for omega and item-rest correlations.

Source: the usual rule for factor models of few items.
"""

PARTS_FROM: Final = 5
"""Fewest parts, each of that many people at least, for a share of variance between them.

Source: the design; fewer parts have hardly a variance.
"""

PROFILE_FROM: Final = 10
"""Fewest practices rated by both for two profiles to be compared.

Source: the design; a correlation over fewer is mostly chance.
"""

ROUND_FROM: Final = VERDICT_FROM
"""Fewest pairs in each of two rounds for a change between them.  Source: as VERDICT_FROM."""

COMPANY_FROM: Final = 30
"""Fewest people of a team for its mean to enter, or to be held against, other organisations'.

Source: the design; below, its interval spans most organisations.
"""

COMPANIES_FROM: Final = SMALLEST_GROUP
"""Fewest other organisations to be held against.  Source: as SMALLEST_GROUP; none may be worked out."""

QUARTERS_FROM: Final = 20
"""Fewest other organisations for a quarter, in place of below, in or above the middle half.

Source: the design; a quarter of fewer is a handful of organisations.
"""

PERCENT_FROM: Final = 100
"""Fewest other organisations for a percentile.  Source: one organisation is one per cent."""

POWER: Final = 0.80
"""How often a gap of the size planned for is to be seen.  Source: convention (Cohen 1988)."""

PLANNED_HALF: Final = 0.25
"""Half an interval's width that is planned for, in levels.

Source: the design; half of MATTERS, so that a gap of MATTERS can be told from none and from a level.
"""

WIDENED: Final = Decimal("1.25")
"""How much wider an interval must be where three categories are compared at once.

Source: Bonferroni; the normal quantile of 1 − RISK / 6 is 2.39, that of 1 − RISK / 2 is 1.96, and a
little more for printed halves.
"""

FEW_ANSWERED: Final = Fraction(2, 5)
"""Share of those asked below which answers are read as voices.  Source: the design."""

WORTH_TALKING: Final = 10
"""Per cent who can't tell, from above which it is talked about in a debrief.  Source: the design."""

STANDS_WELL: Final = Decimal("3.5")
"""Lowest mean of a team that is called a strength, where its gap is surely small.  Source: the design."""

OWN_STANDS_WELL: Final = Decimal(4)
"""Lowest level of one person that is called a strength, where it isn't to move.  Source: the design."""
