"""Algorithm 'Average predictions': combines probability rasters like the members of an ensemble."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
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
from deepslide_qgis.processing.base_algorithm import is_empty, processing_errors, scratch_folder
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import AVERAGE_PREDICTIONS
from deepslide_qgis.processing.layers.result_layers import raster_name
from deepslide_qgis.processing.parameters import DOUBLE, RASTERS
from deepslide_qgis.processing.prediction.prediction_algorithm import PLACEHOLDER_OUTPUTS
from deepslide_qgis.processing.prediction.raster_outputs import RasterWritingAlgorithm
from deepslide_qgis.processing.rasters.raster_source import RasterSource, gdal_path, path_with_values, raster_source
from deepslide_qgis.processing.rasters.run_record import DEFAULT_THRESHOLD, recorded_threshold

VOTE = "vote"
"""For votes the default threshold means half of the rasters, whatever their own thresholds."""


class AveragePredictions(RasterWritingAlgorithm):
    """Mean, spread and agreement of rasters on one grid."""

    INPUTS = "INPUTS"
    COMBINE = "COMBINE"
    THRESHOLD = "THRESHOLD"

    ICON = "steps.svg"

    _prepared: AverageRequest
    _rasters: list[RasterSource]
    _name: str
    _is_threshold_given: bool

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
        threshold = self.tr("Threshold of probability (default: that of the predictions)")
        self.addParameter(QgsProcessingParameterNumber(self.THRESHOLD, threshold, DOUBLE, None, True, 0, 1))
        self.add_raster_outputs(self.PROBABILITY, self.SPREAD, self.AGREEMENT, self.MASK)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._read_request(parameters, context)
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._prepared = self._read_request(parameters, context)
            layers = self.parameterAsLayerList(parameters, self.INPUTS, context)
            self._rasters = [raster_source(layer) for layer in layers]
            self._name = raster_name(layers[0].name())
        self._is_threshold_given = not is_empty(parameters.get(self.THRESHOLD))
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        requested = self.requested_rasters(parameters, context)
        with processing_errors(context, requested.values()), scratch_folder() as scratch:
            self._report_inputs(feedback)
            inputs = tuple(
                path_with_values(raster, str(scratch / f"{i}.vrt")) for i, raster in enumerate(self._rasters)
            )
            request = replace(self._prepared, inputs=inputs, outputs=self.engine_outputs(requested))
            run_engine("average", request, feedback)
        self.present_rasters(requested, self._name, context)
        return requested

    def _read_request(self, parameters: dict, context: QgsProcessingContext) -> AverageRequest:
        inputs = tuple(gdal_path(layer) for layer in self.parameterAsLayerList(parameters, self.INPUTS, context))
        combine = self.parameterAsEnumString(parameters, self.COMBINE, context) or COMBINATIONS[0]
        threshold = self.optional_float(parameters, self.THRESHOLD, context)
        if threshold is None:
            threshold = DEFAULT_THRESHOLD if combine == VOTE else _shared_threshold(inputs)
        return AverageRequest(inputs, PLACEHOLDER_OUTPUTS, combine, threshold)

    def _report_inputs(self, feedback: QgsProcessingFeedback) -> None:
        """Log the threshold; warn of differing thresholds and of rasters chosen twice."""
        request = self._prepared
        feedback.pushInfo(self.tr("Threshold {:g}.").format(request.threshold))
        recorded = sorted({recorded_threshold(path) for path in request.inputs})
        if len(recorded) > 1 and request.combine != VOTE and not self._is_threshold_given:
            text = self.tr("The predictions have different thresholds ({}): {:g} is taken. Give the one that you want.")
            feedback.pushWarning(text.format(", ".join(f"{each:g}" for each in recorded), request.threshold))
        files = Counter(os.path.realpath(path) for path in request.inputs)
        for name in sorted({raster.name for raster in self._rasters if files[os.path.realpath(raster.path)] > 1}):
            feedback.pushWarning(self.tr("'{}' is chosen more than once, and counts as often.").format(name))


def _shared_threshold(paths: Iterable[str]) -> float:
    """Return the common threshold of the predictions ``paths``, the default if they differ."""
    recorded = {recorded_threshold(path) for path in paths}
    return recorded.pop() if len(recorded) == 1 else DEFAULT_THRESHOLD
