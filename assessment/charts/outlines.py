"""Outlines with curves, as paths."""

from matplotlib.path import Path

CORNER = [Path.LINETO, Path.CURVE3, Path.CURVE3]
CODES = [Path.MOVETO, *CORNER, *CORNER, *CORNER, *CORNER, Path.CLOSEPOLY]


def rounded(x: float, y: float, width: float, height: float, near: float, far: float) -> Path:
    """A rectangle with corner radius `near` along its edge at y and `far` along the opposite edge."""
    right, end = x + width, y + height
    return Path([
        (x + near, y),
        (right - near, y), (right, y), (right, y + near),
        (right, end - far), (right, end), (right - far, end),
        (x + far, end), (x, end), (x, end - far),
        (x, y + near), (x, y), (x + near, y),
        (x + near, y),
    ], CODES)  # fmt: skip


ROUND = 0.5523  # how far a quarter circle's control points stand from its ends, in radii
QUARTERS = [Path.MOVETO, *[Path.CURVE4] * 12, Path.CLOSEPOLY]


def circle(radius: float) -> Path:
    """A circle around (0, 0)."""
    r, k = radius, ROUND * radius
    return Path([
        (r, 0), (r, k), (k, r), (0, r), (-k, r), (-r, k), (-r, 0),
        (-r, -k), (-k, -r), (0, -r), (k, -r), (r, -k), (r, 0), (r, 0),
    ], QUARTERS)  # fmt: skip
