"""A session of QGIS's digitising tools on the current candidate, from its start to the commit."""

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
from deepslide_qgis.gui.review.external_saves import ExternalSaves
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import add_outline, commit_drawn, commit_reshaped

TOOLS = {"reshape": "mActionReshapeFeatures", "split": "mActionSplitFeatures"}
"""Object names of actions in QGIS's digitising toolbars."""


class ShapeSession(QObject):
    """At most one session at a time: reshape, split, merge (choose a neighbour), draw.

    ``neighbour_chosen`` carries a feature id, ``outline_changed`` the current candidate's new outline (layer's CRS),
    ``drawn`` says that a landslide waits for its commit, ``ended`` that the session is over. A session ends when its
    changes are committed or discarded, never by an error.
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
        self._previous_tool: Optional[QgsMapTool] = None
        self._editing: Optional[Editing] = None
        self._external_saves: Optional[ExternalSaves] = None
        self._fid: Optional[int] = None
        self._is_listening = False
        self.kind = ""

    def begin(self, kind: str, review: Review) -> None:
        """Begin to ``reshape``, ``split``, ``merge`` or ``draw``; raise ReviewError."""
        self.discard()
        layer = review.layer
        if kind != "merge":
            self._editing, self._external_saves = Editing(layer, review.file), ExternalSaves(review)
        self._fid = review.current_fid
        self._review, self.kind, self._previous_tool = review, kind, self._canvas.mapTool()
        layer.selectByIds([] if review.current is None or kind == "draw" else [review.current_fid])
        self._iface.setActiveLayer(layer)
        self._canvas.setCurrentLayer(layer)
        self._set_listening(True)
        self._activate_tool(layer)

    def commit_reshaped(self, status: ReviewStatus, values: Mapping[str, Any]) -> Optional[Edit]:
        """Commit the outlines with ``status``; return the edit, None for no change. Raises ReviewError."""
        return self._commit(
            lambda: commit_reshaped(self._review, self._editing, status, values, self._external_saves.parts)
        )

    def commit_drawn(self, values: Mapping[str, Any]) -> Optional[Edit]:
        """Commit drawn landslides with ``values``; return the edit, None for none. Raises ReviewError."""
        return self._commit(lambda: commit_drawn(self._review, self._editing, values, self._external_saves.parts))

    def discard(self) -> None:
        """End without a change; raise ReviewError if others' changes would be discarded too."""
        with self._without_signals():
            if self._editing is not None:
                self._editing.discard()
        self._finish()

    def leave(self) -> None:
        """End without asking: uncommitted changes stay in the layer's edit buffer."""
        self._set_listening(False)
        if self._editing is not None:
            self._editing.leave()
        self._finish()

    @property
    def has_unsaved(self) -> bool:
        """True if changes would be lost when the session ends now."""
        return self._editing is not None and self._review.layer.isModified()

    def _commit(self, write: Callable[[], Edit]) -> Optional[Edit]:
        if not self.has_unsaved and not (self._external_saves and self._external_saves.has_saved):
            self.discard()
            return None
        with self._without_signals():
            edit = write()
        self._finish()
        return edit

    def _activate_tool(self, layer: QgsVectorLayer) -> None:
        if self.kind in TOOLS:
            action = self._iface.mainWindow().findChild(QAction, TOOLS[self.kind])
            if action is not None:
                action.trigger()
            return
        if self.kind == "merge":
            self._tool = QgsMapToolIdentifyFeature(self._canvas, layer)
            self._tool.featureIdentified[QgsFeature].connect(self._on_neighbour_identified)
        else:
            mode = QgsMapToolCapture.CaptureMode.CapturePolygon
            self._tool = QgsMapToolDigitizeFeature(self._canvas, self._cad, mode)
            self._tool.digitizingCompleted.connect(self._on_digitized)
        self._canvas.setMapTool(self._tool)

    def _on_neighbour_identified(self, feature: QgsFeature) -> None:
        self.neighbour_chosen.emit(feature.id())

    def _on_digitized(self, feature: QgsFeature) -> None:
        add_outline(self._review.layer, feature.geometry())
        self.drawn.emit()

    def _on_geometry_changed(self, fid: int, outline: QgsGeometry) -> None:
        if fid == self._review.current_fid:
            self.outline_changed.emit(QgsGeometry(outline))

    def _on_editing_stopped(self) -> None:
        """End the session after QGIS's pencil ended the edit session."""
        self._set_listening(False)
        self._finish()

    def _on_review_changed(self) -> None:
        """End the session if its candidate is no longer current."""
        if self._review.current_fid != self._fid:
            self._on_editing_stopped()

    @contextmanager
    def _without_signals(self) -> Iterator[None]:
        """Ignore the session's own changes in the context; listen again after an exception."""
        self._set_listening(False)
        try:
            yield
        except Exception:
            self._set_listening(True)
            raise

    def _set_listening(self, is_wanted: bool) -> None:
        """Connect to, or disconnect from, signals of the edit session."""
        if self._editing is None or is_wanted == self._is_listening:
            return
        layer, self._is_listening = self._review.layer, is_wanted
        pairs = (
            (layer.editingStopped, self._on_editing_stopped),
            (layer.geometryChanged, self._on_geometry_changed),
            (self._review.changed, self._on_review_changed),
        )
        for signal, slot in pairs:
            signal.connect(slot) if is_wanted else signal.disconnect(slot)
        self._external_saves.listen(is_wanted)

    def _finish(self) -> None:
        if self._review is None:
            return
        self._review.layer.removeSelection()
        if self._previous_tool is not None and self._canvas.mapTool() is not self._previous_tool:
            self._canvas.setMapTool(self._previous_tool)
        if self._tool is not None:
            self._tool.deleteLater()
        self._review = self._editing = self._external_saves = self._tool = self._previous_tool = None
        self.kind = ""
        self.ended.emit()
