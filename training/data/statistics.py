"""Mean, standard deviation and classes of each band in one pass over blocks, without no-data."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError

DIGITS = 9
CONSTANT = 1e-7
"""A band is constant, up to rounding, if its deviation is a smaller share of its mean."""
MOST_CLASSES = 64


def band_statistics(blocks: Iterable[np.ndarray]) -> tuple[list[float], list[float]]:
    """Return mean and std of each band over blocks (C, …), without non-finite values; std 1 for a constant band.

    Blocks are merged by the formula of Chan, Golub and LeVeque (1983), which keeps precision where the mean is large
    against the deviation. The std is that of the population (ddof 0), as in numpy and the reference study.
    """
    count = mean = squares = np.zeros(1)
    for block in blocks:
        n, m, s = _moments(block.reshape(len(block), -1))
        total = np.maximum(count + n, 1)
        shift = m - mean
        squares = squares + s + shift**2 * count * n / total
        mean = mean + shift * n / total
        count = count + n
    std = np.sqrt(squares / np.maximum(count, 1))
    std = np.where(std > CONSTANT * np.abs(mean), std, 1.0)
    return [_round(m) for m in mean], [_round(s) for s in std]


def band_classes(blocks: Iterable[np.ndarray], setting: BandSetting) -> tuple[tuple[float, ...], ...]:
    """Return the sorted values of each categorical band with more than two values, empty for the other bands.

    Raises RasterError for a categorical band with more than 64 values.
    """
    found: list[set[float]] = [set() for _ in setting.bands]
    for block in blocks:
        for values, band, numbers in zip(found, setting.bands, block, strict=True):
            if band.categorical:
                values.update(np.unique(numbers[np.isfinite(numbers)]).tolist())
                if len(values) > MOST_CLASSES:
                    raise RasterError(
                        f"The band {band.name} has more than {MOST_CLASSES} different values, so it holds no classes.",
                        'Check the band, or write normalisation.categories = "numbers".',
                    )
    return tuple(tuple(sorted(values)) if len(values) > 2 else () for values in found)


def _moments(flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return count, mean and sum of squared deviations of each row of (C, N)."""
    known = np.isfinite(flat)
    count = known.sum(axis=1).astype(np.float64)
    mean = np.where(known, flat, 0).sum(axis=1, dtype=np.float64) / np.maximum(count, 1)
    deviations = np.where(known, flat - mean[:, None], 0)
    return count, mean, np.einsum("cn,cn->c", deviations, deviations)


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
