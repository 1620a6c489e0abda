"""Form for the choices of a set-up, all optional."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from deepslide_qgis.gui.options.set_up_choices import SetUpChoices
from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.install_plan import BUILDS
from deepslide_qgis.worker.named_python import OPTIONS_PAGE, PYTHON_VARIABLE, named_python, save_named_python


class SetUpForm(QWidget):
    """Emits ``edited`` when a choice changes."""

    edited = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.build, self.index, self.torch_index = QComboBox(), QLineEdit(), QLineEdit()
        self.imagery = QCheckBox(tr("Also what finds, fetches and prepares imagery (250 MB)"))
        self.wheels = _file_widget(QgsFileWidget.StorageMode.GetDirectory)
        self.base_python = _file_widget(QgsFileWidget.StorageMode.GetFile)
        self.own_python = _file_widget(QgsFileWidget.StorageMode.GetFile)
        self.build.addItem(tr("What fits this computer's graphics card and driver"), "auto")
        for tag, build in BUILDS.items():
            self.build.addItem(build.title, tag)
        self._build_layout()
        self._fill(SetUpChoices.read())
        self.build.currentIndexChanged.connect(self._emit_edited)
        self.imagery.toggled.connect(self._emit_edited)
        for edit in (self.index, self.torch_index):
            edit.editingFinished.connect(self.edited)
        for widget in (self.wheels, self.base_python):
            widget.fileChanged.connect(self._emit_edited)

    def choices(self) -> SetUpChoices:
        """Return what the form shows."""
        return SetUpChoices(
            self.build.currentData(),
            self.wheels.filePath().strip(),
            self.index.text().strip(),
            self.torch_index.text().strip(),
            self.base_python.filePath().strip(),
            self.imagery.isChecked(),
        )

    def save(self) -> None:
        """Store the choices, and the Python named to run the engine."""
        self.choices().write()
        if self.own_python.isEnabled():
            named = self.own_python.filePath().strip()
            save_named_python(Path(named) if named else None)

    def _build_layout(self) -> None:
        where = QgsCollapsibleGroupBox(tr("Where packages come from (proxy and certificates: Settings > Network)"))
        where.setCollapsed(True)
        sources, form = QFormLayout(where), QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        self.index.setPlaceholderText(tr("the usual one, or what pip is set to"))
        self.torch_index.setPlaceholderText(tr("PyTorch's own"))
        self.wheels.lineEdit().setPlaceholderText(tr("none: packages come from the internet"))
        self.base_python.lineEdit().setPlaceholderText(tr("QGIS's own, or another that is found"))
        self.own_python.lineEdit().setPlaceholderText(tr("none: the plugin's own environment"))
        sources.addRow(tr("Folder of wheels (offline)"), self.wheels)
        sources.addRow(tr("Package index"), self.index)
        sources.addRow(tr("Mirror of PyTorch's index"), self.torch_index)
        sources.addRow(tr("Python to make it with"), self.base_python)
        form.addRow(tr("Build"), self.build)
        form.addRow("", self.imagery)
        form.addRow(where)
        form.addRow(tr("Run with this Python instead"), self.own_python)
        self.own_python.setToolTip(tr("A Python that has the engine's packages already; nothing is installed then."))

    def _fill(self, choices: SetUpChoices) -> None:
        self.build.setCurrentIndex(max(0, self.build.findData(choices.build)))
        self.imagery.setChecked(choices.imagery)
        self.index.setText(choices.index)
        self.torch_index.setText(choices.torch_index)
        self.wheels.setFilePath(choices.wheels)
        self.base_python.setFilePath(choices.base_python)
        named, by = named_python()
        self.own_python.setFilePath(str(named or ""))
        self.own_python.setEnabled(by == OPTIONS_PAGE)
        if by == PYTHON_VARIABLE:
            self.own_python.setToolTip(tr("The variable {} names it.").format(PYTHON_VARIABLE))

    def _emit_edited(self, _: object = None) -> None:
        self.edited.emit()


def _file_widget(mode: QgsFileWidget.StorageMode) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setStorageMode(mode)
    return widget
