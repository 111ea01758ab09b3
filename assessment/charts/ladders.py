"""The distribution ladders: how many see each level, practice by practice."""

from assessment.charts.ladders_data import Ladder, Ladders, Rung
from assessment.charts.ladders_phone import phone
from assessment.charts.ladders_wide import wide

__all__ = ["Ladder", "Ladders", "Rung", "phone", "wide"]
