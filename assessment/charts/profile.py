"""The category profile: each voice's way from today to wanted, category by category."""

from assessment.charts.profile_data import Block, Line, Profile
from assessment.charts.profile_phone import phone
from assessment.charts.profile_wide import wide

__all__ = ["Block", "Line", "Profile", "phone", "wide"]
