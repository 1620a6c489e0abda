"""Translation of the plugin's texts into the language of QGIS."""

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
    """Install the plugin's translator for the language of QGIS; return None if there is no translation.

    Qt uses the translator while the returned object exists.
    """
    translator = QTranslator()
    folder = str(resources_folder() / "i18n")
    if not translator.load(QLocale(QgsApplication.locale()), "deepslide", "_", folder):
        return None
    return translator if QCoreApplication.installTranslator(translator) else None


def remove_translation(translator: Optional[QTranslator]) -> None:
    """Remove the plugin's translator from Qt."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
