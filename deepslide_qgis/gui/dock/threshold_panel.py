"""Panel that makes candidates from a probability raster: threshold slider with preview; no network runs again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.gui.background_run import BackgroundRun
from deepslide_qgis.gui.dock.new_file import NewFile
from deepslide_qgis.gui.layer_choice import layer_choice
from deepslide_qgis.gui.map.threshold_preview import ThresholdPreview
from deepslide_qgis.gui.translation import tr

ALGORITHM = "deepslide:extractcandidates"
STEPS = 200
DEFAULT = 0.5
NO_MINIMUM = 0.0


class ThresholdPanel(QFrame):
    """Emits ``made`` with the layer of candidates, ``failed`` with an error message."""

    made = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.preview = ThresholdPreview(canvas)
        self.raster = layer_choice("RasterLayer", tr("(choose a probability raster)"), self)
        self.slider, self.value = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.slider.setRange(1, STEPS - 1)
        self.slider.setValue(int(DEFAULT * STEPS))
        self.min_area_m2, self.file = QDoubleSpinBox(), NewFile()
        self.button, self.close_button = QPushButton(tr("Make candidates")), QPushButton(tr("Close"))
        self._run: Optional[BackgroundRun] = None
        self._title = ""
        self._messages: list[str] = []
        self._build_layout()
        self.raster.layerChanged.connect(self._on_raster_chosen)
        self.slider.valueChanged.connect(self._update)
        self.button.clicked.connect(self._start)
        self.close_button.clicked.connect(self.hide)
        self._update()
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
        self._update()

    def remove(self) -> None:
        """Stop a run and remove the preview; for unloading the plugin."""
        if self._run is not None:
            self._run.ended.disconnect(self._on_ended)
            self._run.stop()
        self.preview.remove()

    def _build_layout(self) -> None:
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

    def _on_raster_chosen(self, layer: Optional[QgsRasterLayer]) -> None:
        if layer is not None:
            raster = Path(layer.source())
            self.file.offer(raster.with_name(f"{raster.stem}_candidates.gpkg"))
        self._update()

    def _update(self, _: int = 0) -> None:
        layer = self.raster.currentLayer()
        self.value.setText(QLocale().toString(self.threshold, "f", 3))
        self.button.setEnabled(layer is not None and self._run is None)
        if layer is None or not self.isVisible():
            self.preview.clear()
        else:
            self.preview.show(layer, self.threshold)

    def _start(self) -> None:
        run = BackgroundRun(ALGORITHM, self._parameters(), self, QgsProject.instance())
        error = run.parameter_error()
        if error:
            self.failed.emit(error)
            return
        self._run, self._messages = run, []
        self._title = f"{tr('Candidates')} ≥ {self.threshold:g}"  # the slider may have moved when the run ends
        run.logged.connect(self._messages.append)
        run.ended.connect(self._on_ended)
        self.button.setEnabled(False)
        run.start()

    def _parameters(self) -> dict[str, Any]:
        """Return the parameters of the algorithm, which refuses a file with judgements or other tables."""
        parameters = {
            "PROBABILITY": self.raster.currentLayer().source(),
            "THRESHOLD": self.threshold,
            "CANDIDATES": str(self.file.named() or ""),
        }
        if self.min_area_m2.value() > NO_MINIMUM:
            parameters["MIN_AREA"] = self.min_area_m2.value()
        return parameters

    def _on_ended(self, is_done: bool, results: dict) -> None:
        if not is_done:
            self._reset("\n".join(self._messages).strip() or tr("The candidates could not be made."))
            return
        layer = QgsVectorLayer(results["CANDIDATES"], self._title, "ogr")
        layer.loadNamedStyle(str(resources_folder() / "styles" / "candidates.qml"))
        self._reset("")
        QgsProject.instance().addMapLayer(layer)
        self.hide()
        self.made.emit(layer)

    def _reset(self, error: str) -> None:
        self._run.deleteLater()
        self._run = None
        self.file.offer_again()
        self._update()
        if error:
            self.failed.emit(error)
