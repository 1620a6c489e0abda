"""How sure a pooled score is: whole case studies are drawn again and again, never single pixels.

Neighbouring pixels are alike, so that drawing pixels would promise far too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts

DRAWS = 1000
SEED = 20230711
LEVEL = 0.95


def bootstrap_interval(
    groups: Sequence[PixelCounts],
    score: Callable[[PixelCounts], float],
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> tuple[float, float]:
    """Return the percentile interval of ``score`` over ``groups`` (case studies) drawn with replacement.

    NaN, NaN for fewer than two groups, or where no draw has a score. Source: Efron & Tibshirani 1993, chapter 13.
    """
    if len(groups) < 2:
        return float("nan"), float("nan")
    scores = np.array([score(counts) for counts in drawn_counts(groups, draws, seed)])
    scores = scores[np.isfinite(scores)]
    if not scores.size:
        return float("nan"), float("nan")
    low, high = np.quantile(scores, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


def drawn_counts(groups: Sequence[PixelCounts], draws: int, seed: int) -> list[PixelCounts]:
    """Return ``draws`` sums of as many groups as there are, drawn with replacement."""
    count = len(groups)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
    landslide = times @ np.stack([group.landslide for group in groups])
    other = times @ np.stack([group.other for group in groups])
    probability = times @ np.stack([group.probability for group in groups])
    error = times @ np.array([group.squared_error for group in groups])
    return [PixelCounts(*drawn[:3], float(drawn[3])) for drawn in zip(landslide, other, probability, error)]
