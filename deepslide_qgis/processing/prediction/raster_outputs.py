"""The rasters that predictions write: as output parameters, as paths for the engine, as layers of the project."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterRasterDestination

from deepslide_qgis.core.request import PredictionOutputs
from deepslide_qgis.processing.algorithm import EngineAlgorithm
from deepslide_qgis.processing.layers import result_layers
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.result_layers import present

KINDS = {
    "PROBABILITY": result_layers.PROBABILITY,
    "SPREAD": result_layers.SPREAD,
    "AGREEMENT": result_layers.AGREEMENT,
    "MASK": result_layers.MASK,
}


class RasterWritingAlgorithm(EngineAlgorithm):
    """An algorithm that has the engine write rasters; only the probability is always written."""

    PROBABILITY = "PROBABILITY"
    SPREAD = "SPREAD"
    AGREEMENT = "AGREEMENT"
    MASK = "MASK"

    def add_raster_outputs(self, *names: str) -> None:
        """Declare the outputs called ``names``."""
        for name in names:
            title, is_optional = self.tr(KINDS[name].title), name != self.PROBABILITY
            self.addParameter(QgsProcessingParameterRasterDestination(name, title, None, is_optional))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        for name in KINDS:
            check_destination(parameters.get(name), (".tif", ".tiff"))
        super().check_values(parameters, context)

    def wanted_rasters(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """Return the paths of the rasters that a person wants, by output; to be asked once in a run."""
        declared = [name for name in KINDS if self.parameterDefinition(name)]
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in declared}
        return {name: path for name, path in paths.items() if path}

    def engine_outputs(self, wanted: dict[str, str]) -> PredictionOutputs:
        """Return where the engine writes what is wanted."""
        return PredictionOutputs(**{name.lower(): path for name, path in wanted.items()})

    def present_rasters(self, wanted: dict[str, str], raster_name: str, context: QgsProcessingContext) -> None:
        """Name, group and style the rasters that are loaded into the project."""
        for name, path in wanted.items():
            present(context, path, KINDS[name], raster_name)
