"""Pooled scores and their confidence intervals, overall and by case study."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.bootstrap import bootstrap_interval
from deepslide_qgis.engine.comparison.pixel_counts import BINS, PixelCounts
from training.evaluation.predictors import GroupCounts

MASK_SCORES = ("precision", "recall", "f1", "iou", "mcc", "frequency_bias")
"""Scores of a mask, that is of a prediction at the threshold."""
PROBABILITY_SCORES: dict[str, Callable[[PixelCounts], float]] = {
    "average_precision": PixelCounts.average_precision,
    "calibration_error": PixelCounts.calibration_error,
}
SCORES = (*MASK_SCORES, *PROBABILITY_SCORES)
TITLES = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "iou": "IoU",
    "mcc": "MCC",
    "frequency_bias": "Frequency bias",
    "average_precision": "Average precision",
    "calibration_error": "Calibration error",
}


def scores_of(groups: Sequence[GroupCounts]) -> dict[str, float]:
    """Return every score of ``groups`` with all pixels pooled, each group at its own threshold."""
    masks = sum((mask_counts(group) for group in groups), PixelCounts.none())
    counts = sum((group.counts for group in groups), PixelCounts.none())
    values = {name: getattr(masks.at(0.5), name) for name in MASK_SCORES}
    return values | {name: score(counts) for name, score in PROBABILITY_SCORES.items()}


def intervals_of(groups: Sequence[GroupCounts]) -> dict[str, tuple[float, float]]:
    """Return 95 % bootstrap intervals of every score, resampling groups; NaN for fewer than two groups."""
    masks, counts = [mask_counts(group) for group in groups], [group.counts for group in groups]
    found = {name: bootstrap_interval(masks, lambda c, n=name: getattr(c.at(0.5), n)) for name in MASK_SCORES}
    return found | {name: bootstrap_interval(counts, score) for name, score in PROBABILITY_SCORES.items()}


def mask_counts(group: GroupCounts) -> PixelCounts:
    """Return the counts of a group's mask as of probabilities 0 and 1, so that groups add up at any threshold."""
    scores: PixelScores = group.counts.at(group.threshold)
    landslide, other, probability = (np.zeros(BINS, kind) for kind in (np.int64, np.int64, np.float64))
    landslide[[0, -1]] = scores.fn, scores.tp
    other[[0, -1]] = scores.tn, scores.fp
    probability[-1] = scores.tp + scores.fp
    return PixelCounts(landslide, other, probability, float(scores.fn + scores.fp))
