"""Algorithm 'Set up engine': installs the engine's Python environment."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.engine.network_settings import network_variables
from deepslide_qgis.processing.help_texts import SET_UP_ENGINE
from deepslide_qgis.worker.install import install_engine
from deepslide_qgis.worker.install_plan import BUILDS, InstallSettings


class SetUpEngine(DeepSlideAlgorithm):
    """Installs the pinned requirements into a virtual environment outside QGIS and the plugin."""

    BASE_PYTHON = "BASE_PYTHON"
    BUILD = "BUILD"
    WHEELS = "WHEELS"
    INDEX = "INDEX"
    TORCH_INDEX = "TORCH_INDEX"
    IMAGERY = "IMAGERY"
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
        return self.tr("Sets up the engine's Python environment, apart from QGIS.")

    def shortHelpString(self) -> str:
        return self.tr(SET_UP_ENGINE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        label = self.tr("Python 3.10 or newer to make it with (default: the one of QGIS, or another that is found)")
        self.add_advanced(QgsProcessingParameterFile(self.BASE_PYTHON, label, optional=True))
        builds = self.tr("Build (auto: what fits the graphics card and its driver; cpu: small, without PyTorch)")
        self.add_advanced(QgsProcessingParameterEnum(self.BUILD, builds, ["auto", *BUILDS], False, "auto", False, True))
        wheels = self.tr("Folder of wheels, to install without internet (the help says how to make it)")
        folder = QgsProcessingParameterFile.Behavior.Folder
        self.add_advanced(QgsProcessingParameterFile(self.WHEELS, wheels, folder, optional=True))
        index = self.tr("Package index to use instead of the usual one")
        self.add_advanced(QgsProcessingParameterString(self.INDEX, index, optional=True))
        index = self.tr("Mirror of PyTorch's own index")
        self.add_advanced(QgsProcessingParameterString(self.TORCH_INDEX, index, optional=True))
        imagery = self.tr("Also install what finding, fetching and preparing imagery needs")
        self.add_advanced(QgsProcessingParameterBoolean(self.IMAGERY, imagery, False))
        self.addOutput(QgsProcessingOutputString(self.PYTHON, self.tr("Python of the engine")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        def report(message: str, share: float) -> None:
            feedback.setProgressText(message)
            feedback.setProgress(100 * share)

        with processing_errors():
            python = install_engine(report, feedback.isCanceled, self._read_settings(parameters, context))
        feedback.pushInfo(self.tr("The engine is ready: {}").format(python))
        return {self.PYTHON: str(python)}

    def _read_settings(self, parameters: dict, context: QgsProcessingContext) -> InstallSettings:
        base, wheels = (self.parameterAsFile(parameters, name, context) for name in (self.BASE_PYTHON, self.WHEELS))
        return InstallSettings(
            Path(base) if base else None,
            self.parameterAsEnumString(parameters, self.BUILD, context),
            Path(wheels) if wheels else None,
            self.parameterAsString(parameters, self.INDEX, context).strip(),
            self.parameterAsString(parameters, self.TORCH_INDEX, context).strip(),
            variables=network_variables(),
            extras=("imagery",) if self.parameterAsBool(parameters, self.IMAGERY, context) else (),
        )
