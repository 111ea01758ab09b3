"""Rectangles that words and marks take, for those who look for a free place."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle, px; a line is one without width or height."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box", air: float = 0.0) -> bool:
        return (
            self.left < other.right + air and other.left < self.right + air
            and self.top < other.bottom + air and other.top < self.bottom + air
        )  # fmt: skip

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left and self.right <= other.right
            and self.top >= other.top and self.bottom <= other.bottom
        )  # fmt: skip
