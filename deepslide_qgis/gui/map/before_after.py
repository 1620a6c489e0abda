"""Imagery before and after the event on the map: alternating with a key, or swiped with the mouse."""

from __future__ import annotations

from enum import Enum
from typing import Optional

from qgis.core import QgsMapLayer, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject

from deepslide_qgis.gui.map.rendered import Overlay, RenderedView
from deepslide_qgis.gui.translation import tr


class View(Enum):
    """What the overlay shows."""

    MAP = "map"
    BEFORE = "before"
    AFTER = "after"
    SWIPE = "swipe"


class BeforeAfter(QObject):
    """Overlays two raster layers, in turn or side by side, below the map's vector layers."""

    def __init__(self, canvas: QgsMapCanvas):
        super().__init__()
        self._canvas = canvas
        self._layers: dict[View, Optional[QgsMapLayer]] = {View.BEFORE: None, View.AFTER: None}
        self._pictures = {View.BEFORE: RenderedView(canvas), View.AFTER: RenderedView(canvas)}
        self._overlay = Overlay(canvas)
        self._share = 0.5
        self.view = View.MAP
        for picture in self._pictures.values():
            picture.ready.connect(self._update_overlay)
        canvas.layersChanged.connect(self._render_sides)
        canvas.viewport().setMouseTracking(True)
        canvas.viewport().installEventFilter(self)

    @property
    def is_usable(self) -> bool:
        """True if both layers are set."""
        return None not in self._layers.values()

    def name_layers(self, before: Optional[QgsMapLayer], after: Optional[QgsMapLayer]) -> None:
        """Set the layers that show the ground before and after."""
        self._layers = {View.BEFORE: before, View.AFTER: after}
        self.show_view(self.view if self.is_usable else View.MAP)

    def blink(self) -> None:
        """Switch between before and after."""
        self.show_view(View.AFTER if self.view is View.BEFORE else View.BEFORE)

    def swipe(self) -> None:
        """Start or end swiping."""
        self.show_view(View.MAP if self.view is View.SWIPE else View.SWIPE)

    def show_view(self, view: View) -> None:
        """Show ``view``; without two layers always the map itself."""
        self.view = view if self.is_usable else View.MAP
        self._render_sides()
        self._update_overlay()

    def remove(self) -> None:
        """Remove the overlay from the canvas."""
        self._canvas.viewport().removeEventFilter(self)
        self._canvas.layersChanged.disconnect(self._render_sides)
        for picture in self._pictures.values():
            picture.close()
        self._canvas.scene().removeItem(self._overlay)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.view is View.SWIPE and event.type() == QEvent.Type.MouseMove:
            self._share = min(1.0, max(0.0, event.pos().x() / max(1, self._canvas.width())))
            self._update_overlay()
        return False

    def _render_sides(self) -> None:
        for side, picture in self._pictures.items():
            if self.view is View.MAP:
                picture.stop()
            else:
                picture.show_layers(self._layers_for(side))

    def _layers_for(self, side: View) -> list[QgsMapLayer]:
        """Return the map's vector layers on top of the raster of ``side``."""
        named = list(self._layers.values())
        vectors = [
            layer for layer in self._canvas.layers() if layer not in named and not isinstance(layer, QgsRasterLayer)
        ]
        return [*vectors, self._layers[side]]

    def _update_overlay(self) -> None:
        before, after = (self._pictures[side].image for side in (View.BEFORE, View.AFTER))
        titles = tr("Before"), tr("After")
        parts = []
        if self.view in (View.BEFORE, View.SWIPE) and before is not None:
            parts.append((before, titles[0], 0.0, self._share if self.view is View.SWIPE else 1.0))
        if self.view in (View.AFTER, View.SWIPE) and after is not None:
            parts.append((after, titles[1], self._share if self.view is View.SWIPE else 0.0, 1.0))
        self._overlay.set_parts(parts)
