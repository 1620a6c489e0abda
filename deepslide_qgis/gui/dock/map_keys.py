"""Whether the map hears the keys of a review: not while they belong to somebody who digitises."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer
from qgis.gui import QgsAdvancedDigitizingDockWidget, QgsMapCanvas, QgsMapToolEdit

from deepslide_qgis.gui.dock.actions import ReviewActions


class MapKeys:
    """Follows the map's tool, the layer that it works on and the panel for exact digitising, which has letters too."""

    def __init__(self, actions: ReviewActions, canvas: QgsMapCanvas, cad: QgsAdvancedDigitizingDockWidget):
        self._actions, self._canvas, self._exact = actions, canvas, cad.enableAction()
        self._layer: Optional[QgsMapLayer] = None
        self._signals = (canvas.mapToolSet, canvas.currentLayerChanged, self._exact.toggled)
        for signal in self._signals:
            signal.connect(self._follow)
        self._follow()

    def belong_to(self, layer: Optional[QgsMapLayer]) -> None:
        """Say which layer is reviewed: its own outlines are mended with the keys at hand."""
        self._layer = layer
        self._follow()

    def remove(self) -> None:
        """Let the map hear nothing any more."""
        for signal in self._signals:
            signal.disconnect(self._follow)
        self._actions.hear_in(self._canvas, False)

    def _follow(self, *_: object) -> None:
        is_digitising = isinstance(self._canvas.mapTool(), QgsMapToolEdit)
        is_elsewhere = self._canvas.currentLayer() is not self._layer
        is_needed = self._exact.isChecked() or (is_digitising and is_elsewhere)
        self._actions.hear_in(self._canvas, not is_needed)
