"""Bootstrap intervals of pooled scores over case studies, never over single pixels.

Neighbouring pixels are correlated: resampling pixels would give far too narrow intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts

DRAWS = 1000
SEED = 20230711
LEVEL = 0.95


def bootstrap_interval(groups: Sequence[PixelCounts], score: Callable[[PixelCounts], float]) -> tuple[float, float]:
    """Return the percentile interval of ``score`` over ``groups`` (case studies) drawn with replacement.

    Returns (NaN, NaN) for fewer than two groups, or if no draw has a score. Source: Efron & Tibshirani 1993, chapter
    13.
    """
    if len(groups) < 2:
        return float("nan"), float("nan")
    scores = np.array([score(counts) for counts in draw_counts(groups, DRAWS, SEED)])
    scores = scores[np.isfinite(scores)]
    if not scores.size:
        return float("nan"), float("nan")
    low, high = np.quantile(scores, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)


def draw_counts(groups: Sequence[PixelCounts], draws: int, seed: int) -> list[PixelCounts]:
    """Return ``draws`` sums of ``len(groups)`` groups each, drawn with replacement."""
    count = len(groups)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
    landslide = times @ np.stack([group.landslide for group in groups])
    other = times @ np.stack([group.other for group in groups])
    probability = times @ np.stack([group.probability for group in groups])
    error = times @ np.array([group.squared_error for group in groups])
    return [PixelCounts(*drawn[:3], float(drawn[3])) for drawn in zip(landslide, other, probability, error)]
