"""QGIS's own tools at work on the current candidate, between the key that begins and the one that keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Callable, Optional

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

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.editing import Editing
from deepslide_qgis.gui.review.edits import Edit
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.saved_meanwhile import SavedMeanwhile
from deepslide_qgis.gui.review.shapes import add_outline, keep_drawn, keep_mended

TOOLS = {"reshape": "mActionReshapeFeatures", "split": "mActionSplitFeatures"}
"""The actions of QGIS's digitising toolbars."""


class ShapeSession(QObject):
    """At most one at a time: reshaping, splitting, choosing a neighbour, drawing.

    ``neighbour_chosen`` carries a feature id, ``outline_changed`` the outline of the current candidate as it is now
    in the layer's CRS; ``drawn`` says that a landslide waits to be kept, ``ended`` that the session is over, by
    whomever. A session ends when what it changed is in the file, or is discarded: never with a failure.
    """

    neighbour_chosen = pyqtSignal(object)
    drawn = pyqtSignal()
    outline_changed = pyqtSignal(object)
    ended = pyqtSignal()

    def __init__(self, iface: QgisInterface, canvas: QgsMapCanvas, cad: QgsAdvancedDigitizingDockWidget):
        super().__init__()
        self._iface, self._canvas, self._cad = iface, canvas, cad
        self._review: Optional[Review] = None
        self._tool: Optional[QgsMapTool] = None
        self._before: Optional[QgsMapTool] = None
        self._editing: Optional[Editing] = None
        self._saved: Optional[SavedMeanwhile] = None
        self._fid: Optional[int] = None
        self._is_listening = False
        self.kind = ""

    def begin(self, kind: str, review: Review) -> None:
        """Begin to ``reshape``, ``split``, ``merge`` or ``draw``; raise ReviewError."""
        self.discard()
        layer = review.layer
        if kind != "merge":
            self._editing, self._saved = Editing(layer, review.file), SavedMeanwhile(review)
        self._fid = review.current_fid
        self._review, self.kind, self._before = review, kind, self._canvas.mapTool()
        layer.selectByIds([] if review.current is None or kind == "draw" else [review.current_fid])
        self._iface.setActiveLayer(layer)
        self._canvas.setCurrentLayer(layer)
        self._listen(True)
        self._take_tool(layer)

    def keep_mended(self, status: ReviewStatus, values: Mapping[str, Any]) -> Optional[Edit]:
        """Commit the outlines with ``status``; return what changed, None for nothing. Raises ReviewError."""
        return self._keep(lambda: keep_mended(self._review, self._editing, status, values, self._saved.parts))

    def keep_drawn(self, values: Mapping[str, Any]) -> Optional[Edit]:
        """Commit what was drawn with ``values``; return what came, None for nothing. Raises ReviewError."""
        return self._keep(lambda: keep_drawn(self._review, self._editing, values, self._saved.parts))

    def discard(self) -> None:
        """End without a change; raise ReviewError where changes of others would be discarded along."""
        with self._unheard():
            if self._editing is not None:
                self._editing.discard()
        self._end()

    def leave(self) -> None:
        """End without a word of hers: what was not kept waits in the layer for QGIS's own buttons."""
        self._listen(False)
        if self._editing is not None:
            self._editing.leave()
        self._end()

    @property
    def has_unsaved(self) -> bool:
        """Whether work would be lost if the session ended now."""
        return self._editing is not None and self._review.layer.isModified()

    def _keep(self, write: Callable[[], Edit]) -> Optional[Edit]:
        if not self.has_unsaved and not (self._saved and self._saved.is_any):
            self.discard()
            return None
        with self._unheard():
            edit = write()
        self._end()
        return edit

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
        add_outline(self._review.layer, feature.geometry())
        self.drawn.emit()

    def _reshaped(self, fid: int, outline: QgsGeometry) -> None:
        if fid == self._review.current_fid:
            self.outline_changed.emit(QgsGeometry(outline))

    def _stopped(self) -> None:
        """Somebody ended the edit session with QGIS's pencil: what was saved is in the file."""
        self._listen(False)
        self._end()

    def _moved(self) -> None:
        """Where the candidate is gone, so is what the session was about."""
        if self._review.current_fid != self._fid:
            self._stopped()

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        """What the session does itself is no news to it; where that fails, it goes on."""
        self._listen(False)
        try:
            yield
        except Exception:
            self._listen(True)
            raise

    def _listen(self, is_wanted: bool) -> None:
        """Hear what becomes of the edit session; or hear it no longer."""
        if self._editing is None or is_wanted == self._is_listening:
            return
        layer, self._is_listening = self._review.layer, is_wanted
        pairs = (
            (layer.editingStopped, self._stopped),
            (layer.geometryChanged, self._reshaped),
            (self._review.changed, self._moved),
        )
        for signal, slot in pairs:
            signal.connect(slot) if is_wanted else signal.disconnect(slot)
        self._saved.listen(is_wanted)

    def _end(self) -> None:
        if self._review is None:
            return
        self._review.layer.removeSelection()
        if self._before is not None and self._canvas.mapTool() is not self._before:
            self._canvas.setMapTool(self._before)
        if self._tool is not None:
            self._tool.deleteLater()
        self._review = self._editing = self._saved = self._tool = self._before = None
        self.kind = ""
        self.ended.emit()
