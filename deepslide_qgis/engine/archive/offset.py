"""The offset in Sentinel-2's digital numbers, by processing baseline, checked against the pixels where archives err.

Since processing baseline 04.00, reprocessed older dates included, 1000 is added to the digital numbers so that
reflectance can be negative. Earth Search removed it from part of its collection sentinel-2-l2a; its flag
``earthsearch:boa_offset_applied`` and ``raster:bands`` are wrong for some images (github.com/Element84/earth-search,
issues 9, 66 and 71; cirrus-earth-search 33). The pixels are conclusive in one direction only: dark ground under 900
means that no offset is present.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.imagery.fetching import FoundImage

OFFSET_DN = -1000
FIRST_BASELINE = "04.00"
DARK_CLASSES = (2, 3, 4, 6)
"""Scene classes with blue reflectance under 0.09: dark and shaded ground, cloud shadow, vegetation, water."""
STILL_ADDED_DN = 900
"""If even dark ground exceeds this, the offset of 1000 is still present."""
FEWEST_PX = 50


@dataclass(frozen=True)
class Offset:
    """The number to add to digital numbers, and a warning about the decision."""

    add_dn: int
    warning: str = ""


def decide_offset(image: FoundImage, blue_dn: np.ndarray, classes: np.ndarray) -> Offset:
    """Return the offset of ``image``; ``blue_dn`` and ``classes`` are samples of B2 and SCL, NaN without data."""
    if image.baseline < FIRST_BASELINE:
        return Offset(0)
    level = _measure_dark_level(blue_dn, classes)
    if image.may_be_corrected:
        return _decide_by_pixels(image, level)
    if level is not None and level < STILL_ADDED_DN:
        return Offset(
            OFFSET_DN,
            f"{image.id}: its blue is darker ({level:.0f}) than baseline {image.baseline} allows; if the result shows "
            "negative reflectance, the archive has taken the offset out.",
        )
    return Offset(OFFSET_DN)


def _decide_by_pixels(image: FoundImage, level: float | None) -> Offset:
    if level is None:
        return Offset(
            0,
            f"{image.id}: too little dark ground to tell whether the archive has taken the offset of baseline "
            f"{image.baseline} out; assumed to be done. Leave the image out if it is too bright.",
        )
    return Offset(OFFSET_DN if level > STILL_ADDED_DN else 0)


def _measure_dark_level(blue_dn: np.ndarray, classes: np.ndarray) -> float | None:
    """Return the median of blue over dark ground; None if there is too little dark ground.

    The median, not a low percentile: a few shaded slopes with negative reflectance must not decide.
    """
    dark = blue_dn[np.isin(classes, DARK_CLASSES) & np.isfinite(blue_dn)]
    return float(np.median(dark)) if dark.size >= FEWEST_PX else None
