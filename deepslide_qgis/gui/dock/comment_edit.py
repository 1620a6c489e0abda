"""Line edit for a comment."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QLineEdit

LONGEST_COMMENT = 254
"""The length that every file format can store."""


class CommentEdit(QLineEdit):
    """Limits new comments to what every file format can store; a longer one from the layer is not cut."""

    def show_value(self, value: Any) -> None:
        """Show ``value``; None is empty."""
        text = "" if value is None else str(value)
        self.setMaxLength(max(LONGEST_COMMENT, len(text)))
        self.setText(text)

    def value(self) -> Optional[str]:
        """Return the comment, None if it is empty."""
        return self.text().strip() or None
