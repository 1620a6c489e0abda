"""Algorithm 'Update model packs': replaces packs of which the catalogue has another version."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingOutputString,
)

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.pack import installed_packs
from deepslide_qgis.core.packs.pack_listing import UPDATABLE, list_packs
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import UPDATE_MODEL_PACKS
from deepslide_qgis.processing.packs.installing import install_pack, read_catalogue
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class UpdateModelPacks(PackAlgorithm):
    """Replaces packs by the catalogue's; an old one stays until the new one is complete."""

    UPDATED = "UPDATED"

    def name(self) -> str:
        return "updatemodelpacks"

    def displayName(self) -> str:
        return self.tr("Update model packs")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,update,catalogue,download,version").split(",")

    def shortDescription(self) -> str:
        return self.tr("Brings installed model packs up to what the catalogue has.")

    def shortHelpString(self) -> str:
        return self.tr(UPDATE_MODEL_PACKS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_pack_parameter(self.tr("Model pack (default: all)"), optional=True)
        self.add_catalogue_parameter()
        self.addOutput(QgsProcessingOutputString(self.UPDATED, self.tr("Ids of the updated packs")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        wanted = self.text(parameters, self.PACK, context)
        place = self.text(parameters, self.CATALOGUE, context)
        with processing_errors():
            if wanted and wanted not in installed_packs():
                raise PackError(self.tr("There is no installed pack '{}'.").format(wanted))
            listed = list_packs(read_catalogue(place, feedback))
            old = [pack.id for pack in listed if pack.state == UPDATABLE and wanted in ("", pack.id)]
            steps = QgsProcessingMultiStepFeedback(max(1, len(old)), feedback)
            for index, name in enumerate(old):
                steps.setCurrentStep(index)
                install_pack(name, place, "", True, steps)
                feedback.pushInfo(self.tr("Updated: {}").format(name))
        if not old:
            feedback.pushInfo(self.tr("Nothing to update."))
        return {self.UPDATED: ",".join(old)}
