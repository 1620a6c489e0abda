"""Pixels of a raster joined to larger ones, as many along each axis as one pixel of the grid is wide and tall."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from rasterio.windows import Window

WHOLE = 1e-3
"""A scale this near to the next whole number is that number."""


class Factors(NamedTuple):
    """How many pixels are joined along the rows and along the columns of a raster."""

    across: int
    down: int


class Scales(NamedTuple):
    """How many pixels of a raster one of the grid is wide and tall: degrees are narrower than tall in the north."""

    across: float
    down: float

    @property
    def factors(self) -> Factors:
        return Factors(*(max(1, int(scale + WHOLE)) for scale in self))


def scales_of(points: np.ndarray, places: np.ndarray) -> Scales:
    """Return the scales where the ``points`` (2, N) of the grid lie at ``places`` (2, N) of the raster, in pixels.

    By a plane through them, not by how far they reach: a wide block leads over many rows of a turned raster.
    """
    terms = np.stack([*points, np.ones(points.shape[1])], axis=1)
    slopes, *_ = np.linalg.lstsq(terms, places.T, rcond=None)
    return Scales(*map(float, np.hypot(slopes[0], slopes[1])))


def begun_at_multiples(window: Window, factors: Factors) -> Window:
    """Return ``window`` begun at multiples of ``factors``, so that neighbouring blocks join the same pixels."""
    left, top = window.col_off // factors.across * factors.across, window.row_off // factors.down * factors.down
    return Window(left, top, window.col_off + window.width - left, window.row_off + window.height - top)


def means(values: np.ndarray, factors: Factors) -> np.ndarray:
    """Return the means of boxes of ``values`` (C, h, w), of what is known: (C, ⌈h / down⌉, ⌈w / across⌉)."""
    count, height, width = values.shape
    across, down = factors
    edges = (0, 0), (0, -height % down), (0, -width % across)
    boxes = np.pad(values, edges, constant_values=np.nan).reshape(count, -(-height // down), down, -1, across)
    known = np.isfinite(boxes)
    sums = np.where(known, boxes, 0).sum(axis=(2, 4), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return (sums / known.sum(axis=(2, 4))).astype(np.float32)
