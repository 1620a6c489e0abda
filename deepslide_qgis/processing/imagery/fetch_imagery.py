"""Algorithm 'Fetch imagery': from a date and a place to images before and after, and a band stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterDestination,
)

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.comparison import read_answer
from deepslide_qgis.core.errors import DeepSlideError, RequestError
from deepslide_qgis.core.imagery.fetching import FetchedDate, FetchRequest, SearchAnswer, SearchOutputs, SearchRequest
from deepslide_qgis.processing.base_algorithm import is_empty, processing_errors, scratch_folder
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.imagery.fetching.area import Area
from deepslide_qgis.processing.imagery.fetching.found import footprint_form, footprints, log_lines
from deepslide_qgis.processing.imagery.fetching.help_text import FETCH_IMAGERY
from deepslide_qgis.processing.imagery.fetching.login import check_login
from deepslide_qgis.processing.imagery.fetching.parameters import FetchParameters
from deepslide_qgis.processing.imagery.fetching.plan import (
    check_folder,
    check_something_to_fetch,
    mark_unreadable,
    plan_dates,
)
from deepslide_qgis.processing.imagery.fetching.stack import StackSources, build_stack, check_stack
from deepslide_qgis.processing.imagery.results import RESULTS
from deepslide_qgis.processing.layers.layer_writing import write_layer
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.result_layers import FOUND, present_result
from deepslide_qgis.processing.report.found_page import found_page

STEPS = 3


class FetchImagery(FetchParameters):
    """Searches an archive, reports what it has, reads the chosen images within the area, stacks them."""

    FOLDER = "FOLDER"
    FOUND = "FOUND"
    REPORT = "REPORT"
    STACK = "STACK"

    ICON = "imagery.svg"

    _area: Area
    _access: Access
    _sources: StackSources

    def name(self) -> str:
        return "fetchimagery"

    def displayName(self) -> str:
        return self.tr("Fetch imagery")

    def group(self) -> str:
        return self.tr("Imagery")

    def groupId(self) -> str:
        return "imagery"

    def tags(self) -> list[str]:
        return self.tr("landslide,sentinel,stac,download,search,cog,before,after,catalogue,archive").split(",")

    def shortDescription(self) -> str:
        return self.tr("Finds Sentinel images before and after an event, and fetches the area's part of them.")

    def shortHelpString(self) -> str:
        return self.tr(FETCH_IMAGERY)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_event_parameters()
        self.add_image_parameters()
        self.add_stack_parameters()
        self.add_archive_parameters()
        folder = self.tr("Folder for the images")
        self.addParameter(QgsProcessingParameterFolderDestination(self.FOLDER, folder, None, True))
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink(self.FOUND, self.tr("Images found"), polygons))
        pages = self.tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), pages, None, True))
        self.addParameter(QgsProcessingParameterRasterDestination(self.STACK, self.tr("Band stack"), None, True, False))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        area = self.area(parameters, context)
        self.search_request(parameters, context, area, SearchOutputs("found.json"), Access())
        check_login(self.parameterAsString(parameters, self.AUTHCFG, context))
        check_destination(parameters.get(self.FOUND))
        check_destination(parameters.get(self.REPORT), (".html", ".htm"))
        check_destination(parameters.get(self.STACK), (".tif", ".tiff"))
        is_search_only = self.is_search_only(parameters, context)
        if not is_search_only and is_empty(parameters.get(self.FOLDER)):
            raise RequestError(
                self.tr("A folder for the images is needed."), self.tr("Name one, or search only (SEARCH_ONLY).")
            )
        if is_search_only and not is_empty(parameters.get(self.STACK)):
            raise RequestError(
                self.tr("A search alone makes no band stack."), self.tr("Leave the stack out, or fetch the images.")
            )
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._area = self.area(parameters, context)
            self._access = self.access(parameters, context)
            self._sources = self.stack_sources(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        steps = QgsProcessingMultiStepFeedback(STEPS, feedback)
        stack = self.parameterAsOutputLayer(parameters, self.STACK, context)
        with processing_errors(context, [stack]), scratch_folder() as scratch:
            outputs = SearchOutputs(str(scratch / "found.json"))
            request = self.search_request(parameters, context, self._area, outputs, self._access)
            run_engine("search_imagery", request, steps)
            answer = read_answer(SearchAnswer, scratch / "found.json")
            for line in log_lines(answer):
                feedback.pushInfo(line)
            for warning in answer.warnings:
                feedback.pushWarning(warning)
            if self.is_search_only(parameters, context):
                return self._write_found(answer, request, parameters, context)
            folder = Path(self.parameterAsString(parameters, self.FOLDER, context)).absolute()
            try:
                check_something_to_fetch(answer, request)
                if stack:
                    check_stack(answer, self._sources)
                dates, answer = self._fetch(answer, request, folder, parameters, context, steps)
            except DeepSlideError:
                self._write_found(answer, request, parameters, context)  # shows why there is nothing to fetch
                raise
            results = {**self._write_found(answer, request, parameters, context), self.FOLDER: str(folder)}
            if stack:
                steps.setCurrentStep(2)
                build_stack(dates, self.target(parameters, context, self._area), self._sources, request, stack, steps)
                present_result(context, stack, RESULTS["stack"], request.event_date)
                results[self.STACK] = stack
        return results

    def _write_found(
        self, answer: SearchAnswer, request: SearchRequest, parameters: dict, context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Write the footprints and the report."""
        destination = write_layer(self, parameters, self.FOUND, footprint_form(), footprints(answer), context)
        present_result(context, destination, FOUND, request.event_date)
        report = self.parameterAsFileOutput(parameters, self.REPORT, context)
        if report:
            found_page(answer, request).write(report)
        return {self.FOUND: destination, **({self.REPORT: report} if report else {})}

    def _fetch(
        self,
        answer: SearchAnswer,
        request: SearchRequest,
        folder: Path,
        parameters: dict,
        context: QgsProcessingContext,
        steps: QgsProcessingMultiStepFeedback,
    ) -> tuple[list[FetchedDate], SearchAnswer]:
        """Fetch the chosen images; return the fetched dates, and the answer with unreadable images marked."""
        steps.setCurrentStep(1)
        dates = plan_dates(answer, request, folder)
        check_folder(folder, dates)
        target = self.target(parameters, context, self._area)
        fetch = FetchRequest(request.archive, target, dates, request.access)
        done = run_engine("fetch_imagery", fetch, steps)
        fetched = [made for made in dates if made.name in done.outputs]
        return fetched, mark_unreadable(answer, dates, done.summary["left_out"])
