"""Figures of a run: last lines of the log, and numeric outputs for batches and models."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback, QgsProcessingOutputNumber

from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm
from deepslide_qgis.processing.candidates.extraction import Candidates
from deepslide_qgis.processing.translation import translate

CANDIDATE_COUNT = "CANDIDATE_COUNT"
CANDIDATE_AREA_M2 = "CANDIDATE_AREA_M2"
DATA_PERCENT = "DATA_PERCENT"


def add_candidate_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the outputs of ``report_candidates``."""
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_COUNT, translate("Number of candidates")))
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_AREA_M2, translate("Area of the candidates [m²]")))


def add_prediction_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the output of ``report_prediction``."""
    share = translate("Share of the raster, or of the area of interest, with data [%]")
    algorithm.addOutput(QgsProcessingOutputNumber(DATA_PERCENT, share))


def report_candidates(name: str, candidates: Candidates, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Log number and area of the candidates of raster ``name``; return them as outputs."""
    feedback.pushInfo(f"{name}: {_format_coverage(candidates)}.")
    return _candidate_figures(candidates)


def report_prediction(name: str, summary: dict[str, Any], feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Log the predicted share of raster ``name`` and the landslide share; return the data share as output."""
    over = translate("{:.2f} % of that at or over the threshold {:g}").format(
        100 * summary["landslide_share"], summary["threshold"]
    )
    feedback.pushInfo(f"{name}: {_format_data_share(summary)}, {over}.")
    _report_settings(summary, feedback)
    return {DATA_PERCENT: _data_percent(summary)}


def report_detection(
    name: str, candidates: Candidates, summary: dict[str, Any], feedback: QgsProcessingFeedback
) -> dict[str, Any]:
    """Log the figures of candidates and prediction; return the outputs of both."""
    feedback.pushInfo(f"{name}: {_format_coverage(candidates)}, {_format_data_share(summary)}.")
    _report_settings(summary, feedback)
    return {**_candidate_figures(candidates), DATA_PERCENT: _data_percent(summary)}


def _report_settings(summary: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(
        translate("Predicted with '{}', {} member(s) on {}, threshold {:g}, in {:.1f} s.").format(
            summary["model_title"], summary["members"], summary["device"], summary["threshold"], summary["seconds"]
        )
    )

    if summary["tiles_ended_early"]:
        feedback.pushInfo(
            translate("{:.0f} % of the tiles were not shown to all members: the first saw nothing in them.").format(
                100 * summary["tiles_ended_early"] / summary["tiles"]
            )
        )


def _format_coverage(candidates: Candidates) -> str:
    count = translate("{} candidate(s)").format(len(candidates.features))
    if candidates.area_m2 is None:
        return count + ", " + translate("{:,} pixels").format(candidates.area_px)
    return f"{count}, {candidates.area_m2:,.0f} m² ({candidates.area_m2 / 10_000:,.2f} ha)"


def _format_data_share(summary: dict[str, Any]) -> str:
    return translate("data on {:g} % of the area").format(_data_percent(summary))


def _data_percent(summary: dict[str, Any]) -> float:
    return round(100 * summary["data_share"], 2)


def _candidate_figures(candidates: Candidates) -> dict[str, Any]:
    figures: dict[str, Any] = {CANDIDATE_COUNT: len(candidates.features)}
    if candidates.area_m2 is not None:
        figures[CANDIDATE_AREA_M2] = round(candidates.area_m2, 1)
    return figures
