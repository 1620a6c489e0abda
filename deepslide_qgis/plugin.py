"""The plugin as QGIS sees it: the Processing provider, with and without a desktop."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication

from deepslide_qgis.processing.provider import DeepSlideProvider
from deepslide_qgis.worker.engine import stop_engines


class DeepSlidePlugin:
    """Registers the provider, and leaves nothing behind when it is unloaded."""

    def __init__(self, iface: object):
        self.iface = iface
        self.provider: Optional[DeepSlideProvider] = None

    def initProcessing(self) -> None:
        """Register the provider; `qgis_process` calls this alone."""
        self.provider = DeepSlideProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        stop_engines()
