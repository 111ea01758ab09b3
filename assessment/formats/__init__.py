"""How dates and numbers are written, language by language; Django's own where nothing is said here.

Two names are ours: SHORT_MONTH_FORMAT, a month and its year where room is scarce, and DAY_TIME_FORMAT, a day
and time without the year.
"""
