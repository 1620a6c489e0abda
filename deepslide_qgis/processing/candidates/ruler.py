"""Areas and lengths of polygons on the grid of a raster, in pixels and in metres on the ellipsoid."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsDistanceArea, QgsGeometry, QgsProcessingContext, QgsUnitTypes

from deepslide_qgis.processing.candidates.shaping import GroundScale
from deepslide_qgis.processing.rasters.raster_source import RasterSource, ellipsoidal

SMALLEST_PX = 4
"""Default minimum area."""
SAME_SIZE_DIGITS = 3
"""Decimals for comparing areas; the start vertex of an outline changes further ones."""


class Ruler:
    """Measures polygons on the grid of a raster: in pixels, and on the ellipsoid if there is a CRS."""

    def __init__(self, source: RasterSource, context: QgsProcessingContext):
        _, wide, skew_x, _, skew_y, tall = source.geotransform
        self._pixel_area = abs(wide * tall - skew_x * skew_y)
        self._distances: Optional[QgsDistanceArea] = None
        self.pixel_m: Optional[float] = None
        pixel_m = source.pixel_m(context.transformContext())
        if pixel_m:
            self._distances = ellipsoidal(source.crs, context.transformContext())
            self.pixel_m = max(pixel_m)
        east, north = pixel_m or (1.0, 1.0)
        self.scale = GroundScale(east / abs(wide or skew_x), north / abs(tall or skew_y))

    def pixels(self, geometry: QgsGeometry) -> int:
        return round(geometry.area() / self._pixel_area)

    def area_m2(self, geometry: QgsGeometry) -> Optional[float]:
        if self._distances is None:
            return None
        area = self._distances.measureArea(geometry)
        return self._distances.convertAreaMeasurement(area, QgsUnitTypes.AreaUnit.AreaSquareMeters)

    def perimeter_m(self, geometry: QgsGeometry) -> Optional[float]:
        if self._distances is None:
            return None
        length = self._distances.measurePerimeter(geometry)
        return self._distances.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters)

    def size(self, geometry: QgsGeometry) -> float:
        """Return the area in m², in pixels without a CRS."""
        area_m2 = self.area_m2(geometry)
        return self.pixels(geometry) if area_m2 is None else area_m2

    def is_large_enough(self, geometry: QgsGeometry, min_area_m2: Optional[float]) -> bool:
        if min_area_m2 is None:
            return self.pixels(geometry) >= SMALLEST_PX
        return self.size(geometry) >= min_area_m2


def size_sort_key(geometry: QgsGeometry, size: float) -> tuple[float, float, float]:
    """Return the key by which candidates are sorted before numbering: size, then north, then west."""
    box = geometry.boundingBox()
    return -round(size, SAME_SIZE_DIGITS), -box.yMaximum(), box.xMinimum()
