"""Cloud mask from the scene classification (SCL) of Sentinel-2 Level 2A."""

from __future__ import annotations

import numpy as np

WATER, UNCLASSIFIED, SNOW = 6, 7, 11
CLOUDS = (3, 8, 9, 10)
"""Classes that are dilated by a margin: cloud shadow, clouds of medium and high probability, cirrus."""


def mask_clouds(classes: np.ndarray, masked: tuple[int, ...], margin_px: int) -> np.ndarray:
    """Return True where ``classes`` (h + 2·margin, w + 2·margin; NaN is no data) hide the ground: (h, w) bool.

    All classes in ``masked`` hide the ground; clouds and their shadows are dilated by ``margin_px``.
    """
    hidden = np.isin(classes, masked) | ~np.isfinite(classes)
    if margin_px:
        clouds = np.isin(classes, [value for value in masked if value in CLOUDS])
        hidden |= _dilate(_dilate(clouds, margin_px, 0), margin_px, 1)
        hidden = hidden[margin_px:-margin_px, margin_px:-margin_px]
    return hidden


def _dilate(mask: np.ndarray, by_px: int, axis: int) -> np.ndarray:
    """Return ``mask`` dilated along one axis, without wrapping at the edges."""
    dilated = mask.copy()
    source, target = np.moveaxis(mask, axis, 0), np.moveaxis(dilated, axis, 0)
    for shift in range(1, min(by_px, len(source) - 1) + 1):
        target[shift:] |= source[:-shift]
        target[:-shift] |= source[shift:]
    return dilated
