"""Algorithm 'Show model pack': its card as a page."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterFileDestination

from deepslide_qgis.core.packs.pack import bundled_folder, open_pack
from deepslide_qgis.core.packs.pack_store import read_origin
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import SHOW_MODEL_PACK
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.packs.card_page import card_page
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class ShowModelPack(PackAlgorithm):
    """Writes the page, which the results viewer opens."""

    REPORT = "REPORT"

    def name(self) -> str:
        return "showmodelpack"

    def displayName(self) -> str:
        return self.tr("Show model pack")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,card,scores,limits,licence,training places").split(",")

    def shortDescription(self) -> str:
        return self.tr("Shows what a model pack reads, how good it is, on what, and where it comes from.")

    def shortHelpString(self) -> str:
        return self.tr(SHOW_MODEL_PACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_pack_parameter(self.tr("Model pack"), optional=True)
        self.add_file_parameter(self.tr("Or one that is not installed: its .zip or its ensemble.json"))
        files = self.tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination(self.REPORT, self.tr("Card"), files))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self.source(parameters, context)
        check_destination(parameters.get(self.REPORT), (".html", ".htm"))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        report = self.parameterAsFileOutput(parameters, self.REPORT, context)
        with processing_errors():
            pack = open_pack(self.source(parameters, context))
            is_bundled = pack.folder.parent == bundled_folder()
            card_page(pack.card, str(pack.folder), read_origin(pack.folder), is_bundled).write(report)
        return {self.REPORT: report}
