"""Rasters written by predictions: output parameters, engine paths, layers of the project."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterRasterDestination

from deepslide_qgis.core.request import PredictionOutputs
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm
from deepslide_qgis.processing.layers import result_layers
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.result_layers import present_result

KINDS = {
    "PROBABILITY": result_layers.PROBABILITY,
    "SPREAD": result_layers.SPREAD,
    "AGREEMENT": result_layers.AGREEMENT,
    "MASK": result_layers.MASK,
}


class RasterWritingAlgorithm(EngineAlgorithm):
    """Base of algorithms whose engine run writes rasters; only the probability is mandatory."""

    PROBABILITY = "PROBABILITY"
    SPREAD = "SPREAD"
    AGREEMENT = "AGREEMENT"
    MASK = "MASK"

    def add_raster_outputs(self, *names: str) -> None:
        """Declare the outputs ``names``."""
        for name in names:
            title, is_optional = self.tr(KINDS[name].title), name != self.PROBABILITY
            self.addParameter(QgsProcessingParameterRasterDestination(name, title, None, is_optional))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        for name in KINDS:
            check_destination(parameters.get(name), (".tif", ".tiff"))
        super().check_values(parameters, context)

    def requested_rasters(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """Return the paths of requested rasters by output; call it once per run."""
        declared = [name for name in KINDS if self.parameterDefinition(name)]
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in declared}
        return {name: path for name, path in paths.items() if path}

    def engine_outputs(self, requested: dict[str, str]) -> PredictionOutputs:
        """Return the engine's output paths for ``requested``."""
        return PredictionOutputs(**{name.lower(): path for name, path in requested.items()})

    def present_rasters(self, requested: dict[str, str], raster_name: str, context: QgsProcessingContext) -> None:
        """Name, group and style the rasters that are loaded into the project."""
        for name, path in requested.items():
            present_result(context, path, KINDS[name], raster_name)
