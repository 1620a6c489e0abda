"""Algorithm 'Set default model pack': the pack that predicts if none is named."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from deepslide_qgis.core.packs.pack_choice import choose_default
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import SET_DEFAULT_MODEL_PACK
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class SetDefaultModelPack(PackAlgorithm):
    """Stores the default in the user's data folder, for QGIS and qgis_process."""

    DEFAULT = "DEFAULT"

    def name(self) -> str:
        return "setdefaultmodelpack"

    def displayName(self) -> str:
        return self.tr("Set default model pack")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,default,choose,settings").split(",")

    def shortDescription(self) -> str:
        return self.tr("Chooses the model pack that predicts where none is named.")

    def shortHelpString(self) -> str:
        return self.tr(SET_DEFAULT_MODEL_PACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_pack_parameter(self.tr("Model pack"))
        self.addOutput(QgsProcessingOutputString(self.DEFAULT, self.tr("Id of the pack")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        name = self.text(parameters, self.PACK, context)
        with processing_errors():
            choose_default(name)
        feedback.pushInfo(self.tr("Where no pack is named, '{}' predicts now.").format(name))
        return {self.DEFAULT: name}
