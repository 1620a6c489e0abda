"""QGIS's own tools at work on the current candidate, between the key that begins and the one that keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer
from qgis.gui import (
    QgisInterface,
    QgsAdvancedDigitizingDockWidget,
    QgsMapCanvas,
    QgsMapTool,
    QgsMapToolCapture,
    QgsMapToolDigitizeFeature,
    QgsMapToolIdentifyFeature,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QAction

from deepslide_qgis.core.review import ReviewStatus
from deepslide_qgis.gui.review.edits import begin, discard
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import keep_shapes

TOOLS = {"reshape": "mActionReshapeFeatures", "split": "mActionSplitFeatures"}
"""The actions of QGIS's digitising toolbars."""


class ShapeSession(QObject):
    """At most one at a time: reshaping, splitting, choosing a neighbour, drawing.

    ``neighbour_chosen`` carries a feature id, ``drawn`` an outline in the layer's CRS, ``outline_changed`` that
    of the current candidate as it is now; ``ended`` says that the session is over, by whomever.
    """

    neighbour_chosen = pyqtSignal(object)
    drawn = pyqtSignal(object)
    outline_changed = pyqtSignal(object)
    ended = pyqtSignal()

    def __init__(self, iface: QgisInterface, canvas: QgsMapCanvas, cad: QgsAdvancedDigitizingDockWidget):
        super().__init__()
        self._iface, self._canvas, self._cad = iface, canvas, cad
        self._review: Optional[Review] = None
        self._tool: Optional[QgsMapTool] = None
        self._before: Optional[QgsMapTool] = None
        self._is_own = False
        self.kind = ""

    def begin(self, kind: str, review: Review) -> None:
        """Begin to ``reshape``, ``split``, ``merge`` or ``draw``; raise ReviewError."""
        self.discard()
        layer = review.layer
        if kind != "merge":
            self._is_own = begin(layer)
            layer.editingStopped.connect(self._stopped)
            layer.geometryChanged.connect(self._reshaped)
        self._review, self.kind, self._before = review, kind, self._canvas.mapTool()
        layer.selectByIds([] if review.current is None or kind == "draw" else [review.current_fid])
        self._iface.setActiveLayer(layer)
        self._canvas.setCurrentLayer(layer)
        self._take_tool(layer)

    def keep(self, status: ReviewStatus, values: Mapping[str, Any]) -> bool:
        """Commit the outlines with ``status``; return whether any had changed. Raises ReviewError."""
        review, is_own = self._review, self._is_own
        is_changed = review.layer.isModified()
        if not is_changed:
            self.discard()
            return False
        self._let_go()
        keep_shapes(review, status, values, is_own)
        self._finish()
        return True

    def discard(self) -> None:
        """End without a change."""
        if not self.kind:
            return
        review, is_own, kind = self._review, self._is_own, self.kind
        self._let_go()
        if kind != "merge" and review.layer.isEditable():
            discard(review.layer, is_own)
        self._finish()

    def take_over(self) -> bool:
        """End, and leave the edit session open for who asked; return whether that one has to close it."""
        is_own = self._is_own
        self._let_go()
        self._finish()
        return is_own

    def _take_tool(self, layer: QgsVectorLayer) -> None:
        if self.kind in TOOLS:
            action = self._iface.mainWindow().findChild(QAction, TOOLS[self.kind])
            if action is not None:
                action.trigger()
            return
        if self.kind == "merge":
            self._tool = QgsMapToolIdentifyFeature(self._canvas, layer)
            self._tool.featureIdentified[QgsFeature].connect(self._chose)
        else:
            mode = QgsMapToolCapture.CaptureMode.CapturePolygon
            self._tool = QgsMapToolDigitizeFeature(self._canvas, self._cad, mode)
            self._tool.digitizingCompleted.connect(self._drew)
        self._canvas.setMapTool(self._tool)

    def _chose(self, feature: QgsFeature) -> None:
        self.neighbour_chosen.emit(feature.id())

    def _drew(self, feature: QgsFeature) -> None:
        self.drawn.emit(QgsGeometry(feature.geometry()))

    def _reshaped(self, fid: int, outline: QgsGeometry) -> None:
        if fid == self._review.current_fid:
            self.outline_changed.emit(QgsGeometry(outline))

    def _stopped(self) -> None:
        """Somebody ended the edit session with QGIS's pencil: what was saved is in the file."""
        self._let_go()
        self._finish()

    def _let_go(self) -> None:
        if self._review is not None and self.kind != "merge":
            self._review.layer.editingStopped.disconnect(self._stopped)
            self._review.layer.geometryChanged.disconnect(self._reshaped)

    def _finish(self) -> None:
        if self._review is not None:
            self._review.layer.removeSelection()
        if self._before is not None and self._canvas.mapTool() is not self._before:
            self._canvas.setMapTool(self._before)
        if self._tool is not None:
            self._tool.deleteLater()
        self._review = self._tool = self._before = None
        self.kind = ""
        self.ended.emit()
