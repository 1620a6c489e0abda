"""Candidates from a probability raster: a slider, what it would take, and a button; no network is run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.gui.background_run import BackgroundRun
from deepslide_qgis.gui.dock.new_file import NewFile
from deepslide_qgis.gui.layer_choice import layer_choice
from deepslide_qgis.gui.map.threshold_preview import ThresholdPreview
from deepslide_qgis.gui.translation import tr

ALGORITHM = "deepslide:extractcandidates"
STEPS = 200
USUAL = 0.5
NO_MINIMUM = 0.0


class ThresholdPanel(QFrame):
    """Emits ``made`` with the layer of candidates, ``failed`` with what went wrong."""

    made = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.preview = ThresholdPreview(canvas)
        self.raster = layer_choice("RasterLayer", tr("(choose a probability raster)"), self)
        self.slider, self.value = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.slider.setRange(1, STEPS - 1)
        self.slider.setValue(int(USUAL * STEPS))
        self.min_area_m2, self.file = QDoubleSpinBox(), NewFile()
        self.button, self.close_button = QPushButton(tr("Make candidates")), QPushButton(tr("Close"))
        self._run: Optional[BackgroundRun] = None
        self._title = ""
        self._said: list[str] = []
        self._arrange()
        self.raster.layerChanged.connect(self._raster_chosen)
        self.slider.valueChanged.connect(self._show)
        self.button.clicked.connect(self._make)
        self.close_button.clicked.connect(self.hide)
        self._show()
        self.hide()

    @property
    def threshold(self) -> float:
        return self.slider.value() / STEPS

    def hideEvent(self, event: Any) -> None:
        self.preview.clear()
        super().hideEvent(event)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.file.offer_again()
        self._show()

    def remove(self) -> None:
        """Stop what is at work and leave nothing on the map: for a plugin that is unloaded."""
        if self._run is not None:
            self._run.ended.disconnect(self._executed)
            self._run.stop()
        self.preview.remove()

    def _arrange(self) -> None:
        self.min_area_m2.setRange(NO_MINIMUM, 1e9)
        self.min_area_m2.setDecimals(0)
        self.min_area_m2.setSingleStep(100)
        self.min_area_m2.setSpecialValueText(tr("four pixels"))
        slide, buttons = QHBoxLayout(), QHBoxLayout()
        slide.addWidget(self.slider, 1)
        slide.addWidget(self.value)
        buttons.addWidget(self.button)
        buttons.addWidget(self.close_button)
        form = QFormLayout(self)
        title = QLabel(tr("<b>Candidates from a probability raster</b>, without running a network again"))
        title.setWordWrap(True)
        form.addRow(title)
        form.addRow(tr("Probability"), self.raster)
        form.addRow(tr("Threshold"), slide)
        form.addRow(tr("Minimum area [m²]"), self.min_area_m2)
        form.addRow(tr("Candidates"), self.file)
        form.addRow(buttons)

    def _raster_chosen(self, layer: Optional[QgsRasterLayer]) -> None:
        if layer is not None:
            raster = Path(layer.source())
            self.file.offer(raster.with_name(f"{raster.stem}_candidates.gpkg"))
        self._show()

    def _show(self, _: int = 0) -> None:
        layer = self.raster.currentLayer()
        self.value.setText(QLocale().toString(self.threshold, "f", 3))
        self.button.setEnabled(layer is not None and self._run is None)
        if layer is None or not self.isVisible():
            self.preview.clear()
        else:
            self.preview.show(layer, self.threshold)

    def _make(self) -> None:
        try:
            run = BackgroundRun(ALGORITHM, self._parameters(), self, QgsProject.instance())
        except ReviewError as error:
            self.failed.emit(str(error))
            return
        parameter_error = run.parameter_error()
        if parameter_error:
            self.failed.emit(parameter_error)
            return
        self._run, self._said = run, []
        self._title = f"{tr('Candidates')} ≥ {self.threshold:g}"  # the slider may be elsewhere when they are made
        run.logged.connect(self._said.append)
        run.ended.connect(self._executed)
        self.button.setEnabled(False)
        run.start()

    def _parameters(self) -> dict[str, Any]:
        """Return what is asked of the algorithm; raise ReviewError for a file that is there already."""
        parameters = {
            "PROBABILITY": self.raster.currentLayer().source(),
            "THRESHOLD": self.threshold,
            "CANDIDATES": self.file.path(),
        }
        if self.min_area_m2.value() > NO_MINIMUM:
            parameters["MIN_AREA"] = self.min_area_m2.value()
        return parameters

    def _executed(self, is_done: bool, results: dict) -> None:
        if not is_done:
            self._end("\n".join(self._said).strip() or tr("The candidates could not be made."))
            return
        layer = QgsVectorLayer(results["CANDIDATES"], self._title, "ogr")
        layer.loadNamedStyle(str(resources_folder() / "styles" / "candidates.qml"))
        self._end("")
        QgsProject.instance().addMapLayer(layer)
        self.hide()
        self.made.emit(layer)

    def _end(self, parameter_error: str) -> None:
        self._run.deleteLater()
        self._run = None
        self.file.offer_again()
        self._show()
        if parameter_error:
            self.failed.emit(parameter_error)
