"""A comparison from layers to the engine's answer; intermediate files are in a scratch folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
)

from deepslide_qgis.core.comparison import ComparisonReport, read_answer
from deepslide_qgis.core.request import ComparisonOutputs, ComparisonRequest, Stratum, check_threshold
from deepslide_qgis.processing.candidates.minimum_area import sufficient_px
from deepslide_qgis.processing.candidates.polygons import polygonise
from deepslide_qgis.processing.candidates.ruler import Ruler, size_sort_key
from deepslide_qgis.processing.comparison.inventory import MappedInventory, read_inventory
from deepslide_qgis.processing.comparison.number_raster import burn_numbers
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.polygons.masks import rasterise
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_values
from deepslide_qgis.processing.translation import translate

SMALLEST_PX = 4
"""Default minimum mapping unit, the same as for candidates."""
JUST_UNDER = 0.99
"""Pixel sizes vary slightly over a raster, and four of the smaller ones count, too."""
SURELY_SMALLER = 0.98
"""Candidates below this share of the minimum mapping unit are not numbered."""


@dataclass(frozen=True)
class Comparison:
    """Input of a comparison; ``minimum_m2`` is in pixels without a CRS, None means four pixels."""

    prediction: RasterSource
    inventory: QgsProcessingFeatureSource
    threshold: float
    expression: str = ""
    aoi: Optional[QgsProcessingFeatureSource] = None
    member: Optional[RasterSource] = None
    minimum_m2: Optional[float] = None
    all_touched: bool = False
    image: Optional[str] = None
    image_bands: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_threshold(self.threshold)


@dataclass(frozen=True)
class Compared:
    """The engine's answer with its polygons; entry 0 of ``candidates`` is number 1."""

    answer: ComparisonReport
    mapped: MappedInventory
    candidates: list[QgsGeometry]


def run_comparison(
    comparison: Comparison,
    strata: tuple[Stratum, ...],
    error_map: Optional[str],
    scratch: Path,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> Compared:
    """Run ``comparison``; raise a DeepSlideError."""
    prediction = comparison.prediction
    feedback = QgsProcessingMultiStepFeedback(2, feedback)
    mapped = read_inventory(comparison.inventory, comparison.expression, prediction, context, feedback)
    _warn(comparison, mapped, feedback)
    minimum_m2 = minimum_mapping_unit(comparison, context)
    candidates = outline_candidates(comparison, minimum_m2, context, feedback)
    request = ComparisonRequest(
        prediction=path_with_values(prediction, str(scratch / "prediction.vrt")),
        landslides=burn_numbers(
            mapped.geometries, prediction, str(scratch / "landslides.tif"), comparison.all_touched, feedback
        ),
        candidates=burn_numbers(candidates, prediction, str(scratch / "candidates.tif"), False, feedback),
        landslide_count=len(mapped.geometries),
        candidate_count=len(candidates),
        outputs=ComparisonOutputs(str(scratch / "answer.json"), error_map),
        threshold=comparison.threshold,
        minimum_m2=minimum_m2,
        inside=_rasterise_aoi(comparison, scratch, context, feedback),
        member_prediction=(
            path_with_values(comparison.member, str(scratch / "member.vrt")) if comparison.member else None
        ),
        strata=strata,
        image=comparison.image,
        image_bands=comparison.image_bands,
    )
    feedback.setCurrentStep(1)
    run_engine("compare", request, feedback)
    return Compared(read_answer(ComparisonReport, scratch / "answer.json"), mapped, candidates)


def minimum_mapping_unit(comparison: Comparison, context: QgsProcessingContext) -> float:
    """Return the minimum mapping unit in m², in pixels without a CRS."""
    if comparison.minimum_m2 is not None:
        return comparison.minimum_m2
    sides_m = comparison.prediction.pixel_m(context.transformContext()) or (1.0, 1.0)
    return SMALLEST_PX * JUST_UNDER * sides_m[0] * sides_m[1]


def outline_candidates(
    comparison: Comparison, minimum_m2: float, context: QgsProcessingContext, feedback: QgsProcessingFeedback
) -> list[QgsGeometry]:
    """Return the outlines of pixel groups at or over the threshold, in the order of the candidates' numbers.

    Candidates certainly below the minimum are dropped; they would have the last numbers.
    """
    ruler = Ruler(comparison.prediction, context)
    minimum_m2 *= SURELY_SMALLER
    px = sufficient_px(comparison.prediction, ruler, minimum_m2)
    shapes = polygonise(comparison.prediction.path, comparison.threshold, feedback, 0, 100, px)
    large = []
    for shape in shapes:
        stop_if_cancelled(feedback)
        if ruler.is_large_enough(shape, minimum_m2):
            large.append(shape)
    return sorted(large, key=lambda shape: size_sort_key(shape, ruler.size(shape)))


def _rasterise_aoi(
    comparison: Comparison, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback
) -> Optional[str]:
    if comparison.aoi is None:
        return None
    path = str(scratch / "inside.tif")
    rasterise(comparison.aoi, comparison.prediction, path, context, feedback)
    return path


def _warn(comparison: Comparison, mapped: MappedInventory, feedback: QgsProcessingFeedback) -> None:
    """Warn of a missing CRS, and of repaired, duplicate, outside or unusable polygons."""
    if not comparison.prediction.crs.isValid():
        feedback.pushWarning(
            translate("The prediction has no CRS: coordinates are taken as they are, and areas are in pixels.")
        )
    elif not comparison.inventory.sourceCrs().isValid():
        feedback.pushWarning(translate("The inventory has no CRS: its coordinates are taken as the prediction's."))
    for count, text in (
        (mapped.repaired, translate("{} invalid polygon(s) were repaired for the comparison.")),
        (mapped.count("duplicate"), translate("{} duplicate(s) count only once.")),
        (mapped.count("outside"), translate("{} polygon(s) lie outside the prediction and do not count.")),
        (mapped.count("no_polygon"), translate("{} feature(s) have no usable polygon and do not count.")),
    ):
        if count:
            feedback.pushWarning(text.format(count))
