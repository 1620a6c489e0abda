"""Form for the description of a landslide: type, trigger, dates, confidence, comment."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from qgis.PyQt.QtCore import QDateTime, QEvent, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QWidget

from deepslide_qgis.core.review.landslide_types import CONFIDENCES, LANDSLIDE_TYPES, TRIGGERS
from deepslide_qgis.gui.dock.choice_box import ChoiceBox
from deepslide_qgis.gui.dock.comment_edit import CommentEdit
from deepslide_qgis.gui.dock.date_edit import DateEdit
from deepslide_qgis.gui.translation import tr

FIELDS = ("type_code", "type_code2", "trigger", "date_min", "date_max", "confidence", "comment")
LEAVING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


@dataclass(frozen=True)
class ShownValue:
    """A displayed value, its text, and whether it is stored in the candidate or only offered."""

    value: Any
    text: str
    is_stored: bool


class DescriptionForm(QWidget):
    """Shows and edits the values of one candidate.

    ``edited`` is emitted when the user changed a value, ``left`` when Enter or Escape ends the editing.
    """

    edited = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.type_code = ChoiceBox({code: f"{code}  {tr(name)}" for code, name in LANDSLIDE_TYPES.items()})
        self.type_code2 = ChoiceBox({code: f"{code}  {tr(name)}" for code, name in LANDSLIDE_TYPES.items()})
        self.trigger = ChoiceBox({code: tr(name) for code, name in TRIGGERS.items()})
        self.confidence = ChoiceBox({code: f"{code}  {tr(name)}" for code, name in CONFIDENCES.items()})
        self.date_min, self.date_max = DateEdit(is_latest=False), DateEdit(is_latest=True)
        self.comment = CommentEdit()
        self._shown: dict[str, ShownValue] = {}
        self.note = QLabel(tr("Offered: the values of the last one. They are written when you accept."))
        self.note.setWordWrap(True)
        font = self.note.font()
        font.setItalic(True)
        self.note.setFont(font)
        self._build_layout()
        self._connect_signals()

    def show_values(self, stored: Mapping[str, Any], offered: Mapping[str, Any]) -> None:
        """Show ``stored`` values by field name, and ``offered`` ones (of the last candidate) where none is stored."""
        for name, widget in self._widgets().items():
            is_stored = stored.get(name) is not None
            value = stored[name] if is_stored else offered.get(name)
            widget.blockSignals(True)
            widget.show_value(value)
            widget.blockSignals(False)
            self._shown[name] = ShownValue(value, widget.text(), is_stored)
        self.note.setVisible(any(not shown.is_stored and shown.value is not None for shown in self._shown.values()))

    def values(self) -> dict[str, Any]:
        """Return the values to write by field name: changed ones, None for emptied ones, and the rest as displayed.

        Leaves out empty values, and stored values that would change by being written again. Raises ReviewError for an
        invalid date, or a text that is in no list.
        """
        values = self.changes()
        for name, shown in self._shown.items():
            must_stay = shown.is_stored and self._must_stay_unchanged(name, shown.value)
            if shown.value is not None and not must_stay and name not in values:
                values[name] = shown.value
        return values

    def changes(self, names: Container[str] = FIELDS) -> dict[str, Any]:
        """Return the changed values of the fields ``names``, None for emptied ones; raise ReviewError."""
        widgets = {name: widget for name, widget in self._widgets().items() if name in names}
        return {name: widget.value() for name, widget in widgets.items() if widget.text() != self._shown[name].text}

    def _must_stay_unchanged(self, name: str, value: Any) -> bool:
        """True for a time, whose zone QGIS may not know, and a type code that only this file defines."""
        return isinstance(value, QDateTime) or (name == "type_code" and not self.type_code.offers(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in LEAVING_KEYS:
            QTimer.singleShot(0, self.left)  # after the field has processed the key
        return False

    def _on_editing_finished(self) -> None:
        if self.sender().isModified():
            self.sender().setModified(False)
            self.edited.emit()

    def _widgets(self) -> dict[str, QWidget]:
        return {name: getattr(self, name) for name in FIELDS}

    def _build_layout(self) -> None:
        dates = QHBoxLayout()
        for widget in (self.date_min, QLabel("–"), self.date_max):
            dates.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (
            (tr("Type"), self.type_code),
            (tr("Second type"), self.type_code2),
            (tr("Trigger"), self.trigger),
            (tr("Date, or from – to"), dates),
            (tr("Confidence"), self.confidence),
            (tr("Comment"), self.comment),
        ):
            layout.addRow(title, field)
        layout.addRow(self.note)

    def _connect_signals(self) -> None:
        for widget in (self.type_code, self.type_code2, self.trigger, self.confidence):
            widget.currentIndexChanged.connect(self.edited)
        for widget in (self.date_min, self.date_max, self.comment):
            widget.editingFinished.connect(self._on_editing_finished)
        for widget in self._widgets().values():
            widget.installEventFilter(self)
