"""Message bar of the dock: whole sentences, wrapped to its width, hidden after a while or when closed."""

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
"""Background colours for dark text, in every theme. (QGIS's own message bar cuts text in a narrow dock.)"""


class MessageBar(QFrame):
    """Shows one message at a time; hidden without one."""

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
        """Return the displayed message, empty if there is none."""
        return "" if self.isHidden() else self.label.text()

    def say(self, text: str, level: Qgis.MessageLevel) -> None:
        """Show ``text`` on the background of its ``level``."""
        self.label.setText(text)
        self.setStyleSheet(
            f"MessageBar {{ background: {SHADES.get(level, SHADES[Qgis.MessageLevel.Warning])}; border-radius: 3px; }}"
            "MessageBar QLabel { color: #1a1a1a; }"
        )
        self.show()
        self._timer.start()
