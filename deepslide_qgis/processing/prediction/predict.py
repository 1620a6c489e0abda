"""Algorithm 'Predict landslide probability': rasters without polygons."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from deepslide_qgis.processing.base_algorithm import processing_errors, scratch_folder
from deepslide_qgis.processing.candidates.summary import add_prediction_figures, report_prediction
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import PREDICT
from deepslide_qgis.processing.prediction.prediction_algorithm import PredictionAlgorithm


class Predict(PredictionAlgorithm):
    """Predicts with one or more members of a model pack."""

    ICON = "steps.svg"

    def name(self) -> str:
        return "predict"

    def displayName(self) -> str:
        return self.tr("Predict landslide probability")

    def group(self) -> str:
        return self.tr("Steps of a detection")

    def groupId(self) -> str:
        return "steps"

    def tags(self) -> list[str]:
        return self.tr("landslide,predict,probability,ensemble,neural network,uncertainty,spread").split(",")

    def shortDescription(self) -> str:
        return self.tr("Writes the landslide probability of a raster, and how far the members disagree.")

    def shortHelpString(self) -> str:
        return self.tr(PREDICT)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_source_parameters()
        self.add_ensemble_parameters()
        self.add_area_parameters()
        self.add_tile_parameters()
        self.add_raster_outputs(self.PROBABILITY, self.SPREAD, self.AGREEMENT, self.MASK)
        add_prediction_figures(self)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        requested = self.requested_rasters(parameters, context)
        with processing_errors(context, requested.values()), scratch_folder() as scratch:
            request = self.complete_request(self.engine_outputs(requested), scratch, context, feedback)
            finished = run_engine("predict", request, feedback)
        self.present_rasters(requested, self.raster.name, context)
        return {**requested, **report_prediction(self.raster.name, finished.summary, feedback)}
