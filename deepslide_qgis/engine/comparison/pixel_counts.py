"""Pooled pixel scores and calibration at every threshold, from histograms of the probability.

Counts are additive: strips, tiles, case studies and machines count separately, and the counts are summed. Pixels
without data or label are excluded before counting (``valid``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.scores import PixelScores

BINS = 1000
"""Equal bins of the probability from 0 to 1; thresholds are exact to a thousandth."""

RELIABILITY_BINS = 20


@dataclass(frozen=True)
class PixelCounts:
    """Histograms (BINS,) of landslide and other pixels, with the sums for calibration.

    ``probability`` (BINS,) is the sum of the probabilities in each bin; ``squared_error`` the sum of (probability −
    label)².
    """

    landslide: np.ndarray
    other: np.ndarray
    probability: np.ndarray
    squared_error: float

    def __add__(self, more: PixelCounts) -> PixelCounts:
        return PixelCounts(
            self.landslide + more.landslide,
            self.other + more.other,
            self.probability + more.probability,
            self.squared_error + more.squared_error,
        )

    @staticmethod
    def none() -> PixelCounts:
        """Return the counts of no pixel, the start of a sum."""
        return PixelCounts(np.zeros(BINS, np.int64), np.zeros(BINS, np.int64), np.zeros(BINS), 0.0)

    @property
    def pixels(self) -> int:
        return int(self.landslide.sum() + self.other.sum())

    def at(self, threshold: float) -> PixelScores:
        """Return the scores at ``threshold`` (rounded to a thousandth); a pixel at the threshold is positive."""
        first = min(max(round(threshold * BINS), 0), BINS)
        hits, alarms = int(self.landslide[first:].sum()), int(self.other[first:].sum())
        misses = int(self.landslide[:first].sum())
        return PixelScores(first / BINS, hits, alarms, misses, int(self.other[:first].sum()))

    def curve(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return thresholds, true positives and false positives at each of the BINS thresholds from 0 up."""
        hits = np.cumsum(self.landslide[::-1])[::-1].astype(np.float64)
        alarms = np.cumsum(self.other[::-1])[::-1].astype(np.float64)
        return np.arange(BINS) / BINS, hits, alarms

    def f1_curve(self) -> tuple[np.ndarray, np.ndarray]:
        """Return thresholds and F1 = 2TP / (2TP + FP + FN) at each."""
        thresholds, hits, alarms = self.curve()
        return thresholds, 2 * hits / np.maximum(hits + alarms + self.landslide.sum(), 1)

    def best(self) -> PixelScores:
        """Return the scores at the threshold above 0 with the highest F1."""
        thresholds, f1 = self.f1_curve()
        return self.at(float(thresholds[1 + int(np.argmax(f1[1:]))]))

    def precision_recall(self) -> tuple[np.ndarray, np.ndarray]:
        """Return precision and recall at falling thresholds where anything is predicted."""
        _, hits, alarms = self.curve()
        predicted = (hits + alarms)[::-1]
        recall = hits[::-1] / max(self.landslide.sum(), 1)
        return (hits[::-1] / np.maximum(predicted, 1))[predicted > 0], recall[predicted > 0]

    def average_precision(self) -> float:
        """Return Σ (Rₙ − Rₙ₋₁) Pₙ over falling thresholds (NaN without landslide pixels)."""
        if not self.landslide.sum():
            return float("nan")
        precision, recall = self.precision_recall()
        return float((np.diff(recall, prepend=0.0) * precision).sum())

    def brier(self) -> float:
        """Return the mean of (probability − label)² (NaN without pixels)."""
        return self.squared_error / self.pixels if self.pixels else float("nan")

    def reliability(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return mean probability, share of landslide pixels, and pixels, of ``RELIABILITY_BINS`` equal bins (NaN if
        empty)."""
        landslide, other, probability = (
            values.reshape(RELIABILITY_BINS, -1).sum(axis=1)
            for values in (self.landslide, self.other, self.probability)
        )
        pixels = landslide + other
        filled = np.where(pixels, pixels, np.nan)
        return probability / filled, landslide / filled, pixels

    def calibration_error(self) -> float:
        """Return the expected calibration error Σ (n_b / N) · |share − mean probability| over equal bins."""
        mean, share, pixels = self.reliability()
        return float(np.nansum(np.abs(share - mean) * pixels) / max(self.pixels, 1))


def counts_of_scores(scores: PixelScores) -> PixelCounts:
    """Return counts that have ``scores`` at every threshold, as for a mask."""
    landslide, other = np.zeros((2, BINS), np.int64)
    landslide[[0, -1]], other[[0, -1]] = (scores.fn, scores.tp), (scores.tn, scores.fp)
    probability = np.zeros(BINS)
    probability[-1] = scores.tp + scores.fp
    return PixelCounts(landslide, other, probability, float(scores.fp + scores.fn))


def count_pixels(probability: np.ndarray, label: np.ndarray, valid: np.ndarray | None = None) -> PixelCounts:
    """Return the counts of ``probability`` (0 … 1) and ``label`` (landslide or not), arrays of one shape.

    Pixels where ``valid`` is False, or the probability is NaN, are not counted.
    """
    values, is_landslide = np.asarray(probability, np.float32).ravel(), np.asarray(label, bool).ravel()
    chosen = np.isfinite(values) if valid is None else np.isfinite(values) & np.asarray(valid, bool).ravel()
    if not chosen.all():
        values, is_landslide = values[chosen], is_landslide[chosen]
    bins = np.clip((values * np.float32(BINS) + np.float32(1e-3)).astype(np.int32), 0, BINS - 1)
    landslide = np.bincount(bins[is_landslide], minlength=BINS)
    total = np.bincount(bins, minlength=BINS)
    error = float(np.sum((values - is_landslide) ** 2, dtype=np.float64))
    return PixelCounts(landslide, total - landslide, np.bincount(bins, values, BINS), error)
