"""Separability of two groups of pixels in one band."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.band_values import BandValues, ZoneValues


def compute_statistics(values: np.ndarray) -> ZoneValues:
    """Return the statistics of ``values`` (N,), without NaN."""
    known = values[np.isfinite(values)].astype(np.float64)
    if not known.size:
        return ZoneValues(0, *[float("nan")] * 9)
    quantiles = np.quantile(known, (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1))
    return ZoneValues(known.size, float(known.mean()), float(known.std()), *map(float, quantiles))


def compare_zones(band: int, inside: np.ndarray, around: np.ndarray) -> BandValues:
    """Return statistics and separability of one band, from its values (N,) and (M,) in the two zones."""
    first, second = compute_statistics(inside), compute_statistics(around)
    distance = jeffries_matusita(first, second)
    return BandValues(band, first, second, auc(inside, around), distance, effect_size(first, second))


def auc(inside: np.ndarray, around: np.ndarray) -> float:
    """Return the probability that a value inside exceeds one around, ties counting half (Mann & Whitney 1947)."""
    inside, around = inside[np.isfinite(inside)], np.sort(around[np.isfinite(around)])
    if not inside.size or not around.size:
        return float("nan")
    below, up_to = (np.searchsorted(around, inside, side=side) for side in ("left", "right"))
    return float((below + up_to).sum(dtype=np.float64) / (2 * inside.size * around.size))


def jeffries_matusita(inside: ZoneValues, around: ZoneValues) -> float:
    """Return JM = 2 (1 − e^−B) with the Bhattacharyya distance B of two normal distributions (Richards & Jia 2006)."""
    first, second = inside.deviation**2, around.deviation**2
    if not inside.pixels or not around.pixels or not first or not second:
        return float("nan")
    middle = (first + second) / 2
    distance = (inside.mean - around.mean) ** 2 / (8 * middle) + np.log(middle / np.sqrt(first * second)) / 2
    return float(2 * (1 - np.exp(-distance)))


def effect_size(inside: ZoneValues, around: ZoneValues) -> float:
    """Return the difference of the means in pooled standard deviations (Cohen 1988)."""
    pooled = np.sqrt((inside.deviation**2 + around.deviation**2) / 2)
    return float((inside.mean - around.mean) / pooled) if pooled else float("nan")
