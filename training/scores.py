"""Pooled pixel scores at every threshold, from two histograms of the probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 200


@dataclass(frozen=True)
class Counts:
    """Histograms of the probability over landslide and other pixels, ``STEPS`` equal bins from 0 to 1."""

    landslide: np.ndarray
    other: np.ndarray

    def __add__(self, more: Counts) -> Counts:
        return Counts(self.landslide + more.landslide, self.other + more.other)

    def f1_curve(self) -> np.ndarray:
        """Return F1 at the thresholds :func:`thresholds`, all pixels pooled (a pixel at the threshold counts in)."""
        hits = np.cumsum(self.landslide[::-1])[::-1].astype(np.float64)
        alarms = np.cumsum(self.other[::-1])[::-1].astype(np.float64)
        return 2 * hits / np.maximum(hits + alarms + self.landslide.sum(), 1)

    def f1(self, threshold: float) -> float:
        return float(self.f1_curve()[round(threshold * STEPS)])

    def best(self) -> tuple[float, float]:
        """Return the threshold with the highest F1 (neither 0 nor 1), and that F1."""
        curve = self.f1_curve()
        index = 1 + int(np.argmax(curve[1:]))
        return index / STEPS, float(curve[index])


def count(probability: np.ndarray, target: np.ndarray) -> Counts:
    """Return the counts of ``probability`` and ``target`` (0/1), arrays of one shape."""
    bins = np.minimum((np.asarray(probability, np.float64) * STEPS + 1e-6).astype(np.int64), STEPS - 1).ravel()
    inside = np.asarray(target, bool).ravel()
    return Counts(np.bincount(bins[inside], minlength=STEPS), np.bincount(bins[~inside], minlength=STEPS))
