"""The heat map: the team's gaps by practice and department (or another segment).

It has no variant for phones; a page shows them a table.
"""

from assessment.charts.heatmap_data import Group, HeatMap, Key, Row, Segment, Tile
from assessment.charts.heatmap_wide import wide

__all__ = ["Group", "HeatMap", "Key", "Row", "Segment", "Tile", "wide"]
