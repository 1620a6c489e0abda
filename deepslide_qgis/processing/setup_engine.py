"""Set up engine: makes the Python environment that predicts, so that the plugin alone is enough."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.help_texts import SET_UP_ENGINE
from deepslide_qgis.worker.engine import stop_engines
from deepslide_qgis.worker.install import install_engine


class SetUpEngine(DeepSlideAlgorithm):
    """Installs the pinned requirements into a virtual environment outside QGIS and the plugin."""

    PYTHON = "PYTHON"

    ICON = "engine.svg"

    def name(self) -> str:
        return "setupengine"

    def displayName(self) -> str:
        return self.tr("Set up engine")

    def group(self) -> str:
        return self.tr("Engine")

    def groupId(self) -> str:
        return "engine"

    def tags(self) -> list[str]:
        return self.tr("landslide,install,torch,environment,dependencies,python,repair").split(",")

    def shortDescription(self) -> str:
        return self.tr("Installs what predicts (torch and its companions), apart from QGIS.")

    def shortHelpString(self) -> str:
        return self.tr(SET_UP_ENGINE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.addOutput(QgsProcessingOutputString(self.PYTHON, self.tr("Python of the engine")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        def report(message: str, share: float) -> None:
            feedback.setProgressText(message)
            feedback.setProgress(100 * share)

        stop_engines()
        with processing_errors():
            python = install_engine(report, feedback.isCanceled)
        feedback.pushInfo(self.tr("The engine is ready: {}").format(python))
        return {self.PYTHON: str(python)}
