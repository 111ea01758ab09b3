"""`make bench`: speed and size, as ratios to two peers measured in the same run."""
