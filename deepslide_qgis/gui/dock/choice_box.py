"""Combo box with completion, which also shows a layer's values that are not among its entries."""

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
        self._fixed_count = self.count()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST_CHARACTERS)
        self.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def text(self) -> str:
        """Return the displayed text."""
        return self.currentText()

    def offers(self, value: Any) -> bool:
        """Return whether ``value`` is one of the fixed entries."""
        return 0 < self.findData(value) < self._fixed_count

    def show_value(self, value: Any) -> None:
        """Show ``value``, adding an entry for an unknown one; None is empty."""
        while self.count() > self._fixed_count:
            self.removeItem(self._fixed_count)
        if value is not None and not self.offers(value):
            self.addItem(str(value), value)
        self.setCurrentIndex(0 if value is None else self.findData(value))
        self.lineEdit().setCursorPosition(0)  # show the beginning of a long entry

    def value(self) -> Any:
        """Return the chosen value, None for none; raise ReviewError for a text that is no entry."""
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)  # ignores case
        if place < 0:
            raise ReviewError(
                tr("'{}' is not in the list.").format(self.currentText()),
                tr("Choose an entry of it, or leave it empty."),
            )
        return self.itemData(place)
