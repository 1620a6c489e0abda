"""The two threshold rules: one half, as in the reference study, or the best F1 on validation data."""

from __future__ import annotations

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.planning.experiment import Experiment

HALF, TUNED = "half", "tuned"


def rule_of(experiment: Experiment) -> str:
    """Return the threshold rule of the experiment, which also chose its checkpoints."""
    return HALF if experiment.schedule.monitor == "val_f1_at_half" else TUNED


def threshold_of(counts: PixelCounts, rule: str) -> float:
    """Return the threshold that ``rule`` chooses on ``counts``."""
    if rule not in (HALF, TUNED):
        raise RequestError(f"Unknown rule for the threshold: '{rule}'.", f"Known: {HALF}, {TUNED}.")
    return 0.5 if rule == HALF else counts.best().threshold


def f1_of(scores: PixelScores) -> float:
    """Return F1, 0 if nothing is mapped and nothing predicted."""
    return 0.0 if scores.f1 != scores.f1 else scores.f1


def pool_scores(scores: list[PixelScores]) -> PixelScores:
    """Return the scores of all pixels together, with the mean threshold."""
    threshold = sum(item.threshold for item in scores) / len(scores)
    return PixelScores(threshold, *(sum(getattr(item, name) for item in scores) for name in ("tp", "fp", "fn", "tn")))
