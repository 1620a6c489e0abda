"""Polygons brought to the CRS of a raster, also ones with edges that are longer than the raster is wide.

What is straight in one CRS is bent in another. Where only corners are brought over, the edge of a box of five degrees
lies kilometres from its place, and a box around the world has no width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsRectangle,
)

from deepslide_qgis.processing.polygons.geometries import valid

STEPS = 50
"""Into so many pieces an edge as long as the extent is parted: its middle then lies a metre off in 300 km at most."""
BEYOND = 1.0
"""Of the extent's sides, on each side of it: what lies further away is cut off before it is brought over."""


def placed_polygons(
    polygons: QgsProcessingFeatureSource,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle,
    context: QgsProcessingContext,
) -> Iterator[QgsGeometry]:
    """Yield the geometries of ``polygons`` as they lie in and around ``extent``, which is in ``crs``.

    Where either has no CRS they come as they are; those that have no place there do not come.
    """
    request = QgsFeatureRequest().setNoAttributes()
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    way = _way(polygons.sourceCrs(), crs, extent, context)
    for feature in polygons.getFeatures(request, unchecked):
        geometry = feature.geometry()
        if geometry.isEmpty():
            continue
        geometry.convertToStraightSegment()
        placed = way.bring(geometry) if way else geometry
        if placed is not None and not placed.isEmpty():
            yield placed


def touch(geometries: Iterable[QgsGeometry], extent: QgsRectangle) -> bool:
    """Tell whether any of ``geometries``, which are in the CRS of ``extent``, touches it."""
    return any(geometry.boundingBoxIntersects(extent) and valid(geometry).intersects(extent) for geometry in geometries)


def _way(
    source: QgsCoordinateReferenceSystem,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle,
    context: QgsProcessingContext,
) -> Optional[_Way]:
    if not (source.isValid() and crs.isValid()) or source == crs:
        return None
    return _Way(QgsCoordinateTransform(source, crs, context.transformContext()), extent)


class _Way:
    """From one CRS to another, by steps that are small beside an ``extent`` in the latter."""

    def __init__(self, transform: QgsCoordinateTransform, extent: QgsRectangle):
        self._transform = transform
        self._step, self._around = _step(transform, extent), _around(transform, extent)

    def bring(self, geometry: QgsGeometry) -> Optional[QgsGeometry]:
        """Return ``geometry`` there; None for one that has no place there, or none near the extent."""
        if self._around is not None and not self._around.contains(geometry.boundingBox()):
            geometry = valid(geometry).intersection(QgsGeometry.fromRect(self._around))
        if self._step and not geometry.isEmpty():
            geometry = geometry.densifyByDistance(self._step)
        try:
            geometry.transform(self._transform)
        except QgsCsException:
            return None
        return geometry


def _step(transform: QgsCoordinateTransform, extent: QgsRectangle) -> float:
    """Return a ``STEPS``-th of the extent in the source's CRS, measured at its middle; 0 where nobody knows."""
    middle, back = extent.center(), Qgis.TransformDirection.Reverse
    try:
        here, aside, below = (
            transform.transform(QgsPointXY(middle.x() + right, middle.y() + up), back)
            for right, up in ((0, 0), (extent.width() / STEPS, 0), (0, extent.height() / STEPS))
        )
    except QgsCsException:
        return 0.0
    step = min(here.distance(aside), here.distance(below))  # the other may cross 180°
    return step if math.isfinite(step) else 0.0


def _around(transform: QgsCoordinateTransform, extent: QgsRectangle) -> Optional[QgsRectangle]:
    """Return the extent with much around it in the source's CRS; None where it crosses 180°, or nobody knows."""
    back = Qgis.TransformDirection.Reverse
    try:
        seen = transform.transformBoundingBox(extent, back, True)
    except QgsCsException:
        return None
    if not seen.isFinite() or seen.isEmpty() or seen.xMinimum() > seen.xMaximum():
        return None
    seen.grow(BEYOND * max(seen.width(), seen.height()))
    if transform.sourceCrs().isGeographic():
        seen = seen.intersect(QgsRectangle(-360, -90, 360, 90))
    return seen
