"""The dumbbell picture: each practice's gap as a line from today to wanted, with all three voices on it."""

from assessment.charts.dumbbell_data import Dumbbell, Row
from assessment.charts.dumbbell_phone import phone
from assessment.charts.dumbbell_wide import wide
from assessment.charts.marks import KeyEntry

__all__ = ["Dumbbell", "KeyEntry", "Row", "phone", "wide"]
