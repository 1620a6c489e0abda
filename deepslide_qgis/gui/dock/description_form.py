"""What a geologist says of a landslide: type, trigger, dates, confidence, comment."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Optional

from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from deepslide_qgis.core.landslide_types import CONFIDENCES, LANDSLIDE_TYPES, TRIGGERS
from deepslide_qgis.gui.dock.date_edit import DateEdit
from deepslide_qgis.gui.translation import tr

LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
LONGEST_COMMENT = 254
"""What every file format holds."""


class DescriptionForm(QWidget):
    """Shows and takes the values of one candidate.

    ``edited`` is emitted when a person changed one, ``left`` when Enter or Escape ends the writing.
    """

    edited = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.type_code = _choice({code: f"{code}  {tr(name)}" for code, name in LANDSLIDE_TYPES.items()})
        self.type_code2 = _choice({code: f"{code}  {tr(name)}" for code, name in LANDSLIDE_TYPES.items()})
        self.trigger = _choice({code: tr(name) for code, name in TRIGGERS.items()})
        self.confidence = _choice({code: f"{code}  {tr(name)}" for code, name in CONFIDENCES.items()})
        self.date_min, self.date_max = DateEdit(is_latest=False), DateEdit(is_latest=True)
        self.comment = QLineEdit()
        self.comment.setMaxLength(LONGEST_COMMENT)
        self.note = QLabel(tr("Offered: the values of the last one. They are written when you accept."))
        self.note.setWordWrap(True)
        font = self.note.font()
        font.setItalic(True)
        self.note.setFont(font)
        self._shown: dict[str, Any] = {}
        self._arrange()
        self._announce()

    def show_values(self, values: Mapping[str, Any], is_offered: bool) -> None:
        """Show ``values`` by field name; ``is_offered`` says that they are those of the last one."""
        for name, widget in self._widgets().items():
            widget.blockSignals(True)
            _put(widget, values.get(name))
            widget.blockSignals(False)
        self._shown = self.values()
        self.note.setVisible(is_offered and any(values.get(name) is not None for name in self._widgets()))

    def values(self) -> dict[str, Any]:
        """Return the values as they stand in the form, None is empty; raise ReviewError for what is no date."""
        return {name: _taken(widget) for name, widget in self._widgets().items()}

    def changes(self, names: Optional[Container[str]] = None) -> dict[str, Any]:
        """Return the values of the fields ``names``, all by default, that are not those shown; raise ReviewError."""
        taken = {name: _taken(widget) for name, widget in self._widgets().items() if names is None or name in names}
        return {name: value for name, value in taken.items() if value != self._shown.get(name)}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in LEAVING:
            QTimer.singleShot(0, self.left)  # after the field has taken what was written
        return False

    def _edited(self) -> None:
        if self.sender().isModified():
            self.sender().setModified(False)
            self.edited.emit()

    def _widgets(self) -> dict[str, QWidget]:
        names = ("type_code", "type_code2", "trigger", "date_min", "date_max", "confidence", "comment")
        return {name: getattr(self, name) for name in names}

    def _arrange(self) -> None:
        dates = QHBoxLayout()
        for widget in (self.date_min, QLabel("–"), self.date_max):
            dates.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (
            (tr("Type"), self.type_code),
            (tr("Passing into"), self.type_code2),
            (tr("Trigger"), self.trigger),
            (tr("Date, or from – to"), dates),
            (tr("Confidence"), self.confidence),
            (tr("Comment"), self.comment),
        ):
            layout.addRow(title, field)
        layout.addRow(self.note)

    def _announce(self) -> None:
        for widget in (self.type_code, self.type_code2, self.trigger, self.confidence):
            widget.currentIndexChanged.connect(self.edited)
        for widget in (self.date_min, self.date_max, self.comment):
            widget.editingFinished.connect(self._edited)
        for widget in self._widgets().values():
            widget.installEventFilter(self)


def _choice(entries: Mapping[Any, str]) -> QComboBox:
    """Return a list to choose from, or to type a part of an entry into; its first entry is empty."""
    box = QComboBox()
    box.addItem("", None)
    for value, text in entries.items():
        box.addItem(text, value)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.completer().setFilterMode(Qt.MatchFlag.MatchContains)
    box.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return box


def _put(widget: QWidget, value: Any) -> None:
    if isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findData(value)))
        widget.lineEdit().setCursorPosition(0)  # a long entry is read from its beginning
    elif isinstance(widget, DateEdit):
        widget.set_date(value)
    else:
        widget.setText("" if value is None else str(value))


def _taken(widget: QWidget) -> Any:
    if isinstance(widget, QComboBox):
        place = widget.findText(widget.currentText())
        return widget.itemData(place) if place >= 0 else None
    if isinstance(widget, DateEdit):
        return widget.date()
    return widget.text().strip() or None
