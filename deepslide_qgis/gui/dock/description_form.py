"""What a geologist says of a landslide: type, trigger, dates, confidence, comment."""

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
LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


@dataclass(frozen=True)
class Shown:
    """A value as it came, the text that it is shown by, and whether it is the candidate's or offered."""

    came: Any
    text: str
    is_stored: bool


class DescriptionForm(QWidget):
    """Shows and takes the values of one candidate.

    ``edited`` is emitted when a person changed one, ``left`` when Enter or Escape ends the writing.
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
        self._shown: dict[str, Shown] = {}
        self.note = QLabel(tr("Offered: the values of the last one. They are written when you accept."))
        self.note.setWordWrap(True)
        font = self.note.font()
        font.setItalic(True)
        self.note.setFont(font)
        self._arrange()
        self._announce()

    def show_values(self, stored: Mapping[str, Any], offered: Mapping[str, Any]) -> None:
        """Show what is ``stored`` by field name, where nothing is what is ``offered``, the values of the last one."""
        for name, widget in self._widgets().items():
            is_stored = stored.get(name) is not None
            came = stored[name] if is_stored else offered.get(name)
            widget.blockSignals(True)
            widget.show_value(came)
            widget.blockSignals(False)
            self._shown[name] = Shown(came, widget.text(), is_stored)
        self.note.setVisible(any(not shown.is_stored and shown.came is not None for shown in self._shown.values()))

    def values(self) -> dict[str, Any]:
        """Return what is to be written by field name: what was changed, None is emptied, and the rest as it came.

        What came empty is left out, and what is stored in a way that would not survive being written again. Raises
        ReviewError for what is no date, or in no list.
        """
        said = self.changes()
        for name, shown in self._shown.items():
            is_given = shown.came is not None and not (shown.is_stored and self._is_left_alone(name, shown.came))
            if is_given and name not in said:
                said[name] = shown.came
        return said

    def changes(self, names: Container[str] = FIELDS) -> dict[str, Any]:
        """Return what was changed of the fields ``names`` since it was shown, None is emptied; raise ReviewError."""
        widgets = {name: widget for name, widget in self._widgets().items() if name in names}
        return {name: each.value() for name, each in widgets.items() if each.text() != self._shown[name].text}

    def _is_left_alone(self, name: str, came: Any) -> bool:
        """Tell of a time, whose zone QGIS may not know, and of a type whose name stands in the file alone."""
        return isinstance(came, QDateTime) or (name == "type_code" and not self.type_code.offers(came))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in LEAVING:
            QTimer.singleShot(0, self.left)  # after the field has taken what was written
        return False

    def _edited(self) -> None:
        if self.sender().isModified():
            self.sender().setModified(False)
            self.edited.emit()

    def _widgets(self) -> dict[str, QWidget]:
        return {name: getattr(self, name) for name in FIELDS}

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
