"""The arithmetic: pure pandas and numpy, from codes to small tables of numbers.

This package knows neither Django nor the database, and can be imported and tested where Django is
not installed.  It holds no words and no number formats: whoever shows a number brings those along.

    constants   every threshold, once, with its source
    frame       what people answered: levels, states and picks on one index of respondents
    gaps        one row per practice: pairs, means, gap, counts; which gaps are drawn as widest
    scores      categories and the whole, out of the core practices
    intervals   how far the means of practices can be trusted: the stabilised t
    score_intervals  the same of categories and the whole
    ranking     which gaps differ from which: what a title may name, what is too close to rank
    verdicts    what may be said of each gap, in one of five words
    chances     how likely each practice is among the widest gaps
    multiplicity  p-values that hold for many tests at once
    spread      each level's people, high ones, who wants more, who wants the highest
    agreement   how far people say the same
    participation  what the others could change, how many answers are enough
    priorities  what to move first: the gap, and how many would start there
    rounds      what changed between two rounds, and how far that is towards what was wanted
    benchmark   one organisation's mean among those of others
    reliability, effects, between, profiles  for statisticians
    quality     who marked one level throughout; practices on which nearly everybody agrees
    comparison  one person's ratings against a group's
    privacy     what of a group's table may be shown
    disclosure  which cells may be shown so that nobody can be worked out; rowspace is its algebra
    numbers     the one rounding; what is printed adds up; the response rate

Import the modules, not this package: `numbers` and `constants` load neither pandas nor numpy.
"""
