"""Whether two rasters lie at one place at all, whatever their CRS."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsRectangle,
)

from deepslide_qgis.processing.rasters.raster_source import RasterSource


def rasters_touch(one: RasterSource, other: RasterSource, transforms: QgsCoordinateTransformContext) -> bool:
    """Tell whether the boxes around two rasters touch; True, too, where nobody can tell."""
    if one.crs.isValid() and one.crs == other.crs:
        return one.extent.intersects(other.extent)
    boxes = _degrees(one, transforms), _degrees(other, transforms)
    return None in boxes or boxes[0].intersects(boxes[1])


def _degrees(raster: RasterSource, transforms: QgsCoordinateTransformContext) -> Optional[QgsRectangle]:
    """Return the box around ``raster`` in degrees; None where it has no place, or crosses 180°."""
    to_degrees = QgsCoordinateTransform(raster.crs, QgsCoordinateReferenceSystem("EPSG:4326"), transforms)
    if not to_degrees.isValid():
        return None
    try:
        box = to_degrees.transformBoundingBox(raster.extent, handle180Crossover=True)
    except QgsCsException:
        return None
    return box if box.isFinite() and box.xMinimum() <= box.xMaximum() else None
