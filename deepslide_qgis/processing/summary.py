"""The figures of a run: the last lines of its log, and the numbers that batches and models get."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback, QgsProcessingOutputNumber

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm, translate
from deepslide_qgis.processing.candidates.extraction import Candidates

CANDIDATE_COUNT = "CANDIDATE_COUNT"
CANDIDATE_AREA_M2 = "CANDIDATE_AREA_M2"
DATA_PERCENT = "DATA_PERCENT"


def add_candidate_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the numbers that ``say_candidates`` returns."""
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_COUNT, translate("Number of candidates")))
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_AREA_M2, translate("Area of the candidates [m²]")))


def add_prediction_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the number that ``say_prediction`` returns."""
    algorithm.addOutput(QgsProcessingOutputNumber(DATA_PERCENT, translate("Share of the raster with data [%]")))


def say_candidates(candidates: Candidates, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Tell how many candidates there are and how much they cover; return it as outputs."""
    count = len(candidates.features)
    covered = translate("{:,} pixels").format(candidates.area_px)
    if candidates.area_m2 is not None:
        covered = translate("{:,.0f} m² ({:,.2f} ha)").format(candidates.area_m2, candidates.area_m2 / 10_000)
    feedback.pushInfo(translate("Candidates: {}, together {}.").format(count, covered))
    figures = {CANDIDATE_COUNT: count}
    if candidates.area_m2 is not None:
        figures[CANDIDATE_AREA_M2] = round(candidates.area_m2, 1)
    return figures


def say_prediction(summary: dict[str, Any], raster_name: str, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Tell what was predicted, of which raster, with what; return the share with data as output."""
    percent = round(100 * summary["data_share"], 2)
    feedback.pushInfo(
        translate("{}: {} % of the raster has data, {:.2f} % of that is landslide at the threshold {:g}.").format(
            raster_name, f"{percent:g}", 100 * summary["landslide_share"], summary["threshold"]
        )
    )
    feedback.pushInfo(
        translate("{}: {} member(s) on {}, {:.1f} s.").format(
            summary["model_title"], summary["members"], summary["device"], summary["seconds"]
        )
    )
    return {DATA_PERCENT: percent}
