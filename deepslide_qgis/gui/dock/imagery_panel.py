"""Panel for choosing the imagery before and after the event."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QWidget

from deepslide_qgis.gui.dock.actions import ActionButton, ReviewActions
from deepslide_qgis.gui.layer_choice import layer_choice
from deepslide_qgis.gui.translation import tr


class ImageryPanel(QgsCollapsibleGroupBox):
    """Emits ``named`` with the two layers, None for none."""

    named = pyqtSignal(object, object)

    def __init__(self, actions: ReviewActions, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setTitle(tr("Imagery before and after"))
        self.before, self.after = self._make_choice(), self._make_choice()
        buttons = QHBoxLayout()
        for name in ("blink", "swipe"):
            buttons.addWidget(ActionButton(actions[name], self))
        form = QFormLayout(self)
        form.addRow(tr("Before"), self.before)
        form.addRow(tr("After"), self.after)
        form.addRow(buttons)

    def forget(self, layer_ids: list[str]) -> None:
        """Clear a chosen layer that is about to be removed."""
        for box in (self.before, self.after):
            if box.currentLayer() is not None and box.currentLayer().id() in layer_ids:
                box.setLayer(None)
        self._emit_layers()

    def _make_choice(self) -> QgsMapLayerComboBox:
        box = layer_choice("RasterLayer", tr("(none)"), self)
        box.layerChanged.connect(self._emit_layers)
        return box

    def _emit_layers(self, _: Optional[QgsMapLayer] = None) -> None:
        self.named.emit(self.before.currentLayer(), self.after.currentLayer())
