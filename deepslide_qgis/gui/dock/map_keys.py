"""Switches the review's keys on the map canvas off while other digitising needs them."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer
from qgis.gui import QgsAdvancedDigitizingDockWidget, QgsMapCanvas, QgsMapToolEdit

from deepslide_qgis.gui.dock.actions import ReviewActions


class MapKeys:
    """Follows the map tool, the current layer, and the advanced digitising panel, which has shortcuts of its own."""

    def __init__(self, actions: ReviewActions, canvas: QgsMapCanvas, cad: QgsAdvancedDigitizingDockWidget):
        self._actions, self._canvas, self._cad_action = actions, canvas, cad.enableAction()
        self._layer: Optional[QgsMapLayer] = None
        self._signals = (canvas.mapToolSet, canvas.currentLayerChanged, self._cad_action.toggled)
        for signal in self._signals:
            signal.connect(self._update)
        self._update()

    def belong_to(self, layer: Optional[QgsMapLayer]) -> None:
        """Set the reviewed layer, on which the keys work also while its outlines are digitised."""
        self._layer = layer
        self._update()

    def remove(self) -> None:
        """Switch the keys on the map off."""
        for signal in self._signals:
            signal.disconnect(self._update)
        self._actions.listen_in(self._canvas, False)

    def _update(self, *_: object) -> None:
        is_digitising = isinstance(self._canvas.mapTool(), QgsMapToolEdit)
        is_elsewhere = self._canvas.currentLayer() is not self._layer
        are_keys_taken = self._cad_action.isChecked() or (is_digitising and is_elsewhere)
        self._actions.listen_in(self._canvas, not are_keys_taken)
