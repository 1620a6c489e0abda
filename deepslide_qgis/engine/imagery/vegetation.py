"""Indices of Sentinel-2 reflectance: of vegetation, of water."""

from __future__ import annotations

import numpy as np

DARKEST = 1e-6
"""Sums of two reflectances below this have no index."""


def ndvi(infrared: np.ndarray, red: np.ndarray) -> np.ndarray:
    """Return (B8 − B4) / (B8 + B4), NaN where both are dark."""
    return _normalised_difference(infrared, red)


def ndwi(green: np.ndarray, infrared: np.ndarray) -> np.ndarray:
    """Return (B3 − B8) / (B3 + B8), above 0 over open water (McFeeters 1996)."""
    return _normalised_difference(green, infrared)


def _normalised_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    total = first + second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(total) < DARKEST, np.float32(np.nan), (first - second) / total)
