"""Outline of the current candidate on the canvas: a light line with dark casing, without fill."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsMapLayer, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

CASING, LINE = QColor(20, 20, 20, 220), QColor(0, 229, 255)
CASING_PX, LINE_PX = 6, 3
ABOVE_IMAGERY = 50.0


class Outline:
    """Draws one polygon on the canvas."""

    def __init__(self, canvas: QgsMapCanvas):
        self._canvas = canvas
        self._bands = [self._make_band(CASING, CASING_PX, 0), self._make_band(LINE, LINE_PX, 1)]

    def show(self, geometry: QgsGeometry, layer: QgsMapLayer) -> None:
        """Draw ``geometry``, which is in the CRS of ``layer``."""
        for band in self._bands:
            band.setToGeometry(geometry, layer)

    def clear(self) -> None:
        """Draw nothing."""
        for band in self._bands:
            band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def remove(self) -> None:
        """Remove the rubber bands from the canvas."""
        for band in self._bands:
            self._canvas.scene().removeItem(band)
        self._bands.clear()

    def _make_band(self, colour: QColor, width_px: int, above: int) -> QgsRubberBand:
        band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        band.setStrokeColor(colour)
        band.setWidth(width_px)
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setBrushStyle(Qt.BrushStyle.NoBrush)
        band.setZValue(ABOVE_IMAGERY + above)
        return band
