"""Algorithm 'Compare case studies': many predictions with their inventories, in one table and diagram."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMatrix,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsVectorLayer,
    QgsWkbTypes,
)

from deepslide_qgis.core.comparison import ComparisonReport, PooledAnswer, read_answer
from deepslide_qgis.core.errors import Cancelled, DeepSlideError, RequestError
from deepslide_qgis.core.request import ComparisonOutputs, PoolRequest, ScoredCase
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm, is_empty, processing_errors, scratch_folder
from deepslide_qgis.processing.comparison.case_studies import (
    COLUMNS,
    Pair,
    expand_thresholds,
    pairs_in_folder,
    pairs_in_rows,
    parse_thresholds,
)
from deepslide_qgis.processing.comparison.case_table import ComparedPair, case_features, case_fields, case_page
from deepslide_qgis.processing.comparison.run import Comparison, run_comparison
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import COMPARE_CASE_STUDIES
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.parameters import DOUBLE
from deepslide_qgis.processing.rasters.gdal_calls import bounded_cache
from deepslide_qgis.processing.rasters.raster_source import raster_file
from deepslide_qgis.processing.rasters.run_record import recorded_threshold
from deepslide_qgis.processing.translation import translate


class CompareCaseStudies(EngineAlgorithm):
    """Compares case studies, band settings, ensembles or thresholds."""

    FOLDER = "FOLDER"
    PAIRS = "PAIRS"
    THRESHOLDS = "THRESHOLDS"
    MINIMUM_MAPPING_UNIT = "MINIMUM_MAPPING_UNIT"
    ALL_TOUCHED = "ALL_TOUCHED"
    SCORES = "SCORES"
    REPORT = "REPORT"

    ICON = "compare.svg"

    _prepared: list[Pair]
    _minimum_m2: Optional[float]
    _all_touched: bool

    def name(self) -> str:
        return "comparecasestudies"

    def displayName(self) -> str:
        return self.tr("Compare case studies")

    def group(self) -> str:
        return self.tr("Comparison")

    def groupId(self) -> str:
        return "comparison"

    def tags(self) -> list[str]:
        return self.tr("landslide,compare,case study,performance diagram,F1,bootstrap,ensemble,threshold").split(",")

    def shortDescription(self) -> str:
        return self.tr("Puts the scores of many predictions into one table and one performance diagram.")

    def shortHelpString(self) -> str:
        return self.tr(COMPARE_CASE_STUDIES)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        folder = self.tr("Folder with a sub-folder for each case study (inventory.gpkg and predictions)")
        kind = QgsProcessingParameterFile.Behavior.Folder
        self.addParameter(QgsProcessingParameterFile(self.FOLDER, folder, kind, optional=True))
        rows = self.tr("Or rows, one for each prediction")
        headers = [self.tr(title) for title in COLUMNS]
        self.addParameter(QgsProcessingParameterMatrix(self.PAIRS, rows, 1, False, headers, None, True))
        thresholds = self.tr("Thresholds, each a series of its own: 0.3, 0.5 (default: those of the predictions)")
        self.addParameter(QgsProcessingParameterString(self.THRESHOLDS, thresholds, "", optional=True))
        minimum = self.tr("Minimum mapping unit in m², for both sides (default: four pixels)")
        self.addParameter(QgsProcessingParameterNumber(self.MINIMUM_MAPPING_UNIT, minimum, DOUBLE, None, True, 0))
        touched = self.tr("A pixel is mapped when a polygon touches it (otherwise: its centre lies inside)")
        self.add_advanced(QgsProcessingParameterBoolean(self.ALL_TOUCHED, touched, False))
        table = QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink(self.SCORES, self.tr("Scores"), table))
        files = self.tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), files, None, True))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._read_pairs(parameters, context)
        check_destination(parameters.get(self.SCORES))
        check_destination(parameters.get(self.REPORT), (".html", ".htm"))
        super().check_values(parameters, context)

    def files_read(self, parameters: dict, context: QgsProcessingContext) -> list[str]:
        pairs = self._read_pairs(parameters, context)
        return [path for pair in pairs for path in (pair.prediction, pair.inventory, pair.aoi) if path]

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._prepared = self._read_pairs(parameters, context)
        self._minimum_m2 = self.optional_float(parameters, self.MINIMUM_MAPPING_UNIT, context)
        self._all_touched = self.parameterAsBool(parameters, self.ALL_TOUCHED, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        report = self.parameterAsFileOutput(parameters, self.REPORT, context)
        with processing_errors(), bounded_cache():
            compared = self._compare_all(context, feedback)
            pooled = _pool_scores(compared, feedback)
            if report:
                case_page(compared, pooled).write(report)
        fields = case_fields()
        with processing_errors():
            features = case_features(compared, pooled, fields)
            destination = write_layer(self, parameters, self.SCORES, LayerForm(fields), features, context)
        for series in pooled.series:
            feedback.pushInfo(f"{series.series}: F1 {series.scores.f1:.3f} ({series.cases})")
        return {self.SCORES: destination, **({self.REPORT: report} if report else {})}

    def _read_pairs(self, parameters: dict, context: QgsProcessingContext) -> list[Pair]:
        """Return every pair to compare; raise RequestError if there is none."""
        folder = self.parameterAsString(parameters, self.FOLDER, context)
        cells = [] if is_empty(parameters.get(self.PAIRS)) else self.parameterAsMatrix(parameters, self.PAIRS, context)
        pairs = [*(pairs_in_folder(folder) if folder else []), *pairs_in_rows(cells)]
        if not pairs:
            raise RequestError(self.tr("There is nothing to compare."), self.tr("Choose a folder, or fill in rows."))
        return expand_thresholds(pairs, parse_thresholds(self.parameterAsString(parameters, self.THRESHOLDS, context)))

    def _compare_all(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> list[ComparedPair]:
        steps = QgsProcessingMultiStepFeedback(len(self._prepared), feedback)
        compared = []
        for i, pair in enumerate(self._prepared):
            steps.setCurrentStep(i)
            steps.pushInfo(f"{pair.case}, {pair.series}")
            try:
                compared.append(ComparedPair(pair, self._compare(pair, context, steps)))
            except Cancelled:
                raise
            except DeepSlideError as error:
                raise type(error)(f"{pair.case}, {pair.series}: {error.message}", error.remedy) from error
        return compared

    def _compare(self, pair: Pair, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> ComparisonReport:
        inventory, aoi = _open_polygons(pair.inventory), _open_polygons(pair.aoi) if pair.aoi else None
        prediction = raster_file(pair.prediction)
        comparison = Comparison(
            prediction=prediction,
            inventory=QgsProcessingFeatureSource(inventory, context),
            threshold=recorded_threshold(prediction.path) if pair.threshold is None else pair.threshold,
            aoi=QgsProcessingFeatureSource(aoi, context) if aoi else None,
            minimum_m2=self._minimum_m2,
            all_touched=self._all_touched,
        )
        with scratch_folder() as scratch:
            return run_comparison(comparison, (), None, scratch, context, feedback).answer


def _open_polygons(path: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(path, Path(path).stem, "ogr")
    if not layer.isValid() or layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise RequestError(
            translate("'{}' holds no polygons that can be read.").format(path), translate("Choose a file of polygons.")
        )
    return layer


def _pool_scores(compared: list[ComparedPair], feedback: QgsProcessingFeedback) -> PooledAnswer:
    cases = tuple(ScoredCase(one.pair.series, one.pair.case, one.answer.pixels) for one in compared)
    with scratch_folder() as scratch:
        request = PoolRequest(cases, ComparisonOutputs(str(scratch / "pooled.json")))
        run_engine("pool", request, feedback)
        return read_answer(PooledAnswer, scratch / "pooled.json")
