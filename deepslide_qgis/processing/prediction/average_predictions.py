"""Average predictions: probability rasters that exist already, combined as the members of an ensemble are."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
)

from deepslide_qgis.core.packs.card import COMBINATIONS
from deepslide_qgis.core.request import AverageRequest
from deepslide_qgis.processing.algorithm import processing_errors, scratch_folder
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import AVERAGE_PREDICTIONS
from deepslide_qgis.processing.layers.result_layers import raster_name
from deepslide_qgis.processing.parameters import DOUBLE, RASTERS
from deepslide_qgis.processing.prediction.algorithm import NOT_WANTED_YET
from deepslide_qgis.processing.prediction.raster_outputs import RasterWritingAlgorithm
from deepslide_qgis.processing.rasters.raster_source import gdal_path, path_with_values, raster_source


class AveragePredictions(RasterWritingAlgorithm):
    """Ensemble average, spread and agreement of rasters on one grid."""

    INPUTS = "INPUTS"
    COMBINE = "COMBINE"
    THRESHOLD = "THRESHOLD"

    ICON = "steps.svg"

    def name(self) -> str:
        return "averagepredictions"

    def displayName(self) -> str:
        return self.tr("Average predictions")

    def group(self) -> str:
        return self.tr("Steps of a detection")

    def groupId(self) -> str:
        return "steps"

    def tags(self) -> list[str]:
        return self.tr("landslide,ensemble,average,mean,vote,probability,spread,agreement,uncertainty").split(",")

    def shortDescription(self) -> str:
        return self.tr("Averages probability rasters and tells how far they disagree.")

    def shortHelpString(self) -> str:
        return self.tr(AVERAGE_PREDICTIONS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        rasters = self.tr("Probability rasters, on one grid")
        self.addParameter(QgsProcessingParameterMultipleLayers(self.INPUTS, rasters, RASTERS))
        self.addParameter(
            QgsProcessingParameterEnum(
                self.COMBINE,
                self.tr("Combine the rasters by"),
                list(COMBINATIONS),
                defaultValue=COMBINATIONS[0],
                usesStaticStrings=True,
            )
        )
        threshold = self.tr("Threshold of probability")
        self.addParameter(QgsProcessingParameterNumber(self.THRESHOLD, threshold, DOUBLE, 0.5, False, 0, 1))
        self.add_raster_outputs(self.PROBABILITY, self.SPREAD, self.AGREEMENT, self.MASK)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._request(parameters, context)
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._prepared = self._request(parameters, context)
            layers = self.parameterAsLayerList(parameters, self.INPUTS, context)
            self._rasters = [raster_source(layer) for layer in layers]
            self._name = raster_name(layers[0].name())
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        wanted = self.wanted_rasters(parameters, context)
        with processing_errors(context, wanted.values()), scratch_folder() as scratch:
            inputs = tuple(
                path_with_values(raster, str(scratch / f"{i}.vrt")) for i, raster in enumerate(self._rasters)
            )
            request = replace(self._prepared, inputs=inputs, outputs=self.engine_outputs(wanted))
            run_engine("average", request, feedback)
        self.present_rasters(wanted, self._name, context)
        return wanted

    def _request(self, parameters: dict, context: QgsProcessingContext) -> AverageRequest:
        layers = self.parameterAsLayerList(parameters, self.INPUTS, context)
        return AverageRequest(
            inputs=tuple(gdal_path(layer) for layer in layers),
            outputs=NOT_WANTED_YET,
            combine=self.parameterAsEnumString(parameters, self.COMBINE, context) or COMBINATIONS[0],
            threshold=self.parameterAsDouble(parameters, self.THRESHOLD, context),
        )
