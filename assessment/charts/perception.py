"""The perception picture: how far your own view of today is from the team's, practice by practice."""

from assessment.charts.marks import KeyEntry
from assessment.charts.perception_data import Perception, Row
from assessment.charts.perception_phone import phone
from assessment.charts.perception_wide import wide

__all__ = ["KeyEntry", "Perception", "Row", "phone", "wide"]
