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
    quality     who marked one level throughout; practices on which nearly everybody agrees
    comparison  one person's ratings against a group's
    privacy     what of a group's table may be shown
    disclosure  which cells may be shown so that nobody can be worked out; rowspace is its algebra
    numbers     the one rounding; what is printed adds up

Import the modules, not this package: `numbers` and `constants` load neither pandas nor numpy.
"""
