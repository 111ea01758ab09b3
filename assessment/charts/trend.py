"""The trend: each category's levels, round after round, to scale in time."""

from assessment.charts.trend_data import Break, Panel, Round, Trend
from assessment.charts.trend_phone import phone
from assessment.charts.trend_wide import wide

__all__ = ["Break", "Panel", "Round", "Trend", "phone", "wide"]
