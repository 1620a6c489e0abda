"""Texts in the language of QGIS."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from deepslide_qgis.core.paths import resources_folder

CONTEXT = "DeepSlide"


def tr(text: str) -> str:
    """Return ``text`` in the language of QGIS."""
    return QCoreApplication.translate(CONTEXT, text)


def install_translation() -> Optional[QTranslator]:
    """Let Qt translate the plugin's texts into the language of QGIS; None where there is no such translation.

    The translator is in use for as long as it is kept, and until it is removed.
    """
    translator = QTranslator()
    folder = str(resources_folder() / "i18n")
    if not translator.load(QLocale(QgsApplication.locale()), "deepslide", "_", folder):
        return None
    return translator if QCoreApplication.installTranslator(translator) else None


def remove_translation(translator: Optional[QTranslator]) -> None:
    """Let Qt translate the plugin's texts no more."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
