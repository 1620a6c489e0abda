"""Algorithm 'Compare with an inventory': scores of a prediction, and where it is wrong."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm, is_empty, processing_errors, scratch_folder
from deepslide_qgis.processing.comparison.inventory import check_expression
from deepslide_qgis.processing.comparison.run import Comparison, run_comparison
from deepslide_qgis.processing.comparison.strata import make_strata, warn_without_slopes
from deepslide_qgis.processing.comparison.writing import (
    RequestedFiles,
    add_comparison_figures,
    remove_files_on_error,
    write_results,
)
from deepslide_qgis.processing.help_texts import COMPARE_WITH_INVENTORY
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.parameters import DOUBLE, POLYGONS, RASTERS
from deepslide_qgis.processing.rasters.gdal_calls import bounded_cache
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_source
from deepslide_qgis.processing.rasters.run_record import recorded_image, recorded_threshold


class CompareWithInventory(EngineAlgorithm):
    """Scores, matched layers, error map and report of one prediction."""

    PREDICTION = "PREDICTION"
    INVENTORY = "INVENTORY"
    INVENTORY_FILTER = "INVENTORY_FILTER"
    AOI = "AOI"
    MEMBER_PREDICTION = "MEMBER_PREDICTION"
    THRESHOLD = "THRESHOLD"
    MINIMUM_MAPPING_UNIT = "MINIMUM_MAPPING_UNIT"
    DEM = "DEM"
    LOOK_AZIMUTH = "LOOK_AZIMUTH"
    STRATA = "STRATA"
    FIELD = "FIELD"
    IMAGE = "IMAGE"
    ALL_TOUCHED = "ALL_TOUCHED"
    SCORES = "SCORES"
    INVENTORY_MATCHED = "INVENTORY_MATCHED"
    CANDIDATES_MATCHED = "CANDIDATES_MATCHED"
    ERROR_MAP = "ERROR_MAP"
    REPORT = "REPORT"

    ICON = "compare.svg"

    _prepared: Comparison
    _rasters: list[RasterSource]
    _dem: Optional[RasterSource]
    _azimuth_deg: Optional[float]

    def name(self) -> str:
        return "comparewithinventory"

    def displayName(self) -> str:
        return self.tr("Compare with an inventory")

    def group(self) -> str:
        return self.tr("Comparison")

    def groupId(self) -> str:
        return "comparison"

    def tags(self) -> list[str]:
        return self.tr("landslide,compare,validate,accuracy,precision,recall,F1,IoU,error map,score").split(",")

    def shortDescription(self) -> str:
        return self.tr("Scores a prediction against mapped landslides and shows where it is wrong.")

    def shortHelpString(self) -> str:
        return self.tr(COMPARE_WITH_INVENTORY)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self._add_inputs()
        self._add_strata()
        table = QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink(self.SCORES, self.tr("Scores"), table))
        for name, title in (
            (self.INVENTORY_MATCHED, self.tr("Inventory compared")),
            (self.CANDIDATES_MATCHED, self.tr("Candidates compared")),
        ):
            self.addParameter(QgsProcessingParameterFeatureSink(name, title, POLYGONS, None, True))
        self.addParameter(QgsProcessingParameterRasterDestination(self.ERROR_MAP, self.tr("Error map"), None, True))
        files = self.tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), files, None, True))
        add_comparison_figures(self)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._read_comparison(parameters, context)
        self._read_strata_rasters(parameters, context)
        for name in (self.SCORES, self.INVENTORY_MATCHED, self.CANDIDATES_MATCHED):
            check_destination(parameters.get(name))
        check_destination(parameters.get(self.ERROR_MAP), (".tif", ".tiff"))
        check_destination(parameters.get(self.REPORT), (".html", ".htm"))
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._prepared = self._read_comparison(parameters, context)
            self._rasters, self._dem = self._read_strata_rasters(parameters, context)
        self._azimuth_deg = self.optional_float(parameters, self.LOOK_AZIMUTH, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        comparison = self._prepared
        requested = self._requested_files(parameters, context)
        around = comparison.prediction, feedback
        destinations = [requested.error_map] if requested.error_map else []
        with processing_errors(context, destinations), scratch_folder() as scratch, remove_files_on_error(requested):
            strata = make_strata(self._rasters, self._dem, self._azimuth_deg, scratch, context, *around)
            with bounded_cache():
                compared = run_comparison(comparison, strata, requested.error_map, scratch, context, feedback)
            if self._dem:
                warn_without_slopes(compared.answer.strata, self._dem, feedback)
            return write_results(self, parameters, comparison, compared, requested, context, feedback)

    def _add_inputs(self) -> None:
        prediction, inventory = self.tr("Prediction: probability or mask"), self.tr("Inventory of mapped landslides")
        self.addParameter(QgsProcessingParameterRasterLayer(self.PREDICTION, prediction))
        self.addParameter(QgsProcessingParameterFeatureSource(self.INVENTORY, inventory, [POLYGONS]))
        chosen = self.tr("Only the landslides for which (default: all)")
        self.addParameter(QgsProcessingParameterExpression(self.INVENTORY_FILTER, chosen, "", self.INVENTORY, True))
        area = self.tr("Area of interest")
        self.addParameter(QgsProcessingParameterFeatureSource(self.AOI, area, [POLYGONS], optional=True))
        member = self.tr("Prediction of a single member: shows what the ensemble gains")
        self.addParameter(QgsProcessingParameterRasterLayer(self.MEMBER_PREDICTION, member, optional=True))
        threshold = self.tr("Threshold of probability (default: that of the prediction)")
        self.addParameter(QgsProcessingParameterNumber(self.THRESHOLD, threshold, DOUBLE, None, True, 0, 1))
        minimum = self.tr("Minimum mapping unit in m², for both sides (default: four pixels)")
        self.addParameter(QgsProcessingParameterNumber(self.MINIMUM_MAPPING_UNIT, minimum, DOUBLE, None, True, 0))

    def _add_strata(self) -> None:
        dem = self.tr("DEM, heights in metres: scores by slope and aspect")
        self.addParameter(QgsProcessingParameterRasterLayer(self.DEM, dem, optional=True))
        azimuth = self.tr("Direction in which the radar looks, degrees from north: aspect to the radar")
        self.add_advanced(QgsProcessingParameterNumber(self.LOOK_AZIMUTH, azimuth, DOUBLE, None, True, -360, 360))
        strata = self.tr("Scores by the classes of these rasters (land cover, height …)")
        self.add_advanced(QgsProcessingParameterMultipleLayers(self.STRATA, strata, RASTERS, optional=True))
        field = self.tr("Recall by this field of the inventory")
        self.add_advanced(QgsProcessingParameterField(self.FIELD, field, None, self.INVENTORY, optional=True))
        image = self.tr(
            "Image below the pictures of the report (default: what was predicted from, if it has red, green and blue)"
        )
        self.add_advanced(QgsProcessingParameterRasterLayer(self.IMAGE, image, optional=True))
        touched = self.tr("A pixel is mapped when a polygon touches it (otherwise: its centre lies inside)")
        self.add_advanced(QgsProcessingParameterBoolean(self.ALL_TOUCHED, touched, False))

    def _read_comparison(self, parameters: dict, context: QgsProcessingContext) -> Comparison:
        """Return the input of the comparison; raise a DeepSlideError for invalid parameters."""
        prediction = raster_source(self.parameterAsRasterLayer(parameters, self.PREDICTION, context))
        inventory = self.parameterAsSource(parameters, self.INVENTORY, context)
        if inventory is None:
            raise RequestError(self.tr("The inventory cannot be read."), self.tr("Choose a layer of polygons."))
        expression = self.parameterAsString(parameters, self.INVENTORY_FILTER, context) or ""
        check_expression(expression, inventory)
        threshold = self.optional_float(parameters, self.THRESHOLD, context)
        image, (recorded, colours) = (
            self.optional_raster(parameters, self.IMAGE, context),
            recorded_image(prediction.path),
        )
        return Comparison(
            prediction=prediction,
            inventory=inventory,
            threshold=recorded_threshold(prediction.path) if threshold is None else threshold,
            expression=expression,
            aoi=None if is_empty(parameters.get(self.AOI)) else self.parameterAsSource(parameters, self.AOI, context),
            member=self.optional_raster(parameters, self.MEMBER_PREDICTION, context),
            minimum_m2=self.optional_float(parameters, self.MINIMUM_MAPPING_UNIT, context),
            all_touched=self.parameterAsBool(parameters, self.ALL_TOUCHED, context),
            image=image.path if image else recorded,
            image_bands=() if image else colours,
        )

    def _read_strata_rasters(
        self, parameters: dict, context: QgsProcessingContext
    ) -> tuple[list[RasterSource], Optional[RasterSource]]:
        layers = [] if is_empty(parameters.get(self.STRATA)) else parameters[self.STRATA]
        found = self.parameterAsLayerList(parameters, self.STRATA, context) if layers else []
        return [raster_source(layer) for layer in found], self.optional_dem(parameters, self.DEM, context)

    def _requested_files(self, parameters: dict, context: QgsProcessingContext) -> RequestedFiles:
        return RequestedFiles(
            error_map=self.parameterAsOutputLayer(parameters, self.ERROR_MAP, context) or None,
            report=self.parameterAsFileOutput(parameters, self.REPORT, context) or None,
            field=self.parameterAsString(parameters, self.FIELD, context) or None,
        )
