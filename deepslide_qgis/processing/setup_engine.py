"""Set up engine: makes the Python environment that predicts, so that the plugin alone is enough."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
)

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.help_texts import SET_UP_ENGINE
from deepslide_qgis.worker.install import install_engine


class SetUpEngine(DeepSlideAlgorithm):
    """Installs the pinned requirements into a virtual environment outside QGIS and the plugin."""

    BASE_PYTHON = "BASE_PYTHON"
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
        label = self.tr("Python 3.10 or newer to make it with (default: the one of QGIS, or another that is found)")
        self.add_advanced(QgsProcessingParameterFile(self.BASE_PYTHON, label, optional=True))
        self.addOutput(QgsProcessingOutputString(self.PYTHON, self.tr("Python of the engine")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        def report(message: str, share: float) -> None:
            feedback.setProgressText(message)
            feedback.setProgress(100 * share)

        with processing_errors():
            base = self.parameterAsFile(parameters, self.BASE_PYTHON, context)
            python = install_engine(report, feedback.isCanceled, Path(base) if base else None)
        feedback.pushInfo(self.tr("The engine is ready: {}").format(python))
        return {self.PYTHON: str(python)}
