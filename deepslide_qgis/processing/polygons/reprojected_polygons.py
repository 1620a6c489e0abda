"""Reprojection of polygons to the CRS of a raster, including edges longer than the raster.

A straight edge in one CRS is a curve in another. With only the vertices transformed, the edge of a box of five
degrees is kilometres off, and a box around the world has no width. Edges are therefore densified first.
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

from deepslide_qgis.processing.polygons.geometries import make_valid

STEPS = 50
"""An edge as long as the extent is split into this many pieces; the error is then at most 1 m in 300 km."""
SURROUNDINGS = 1.0
"""Polygons are clipped at this distance around the extent, in multiples of its sides, before reprojection."""


def reproject_polygons(
    polygons: QgsProcessingFeatureSource,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle,
    context: QgsProcessingContext,
) -> Iterator[QgsGeometry]:
    """Yield the geometries of ``polygons`` in and around ``extent``, in its CRS ``crs``.

    If either has no CRS they are yielded unchanged. Geometries outside the domain of ``crs`` are skipped.
    """
    request = QgsFeatureRequest().setNoAttributes()
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    reprojection = _make_reprojection(polygons.sourceCrs(), crs, extent, context)
    for feature in polygons.getFeatures(request, unchecked):
        geometry = feature.geometry()
        if geometry.isEmpty():
            continue
        geometry.convertToStraightSegment()
        reprojected = reprojection.reproject(geometry) if reprojection else geometry
        if reprojected is not None and not reprojected.isEmpty():
            yield reprojected


def any_touches(geometries: Iterable[QgsGeometry], extent: QgsRectangle) -> bool:
    """Return whether any of ``geometries``, in the CRS of ``extent``, touches it."""
    return any(
        geometry.boundingBoxIntersects(extent) and make_valid(geometry).intersects(extent) for geometry in geometries
    )


def _make_reprojection(
    source: QgsCoordinateReferenceSystem,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle,
    context: QgsProcessingContext,
) -> Optional[_Reprojection]:
    if not (source.isValid() and crs.isValid()) or source == crs:
        return None
    return _Reprojection(QgsCoordinateTransform(source, crs, context.transformContext()), extent)


class _Reprojection:
    """Transform from one CRS to another, densified in steps that are small relative to ``extent``."""

    def __init__(self, transform: QgsCoordinateTransform, extent: QgsRectangle):
        self._transform = transform
        self._step, self._surroundings = _densify_step(transform, extent), _surroundings(transform, extent)

    def reproject(self, geometry: QgsGeometry) -> Optional[QgsGeometry]:
        """Return ``geometry`` in the target CRS; None if it cannot be transformed or is far from the extent."""
        if self._surroundings is not None and not self._surroundings.contains(geometry.boundingBox()):
            geometry = make_valid(geometry).intersection(QgsGeometry.fromRect(self._surroundings))
        if self._step and not geometry.isEmpty():
            geometry = geometry.densifyByDistance(self._step)
        try:
            geometry.transform(self._transform)
        except QgsCsException:
            return None
        return geometry


def _densify_step(transform: QgsCoordinateTransform, extent: QgsRectangle) -> float:
    """Return 1/``STEPS`` of the extent in the source's CRS, measured at its centre; 0 if unknown."""
    middle, back = extent.center(), Qgis.TransformDirection.Reverse
    try:
        centre, aside, below = (
            transform.transform(QgsPointXY(middle.x() + right, middle.y() + up), back)
            for right, up in ((0, 0), (extent.width() / STEPS, 0), (0, extent.height() / STEPS))
        )
    except QgsCsException:
        return 0.0
    step = min(centre.distance(aside), centre.distance(below))  # one of the two may cross 180°
    return step if math.isfinite(step) else 0.0


def _surroundings(transform: QgsCoordinateTransform, extent: QgsRectangle) -> Optional[QgsRectangle]:
    """Return the extent with a wide margin in the source's CRS; None across 180°, or if unknown."""
    back = Qgis.TransformDirection.Reverse
    try:
        extent_in_source = transform.transformBoundingBox(extent, back, True)
    except QgsCsException:
        return None
    if (
        not extent_in_source.isFinite()
        or extent_in_source.isEmpty()
        or extent_in_source.xMinimum() > extent_in_source.xMaximum()
    ):
        return None
    extent_in_source.grow(SURROUNDINGS * max(extent_in_source.width(), extent_in_source.height()))
    if transform.sourceCrs().isGeographic():
        extent_in_source = extent_in_source.intersect(QgsRectangle(-360, -90, 360, 90))
    return extent_in_source
