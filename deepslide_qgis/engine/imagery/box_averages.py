"""Means of boxes of raster pixels, with as many pixels along each axis as fit into one grid pixel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from rasterio.windows import Window

WHOLE = 1e-3
"""Scales this near to the next whole number are rounded up to it."""


class Factors(NamedTuple):
    """Number of pixels averaged along the rows and along the columns of a raster."""

    across: int
    down: int


class Scales(NamedTuple):
    """Width and height of a grid pixel in raster pixels; degrees are narrower than tall in the north."""

    across: float
    down: float

    @property
    def factors(self) -> Factors:
        return Factors(*(max(1, int(scale + WHOLE)) for scale in self))


def measure_scales(points: np.ndarray, places: np.ndarray) -> Scales:
    """Return the scales, given ``points`` (2, N) of the grid and their ``places`` (2, N) on the raster, in pixels.

    A plane is fitted instead of using the extent: a wide block spans many rows of a rotated raster.
    """
    terms = np.stack([*points, np.ones(points.shape[1])], axis=1)
    slopes, *_ = np.linalg.lstsq(terms, places.T, rcond=None)
    return Scales(*map(float, np.hypot(slopes[0], slopes[1])))


def align_window(window: Window, factors: Factors) -> Window:
    """Return ``window`` extended to start at multiples of ``factors``, so that adjacent blocks average the same
    boxes."""
    left, top = window.col_off // factors.across * factors.across, window.row_off // factors.down * factors.down
    return Window(left, top, window.col_off + window.width - left, window.row_off + window.height - top)


def average_boxes(values: np.ndarray, factors: Factors) -> np.ndarray:
    """Return the means of boxes of ``values`` (C, h, w), ignoring NaN: (C, ⌈h / down⌉, ⌈w / across⌉)."""
    count, height, width = values.shape
    across, down = factors
    edges = (0, 0), (0, -height % down), (0, -width % across)
    boxes = np.pad(values, edges, constant_values=np.nan).reshape(count, -(-height // down), down, -1, across)
    known = np.isfinite(boxes)
    sums = np.where(known, boxes, 0).sum(axis=(2, 4), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return (sums / known.sum(axis=(2, 4))).astype(np.float32)
