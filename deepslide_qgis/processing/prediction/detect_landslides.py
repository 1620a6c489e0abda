"""Algorithm 'Detect landslides': from a raster and a model pack to styled layers beside the inventory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from deepslide_qgis.core.errors import Cancelled, DeepSlideError
from deepslide_qgis.core.events import Finished
from deepslide_qgis.core.request import PredictionOutputs
from deepslide_qgis.core.run_files import record_path
from deepslide_qgis.processing.base_algorithm import clear_frames, processing_errors, scratch_folder
from deepslide_qgis.processing.candidates.extraction import Extraction, extract_candidates
from deepslide_qgis.processing.candidates.summary import add_candidate_figures, add_prediction_figures, report_detection
from deepslide_qgis.processing.candidates.writing import write_candidates
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import DETECT_LANDSLIDES
from deepslide_qgis.processing.layers.input_layers import chosen_layer
from deepslide_qgis.processing.layers.inventory_view import InventoryView
from deepslide_qgis.processing.layers.output_files import check_destination, missing_paths, remove_outputs
from deepslide_qgis.processing.layers.result_layers import CANDIDATES, present_result
from deepslide_qgis.processing.parameters import DOUBLE, POLYGONS
from deepslide_qgis.processing.prediction.prediction_algorithm import PredictionAlgorithm
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_file

PREDICTION_SHARE = 90.0


class DetectLandslides(PredictionAlgorithm):
    """Prediction and extraction of candidates in one run; both exist as separate algorithms.

    ``min_area``, ``dem``, ``inventory`` and ``inventory_view`` are set by ``prepareAlgorithm``.
    """

    MIN_AREA = "MIN_AREA"
    DEM = "DEM"
    INVENTORY = "INVENTORY"
    CANDIDATES = "CANDIDATES"

    min_area: Optional[float]
    dem: Optional[RasterSource]
    inventory: Optional[QgsProcessingFeatureSource]
    inventory_view: InventoryView

    def name(self) -> str:
        return "detectlandslides"

    def displayName(self) -> str:
        return self.tr("Detect landslides")

    def group(self) -> str:
        return self.tr("Landslides")

    def groupId(self) -> str:
        return "landslides"

    def tags(self) -> list[str]:
        words = "landslide,inventory,detect,map,segmentation,deep learning,ensemble,neural network,probability"
        return self.tr(words).split(",")

    def shortDescription(self) -> str:
        return self.tr("Predicts landslides in a raster with an ensemble of networks and outlines candidates.")

    def shortHelpString(self) -> str:
        return self.tr(DETECT_LANDSLIDES)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_source_parameters()
        self.add_ensemble_parameters()
        area = self.tr("Minimum area of a candidate in m² (default: four pixels)")
        dem = self.tr("DEM, heights in metres: adds slope and height drop")
        inventory = self.tr("Inventory of mapped landslides: drawn with the result")
        self.addParameter(QgsProcessingParameterNumber(self.MIN_AREA, area, DOUBLE, None, True, 0))
        self.add_area_parameters()
        self.addParameter(QgsProcessingParameterRasterLayer(self.DEM, dem, optional=True))
        self.addParameter(QgsProcessingParameterFeatureSource(self.INVENTORY, inventory, [POLYGONS], optional=True))
        self.add_tile_parameters()
        self.add_raster_outputs(self.PROBABILITY, self.SPREAD, self.MASK)
        self.addParameter(QgsProcessingParameterFeatureSink(self.CANDIDATES, self.tr("Candidates"), POLYGONS))
        add_candidate_figures(self)
        add_prediction_figures(self)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self.optional_dem(parameters, self.DEM, context)
        check_destination(parameters.get(self.CANDIDATES))
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.min_area = self.optional_float(parameters, self.MIN_AREA, context)
        self.inventory = self.parameterAsSource(parameters, self.INVENTORY, context)
        self.inventory_view = InventoryView(chosen_layer(self, parameters, self.INVENTORY, context))
        with processing_errors():
            self.dem = self.optional_dem(parameters, self.DEM, context)
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        requested = self.requested_rasters(parameters, context)
        with processing_errors(context, requested.values()), scratch_folder() as scratch:
            outputs = self._make_outputs(requested, scratch)
            request = self.complete_request(outputs, scratch, context, feedback)
            new_files = missing_paths((*outputs.paths.values(), record_path(outputs.probability)))
            finished = run_engine("predict", request, feedback, PREDICTION_SHARE)
            with self._handle_failure_after_prediction(outputs, new_files):
                candidates = extract_candidates(
                    self._make_extraction(finished, outputs), scratch, context, feedback, PREDICTION_SHARE
                )
                destination = write_candidates(self, parameters, self.CANDIDATES, candidates, context, feedback)
        self.present_rasters(requested, self.raster.name, context)
        present_result(context, destination, CANDIDATES, self.raster.name)
        self.inventory_view.request_with(destination, self.raster.name, context)
        return {
            **requested,
            self.CANDIDATES: destination,
            **report_detection(self.raster.name, candidates, finished.summary, feedback),
        }

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        self.inventory_view.add_to(context)
        return {}

    def _make_outputs(self, requested: dict[str, str], scratch: Path) -> PredictionOutputs:
        """Return the engine's output paths; unrequested rasters needed for the candidates go to ``scratch``."""
        return PredictionOutputs(
            probability=requested[self.PROBABILITY],
            spread=requested.get(self.SPREAD, str(scratch / "spread.tif")),
            agreement=str(scratch / "agreement.tif"),
            mask=requested.get(self.MASK),
        )

    @contextmanager
    def _handle_failure_after_prediction(
        self, outputs: PredictionOutputs, new_files: tuple[str, ...]
    ) -> Iterator[None]:
        """After a cancel remove ``new_files``; after an error keep the rasters, and say so."""
        try:
            yield
            return
        except Cancelled as error:
            cancelled = clear_frames(error)
        except DeepSlideError as error:
            note = f"The prediction is finished and kept: run 'Extract candidates' on '{outputs.probability}'."
            raise type(error)(error.message, f"{error.remedy} {note}") from clear_frames(error)
        remove_outputs(new_files)  # after the except block, when no frame holds them open
        raise cancelled

    def _make_extraction(self, finished: Finished, outputs: PredictionOutputs) -> Extraction:
        return Extraction(
            probability=raster_file(outputs.probability),
            threshold=finished.summary["threshold"],
            min_area_m2=self.min_area,
            spread=outputs.spread,
            agreement=outputs.agreement,
            members=finished.summary["members"],
            model_id=finished.summary["model_id"],
            dem=self.dem,
            inventory=self.inventory,
        )
