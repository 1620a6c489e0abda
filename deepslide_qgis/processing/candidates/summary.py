"""The figures of a run: the last lines of its log, and the numbers that batches and models get."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback, QgsProcessingOutputNumber

from deepslide_qgis.processing.algorithm import DeepSlideAlgorithm
from deepslide_qgis.processing.candidates.extraction import Candidates
from deepslide_qgis.processing.translation import translate

CANDIDATE_COUNT = "CANDIDATE_COUNT"
CANDIDATE_AREA_M2 = "CANDIDATE_AREA_M2"
DATA_PERCENT = "DATA_PERCENT"


def add_candidate_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the numbers that ``say_candidates`` returns."""
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_COUNT, translate("Number of candidates")))
    algorithm.addOutput(QgsProcessingOutputNumber(CANDIDATE_AREA_M2, translate("Area of the candidates [m²]")))


def add_prediction_figures(algorithm: DeepSlideAlgorithm) -> None:
    """Declare the number that ``say_prediction`` returns."""
    share = translate("Share of the raster, or of the area of interest, with data [%]")
    algorithm.addOutput(QgsProcessingOutputNumber(DATA_PERCENT, share))


def say_candidates(name: str, candidates: Candidates, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Tell how many candidates ``name`` has and how much they cover; return it as outputs."""
    feedback.pushInfo(f"{name}: {_covered(candidates)}.")
    return _candidate_figures(candidates)


def say_prediction(name: str, summary: dict[str, Any], feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Tell how much of ``name`` was predicted and is landslide; return the share with data as output."""
    over = translate("{:.2f} % of that at or over the threshold {:g}").format(
        100 * summary["landslide_share"], summary["threshold"]
    )
    feedback.pushInfo(f"{name}: {_with_data(summary)}, {over}.")
    _say_how(summary, feedback)
    return {DATA_PERCENT: _percent(summary)}


def say_detection(
    name: str, candidates: Candidates, summary: dict[str, Any], feedback: QgsProcessingFeedback
) -> dict[str, Any]:
    """Tell both in one row; return the outputs of both."""
    feedback.pushInfo(f"{name}: {_covered(candidates)}, {_with_data(summary)}.")
    _say_how(summary, feedback)
    return {**_candidate_figures(candidates), DATA_PERCENT: _percent(summary)}


def _say_how(summary: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
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


def _covered(candidates: Candidates) -> str:
    count = translate("{} candidate(s)").format(len(candidates.features))
    if candidates.area_m2 is None:
        return count + ", " + translate("{:,} pixels").format(candidates.area_px)
    return f"{count}, {candidates.area_m2:,.0f} m² ({candidates.area_m2 / 10_000:,.2f} ha)"


def _with_data(summary: dict[str, Any]) -> str:
    return translate("data on {:g} % of the area").format(_percent(summary))


def _percent(summary: dict[str, Any]) -> float:
    return round(100 * summary["data_share"], 2)


def _candidate_figures(candidates: Candidates) -> dict[str, Any]:
    figures: dict[str, Any] = {CANDIDATE_COUNT: len(candidates.features)}
    if candidates.area_m2 is not None:
        figures[CANDIDATE_AREA_M2] = round(candidates.area_m2, 1)
    return figures
