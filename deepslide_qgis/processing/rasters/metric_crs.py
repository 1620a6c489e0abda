"""Choice of a metric CRS, in which lengths, slopes and buffers are true to the ground."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProcessingContext,
    QgsRectangle,
    QgsUnitTypes,
)

from deepslide_qgis.processing.rasters.raster_source import ellipsoidal, length_m

STEP_M = 100.0
DIRECTIONS = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0))
"""Both axes and both diagonals, because equal-area projections shear."""
LARGEST_ERROR = 0.01
"""UTM stays below this, even one zone off; Mercator reaches it at 8° of latitude."""


def metric_crs(
    crs: QgsCoordinateReferenceSystem, extent: QgsRectangle, context: QgsProcessingContext
) -> QgsCoordinateReferenceSystem:
    """Return ``crs`` if it is in metres and true to scale, otherwise the UTM (or polar) zone of ``extent``.

    A metric CRS without a position on Earth, such as a local site grid, is trusted.

    Raises QgsCsException if ``extent`` is outside the domain of ``crs``.
    """
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem("EPSG:4326"), context.transformContext())
    has_no_place = not to_degrees.isValid()
    if is_in_metres(crs) and (has_no_place or is_true_to_scale(crs, extent.center(), context)):
        return crs
    middle = to_degrees.transform(extent.center())
    if middle.y() > 84:
        return QgsCoordinateReferenceSystem("EPSG:5041")
    if middle.y() < -80:
        return QgsCoordinateReferenceSystem("EPSG:5042")
    zone = min(int((middle.x() + 180) // 6) + 1, 60)
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if middle.y() >= 0 else 32700) + zone}")


def is_in_metres(crs: QgsCoordinateReferenceSystem) -> bool:
    """Return whether the coordinates of ``crs`` are metres."""
    return crs.mapUnits() == QgsUnitTypes.DistanceUnit.DistanceMeters and not crs.isGeographic()


def is_true_to_scale(crs: QgsCoordinateReferenceSystem, place: QgsPointXY, context: QgsProcessingContext) -> bool:
    """Return whether metres of ``crs`` around ``place`` are metres on the ellipsoid, in every direction."""
    distances = ellipsoidal(crs, context.transformContext())
    aside = [QgsPointXY(place.x() + STEP_M * east, place.y() + STEP_M * north) for east, north in DIRECTIONS]
    return all(abs(length_m(distances, place, point) / place.distance(point) - 1) < LARGEST_ERROR for point in aside)
