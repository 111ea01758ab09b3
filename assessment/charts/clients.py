"""The client strips: where each client stands in each category, with what is next for them."""

from assessment.charts.clients_data import Clients, Group, Row, Strip
from assessment.charts.clients_phone import phone
from assessment.charts.clients_wide import wide
from assessment.charts.marks import KeyEntry

__all__ = ["Clients", "Group", "KeyEntry", "Row", "Strip", "phone", "wide"]
