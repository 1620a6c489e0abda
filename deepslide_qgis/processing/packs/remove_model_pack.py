"""Algorithm 'Remove model pack': removes one that the user installed."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from deepslide_qgis.core.packs.pack import installed_packs, own_folder
from deepslide_qgis.core.packs.pack_choice import default_pack
from deepslide_qgis.core.packs.pack_store import remove
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import REMOVE_MODEL_PACK
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class RemoveModelPack(PackAlgorithm):
    """Removes a pack; bundled packs stay."""

    REMOVED = "REMOVED"

    def name(self) -> str:
        return "removemodelpack"

    def displayName(self) -> str:
        return self.tr("Remove model pack")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,remove,uninstall,delete").split(",")

    def shortDescription(self) -> str:
        return self.tr("Removes a model pack that you installed.")

    def shortHelpString(self) -> str:
        return self.tr(REMOVE_MODEL_PACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        own = [name for name, folder in installed_packs().items() if folder.parent == own_folder()]
        self.add_pack_parameter(self.tr("Model pack"), own)
        self.addOutput(QgsProcessingOutputString(self.REMOVED, self.tr("Id of the pack")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        name = self.text(parameters, self.PACK, context)
        before = default_pack()
        with processing_errors():
            remove(name)
        feedback.pushInfo(self.tr("Removed: {}").format(name))
        if name in installed_packs():
            feedback.pushInfo(self.tr("The pack '{}' that comes with the plugin is used again.").format(name))
        elif before == name:
            feedback.pushInfo(self.tr("Where no pack is named, '{}' predicts now.").format(default_pack()))
        return {self.REMOVED: name}
