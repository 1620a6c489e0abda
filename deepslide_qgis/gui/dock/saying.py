"""What the dock has to say: whole sentences, wrapped in its width, gone after a while or when closed."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from deepslide_qgis.gui.translation import tr

SHOWN_MS = 12_000
SHADES = {
    Qgis.MessageLevel.Info: "#d6eaf8",
    Qgis.MessageLevel.Success: "#c8ecc9",
    Qgis.MessageLevel.Warning: "#ffd866",
}
"""Grounds for dark text, in every theme of QGIS. QGIS's own message bar cuts a sentence where it is narrow."""


class Saying(QFrame):
    """Shows one sentence or two; hidden while there is nothing to say."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.label, close = QLabel(), QToolButton()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close.setIcon(QgsApplication.getThemeIcon("/mIconClose.svg"))
        close.setToolTip(tr("Close"))
        close.setAutoRaise(True)
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.addWidget(self.label, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def text(self) -> str:
        """Return what is said now, empty where nothing is."""
        return "" if self.isHidden() else self.label.text()

    def say(self, text: str, level: Qgis.MessageLevel) -> None:
        """Show ``text`` on the ground of its ``level``."""
        self.label.setText(text)
        self.setStyleSheet(
            f"Saying {{ background: {SHADES.get(level, SHADES[Qgis.MessageLevel.Warning])}; border-radius: 3px; }}"
            "Saying QLabel { color: #1a1a1a; }"
        )
        self.show()
        self._timer.start()
