"""Algorithm 'Band values in polygons': how landslides differ from their surroundings in each band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from qgis.core import (
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from deepslide_qgis.core.band_values import BandValues, BandValuesAnswer
from deepslide_qgis.core.comparison import read_answer
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.request import BandValuesRequest, ComparisonOutputs
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm, processing_errors, scratch_folder
from deepslide_qgis.processing.comparison.band_zones import burn_zones, default_distance_m
from deepslide_qgis.processing.comparison.inventory import check_expression, read_inventory
from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import BAND_VALUES_IN_POLYGONS
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import row_feature, write_layer
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.parameters import DOUBLE, POLYGONS
from deepslide_qgis.processing.rasters.gdal_calls import bounded_cache
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_crs, raster_source
from deepslide_qgis.processing.report.band_page import band_page

STATISTICS = ("pixels", "mean", "deviation", "minimum", "p05", "q25", "median", "q75", "p95", "maximum")
FIELDS = (
    ("band", INTEGER),
    ("name", TEXT),
    ("auc", REAL),
    ("jeffries_matusita", REAL),
    ("effect", REAL),
    *(
        (f"{zone}_{name}", INTEGER if name == "pixels" else REAL)
        for zone in ("inside", "around")
        for name in STATISTICS
    ),
)


class BandValuesInPolygons(EngineAlgorithm):
    """Table, box plots and separability of every band inside and around landslides."""

    INPUT = "INPUT"
    INVENTORY = "INVENTORY"
    INVENTORY_FILTER = "INVENTORY_FILTER"
    BANDS = "BANDS"
    DISTANCE = "DISTANCE"
    TABLE = "TABLE"
    REPORT = "REPORT"

    ICON = "compare.svg"

    _raster: RasterSource
    _bands: tuple[int, ...]
    _inventory: QgsProcessingFeatureSource
    _distance_m: Optional[float]

    def name(self) -> str:
        return "bandvaluesinpolygons"

    def displayName(self) -> str:
        return self.tr("Band values in polygons")

    def group(self) -> str:
        return self.tr("Comparison")

    def groupId(self) -> str:
        return "comparison"

    def tags(self) -> list[str]:
        return self.tr("landslide,bands,box plot,separability,statistics,zonal,signature").split(",")

    def shortDescription(self) -> str:
        return self.tr("Shows how landslides stand out from their surroundings in each band of a raster.")

    def shortHelpString(self) -> str:
        return self.tr(BAND_VALUES_IN_POLYGONS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.addParameter(QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Raster")))
        inventory = self.tr("Inventory of mapped landslides")
        self.addParameter(QgsProcessingParameterFeatureSource(self.INVENTORY, inventory, [POLYGONS]))
        chosen = self.tr("Only the landslides for which (default: all)")
        self.addParameter(QgsProcessingParameterExpression(self.INVENTORY_FILTER, chosen, "", self.INVENTORY, True))
        bands = self.tr("Bands (default: all)")
        self.addParameter(
            QgsProcessingParameterBand(self.BANDS, bands, None, self.INPUT, optional=True, allowMultiple=True)
        )
        distance = self.tr("Surroundings up to, in m (default: five pixels)")
        self.addParameter(QgsProcessingParameterNumber(self.DISTANCE, distance, DOUBLE, None, True, 0))
        table = QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink(self.TABLE, self.tr("Band values"), table))
        files = self.tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), files, None, True))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
        inventory = self.parameterAsSource(parameters, self.INVENTORY, context)
        if inventory is None:
            raise RequestError(self.tr("The inventory cannot be read."), self.tr("Choose a layer of polygons."))
        check_expression(self.parameterAsString(parameters, self.INVENTORY_FILTER, context) or "", inventory)
        self.band_numbers(parameters, self.BANDS, context)
        check_destination(parameters.get(self.TABLE))
        check_destination(parameters.get(self.REPORT), (".html", ".htm"))
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._raster = raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
            self._bands = self.band_numbers(parameters, self.BANDS, context)
        self._inventory = self.parameterAsSource(parameters, self.INVENTORY, context)
        self._distance_m = self.optional_float(parameters, self.DISTANCE, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        raster, report = self._raster, self.parameterAsFileOutput(parameters, self.REPORT, context)
        bands = self._bands or tuple(range(1, len(raster.descriptions) + 1))
        expression = self.parameterAsString(parameters, self.INVENTORY_FILTER, context) or ""
        with processing_errors(), scratch_folder() as scratch, bounded_cache():
            distance_m = default_distance_m(raster, context) if self._distance_m is None else self._distance_m
            mapped = read_inventory(self._inventory, expression, raster, context, feedback)
            request = BandValuesRequest(
                path_with_crs(raster, str(scratch / "raster.vrt")),
                burn_zones(mapped, raster, distance_m, scratch, context, feedback),
                bands,
                ComparisonOutputs(str(scratch / "answer.json")),
            )
            run_engine("band_values", request, feedback)
            answer = read_answer(BandValuesAnswer, scratch / "answer.json")
            names = {band: raster.descriptions[band - 1] or self.tr("band {}").format(band) for band in bands}
            table = self._write(answer, names, parameters, context)
            if report:
                band_page(answer, names, raster.name, self._inventory.sourceName(), distance_m).write(report)
        return {self.TABLE: table, **({self.REPORT: report} if report else {})}

    def _write(
        self, answer: BandValuesAnswer, names: dict[int, str], parameters: dict, context: QgsProcessingContext
    ) -> str:
        fields = QgsFields()
        for name, kind in FIELDS:
            fields.append(QgsField(name, kind))
        features = (row_feature(fields, _row(values, names[values.band])) for values in answer.bands)
        return write_layer(self, parameters, self.TABLE, LayerForm(fields), features, context)


def _row(values: BandValues, name: str) -> Iterator[Any]:
    """Yield one value per field, None for NaN."""
    yield from (values.band, name)
    zones = [getattr(zone, statistic) for zone in (values.inside, values.around) for statistic in STATISTICS]
    for value in (values.auc, values.jeffries_matusita, values.effect, *zones):
        yield value if value == value else None
