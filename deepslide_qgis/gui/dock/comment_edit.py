"""A remark in one line."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QLineEdit

LONGEST_COMMENT = 254
"""What every file format holds."""


class CommentEdit(QLineEdit):
    """Takes as much as every file format holds; a longer comment, which a layer brought, is not cut."""

    def show_value(self, value: Any) -> None:
        """Show ``value``; None is empty."""
        text = "" if value is None else str(value)
        self.setMaxLength(max(LONGEST_COMMENT, len(text)))
        self.setText(text)

    def value(self) -> Optional[str]:
        """Return what is written, None where nothing is."""
        return self.text().strip() or None
