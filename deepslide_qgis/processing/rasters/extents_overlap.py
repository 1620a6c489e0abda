"""Whether two rasters overlap, whatever their CRS."""

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


def extents_overlap(one: RasterSource, other: RasterSource, transforms: QgsCoordinateTransformContext) -> bool:
    """Return whether the bounding boxes of two rasters intersect; True also if that is unknown."""
    if one.crs.isValid() and one.crs == other.crs:
        return one.extent.intersects(other.extent)
    boxes = _extent_degrees(one, transforms), _extent_degrees(other, transforms)
    return None in boxes or boxes[0].intersects(boxes[1])


def _extent_degrees(raster: RasterSource, transforms: QgsCoordinateTransformContext) -> Optional[QgsRectangle]:
    """Return the bounding box of ``raster`` in degrees; None without a position, or across 180°."""
    to_degrees = QgsCoordinateTransform(raster.crs, QgsCoordinateReferenceSystem("EPSG:4326"), transforms)
    if not to_degrees.isValid():
        return None
    try:
        box = to_degrees.transformBoundingBox(raster.extent, handle180Crossover=True)
    except QgsCsException:
        return None
    return box if box.isFinite() and box.xMinimum() <= box.xMaximum() else None
