"""Other people's data: the product's own functions on real answers whose figures are known from elsewhere.

Nothing of the data is in the repository, and no survey's results come out of this room, which imports
`analysis` only.

    files       the folder: its tables, and the figures expected, none of which may be passed over
    lines       a figure expected beside ours
    lq2002, bh1996, waves, segments, servqual   the lines of one data set each
    compared    all of them, and what is left out with the reason
    page        that as a page to read
"""
