"""The tab 'Model packs': installed packs, packs of the catalogue, and buttons for the algorithms on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProcessingUtils
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.packs.catalogue import Catalogue, is_address
from deepslide_qgis.core.packs.pack import CARD_NAME, own_folder
from deepslide_qgis.core.packs.pack_choice import catalogue_place, choose_catalogue, read_choice
from deepslide_qgis.core.packs.pack_listing import AVAILABLE, DAMAGED, UPDATABLE, ListedPack, list_packs
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.gui.options.packs_table import PacksTable
from deepslide_qgis.gui.options.page import apply_tab
from deepslide_qgis.gui.options.work import Work
from deepslide_qgis.gui.translation import tr

INSTALL, LIST, UPDATE = "deepslide:installmodelpack", "deepslide:listmodelpacks", "deepslide:updatemodelpacks"
REMOVE, DEFAULT = "deepslide:removemodelpack", "deepslide:setdefaultmodelpack"
SHOW, SAVE = "deepslide:showmodelpack", "deepslide:savemodelpack"
LOG_LINES = 4


class PacksTab(QWidget):
    """Runs the algorithms on model packs; accesses the network only when a button is pressed."""

    def __init__(self, work: Work, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self._work = work
        self._has_read_catalogue = False
        self.table, self.details, self.bar, self.log = PacksTable(), QLabel(), QProgressBar(), QPlainTextEdit()
        self.catalogue, self.replace = QgsFileWidget(), QCheckBox(tr("Replace a pack of the same name"))
        self.cards = self._make_button(tr("Show card"), self._show_card)
        self.get = self._make_button(tr("Install"), self._install_or_update)
        self.default = self._make_button(tr("Make default"), lambda: self._run_on_selected(DEFAULT))
        self.save = self._make_button(tr("Save as .zip…"), self._save)
        self.remove = self._make_button(tr("Remove"), self._remove)
        self.from_file = self._make_button(tr("Install from file…"), self._install_file)
        self.from_address = self._make_button(tr("Install from address…"), self._install_address)
        self.look = self._make_button(tr("Look into the catalogue"), self._read_catalogue)
        self.cancel = self._make_button(tr("Cancel"), work.cancel)
        self._build_layout()
        self.table.currentItemChanged.connect(lambda *_: self._show())
        work.logged.connect(self.log.appendPlainText)
        work.changed.connect(self._show)
        work.ended.connect(self._on_ended)
        self.log.setPlainText("\n".join(work.lines))
        self._list_packs()

    def apply(self) -> None:
        """Save the catalogue: on accepting the options, or before a button's work."""
        place = self.catalogue.filePath().strip()
        if place != read_choice().catalogue:
            choose_catalogue(place)

    def _make_button(self, text: str, on_press: Any) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _: on_press())
        return button

    def _build_layout(self) -> None:
        self.details.setWordWrap(True)
        self.details.setTextFormat(Qt.TextFormat.PlainText)  # never interpret a catalogue's texts as HTML
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.log.setReadOnly(True)
        self.log.setPlaceholderText(tr("What the last button did"))
        self.log.setFixedHeight(self.log.fontMetrics().lineSpacing() * LOG_LINES + 12)
        self.catalogue.setFilePath(read_choice().catalogue)
        self.catalogue.setFilter(tr("Catalogues") + " (*.json)")
        self.catalogue.lineEdit().setPlaceholderText(tr("the plugin's own; or an address (https://…) or file"))
        rows = (
            (self.cards, self.get, self.default, self.save, self.remove, None),
            (self.from_file, self.from_address, self.replace, None),
            (QLabel(tr("Catalogue")), self.catalogue, self.look),
            (self.cancel, self.bar),
        )
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)
        for widgets in rows:
            row = QHBoxLayout()
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget, 1 if widget in (self.catalogue, self.bar) else 0)
            layout.addLayout(row)
        layout.addWidget(self.log)

    def _list_packs(self) -> None:
        """Show the installed packs, and those of the catalogue if it is a local file."""
        place = catalogue_place()
        try:
            text = "" if is_address(place) else Path(place).expanduser().read_text(encoding="utf-8")
            self._show_packs(list_packs(Catalogue.from_json(text, place) if text else None))
        except (OSError, ValueError, DeepSlideError) as error:
            self._show_packs(list_packs())
            self.log.appendPlainText(str(error))

    def _show_packs(self, packs: Sequence[ListedPack]) -> None:
        self.table.show_packs(packs)
        self._show()

    def _show(self) -> None:
        pack, is_running = self.table.selected(), self._work.is_running
        is_free = pack is not None and not is_running
        is_installed = is_free and pack.state not in (AVAILABLE, DAMAGED)
        for button in (self.cards, self.save):
            button.setEnabled(is_installed)
        self.default.setEnabled(is_installed and not pack.is_default)
        self.get.setText(tr("Update") if pack is not None and pack.state == UPDATABLE else tr("Install"))
        self.get.setEnabled(is_free and pack.state in (AVAILABLE, UPDATABLE))
        self.remove.setEnabled(is_free and bool(pack.folder) and Path(pack.folder).parent == own_folder())
        for widget in (self.from_file, self.from_address, self.replace, self.catalogue, self.look):
            widget.setEnabled(not is_running)
        self.cancel.setVisible(is_running)
        self.bar.setVisible(is_running)
        self.bar.setValue(round(self._work.percent))
        self.details.setText(details(pack) if pack is not None else "")

    def _run_on_selected(self, algorithm_id: str, **parameters: Any) -> None:
        self._work.start(algorithm_id, {"PACK": self.table.selected().id, **parameters})

    def _show_card(self) -> None:
        self._run_on_selected(SHOW, REPORT=QgsProcessingUtils.generateTempFilename("card.html"))

    def _install_or_update(self) -> None:
        if apply_tab(self, self.log.appendPlainText):
            self._run_on_selected(UPDATE if self.table.selected().state == UPDATABLE else INSTALL)

    def _save(self) -> None:
        name = f"{self.table.selected().id}.zip"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save model pack"), name, tr("Zip files") + " (*.zip)")
        if path:
            self._run_on_selected(SAVE, OUTPUT=path if path.lower().endswith(".zip") else f"{path}.zip")

    def _remove(self) -> None:
        question = tr("Remove the pack '{}' and its weights?").format(self.table.selected().id)
        if QMessageBox.question(self, tr("Remove model pack"), question) == QMessageBox.StandardButton.Yes:
            self._run_on_selected(REMOVE)

    def _install_file(self) -> None:
        kinds = tr("Model packs") + f" (*.zip {CARD_NAME})"
        path, _ = QFileDialog.getOpenFileName(self, tr("Install model pack"), "", kinds)
        if path:
            self._work.start(INSTALL, {"PACK_FILE": path, "REPLACE": self.replace.isChecked()})

    def _install_address(self) -> None:
        prompt = tr("Address of the pack's .zip (https://…):")
        text, is_given = QInputDialog.getText(
            self, tr("Install model pack"), prompt, QLineEdit.EchoMode.Normal, "https://"
        )
        if is_given and text.strip():
            self._work.start(INSTALL, {"PACK": text.strip(), "REPLACE": self.replace.isChecked()})

    def _read_catalogue(self) -> None:
        if apply_tab(self, self.log.appendPlainText):
            self._work.start(LIST)

    def _on_ended(self, algorithm_id: str, is_done: bool, results: dict) -> None:
        """Show the results of the algorithm: packs, a card, or the new list."""
        if algorithm_id == LIST and is_done:
            self._has_read_catalogue = True
            self._show_packs([from_plain(ListedPack, plain) for plain in json.loads(results["PACKS"])])
        elif algorithm_id == SHOW and is_done:
            QDesktopServices.openUrl(QUrl.fromLocalFile(results["REPORT"]))
        elif algorithm_id in (INSTALL, UPDATE, REMOVE, DEFAULT) and self._has_read_catalogue:
            self._work.start(LIST)
        elif algorithm_id in (INSTALL, UPDATE, REMOVE, DEFAULT):
            self._list_packs()


def details(pack: ListedPack) -> str:
    """Return what a user should know about a pack before using a button."""
    trial = tr("For trying the tool only: do not map with it.") if not pack.for_mapping else ""
    licence = tr("Licence: {}").format(pack.licence) if pack.licence else ""
    origin = tr("From: {}").format(pack.origin) if pack.origin else ""
    return "\n".join(text for text in (pack.title, pack.complaint, trial, licence, origin) if text)
