"""The arithmetic: pure pandas and numpy, from codes to small tables of numbers.

This package knows neither Django nor the database, and can be imported and tested where Django is
not installed.  It holds no words and no number formats: whoever shows a number brings those along.

    constants   every threshold, once, with its source
    frame       what people answered: levels, states and picks on one index of respondents
    gaps        one row per practice: pairs, means, gap, counts; which gaps are drawn as widest
    scores      categories and the whole, out of the core practices
    privacy     what of a group's table may be shown
    numbers     the one rounding; what is printed adds up

Import the modules, not this package: `numbers` and `constants` load neither pandas nor numpy.
"""
