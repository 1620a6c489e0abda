"""Clouds by the scene classification (SCL) of Sentinel-2 Level 2A."""

from __future__ import annotations

import numpy as np

WATER, UNCLASSIFIED, SNOW = 6, 7, 11
CLOUDS = (3, 8, 9, 10)
"""Cloud shadow, clouds of medium and high probability, cirrus: what a margin is left around."""


def cloudy(classes: np.ndarray, masked: tuple[int, ...], margin_px: int) -> np.ndarray:
    """Return where ``classes`` (h + 2·margin, w + 2·margin; NaN is no data) hide the ground: (h, w) bool.

    Everything in ``masked`` hides it, clouds and their shadows with ``margin_px`` pixels around them.
    """
    hidden = np.isin(classes, masked) | ~np.isfinite(classes)
    if margin_px:
        clouds = np.isin(classes, [value for value in masked if value in CLOUDS])
        hidden |= _grown(_grown(clouds, margin_px, 0), margin_px, 1)
        hidden = hidden[margin_px:-margin_px, margin_px:-margin_px]
    return hidden


def _grown(mask: np.ndarray, by_px: int, axis: int) -> np.ndarray:
    """Return ``mask`` widened along one axis; the edges of the array hold nothing beyond."""
    grown = mask.copy()
    along, onto = np.moveaxis(mask, axis, 0), np.moveaxis(grown, axis, 0)
    for shift in range(1, min(by_px, len(along) - 1) + 1):
        onto[shift:] |= along[:-shift]
        onto[:-shift] |= along[shift:]
    return grown
