"""The priority map: how wide each practice's gap is, against how many people would move it first."""

from assessment.charts.priorities_data import Corners, Point, Priorities
from assessment.charts.priorities_phone import phone
from assessment.charts.priorities_wide import wide

__all__ = ["Corners", "Point", "Priorities", "phone", "wide"]
