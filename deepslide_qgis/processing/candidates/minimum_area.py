"""Lower bound of the minimum area in pixels, known before polygons exist."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Optional

from qgis.core import QgsGeometry

from deepslide_qgis.processing.candidates.ruler import SMALLEST_PX, Ruler
from deepslide_qgis.processing.rasters.raster_source import RasterSource

SAFETY_FACTOR = 1.02
"""No pixel exceeds the largest sampled one by more than this factor."""
SAMPLES_PER_SIDE = 9
"""Sampled pixels along each side of a raster."""


def sufficient_px(raster: RasterSource, ruler: Ruler, min_area_m2: Optional[float]) -> int:
    """Return a number of pixels; groups with fewer are certainly below the minimum area."""
    if min_area_m2 is None:
        return SMALLEST_PX
    areas = [ruler.area_m2(pixel) for pixel in _sample_pixels(raster)]
    largest = 1.0 if areas[0] is None else SAFETY_FACTOR * max(areas)
    px = min_area_m2 / largest if largest > 0 else 0  # also False for NaN
    return min(math.ceil(px), raster.width * raster.height + 1) if math.isfinite(px) else 0


def _sample_pixels(raster: RasterSource) -> Iterator[QgsGeometry]:
    """Yield pixels distributed over a raster."""
    for i in range(SAMPLES_PER_SIDE):
        for j in range(SAMPLES_PER_SIDE):
            column = i * (raster.width - 1) // (SAMPLES_PER_SIDE - 1)
            row = j * (raster.height - 1) // (SAMPLES_PER_SIDE - 1)
            corners = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
            yield QgsGeometry.fromPolygonXY([[raster.point(*corner) for corner in corners]])
