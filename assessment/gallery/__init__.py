"""Awkward inputs, each with every picture and file that comes of it, for people to look at."""
