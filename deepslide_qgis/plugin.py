"""The plugin object of QGIS: registers the Processing provider and, with a desktop, review dock and options page."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTranslator

from deepslide_qgis.gui.translation import install_translation, remove_translation
from deepslide_qgis.processing.provider import DeepSlideProvider
from deepslide_qgis.worker.engine import stop_engines


class DeepSlidePlugin:
    """The plugin: registers provider, dock and options page on loading, removes them on unloading."""

    def __init__(self, iface: object):
        self.iface = iface
        self.provider: Optional[DeepSlideProvider] = None
        self.entries: list[Any] = []
        self.translator: Optional[QTranslator] = None

    def initProcessing(self) -> None:
        """Register the provider and install the translation; `qgis_process` calls only this method."""
        self.translator = install_translation()
        self.provider = DeepSlideProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        from deepslide_qgis.gui.options.entry import OptionsEntry  # imported late: qgis.gui is slow to import
        from deepslide_qgis.gui.review_entry import ReviewEntry

        self.initProcessing()
        self.entries = [ReviewEntry(self.iface), OptionsEntry(self.iface)]

    def unload(self) -> None:
        """Remove everything from QGIS; an exception in one step skips none of the others, and QGIS shows it."""
        with ExitStack() as steps:  # run in reverse order, all of them
            steps.callback(stop_engines)
            steps.callback(remove_translation, self.translator)
            if self.provider is not None:
                steps.callback(QgsApplication.processingRegistry().removeProvider, self.provider)
            for entry in self.entries:
                steps.callback(entry.remove)
            self.entries, self.provider, self.translator = [], None, None
