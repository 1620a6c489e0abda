"""A minimum area in pixels, told before there are polygons to measure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Optional

from qgis.core import QgsGeometry

from deepslide_qgis.processing.candidates.ruler import SMALLEST_PX, Ruler
from deepslide_qgis.processing.rasters.raster_source import RasterSource

SURELY = 1.02
"""No pixel is larger by more than the largest of those that are measured."""
MEASURED = 9
"""How many pixels are measured along each side of a raster."""


def sufficient_px(raster: RasterSource, ruler: Ruler, min_area_m2: Optional[float]) -> int:
    """Return a number of pixels: groups of fewer are surely below the minimum area, as the ruler sees it."""
    if min_area_m2 is None:
        return SMALLEST_PX
    areas = [ruler.area_m2(pixel) for pixel in _pixels(raster)]
    largest = 1.0 if areas[0] is None else SURELY * max(areas)
    px = min_area_m2 / largest if largest > 0 else 0  # not a number is not larger, either
    return min(math.ceil(px), raster.width * raster.height + 1) if math.isfinite(px) else 0


def _pixels(raster: RasterSource) -> Iterator[QgsGeometry]:
    """Yield pixels all over a raster."""
    for i in range(MEASURED):
        for j in range(MEASURED):
            column = i * (raster.width - 1) // (MEASURED - 1)
            row = j * (raster.height - 1) // (MEASURED - 1)
            corners = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
            yield QgsGeometry.fromPolygonXY([[raster.point(*corner) for corner in corners]])
