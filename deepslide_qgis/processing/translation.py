"""Translation of the algorithms' texts into the language of QGIS."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication


def translate(text: str) -> str:
    """Return ``text`` in the language of QGIS."""
    return QCoreApplication.translate("DeepSlide", text)
