"""The plugin as QGIS sees it: the Processing provider, with and without a desktop, and the review dock."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsApplication

from deepslide_qgis.processing.provider import DeepSlideProvider
from deepslide_qgis.worker.engine import stop_engines


class DeepSlidePlugin:
    """Registers the provider, and leaves nothing behind when it is unloaded."""

    def __init__(self, iface: object):
        self.iface = iface
        self.provider: Optional[DeepSlideProvider] = None
        self.review: Optional[Any] = None

    def initProcessing(self) -> None:
        """Register the provider; `qgis_process` calls this alone."""
        self.provider = DeepSlideProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        from deepslide_qgis.gui.review_entry import ReviewEntry  # not without a desktop: qgis.gui takes its time

        self.initProcessing()
        self.review = ReviewEntry(self.iface)

    def unload(self) -> None:
        if self.review is not None:
            self.review.remove()
            self.review = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        stop_engines()
