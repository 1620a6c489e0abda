"""Clouds by the scene classification (SCL) of Sentinel-2 Level 2A."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_dilation, generate_binary_structure, iterate_structure

WATER, SNOW = 6, 11
CLOUDS = (3, 8, 9, 10)
"""Cloud shadow, clouds of medium and high probability, cirrus: what a margin is left around."""


def cloudy(classes: np.ndarray, masked: tuple[int, ...], margin_px: int) -> np.ndarray:
    """Return where ``classes`` (h + 2·margin, w + 2·margin; NaN is no data) hide the ground: (h, w) bool.

    Everything in ``masked`` hides it, clouds and their shadows with ``margin_px`` pixels around them.
    """
    hidden = np.isin(classes, masked) | ~np.isfinite(classes)
    if margin_px:
        clouds = np.isin(classes, [value for value in masked if value in CLOUDS])
        around = iterate_structure(generate_binary_structure(2, 2), margin_px)
        hidden |= binary_dilation(clouds, around)
        hidden = hidden[margin_px:-margin_px, margin_px:-margin_px]
    return hidden
