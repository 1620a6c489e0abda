"""The plugin as QGIS sees it: the Processing provider, with and without a desktop, the review dock and the options."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTranslator

from deepslide_qgis.gui.translation import install_translation, remove_translation
from deepslide_qgis.processing.provider import DeepSlideProvider
from deepslide_qgis.worker.engine import stop_engines


class DeepSlidePlugin:
    """Registers the provider, and leaves nothing behind when it is unloaded."""

    def __init__(self, iface: object):
        self.iface = iface
        self.provider: Optional[DeepSlideProvider] = None
        self.entries: list[Any] = []
        self.translator: Optional[QTranslator] = None

    def initProcessing(self) -> None:
        """Register the provider, in the language of QGIS; `qgis_process` calls this alone."""
        self.translator = install_translation()
        self.provider = DeepSlideProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        from deepslide_qgis.gui.options.entry import OptionsEntry  # not without a desktop: qgis.gui takes its time
        from deepslide_qgis.gui.review_entry import ReviewEntry

        self.initProcessing()
        self.entries = [ReviewEntry(self.iface), OptionsEntry(self.iface)]

    def unload(self) -> None:
        """Take everything out of QGIS; what fails is told by QGIS, and keeps nothing else in."""
        with ExitStack() as steps:  # the last one first, each of them
            steps.callback(stop_engines)
            steps.callback(remove_translation, self.translator)
            if self.provider is not None:
                steps.callback(QgsApplication.processingRegistry().removeProvider, self.provider)
            for entry in self.entries:
                steps.callback(entry.remove)
            self.entries, self.provider, self.translator = [], None, None
