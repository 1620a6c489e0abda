"""Panel that says what a layer needs before its review, with a button that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from deepslide_qgis.gui.dock.new_file import NewFile
from deepslide_qgis.gui.review.layer_check import Readiness, save_as_geopackage
from deepslide_qgis.gui.translation import tr


class BeginPanel(QFrame):
    """Emits ``agreed`` when the user lets the layer be prepared."""

    agreed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.sentence, self.file, self.button = QLabel(), NewFile(), QPushButton()
        self.sentence.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(self)
        for widget in (self.sentence, self.file, self.button):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.button.clicked.connect(self.agreed)

    def show_readiness(self, layer: QgsVectorLayer, readiness: Readiness) -> None:
        """Show what ``layer`` needs."""
        names = ", ".join(field.name for field in readiness.missing)
        parts = []
        if readiness.needs_a_file:
            parts.append(
                tr("'{}' is a temporary layer: it would be gone with QGIS, and the judgements with it.").format(
                    layer.name()
                )
            )
        if readiness.missing:
            parts.append(tr("The review needs fields that the layer lacks: {}.").format(names))
        parts.append(readiness.caution)
        self.sentence.setText("\n\n".join(part for part in parts if part))
        self.file.setVisible(readiness.needs_a_file)
        self.file.offer(Path(QgsProject.instance().homePath() or Path.home()) / "candidates.gpkg")
        self.button.setText(
            tr("Save as GeoPackage and begin") if readiness.needs_a_file else tr("Add the fields and begin")
        )

    def save_layer(self, layer: QgsVectorLayer) -> QgsVectorLayer:
        """Save ``layer`` under the name in the panel, and show the copy in the project; raise ReviewError."""
        saved = save_as_geopackage(layer, self.file.path())
        node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
        QgsProject.instance().addMapLayer(saved)
        if node is not None:
            node.setItemVisibilityChecked(False)
        return saved
