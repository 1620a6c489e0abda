"""The offset in Sentinel-2's digital numbers: by processing baseline, checked against the pixels where archives err.

From processing baseline 04.00 on, also for older dates that were processed anew, 1000 is added to digital numbers so
that reflectance can be negative. Earth Search took it out of part of its collection sentinel-2-l2a, and its flag
``earthsearch:boa_offset_applied`` and ``raster:bands`` are wrong for some images (github.com/Element84/earth-search,
issues 9, 66 and 71; cirrus-earth-search 33). What the pixels say is safe in one direction: dark ground under 900 means
that nothing is added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.imagery.fetching import FoundImage

OFFSET_DN = -1000
FIRST_BASELINE = "04.00"
DARK_CLASSES = (2, 3, 4, 6)
"""Of the scene classification: dark and shaded ground, cloud shadow, vegetation, water: blue reflectance under 0.09."""
STILL_ADDED_DN = 900
"""Where even dark ground lies over this, the 1000 are still in."""
FEWEST_PX = 50


@dataclass(frozen=True)
class Offset:
    """What to add to digital numbers, and what a person should know of how that was decided."""

    add_dn: int
    warning: str = ""


def decide_offset(image: FoundImage, blue_dn: np.ndarray, classes: np.ndarray) -> Offset:
    """Return the offset of ``image``; ``blue_dn`` and ``classes`` are samples of B2 and SCL, NaN without data."""
    if image.baseline < FIRST_BASELINE:
        return Offset(0)
    level = _dark_level(blue_dn, classes)
    if image.may_be_corrected:
        return _measured(image, level)
    if level is not None and level < STILL_ADDED_DN:
        return Offset(
            OFFSET_DN,
            f"{image.id}: its blue is darker ({level:.0f}) than baseline {image.baseline} allows; if the result shows "
            "negative reflectance, the archive has taken the offset out.",
        )
    return Offset(OFFSET_DN)


def _measured(image: FoundImage, level: float | None) -> Offset:
    if level is None:
        return Offset(
            0,
            f"{image.id}: too little dark ground to tell whether the archive has taken the offset of baseline "
            f"{image.baseline} out; taken as done. Leave the image out if it is too bright.",
        )
    return Offset(OFFSET_DN if level > STILL_ADDED_DN else 0)


def _dark_level(blue_dn: np.ndarray, classes: np.ndarray) -> float | None:
    """Return the median of blue over dark ground; None where there is too little of it.

    The median, not a low percentile: shaded slopes may have negative reflectance, and a few of them must not decide.
    """
    dark = blue_dn[np.isin(classes, DARK_CLASSES) & np.isfinite(blue_dn)]
    return float(np.median(dark)) if dark.size >= FEWEST_PX else None
