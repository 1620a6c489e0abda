"""Indices of Sentinel-2 reflectance for vegetation and water."""

from __future__ import annotations

import numpy as np

DARKEST = 1e-6
"""Sums of two reflectances below this have no index."""


def ndvi(infrared: np.ndarray, red: np.ndarray) -> np.ndarray:
    """Return (B8 − B4) / (B8 + B4), NaN where both are dark or one is negative.

    Surface reflectance is slightly negative in shadow and over dark water, where the ratio can take any value. Google
    Earth Engine's ``normalizedDifference``, used by the reference study, masks such pixels, too.
    """
    index = _compute_normalised_difference(infrared, red)
    index[(infrared < 0) | (red < 0)] = np.nan
    return index


def ndwi(green: np.ndarray, infrared: np.ndarray) -> np.ndarray:
    """Return (B3 − B8) / (B3 + B8), above 0 over open water (McFeeters 1996), NaN where both are dark.

    Reflectance below 0 counts as 0: water is dark in the infrared.
    """
    return _compute_normalised_difference(np.maximum(green, 0), np.maximum(infrared, 0))


def _compute_normalised_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    total = first + second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(total) < DARKEST, np.float32(np.nan), (first - second) / total)
