"""A list to choose from, or to type a part of an entry into; what a layer holds beside it gets an entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QWidget

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr

SHORTEST_CHARACTERS = 12


class ChoiceBox(QComboBox):
    """Offers ``entries``, texts by value; the first entry is empty."""

    def __init__(self, entries: Mapping[Any, str], parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.addItem("", None)
        for value, text in entries.items():
            self.addItem(text, value)
        self._usual = self.count()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST_CHARACTERS)
        self.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def text(self) -> str:
        """Return what is to be read."""
        return self.currentText()

    def offers(self, value: Any) -> bool:
        """Return whether ``value`` is one of the entries that are always there."""
        return 0 < self.findData(value) < self._usual

    def show_value(self, value: Any) -> None:
        """Show ``value``, also one that is no entry; None is empty."""
        while self.count() > self._usual:
            self.removeItem(self._usual)
        if value is not None and not self.offers(value):
            self.addItem(str(value), value)
        self.setCurrentIndex(0 if value is None else self.findData(value))
        self.lineEdit().setCursorPosition(0)  # a long entry is read from its beginning

    def value(self) -> Any:
        """Return what was chosen, None where nothing was; raise ReviewError for a text that is no entry."""
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)  # in capitals or not
        if place < 0:
            raise ReviewError(
                tr("'{}' is not in the list.").format(self.currentText()),
                tr("Choose an entry of it, or leave it empty."),
            )
        return self.itemData(place)
