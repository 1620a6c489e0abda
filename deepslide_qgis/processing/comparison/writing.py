"""Outputs of a comparison: table, matched layers, error map and report, styled in the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsWkbTypes,
)

from deepslide_qgis.core.comparison import ComparisonReport
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, is_empty
from deepslide_qgis.processing.comparison import matched_layers as layers
from deepslide_qgis.processing.comparison.report import comparison_page
from deepslide_qgis.processing.comparison.run import Compared, Comparison
from deepslide_qgis.processing.comparison.score_table import score_features, score_fields, score_rows
from deepslide_qgis.processing.comparison.sentences import not_counted_sentences, summary_sentences
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from deepslide_qgis.processing.layers.output_files import missing_paths, remove_outputs
from deepslide_qgis.processing.layers.result_layers import (
    CANDIDATES_MATCHED,
    ERROR_MAP,
    ERROR_MAP_SINGLE,
    INVENTORY_MATCHED,
    SCORES,
    present_result,
    raster_name,
)
from deepslide_qgis.processing.translation import translate

FIGURES = {
    "PRECISION": "Precision",
    "RECALL": "Recall",
    "F1": "F1",
    "IOU": "IoU",
    "LANDSLIDES": "Landslides counted",
    "LANDSLIDES_FOUND": "Landslides found",
    "FALSE_ALARMS": "False alarms",
}


@dataclass(frozen=True)
class RequestedFiles:
    """Requested output files, and the field for recall by its values."""

    error_map: Optional[str]
    report: Optional[str]
    field: Optional[str]


def add_comparison_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the numeric outputs for batches and models."""
    for name, title in FIGURES.items():
        algorithm.addOutput(QgsProcessingOutputNumber(name, translate(title)))


@contextmanager
def remove_files_on_error(requested: RequestedFiles) -> Iterator[None]:
    """Remove files that a failed or cancelled run has created."""
    new_files = missing_paths((requested.error_map, requested.report))
    try:
        yield
    except BaseException:
        remove_outputs(new_files)
        raise


def write_results(
    algorithm: DeepSlideAlgorithm,
    parameters: dict,
    comparison: Comparison,
    compared: Compared,
    requested: RequestedFiles,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> dict[str, Any]:
    """Write all requested outputs; return them. Ignores cancel, so that no output is incomplete."""
    writer = _Writer(algorithm, parameters, context)
    source = comparison.inventory
    table = LayerForm(score_fields())
    geometry = source.wkbType(), source.sourceCrs()
    mapped = LayerForm(layers.inventory_fields(source.fields()), *geometry, INVENTORY_MATCHED.style)
    polygons = QgsWkbTypes.Type.MultiPolygon, comparison.prediction.crs
    outlines = LayerForm(layers.candidate_fields(), *polygons, CANDIDATES_MATCHED.style)
    outputs: dict[str, Any] = {
        "SCORES": writer.write("SCORES", table, score_features(score_rows(compared, requested.field), table.fields)),
        "INVENTORY_MATCHED": writer.write(
            "INVENTORY_MATCHED", mapped, layers.matched_inventory(compared, mapped.fields)
        ),
        "CANDIDATES_MATCHED": writer.write(
            "CANDIDATES_MATCHED", outlines, layers.matched_candidates(compared, outlines.fields)
        ),
    }
    if requested.report:
        comparison_page(comparison, compared, source.sourceName(), requested.field).write(requested.report)
        outputs["REPORT"] = requested.report
    if requested.error_map:
        outputs["ERROR_MAP"] = requested.error_map
    _present_layers(outputs, comparison, context)
    for sentence in [*summary_sentences(compared.answer), *not_counted_sentences(compared)]:
        feedback.pushInfo(sentence)
    return {**{name: place for name, place in outputs.items() if place}, **_defined_figures(compared.answer)}


@dataclass(frozen=True)
class _Writer:
    """Writes features into requested output layers."""

    algorithm: DeepSlideAlgorithm
    parameters: dict
    context: QgsProcessingContext

    def write(self, name: str, form: LayerForm, features: Iterable[QgsFeature]) -> Optional[str]:
        """Write ``features``; return the layer's source, None if the output is not requested."""
        if is_empty(self.parameters.get(name)):
            return None
        return write_layer(self.algorithm, self.parameters, name, form, features, self.context)


def _present_layers(outputs: dict[str, Any], comparison: Comparison, context: QgsProcessingContext) -> None:
    name = raster_name(comparison.prediction.name)
    error_map = ERROR_MAP_SINGLE if comparison.member else ERROR_MAP
    for output, kind in (
        ("SCORES", SCORES),
        ("INVENTORY_MATCHED", INVENTORY_MATCHED), ("CANDIDATES_MATCHED", CANDIDATES_MATCHED), ("ERROR_MAP", error_map)
    ):  # fmt: skip
        present_result(context, outputs.get(output), kind, name, f" ≥ {comparison.threshold:g}")


def _defined_figures(answer: ComparisonReport) -> dict[str, Any]:
    """Return the figures that are not NaN."""
    scores, objects = answer.pixels, answer.objects
    figures = {
        "PRECISION": scores.precision,
        "RECALL": scores.recall,
        "F1": scores.f1,
        "IOU": scores.iou,
        "LANDSLIDES": objects.landslides,
        "LANDSLIDES_FOUND": objects.found,
        "FALSE_ALARMS": objects.candidates - objects.hits,
    }
    return {name: value for name, value in figures.items() if value == value}
