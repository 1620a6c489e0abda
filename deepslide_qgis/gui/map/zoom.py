"""Zooming the canvas to a candidate, and the visible extent of the canvas."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.gui import QgsMapCanvas

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr

CONTEXT = 3.0
"""Width and height of the map view, relative to the candidate's."""
SMALLEST_M = 600.0
"""Minimum width and height of the map view."""
POINTS_PER_SIDE = 20
"""Vertices added to each side of the view, because its sides are curves in another CRS."""


def show_on(
    canvas: QgsMapCanvas, box: QgsRectangle, crs: QgsCoordinateReferenceSystem, keep_scale: bool = False
) -> None:
    """Zoom the canvas to ``box`` in ``crs``; ``keep_scale`` moves without zooming; raise ReviewError."""
    if box.isNull():
        return
    target = to_canvas(canvas, box, crs)
    if keep_scale and not canvas.extent().isEmpty():
        canvas.setCenter(target.center())
    else:
        target.scale(CONTEXT)
        _widen(target, SMALLEST_M * _units_per_m(canvas))
        canvas.setExtent(target)
    canvas.refresh()


def to_canvas(canvas: QgsMapCanvas, box: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> QgsRectangle:
    """Return ``box`` in the CRS of the canvas; raise ReviewError if it is outside the domain of that CRS."""
    canvas_crs = canvas.mapSettings().destinationCrs()
    try:
        return _transform(crs, canvas_crs).transformBoundingBox(box)
    except QgsCsException as error:
        raise ReviewError(
            tr("The map cannot show this candidate: it lies where the map's CRS, {}, ends.").format(
                canvas_crs.authid()
            ),
            tr("Give the map another CRS (Project > Properties > CRS), that of the layer for example."),
        ) from error


def visible_polygon(canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """Return the visible extent of the canvas, also a rotated one, as a polygon in ``crs``; raise ReviewError."""
    settings = canvas.mapSettings()
    corners = [QgsPointXY(corner) for corner in settings.visiblePolygon()]
    seen = QgsGeometry.fromPolygonXY([[*corners, corners[0]]]).densifyByCount(POINTS_PER_SIDE)
    try:
        seen.transform(_transform(settings.destinationCrs(), crs))
    except QgsCsException:
        seen = QgsGeometry()
    if seen.isEmpty() or not seen.isGeosValid():
        raise ReviewError(
            tr("The map shows more than the CRS of the layer can describe."), tr("Zoom in on the candidates.")
        )
    return seen


def _transform(source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem) -> QgsCoordinateTransform:
    """Return the transform from ``source`` to ``target``; the identity if one of them is unknown."""
    return QgsCoordinateTransform(source, target, QgsProject.instance())


def _units_per_m(canvas: QgsMapCanvas) -> float:
    units = canvas.mapSettings().destinationCrs().mapUnits()
    if units == QgsUnitTypes.DistanceUnit.DistanceUnknownUnit:
        return 0.0
    return QgsUnitTypes.fromUnitToUnitFactor(QgsUnitTypes.DistanceUnit.DistanceMeters, units)


def _widen(box: QgsRectangle, smallest: float) -> None:
    side = min(box.width(), box.height())
    if 0 < side < smallest:
        box.scale(smallest / side)
