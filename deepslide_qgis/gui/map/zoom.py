"""Where the map goes for a candidate: all of it, with the ground around it."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.gui import QgsMapCanvas

CONTEXT = 3.0
"""The map is this many times as wide and high as the candidate."""
SMALLEST_M = 600.0
"""The map never shows less ground than this."""


def show_on(
    canvas: QgsMapCanvas, box: QgsRectangle, crs: QgsCoordinateReferenceSystem, keep_scale: bool = False
) -> None:
    """Move the canvas to ``box``, which is in ``crs``; ``keep_scale`` moves without zooming."""
    if box.isNull():
        return
    there = to_canvas(canvas, box, crs)
    if keep_scale and not canvas.extent().isEmpty():
        canvas.setCenter(there.center())
    else:
        there.scale(CONTEXT)
        _widen(there, SMALLEST_M * _units_per_m(canvas))
        canvas.setExtent(there)
    canvas.refresh()


def to_canvas(canvas: QgsMapCanvas, box: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> QgsRectangle:
    """Return ``box`` in the CRS of the canvas."""
    return _transformed(box, crs, canvas.mapSettings().destinationCrs())


def from_canvas(canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> QgsRectangle:
    """Return the extent of the canvas in ``crs``."""
    return _transformed(canvas.extent(), canvas.mapSettings().destinationCrs(), crs)


def _transformed(
    box: QgsRectangle, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsRectangle:
    if not source.isValid() or not target.isValid() or source == target:
        return QgsRectangle(box)
    return QgsCoordinateTransform(source, target, QgsProject.instance()).transformBoundingBox(box)


def _units_per_m(canvas: QgsMapCanvas) -> float:
    units = canvas.mapSettings().destinationCrs().mapUnits()
    if units == QgsUnitTypes.DistanceUnit.DistanceUnknownUnit:
        return 0.0
    return QgsUnitTypes.fromUnitToUnitFactor(QgsUnitTypes.DistanceUnit.DistanceMeters, units)


def _widen(box: QgsRectangle, smallest: float) -> None:
    side = min(box.width(), box.height())
    if 0 < side < smallest:
        box.scale(smallest / side)
