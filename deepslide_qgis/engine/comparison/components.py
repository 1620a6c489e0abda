"""Objects of a mask: groups of pixels that touch, corners included, as candidates are made."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

TOUCHING = np.ones((3, 3), bool)
"""The eight neighbours of a pixel."""


def components(mask: np.ndarray) -> np.ndarray:
    """Return (h, w) int32: 1, 2, 3 … on the 8-connected objects of ``mask`` (h, w) bool, 0 elsewhere."""
    ids, _ = ndimage.label(mask, TOUCHING)
    return ids
