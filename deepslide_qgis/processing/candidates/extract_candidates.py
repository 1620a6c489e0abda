"""Algorithm 'Extract candidates': polygons from a probability raster, without a new prediction."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors, scratch_folder
from deepslide_qgis.processing.candidates.extraction import Extraction, extract_candidates
from deepslide_qgis.processing.candidates.shaping import Shaping
from deepslide_qgis.processing.candidates.summary import add_candidate_figures, report_candidates
from deepslide_qgis.processing.candidates.writing import write_candidates
from deepslide_qgis.processing.help_texts import EXTRACT_CANDIDATES
from deepslide_qgis.processing.layers.input_layers import chosen_layer
from deepslide_qgis.processing.layers.inventory_view import InventoryView
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.result_layers import CANDIDATES, present_result, raster_name
from deepslide_qgis.processing.parameters import DOUBLE, POLYGONS
from deepslide_qgis.processing.rasters.raster_source import raster_source
from deepslide_qgis.processing.rasters.run_record import recorded_summary, recorded_threshold


class ExtractCandidates(DeepSlideAlgorithm):
    """Applies a new threshold, minimum area or outline in seconds; needs no engine."""

    PROBABILITY = "PROBABILITY"
    THRESHOLD = "THRESHOLD"
    MIN_AREA = "MIN_AREA"
    FILL_HOLES = "FILL_HOLES"
    MERGE_DISTANCE = "MERGE_DISTANCE"
    SIMPLIFY = "SIMPLIFY"
    SMOOTH = "SMOOTH"
    SPREAD = "SPREAD"
    AGREEMENT = "AGREEMENT"
    DEM = "DEM"
    INVENTORY = "INVENTORY"
    CANDIDATES = "CANDIDATES"

    ICON = "candidates.svg"

    _prepared: Extraction
    _inventory_view: InventoryView

    def name(self) -> str:
        return "extractcandidates"

    def displayName(self) -> str:
        return self.tr("Extract candidates")

    def group(self) -> str:
        return self.tr("Steps of a detection")

    def groupId(self) -> str:
        return "steps"

    def tags(self) -> list[str]:
        return self.tr("landslide,threshold,polygonize,vectorize,candidates,minimum area,holes,smooth").split(",")

    def shortDescription(self) -> str:
        return self.tr("Outlines candidates in a probability raster: a new threshold without predicting again.")

    def shortHelpString(self) -> str:
        return self.tr(EXTRACT_CANDIDATES)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        probability = self.tr("Landslide probability")
        self.addParameter(QgsProcessingParameterRasterLayer(self.PROBABILITY, probability))
        self._add_number(
            self.THRESHOLD, self.tr("Threshold of probability (default: that of the prediction)"), maximum=1
        )
        self._add_number(self.MIN_AREA, self.tr("Minimum area of a candidate in m² (default: four pixels)"))
        self._add_number(self.FILL_HOLES, self.tr("Fill holes up to, in m² (default: none)"))
        self._add_number(self.MERGE_DISTANCE, self.tr("Merge candidates no further apart than, in m (default: none)"))
        self._add_number(self.SIMPLIFY, self.tr("Simplify the outline by up to, in m (default: not at all)"))
        self.addParameter(QgsProcessingParameterBoolean(self.SMOOTH, self.tr("Smooth the outline"), False))
        for name, title in (
            (self.SPREAD, self.tr("Spread between the members")),
            (self.AGREEMENT, self.tr("Agreement of the members")),
            (self.DEM, self.tr("DEM, heights in metres: adds slope and height drop")),
        ):
            self.addParameter(QgsProcessingParameterRasterLayer(name, title, optional=True))
        inventory = self.tr("Inventory of mapped landslides: drawn with the result")
        self.addParameter(QgsProcessingParameterFeatureSource(self.INVENTORY, inventory, [POLYGONS], optional=True))
        self.addParameter(QgsProcessingParameterFeatureSink(self.CANDIDATES, self.tr("Candidates"), POLYGONS))
        add_candidate_figures(self)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._read_extraction(parameters, context)
        check_destination(parameters.get(self.CANDIDATES))
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._prepared = self._read_extraction(parameters, context)
        self._inventory_view = InventoryView(chosen_layer(self, parameters, self.INVENTORY, context))
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        with processing_errors(), scratch_folder() as scratch:
            candidates = extract_candidates(self._prepared, scratch, context, feedback, 0)
            destination = write_candidates(self, parameters, self.CANDIDATES, candidates, context, feedback)
        name = raster_name(self._prepared.probability.name)
        present_result(context, destination, CANDIDATES, name, f" ≥ {self._prepared.threshold:g}")
        self._inventory_view.request_with(destination, name, context)
        return {self.CANDIDATES: destination, **report_candidates(name, candidates, feedback)}

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        self._inventory_view.add_to(context)
        return {}

    def _add_number(self, name: str, title: str, maximum: float = 1e12) -> None:
        self.addParameter(QgsProcessingParameterNumber(name, title, DOUBLE, None, True, 0, maximum))

    def _read_extraction(self, parameters: dict, context: QgsProcessingContext) -> Extraction:
        def number(name: str) -> Optional[float]:
            return self.optional_float(parameters, name, context)

        def raster(name: str) -> Optional[str]:
            source = self.optional_raster(parameters, name, context)
            return source.path if source else None

        probability = raster_source(self.parameterAsRasterLayer(parameters, self.PROBABILITY, context))
        run = recorded_summary(probability.path)
        threshold = number(self.THRESHOLD)
        return Extraction(
            probability=probability,
            threshold=recorded_threshold(probability.path) if threshold is None else threshold,
            min_area_m2=number(self.MIN_AREA),
            spread=raster(self.SPREAD),
            agreement=raster(self.AGREEMENT),
            members=run.get("members"),
            model_id=run.get("model_id"),
            shaping=Shaping(
                merge_distance_m=number(self.MERGE_DISTANCE) or 0,
                fill_holes_m2=number(self.FILL_HOLES) or 0,
                simplify_m=number(self.SIMPLIFY) or 0,
                smooth=self.parameterAsBool(parameters, self.SMOOTH, context),
            ),
            dem=self.optional_dem(parameters, self.DEM, context),
            inventory=self.parameterAsSource(parameters, self.INVENTORY, context),
        )
