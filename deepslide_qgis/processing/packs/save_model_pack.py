"""Algorithm 'Save model pack as .zip': a file to pass on, with card, licence and hashes."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterFileDestination

from deepslide_qgis.core.packs.pack import file_sha256, open_pack
from deepslide_qgis.core.packs.zip_writing import write_zip
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import SAVE_MODEL_PACK
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.packs.installing import make_progress_step
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class SaveModelPack(PackAlgorithm):
    """Writes identical bytes for identical packs, on every computer."""

    OUTPUT = "OUTPUT"

    def name(self) -> str:
        return "savemodelpack"

    def displayName(self) -> str:
        return self.tr("Save model pack as .zip")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,export,share,zip,licence,hash").split(",")

    def shortDescription(self) -> str:
        return self.tr("Writes a model pack as one file that others can install.")

    def shortHelpString(self) -> str:
        return self.tr(SAVE_MODEL_PACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_pack_parameter(self.tr("Model pack"), optional=True)
        self.add_file_parameter(self.tr("Or one that is not installed: its .zip or its ensemble.json"))
        files = self.tr("Zip files (*.zip)")
        self.addParameter(QgsProcessingParameterFileDestination(self.OUTPUT, self.tr("Model pack as .zip"), files))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self.source(parameters, context)
        check_destination(parameters.get(self.OUTPUT), (".zip",))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        path = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        with processing_errors():
            write_zip(open_pack(self.source(parameters, context)), Path(path), True, make_progress_step(feedback))
            feedback.pushInfo(f"{file_sha256(Path(path))}  {path}")
        return {self.OUTPUT: path}
