"""The planogram: practices on five shelves, filled boxes for today, empty ones for what is still to go.

Data in, figure out; `files` makes SVG or PNG of it.
"""

from assessment.charts.planogram_data import Bay, Column, Hue, KeyEntry, Mark, Planogram
from assessment.charts.planogram_phone import phone
from assessment.charts.planogram_wide import wide

__all__ = ["Bay", "Column", "Hue", "KeyEntry", "Mark", "Planogram", "phone", "wide"]
