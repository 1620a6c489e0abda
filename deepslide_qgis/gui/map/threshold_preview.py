"""Preview, on the map, of the pixels above a threshold while the slider moves."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsColorRampShader,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QColor

from deepslide_qgis.gui.map.rendered import Overlay, RenderedView

OVER = QColor(255, 0, 200, 170)
UNDER = QColor(0, 0, 0, 0)


class ThresholdPreview(QObject):
    """Paints a probability raster where it reaches a threshold; the layer itself is unchanged."""

    def __init__(self, canvas: QgsMapCanvas):
        super().__init__()
        self._picture, self._overlay = RenderedView(canvas, is_transparent=True), Overlay(canvas)
        self._copy: Optional[QgsRasterLayer] = None
        self._source_id = ""
        self._picture.ready.connect(self._update_overlay)

    def show(self, layer: QgsRasterLayer, threshold: float) -> None:
        """Paint the pixels of ``layer`` that are at least ``threshold``."""
        if self._source_id != layer.id():
            self._copy, self._source_id = layer.clone(), layer.id()
        self._copy.setRenderer(_threshold_renderer(self._copy, threshold))
        self._copy.setOpacity(1.0)
        self._picture.show_layers([self._copy])

    def clear(self) -> None:
        """Paint nothing."""
        self._picture.stop()
        self._copy, self._source_id = None, ""
        self._overlay.set_parts([])

    def remove(self) -> None:
        """Remove the overlay from the canvas."""
        self._picture.close()
        self._overlay.scene().removeItem(self._overlay)

    def _update_overlay(self) -> None:
        image = self._picture.image
        self._overlay.set_parts([] if image is None else [(image, "", 0.0, 1.0)])


def _threshold_renderer(layer: QgsRasterLayer, threshold: float) -> QgsSingleBandPseudoColorRenderer:
    """Return a renderer of two classes: transparent below the threshold, one colour from it on."""
    ramp = QgsColorRampShader(0.0, 1.0)
    ramp.setColorRampType(QgsColorRampShader.Type.Discrete)
    below_threshold = threshold - 1e-6
    ramp.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(below_threshold, UNDER), QgsColorRampShader.ColorRampItem(float("inf"), OVER)]
    )
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    return QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
