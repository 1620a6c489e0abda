"""Line edit for a date, which may be empty, or known to the month or year only: 2005-10-08, 2005-10, 2005."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import QDate, QDateTime, Qt
from qgis.PyQt.QtWidgets import QLineEdit, QWidget

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.days import parse_partial_date
from deepslide_qgis.gui.translation import tr


class DateEdit(QLineEdit):
    """Returns the first day of the given period, or its last day if ``is_latest``."""

    def __init__(self, is_latest: bool, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self._is_latest = is_latest
        self.setPlaceholderText(tr("to") if is_latest else tr("yyyy-mm-dd"))
        self.setToolTip(tr("A day, a month or a year: 2005-10-08, 2005-10 or 2005"))

    def show_value(self, value: Any) -> None:
        """Show ``value``: a date, the day of a date with time, any other value as text; None is empty."""
        day = value.date() if isinstance(value, QDateTime) else value
        if isinstance(day, QDate):
            self.setText(day.toString(Qt.DateFormat.ISODate))
        else:
            self.setText("" if day is None else str(day))

    def value(self) -> Optional[QDate]:
        """Return the day, None if the text is empty; raise ReviewError if it is no date."""
        text = self.text().strip()
        if not text:
            return None
        day = parse_partial_date(text, self._is_latest)
        if day is None:
            raise ReviewError(tr("'{}' is no date.").format(text), tr("Write 2005-10-08, 2005-10 or 2005."))
        return QDate(day)
