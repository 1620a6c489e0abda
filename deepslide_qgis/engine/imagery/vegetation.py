"""Indices of Sentinel-2 reflectance: of vegetation, of water."""

from __future__ import annotations

import numpy as np

DARKEST = 1e-6
"""Sums of two reflectances below this have no index."""


def ndvi(infrared: np.ndarray, red: np.ndarray) -> np.ndarray:
    """Return (B8 − B4) / (B8 + B4), NaN where both are dark, or one is negative.

    Surface reflectance comes out slightly below 0 in shadow and over dark water, where the ratio says nothing: it takes
    any value. Google Earth Engine's ``normalizedDifference``, which the reference study used, masks such pixels, too.
    """
    index = _normalised_difference(infrared, red)
    index[(infrared < 0) | (red < 0)] = np.nan
    return index


def ndwi(green: np.ndarray, infrared: np.ndarray) -> np.ndarray:
    """Return (B3 − B8) / (B3 + B8), above 0 over open water (McFeeters 1996), NaN where both are dark.

    Reflectance below 0 counts as 0: water is dark in the infrared.
    """
    return _normalised_difference(np.maximum(green, 0), np.maximum(infrared, 0))


def _normalised_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    total = first + second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(total) < DARKEST, np.float32(np.nan), (first - second) / total)
